/** Masuk: the access code is scanned or typed, checked before anything is sent, and the card is opened. */

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { CardState } from "../../board/answers";
import type { BoardClient } from "../../board/client";
import { BoothError, type Booth, type Card } from "../../core";
import { hasCamera, takesPhotos } from "../camera";
import { useTexts } from "../language";
import { Busy } from "../parts/Busy";
import { CodeInput } from "../parts/CodeInput";
import { Heading } from "../parts/Heading";
import { Icon } from "../parts/Icon";
import { Problem } from "../parts/Problem";
import { Scanner } from "../parts/Scanner";
import type { TextKey } from "../texts";
import { isAddress, typedCode } from "../typedCode";

interface Props {
  readonly booth: Booth;
  readonly client: BoardClient;
  readonly closes: string;
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

export function EnterCard({ booth, client, closes, opened, check, typed }: Props): JSX.Element {
  const { t, time } = useTexts();
  const [text, setText] = useState("");
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
      setOutcome(isUnknown(error) ? refuse("cardUnknown", "cardUnknownText") : { kind: "error", error });
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

  if (busy) return <Busy title={t("opening")} text={t("openingText")} />;
  return (
    <section>
      <Heading quiet={!takesPhotos() && outcome.kind === "none"}>{t("enterTitle")}</Heading>
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
        <span>{t("openUntil", { time: time(closes) })}</span>
        <button type="button" class="link" onClick={check}>
          <Icon name="search" /> {t("checkTitle")}
        </button>
      </p>
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

function isUnknown(error: unknown): boolean {
  return error instanceof BoothError && error.code === "voter-card";
}
