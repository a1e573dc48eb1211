/** What went wrong, in words by its code: what happened, that nothing is lost, what to do. */

import type { ComponentChildren, JSX } from "preact";
import { BoardError } from "../../board/errors";
import { BoothError, ElectionMismatchError } from "../../core";
import { useTexts } from "../language";
import { INDONESIAN, type TextKey } from "../texts";
import { Icon } from "./Icon";

/** The stable code of an error, with the broken rule where there is one; `page` for a fault of the booth itself. */
export function codeOf(error: unknown): string {
  if (error instanceof BoardError || error instanceof ElectionMismatchError) {
    return error.rule === "" ? error.code : `${error.code} ${error.rule}`;
  }
  return error instanceof BoothError ? error.code : "page";
}

/** The text for an error: by its rule, then by its code, then the one for all others. */
export function textKeyOf(error: unknown): TextKey {
  const [code = "", rule = ""] = codeOf(error).split(" ");
  const keys = [`error.${rule}`, `error.${code}`];
  return keys.find((key): key is TextKey => key in INDONESIAN.texts) ?? "error.other";
}

export function Problem({ error, children }: { readonly error: unknown; readonly children?: ComponentChildren }): JSX.Element {
  const { t } = useTexts();
  return (
    <div class="problem" role="alert">
      <p>
        <Icon name="alert" /> {t(textKeyOf(error))}
      </p>
      <p class="quiet small">{t("errorCode", { code: codeOf(error) })}</p>
      {children}
    </div>
  );
}

/** A short message under what it is about; read out when it changes. */
export function Message({ text }: { readonly text: string }): JSX.Element {
  return (
    <div role="status" class="message">
      {text !== "" && (
        <p>
          <Icon name="alert" /> {text}
        </p>
      )}
    </div>
  );
}
