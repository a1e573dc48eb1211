/** What the second device asks for, in this order: the tracking code, kept before the test; then the opening. */

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { boardAddress } from "../../board/client";
import { BoothError, FULL_LENGTH, groupedCode, parseOpening, shortCode, toUtf8 } from "../../core";
import { useTexts } from "../language";
import { Heading } from "../parts/Heading";
import { Icon } from "../parts/Icon";
import { Message } from "../parts/Problem";
import { Scanner } from "../parts/Scanner";
import { codeInScan } from "../scannedCode";
import type { TextKey } from "../texts";

export interface Asked {
  readonly board: string;
  /** In full. */
  readonly code: string;
  /** Canonical JSON. */
  readonly opening: string;
}

interface Props {
  readonly board: string;
  /** It is not the board that serves the page: its address is shown at once. */
  readonly foreign: boolean;
  readonly check: (asked: Asked) => void;
}

export function AskOpening({ board, foreign, check }: Props): JSX.Element {
  const { t } = useTexts();
  const [address, setAddress] = useState(board);
  const [kept, setKept] = useState<string | null>(null);
  return (
    <section>
      <Heading>{t("secondTitle")}</Heading>
      <p>{t("secondIntro")}</p>
      <h2>{t("secondStep1")}</h2>
      {kept === null ? (
        <AskCode keep={setKept} />
      ) : (
        <>
          <p>
            <Icon name="done" /> {t("secondKept")}{" "}
            <strong class="code" data-testid="kept-code">
              {shortCode(kept)}
            </strong>
          </p>
          <p class="code small" data-testid="kept-whole-code">
            {groupedCode(kept)}
          </p>
          <button type="button" class="link" onClick={() => setKept(null)}>
            {t("secondOther")}
          </button>
          <h2>{t("secondStep2")}</h2>
          <AskText check={(opening) => check({ board: address, code: kept, opening })} />
        </>
      )}
      <details class="about" open={foreign}>
        <summary>{t("secondBoard")}</summary>
        <label for="board-address">{t("secondBoardText")}</label>
        <input
          id="board-address"
          type="url"
          value={address}
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => setAddress(event.currentTarget.value)}
        />
        <Message text={boardAddress(address) === null ? t("secondBoardBad") : ""} />
      </details>
    </section>
  );
}

function AskCode({ keep }: { readonly keep: (code: string) => void }): JSX.Element {
  const { t } = useTexts();
  const [text, setText] = useState("");
  const [hint, setHint] = useState<TextKey | null>(null);
  const take = (typed: string): boolean => {
    const code = codeInScan(typed);
    if (code === null) setHint("secondMalformed");
    else if (code.length !== FULL_LENGTH) setHint("secondShort");
    else keep(code);
    return code?.length === FULL_LENGTH;
  };
  return (
    <>
      <p>{t("secondStep1Text")}</p>
      <Scanner found={take} />
      <form
        class="code-form"
        autocomplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          take(text);
        }}
      >
        <label for="tracking-code">{t("trackingCode")}</label>
        <input
          id="tracking-code"
          class="code-input"
          type="text"
          value={text}
          maxLength={200}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <Message text={hint === null ? "" : t(hint)} />
        <div class="go">
          <button type="submit" class="main">
            {t("next")}
          </button>
        </div>
      </form>
    </>
  );
}

function AskText({ check }: { readonly check: (opening: string) => void }): JSX.Element {
  const { t } = useTexts();
  const [text, setText] = useState("");
  const [hint, setHint] = useState<TextKey | null>(null);
  const take = (opening: string): boolean => {
    const sound = isOpening(opening.trim());
    if (sound) check(opening.trim());
    else setHint("secondNoOpening");
    return sound;
  };
  return (
    <>
      <p>{t("secondStep2Text")}</p>
      <Scanner found={take} />
      <form
        class="code-form"
        autocomplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          take(text);
        }}
      >
        <label for="opening-text">{t("openedPaste")}</label>
        <textarea
          id="opening-text"
          rows={4}
          value={text}
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <Message text={hint === null ? "" : t(hint)} />
        <div class="go">
          <button type="submit" class="main">
            {t("secondGo")}
          </button>
        </div>
      </form>
    </>
  );
}

function isOpening(text: string): boolean {
  try {
    parseOpening(toUtf8(text));
    return true;
  } catch (error) {
    if (error instanceof BoothError) return false;
    throw error;
  }
}
