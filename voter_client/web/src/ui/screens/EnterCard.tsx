/** Masuk: the access code is scanned or typed, checked before anything is sent, and the card is opened. */

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { CardState, Summary } from "../../board/answers";
import type { BoardClient } from "../../board/client";
import type { Booth, Card } from "../../core";
import { hasCamera, takesPhotos } from "../camera";
import { useTexts } from "../language";
import { useMachineSeen } from "../machine";
import { Busy } from "../parts/Busy";
import { CodeInput } from "../parts/CodeInput";
import { Fingerprints } from "../parts/Fingerprints";
import { Heading } from "../parts/Heading";
import { Icon } from "../parts/Icon";
import { Problem } from "../parts/Problem";
import { Scanner } from "../parts/Scanner";
import type { TextKey } from "../texts";
import type { TypeAhead } from "../typeAhead";
import { isAddress, typedCode } from "../typedCode";

interface Props {
  readonly booth: Booth;
  readonly client: BoardClient;
  readonly summary: Summary;
  /** What this machine is called at its polling station; empty elsewhere. */
  readonly machine: string;
  readonly pinned: boolean;
  /** What was typed while the page was still loading. */
  readonly ahead: TypeAhead;
  /** The card is on the list, active, and may vote. */
  readonly opened: (card: Card, state: CardState) => void;
  readonly check: () => void;
  /** Told whether something was typed. */
  readonly typed: (some: boolean) => void;
}

type Outcome =
  | { readonly kind: "none" }
  | { readonly kind: "refused"; readonly title: TextKey; readonly text: TextKey }
  | { readonly kind: "error"; readonly error: unknown };

export function EnterCard(props: Props): JSX.Element {
  const { booth, client, summary, machine, opened, check, typed } = props;
  const { t, time } = useTexts();
  const [early] = useState(() => props.ahead.take());
  const [text, setText] = useState(() => typedCode(early.text).tidy);
  const [hint, setHint] = useState<TextKey | null>(null);
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>({ kind: "none" });
  const alive = useRef(true);
  useEffect(() => {
    // The tables for sealing take a moment on a slow machine: build them while the voter looks at the card.
    const timer = window.setTimeout(() => booth.warmUp(), 300);
    return () => {
      window.clearTimeout(timer);
      alive.current = false;
    };
  }, []);

  useEffect(() => typed(text !== ""), [text !== ""]);
  useMachineSeen(client.base, summary.uuid, machine, text === "" && !busy);

  const enter = async (code: string): Promise<void> => {
    setBusy(true);
    setOutcome({ kind: "none" });
    try {
      const card = await booth.openCard(code);
      const state = await client.card(booth.election.setup.uuid, card.credential);
      if (!alive.current) return;
      const refused = refusalOf(state);
      if (refused === null) return opened(card, state);
      setOutcome(refused);
    } catch (error) {
      if (!alive.current) return;
      setOutcome({ kind: "error", error });
    }
    setBusy(false);
  };
  const submit = (code: string): void => {
    if (typedCode(code).state === "right") void enter(code);
    else setHint("codeShort");
  };
  const scanned = (seen: string): boolean => {
    const { state } = typedCode(seen);
    if (state === "right") {
      setText(typedCode(seen).tidy);
      void enter(seen);
      return true;
    }
    setHint(isAddress(seen) ? "codeAddress" : "codeOther");
    return false;
  };

  useEffect(() => {
    if (early.entered) submit(early.text);
  }, []);

  if (busy) return <Busy title={t("opening")} text={t("openingText")} />;
  return (
    <section>
      <Heading quiet={!takesPhotos()}>{t("enterTitle")}</Heading>
      {outcome.kind === "none" && <p>{t(hasCamera() ? "enterCamera" : takesPhotos() ? "enterPhoto" : "enterTyped")}</p>}
      {outcome.kind === "refused" && (
        <div class="problem" role="alert">
          <p>
            <Icon name="alert" /> <strong>{t(outcome.title)}</strong>
          </p>
          <p>{t(outcome.text)}</p>
        </div>
      )}
      {outcome.kind === "error" && <Problem error={outcome.error} />}
      <Scanner found={scanned} />
      <CodeInput
        text={text}
        hint={hint}
        change={(next) => {
          setText(next);
          setHint(null);
        }}
        submit={submit}
      />
      <p class="foot">
        <span>
          {t("openUntil", { time: time(summary.closes, summary.zone) })}
          {machine !== "" && (
            <>
              {" "}
              <strong>{machine}</strong>
            </>
          )}
        </span>
        <button type="button" class="link" onClick={check}>
          <Icon name="search" /> {t("checkTitle")}
        </button>
      </p>
      <Fingerprints election={booth.election} pinned={props.pinned} />
    </section>
  );
}

function refuse(title: TextKey, text: TextKey): Outcome {
  return { kind: "refused", title, text };
}

function refusalOf(state: CardState): Outcome | null {
  if (state.status === "unknown") return refuse("cardUnknown", "cardUnknownText");
  if (state.status === "revoked") return refuse("cardRevoked", "cardRevokedText");
  if (state.status === "inactive") return refuse("cardInactive", "cardInactiveText");
  return state.mayVote ? null : refuse("cardUsed", "cardUsedText");
}
