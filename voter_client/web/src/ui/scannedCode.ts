/** Tracking codes in scanned texts: bare, or in the address that a receipt's QR code holds. */

import { BoothError, readCode } from "../core";

/** The tracking code in a scanned text, in the form of core's `readCode`; null if there is none. */
export function codeInScan(text: string): string | null {
  try {
    return readCode(codeInAddress(text) ?? text);
  } catch (error) {
    if (error instanceof BoothError) return null;
    throw error;
  }
}

/** The address that looks a code up on the board's own page; the code is public. */
export function lookUpAddress(board: string, uuid: string, code: string): string {
  return `${board}/e/${uuid}/box?code=${code.replace(/\+/g, "-").replace(/\//g, "_")}`;
}

function codeInAddress(text: string): string | null {
  try {
    return new URL(text).searchParams.get("code");
  } catch {
    return null;
  }
}
