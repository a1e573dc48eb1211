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

/** The address that looks a code up, on whichever device opens it; the code is public. */
export function lookUpAddress(board: string, uuid: string, code: string): string {
  return `${board}/booth/?e=${uuid}&check=${code.replace(/\+/g, "-").replace(/\//g, "_")}`;
}

/** The address of the board's own page about the box, short enough to be typed. */
export function boxAddress(board: string, uuid: string): string {
  return `${board}/e/${uuid}/box`;
}

function codeInAddress(text: string): string | null {
  try {
    const said = new URL(text).searchParams;
    return said.get("check") ?? said.get("code");
  } catch {
    return null;
  }
}
