/** Saves a receipt as a file of its exact bytes, which any verifier reads. */

import type { JSX } from "preact";
import { shortCode } from "../../core";
import { useTexts } from "../language";
import { Icon } from "./Icon";

export function SaveReceipt({ code, receipt }: { readonly code: string; readonly receipt: Uint8Array }): JSX.Element {
  const { t } = useTexts();
  const save = (): void => {
    const url = URL.createObjectURL(new Blob([receipt.slice()], { type: "text/plain" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = `tanda-bukti-${shortCode(code)}.txt`;
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(url), 10_000);
  };
  return (
    <button type="button" class="second" onClick={save}>
      <Icon name="save" /> {t("save")}
    </button>
  );
}
