/**
 * The second device of a seal test: the whole code first, then the opening, then everything is computed again from the
 * public record (docs/protocol.md, section 7). What it shows is a voter's choice: it stays on this device.
 *
 * Invariant: a seal is called honest only after the whole tracking code was compared, and beside the address of the
 * board whose record was read: a page from one place may judge by the record of another.
 */

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { BoardClient, boardAddress } from "../board/client";
import type { Countdown } from "../board/patience";
import { Booth, BoothError, checkOpening, checkTest, type Election, parseOpening, readElection, toUtf8 } from "../core";
import { BoardError } from "../board/errors";
import { lookUp } from "./lookUp";
import { LanguageContext, useChoice, useTexts } from "./language";
import { Busy } from "./parts/Busy";
import { Frame } from "./parts/Frame";
import { Heading } from "./parts/Heading";
import { Icon } from "./parts/Icon";
import { Picked } from "./parts/Picked";
import { Problem } from "./parts/Problem";
import { NOTHING, type Pick, picksFrom } from "./picking";
import { type Asked, AskOpening } from "./screens/AskOpening";
import type { Language, Words } from "./texts";

type State =
  | { readonly at: "asking" }
  | { readonly at: "working" }
  | { readonly at: "good"; readonly election: Election; readonly picks: readonly Pick[]; readonly board: string }
  | { readonly at: "bad"; readonly error: unknown };

interface Props {
  readonly words: Words;
  /** The language that was asked for. */
  readonly language: Language;
  /** The board in whose folder the page stands, if it stands on one. */
  readonly own: string;
  /** The board that is asked unless another is typed; whoever made the link to this page may have named it. */
  readonly board: string;
}

export function OpeningPage(props: Props): JSX.Element {
  const choice = useChoice(props.words, props.language);
  const [countdown, setCountdown] = useState<Countdown | null>(null);
  const [state, setState] = useState<State>({ at: "asking" });
  const check = (asked: Asked): void => {
    setState({ at: "working" });
    const client = new BoardClient(boardAddress(asked.board) ?? props.board, setCountdown);
    examine(client, asked).then(setState, (error: unknown) => setState({ at: "bad", error }));
  };
  return (
    <LanguageContext.Provider value={choice}>
      <Frame title="secondTitle" name="" step={0} practice={false} countdown={countdown}>
        <Body state={state} own={props.own} board={props.board} check={check} again={() => setState({ at: "asking" })} />
      </Frame>
    </LanguageContext.Provider>
  );
}

interface BodyProps {
  readonly state: State;
  readonly own: string;
  readonly board: string;
  readonly check: (asked: Asked) => void;
  readonly again: () => void;
}

function Body({ state, own, board, check, again }: BodyProps): JSX.Element {
  const { t } = useTexts();
  if (state.at === "asking") return <AskOpening board={board} foreign={board !== own} check={check} />;
  if (state.at === "working") return <Busy title={t("secondWorking")} text={t("secondIntro")} />;
  const next = (
    <div class="go">
      <button type="button" class="main" onClick={again}>
        {t("secondNext")}
      </button>
    </div>
  );
  if (state.at === "good") {
    return (
      <section>
        <Heading>
          <Icon name="done" /> {t("secondGood")}
        </Heading>
        <p>{t("secondGoodText")}</p>
        {state.election.questions.map((question, place) => (
          <div class="reviewed" key={place}>
            <h2>{question.question}</h2>
            <Picked question={question} pick={state.picks[place] ?? NOTHING} />
          </div>
        ))}
        <p class={state.board === own ? "quiet small" : "notice"} data-testid="asked-board">
          {t("secondAsked", { board: state.board })}
        </p>
        {next}
      </section>
    );
  }
  return (
    <section>
      <Heading>
        <Icon name="alert" /> {t(isVerdict(state.error) ? "secondBad" : "errorTitle")}
      </Heading>
      {isVerdict(state.error) ? (
        <div class="problem" role="alert">
          <p>{t(isUntested(state.error) ? "secondNotTested" : "secondBadText")}</p>
        </div>
      ) : (
        <Problem error={state.error} />
      )}
      {next}
    </section>
  );
}

async function examine(client: BoardClient, { code, opening }: Asked): Promise<State> {
  const data = toUtf8(opening);
  const { uuid } = parseOpening(data);
  const booth = new Booth(await readElection(client.log(uuid), uuid));
  // First without the log: a wrong opening is told even if the board does not know the code.
  checkOpening(booth, data, code);
  const { found } = await lookUp(client, booth.election, code);
  const choices = checkTest(booth, data, code, found);
  const { election } = booth.election.setup;
  return { at: "good", election, picks: picksFrom(election, choices), board: client.base };
}

/** Whether the booth was found out, rather than something went wrong on the way. */
function isVerdict(error: unknown): boolean {
  return (error instanceof BoothError && error.code === "voter-opening") || isUntested(error);
}

function isUntested(error: unknown): boolean {
  return error instanceof BoardError && error.code === "code-unknown";
}
