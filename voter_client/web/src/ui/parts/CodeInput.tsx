/**
 * The field for the access code: groups itself as one types, marks impossible characters, judges the whole at its 20th
 * character. A USB scanner that types works wherever the focus is, from the moment that the field is there.
 */

import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { CODE_LENGTH } from "../../core";
import { takesPhotos } from "../camera";
import { useTexts } from "../language";
import type { TextKey } from "../texts";
import { freeKey } from "../typeAhead";
import { type TypedCode, typedCode } from "../typedCode";
import { Icon } from "./Icon";

const LONGEST = 80;

interface Props {
  readonly text: string;
  readonly hint: TextKey | null;
  readonly change: (text: string) => void;
  readonly submit: (text: string) => void;
}

export function CodeInput({ text, hint, change, submit }: Props): JSX.Element {
  const { t } = useTexts();
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    // On a phone the keyboard would cover half of the screen before anything is read.
    if (!takesPhotos()) input.current?.focus();
    const catchScanner = (event: KeyboardEvent): void => {
      const field = input.current;
      const key = freeKey(event);
      if (key === "" || field === null) return;
      // Put there by hand: whether a key still reaches a field that it has only just focused is the browser's mood.
      event.preventDefault();
      field.focus();
      field.value += key;
      field.setSelectionRange(field.value.length, field.value.length);
      typing(field);
    };
    document.addEventListener("keydown", catchScanner);
    return () => document.removeEventListener("keydown", catchScanner);
  }, []);
  const typed = typedCode(text);
  const wrong = typed.state === "bad" || typed.state === "check" || typed.state === "long";
  const typing = (field: HTMLInputElement): void => {
    const atEnd = field.selectionStart === field.value.length;
    const next = atEnd ? typedCode(field.value).tidy : field.value;
    // The field is the browser's: writing it back keeps the caret at the end.
    if (field.value !== next) field.value = next;
    change(next);
  };
  return (
    <form
      class="code-form"
      autocomplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        submit(text);
      }}
    >
      <label for="access-code">{t("codeLabel")}</label>
      <input
        id="access-code"
        ref={input}
        class="code-input"
        type="text"
        inputMode="text"
        value={text}
        maxLength={LONGEST}
        autocomplete="off"
        autocapitalize="characters"
        autocorrect="off"
        spellcheck={false}
        aria-invalid={wrong}
        aria-describedby="access-code-note access-code-problem"
        onInput={(event) => typing(event.currentTarget)}
      />
      {/* Before the hint, which makes room for it: on a small screen it would stand under the main action. */}
      <div id="access-code-problem" role="status" class="message">
        <Judgement typed={typed} hint={hint} />
      </div>
      <p id="access-code-note" class="quiet small">
        {sentenceOf(typed, hint) === null && t("codeHint")}{" "}
        <span class="counter">{t("codeCount", { count: Math.min(typed.count, CODE_LENGTH) })}</span>
      </p>
      <div class="go">
        <button type="submit" class={typed.state === "right" ? "main" : "main wanting"}>
          {t("next")}
        </button>
      </div>
    </form>
  );
}

function Judgement({ typed, hint }: { readonly typed: TypedCode; readonly hint: TextKey | null }): JSX.Element | null {
  const { t } = useTexts();
  const sentence = sentenceOf(typed, hint);
  if (sentence === null) return null;
  return (
    <>
      <p>
        <Icon name="alert" /> {t(sentence, { character: typed.bad.toUpperCase() })}
      </p>
      {typed.state === "bad" && (
        <p class="marked code" aria-hidden="true">
          {typed.pieces.map((piece, place) => (
            <span key={place}>
              {piece.bad ? <mark>{piece.text}</mark> : piece.text.toUpperCase()}
              {place % 4 === 3 ? " " : ""}
            </span>
          ))}
        </p>
      )}
    </>
  );
}

function sentenceOf(typed: TypedCode, hint: TextKey | null): TextKey | null {
  if (typed.state === "bad") return "codeBad";
  if (typed.state === "check") return "codeCheck";
  return typed.state === "long" ? "codeLong" : hint;
}
