/**
 * The booth from its address to an open election: which election, whether it is open, and its record, checked.
 *
 * Invariant: nobody chooses anything before the election's record was found to be what its key holders agreed to.
 */

import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useMemo, useState } from "preact/hooks";
import type { Summary } from "../board/answers";
import { BoardClient } from "../board/client";
import type { Countdown } from "../board/patience";
import { Booth, BoothError, type OpenElection, readElection } from "../core";
import { LanguageContext, useChoice, useTexts } from "./language";
import type { Params } from "./params";
import { Busy } from "./parts/Busy";
import { Frame } from "./parts/Frame";
import { Heading } from "./parts/Heading";
import { Problem } from "./parts/Problem";
import { type LoadedPresentation, loadPresentation } from "./photos";
import { CheckCode } from "./screens/CheckCode";
import { ElectionList } from "./screens/ElectionList";
import { NotOpen } from "./screens/NotOpen";
import { Session } from "./Session";
import type { Words } from "./texts";
import { TypeAhead } from "./typeAhead";

interface Props {
  readonly params: Params;
  /** What the page starts with. */
  readonly words: Words;
  /** The board's address without a slash at the end. */
  readonly board: string;
  /** Empties the page and begins again; what is shown meanwhile is said in these words. */
  readonly startOver: (words: Words) => void;
  /** Empties the page and leads away, to the election's own page. */
  readonly leave: (words: Words) => void;
}

type State =
  | { readonly at: "loading" }
  | { readonly at: "error"; readonly error: unknown }
  | { readonly at: "list" }
  | { readonly at: "closed"; readonly summary: Summary }
  | { readonly at: "checking"; readonly election: OpenElection; readonly summary: Summary }
  | { readonly at: "open"; readonly booth: Booth; readonly summary: Summary; readonly shown: LoadedPresentation };

/** How often a booth that waits for the opening asks again. */
const POLL_MS = 15_000;

export function App({ params, words, board, startOver, leave }: Props): JSX.Element {
  const choice = useChoice(words, params.language);
  const [countdown, setCountdown] = useState<Countdown | null>(null);
  const [state, setState] = useState<State>(params.uuid === "" ? { at: "list" } : { at: "loading" });
  const [check, setCheck] = useState(params.check);
  const client = useMemo(() => new BoardClient(board, setCountdown), [board]);
  useEffect(() => {
    if (state.at !== "loading") return;
    load(client, { ...params, check }).then(setState, (error: unknown) => setState({ at: "error", error }));
  }, [state.at]);
  const ahead = useMemo(() => new TypeAhead(), []);
  useLayoutEffect(() => {
    if (state.at === "loading") return ahead.listen();
    if (state.at !== "open") ahead.take();
    return undefined;
  }, [state.at]);
  useEffect(() => {
    const waits = state.at === "closed" && (state.summary.phase === "waiting" || state.summary.phase === "preparing");
    if (!waits) return;
    const timer = window.setInterval(() => {
      client.election(params.uuid).then(
        (summary) => setState(summary.phase === "open" ? { at: "loading" } : { at: "closed", summary }),
        () => undefined,
      );
    }, POLL_MS);
    return () => window.clearInterval(timer);
  }, [state.at]);

  const again = (): void => setState({ at: "loading" });
  const checked = (): void => {
    setCheck(null);
    again();
  };
  const checkOnly = (summary: Summary): void => {
    setState({ at: "loading" });
    readPinned(client, params).then(
      (election) => setState({ at: "checking", election, summary }),
      (error: unknown) => setState({ at: "error", error }),
    );
  };
  return (
    <LanguageContext.Provider value={choice}>
      {state.at === "open" ? (
        <Session
          booth={state.booth}
          shown={state.shown}
          summary={state.summary}
          client={client}
          countdown={countdown}
          tps={params.tps}
          machine={params.machine}
          pinned={params.agreed !== null}
          ahead={ahead}
          startOver={() => startOver(choice.words)}
          leave={() => leave(choice.words)}
        />
      ) : (
        <Frame title="title" name={nameOf(state)} step={0} practice={false} countdown={countdown}>
          <Before state={state} client={client} code={check ?? ""} again={again} checked={checked} checkOnly={checkOnly} />
        </Frame>
      )}
    </LanguageContext.Provider>
  );
}

interface BeforeProps {
  readonly state: Exclude<State, { at: "open" }>;
  readonly client: BoardClient;
  /** The tracking code that the page's address asks about; may be empty. */
  readonly code: string;
  readonly again: () => void;
  readonly checked: () => void;
  readonly checkOnly: (summary: Summary) => void;
}

function Before({ state, client, code, again, checked, checkOnly }: BeforeProps): JSX.Element {
  const { t } = useTexts();
  if (state.at === "loading") return <Busy title={t("loading")} text={t("loadingText")} />;
  if (state.at === "list") return <ElectionList client={client} />;
  if (state.at === "closed") return <NotOpen summary={state.summary} check={() => checkOnly(state.summary)} />;
  if (state.at === "checking") {
    return <CheckCode election={state.election} client={client} code={code} back={checked} />;
  }
  return (
    <section>
      <Heading>{t("errorTitle")}</Heading>
      <Problem error={state.error} />
      <div class="go">
        <button type="button" class="main" onClick={again}>
          {t("tryAgain")}
        </button>
      </div>
    </section>
  );
}

async function load(client: BoardClient, params: Params): Promise<State> {
  const summary = await client.election(params.uuid);
  const begun = summary.phase !== "preparing" && summary.phase !== "waiting";
  if (params.check !== null && begun) return { at: "checking", election: await readPinned(client, params), summary };
  if (summary.phase !== "open") return { at: "closed", summary };
  const election = await readPinned(client, params);
  return { at: "open", booth: new Booth(election), summary, shown: await loadPresentation(client, election) };
}

/** The election, and only the one that the page's address pins, if it pins one. */
async function readPinned(client: BoardClient, { uuid, agreed }: Params): Promise<OpenElection> {
  const election = await readElection(client.log(uuid), uuid);
  if (agreed !== null && agreed !== election.agreed) {
    throw new BoothError("voter-agreed", "This is not the election whose fingerprint the page's address names.");
  }
  return election;
}

function nameOf(state: State): string {
  if (state.at === "closed") return state.summary.name;
  return state.at === "checking" ? state.election.setup.election.name : "";
}
