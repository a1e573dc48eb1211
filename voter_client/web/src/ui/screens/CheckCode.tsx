/** Cek suaraku: a tracking code is looked up, and this device checks that it stands in the signed record. */

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { CodeAnswer } from "../../board/answers";
import type { BoardClient } from "../../board/client";
import { BoardError } from "../../board/errors";
import { BoothError, type FoundCode, type OpenElection, readCode } from "../../core";
import { lookUp } from "../lookUp";
import { useTexts } from "../language";
import { Heading } from "../parts/Heading";
import { Icon } from "../parts/Icon";
import { Message, Problem } from "../parts/Problem";
import { Scanner } from "../parts/Scanner";
import type { TextKey } from "../texts";
import { codeInScan } from "../scannedCode";
import { typedCode } from "../typedCode";

interface Props {
  readonly election: OpenElection;
  readonly client: BoardClient;
  /** Looked up at once, unless it is empty. */
  readonly code: string;
  readonly back: () => void;
}

interface Answer {
  readonly found: FoundCode;
  readonly said: CodeAnswer;
}

export function CheckCode({ election, client, code, back }: Props): JSX.Element {
  const { t } = useTexts();
  const [text, setText] = useState(code);
  const [busy, setBusy] = useState(false);
  const [hint, setHint] = useState<TextKey | null>(null);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [error, setError] = useState<unknown>(null);
  const check = async (typed: string): Promise<void> => {
    setAnswer(null);
    setError(null);
    setHint(problemOf(typed));
    if (problemOf(typed) !== null) return;
    setBusy(true);
    try {
      setAnswer(await lookUp(client, election, typed));
    } catch (failure) {
      if (failure instanceof BoardError && failure.code === "code-ambiguous") setHint("checkAmbiguous");
      else setError(failure);
    }
    setBusy(false);
  };
  useEffect(() => {
    if (code !== "") void check(code);
  }, []);
  const scanned = (seen: string): boolean => {
    const found = codeInScan(seen);
    if (found === null) setHint(problemOf(seen) ?? "checkMalformed");
    else {
      setText(found);
      void check(found);
    }
    return found !== null;
  };
  return (
    <section>
      <Heading>{t("checkTitle")}</Heading>
      <p>{t("checkText")}</p>
      <Scanner found={scanned} />
      <form
        class="code-form"
        autocomplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          void check(text);
        }}
      >
        <label for="tracking-code">{t("trackingCode")}</label>
        <input
          id="tracking-code"
          class="code-input"
          type="text"
          value={text}
          maxLength={60}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <Message text={hint === null ? "" : t(hint)} />
        <div role="status">{busy && <p>{t("checking")} ...</p>}</div>
        {answer !== null && <Found {...answer} />}
        {error !== null && <Missing error={error} />}
        <div class="go">
          <button type="submit" class="main">
            <Icon name="search" /> {t("checkGo")}
          </button>
        </div>
        <div class="actions">
          <button type="button" class="second" onClick={back}>
            {t("back")}
          </button>
        </div>
      </form>
    </section>
  );
}

function Found({ found, said }: Answer): JSX.Element {
  const { t } = useTexts();
  const superseded = said.supersededBy !== null;
  return (
    <div class={`answer${found.tested || superseded ? " warn" : ""}`} role="alert">
      <p>
        <Icon name={found.tested || superseded ? "alert" : "done"} />{" "}
        <strong>{found.tested ? t("checkTested") : t("checkFound", { number: found.entry.number ?? 0 })}</strong>
      </p>
      {!found.tested && (
        <p>
          {superseded
            ? t("checkSuperseded", { number: said.supersededBy ?? 0 })
            : t(said.status === "counted" ? "checkCounted" : "checkInBox")}
        </p>
      )}
      <p class="quiet small">
        {t("checkProof")}{" "}
        {found.entry.witnesses.length > 0 && t("receiptWitnesses", { count: found.entry.witnesses.length })}
      </p>
    </div>
  );
}

function Missing({ error }: { readonly error: unknown }): JSX.Element {
  const { t } = useTexts();
  if (!(error instanceof BoardError && error.code === "code-unknown")) return <Problem error={error} />;
  return (
    <div class="problem" role="alert">
      <p>
        <Icon name="alert" /> <strong>{t("checkUnknown")}</strong>
      </p>
      <p>{t("checkUnknownText")}</p>
    </div>
  );
}

/** What is wrong with a typed text before anything is sent; a card's secret code never leaves. */
function problemOf(typed: string): TextKey | null {
  if (typedCode(typed).state === "right") return "checkCard";
  try {
    readCode(typed);
    return null;
  } catch (error) {
    if (error instanceof BoothError) return "checkMalformed";
    throw error;
  }
}
