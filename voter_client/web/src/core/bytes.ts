/**
 * Bytes and their texts: hex, base64 and UTF-8, each with one text for one value; and SHA-256 in the forms of the
 * protocol. Decoders return null for anything that encoding would not write, and callers choose the error.
 */

import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";

const HEX = /^(?:[0-9a-f]{2})*$/;
const ENCODER = new TextEncoder();

/** Lower-case hex digits, two for each byte. */
export function toHex(data: Uint8Array): string {
  let text = "";
  for (const byte of data) text += (byte < 16 ? "0" : "") + byte.toString(16);
  return text;
}

/** The bytes of lower-case hex digits; null for any other text. */
export function fromHex(text: string): Uint8Array | null {
  if (!HEX.test(text)) return null;
  const data = new Uint8Array(text.length / 2);
  for (let i = 0; i < data.length; i++) data[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return data;
}

/** Standard padded base64 (RFC 4648, section 4). */
export function toBase64(data: Uint8Array): string {
  let binary = "";
  for (const byte of data) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** The bytes of a canonical padded base64 text; null for any other text. */
export function fromBase64(text: string): Uint8Array | null {
  try {
    const data = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return toBase64(data) === text ? data : null;
  } catch {
    return null;
  }
}

/** UTF-8; the text must not hold lone surrogates (callers check, canonical.ts refuses them). */
export function toUtf8(text: string): Uint8Array {
  return ENCODER.encode(text);
}

/** The text of valid UTF-8, a byte order mark kept as it stands; null for other bytes. */
export function fromUtf8(data: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    return null;
  }
}

/** All bytes, one after another. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Whether two public byte strings are the same; takes as long as the first difference allows. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** The 32 bytes of SHA-256. */
export function sha256(data: Uint8Array): Uint8Array {
  return nobleSha256(data);
}

/** SHA-256 as 64 hex digits (specification 4.2). */
export function sha256Hex(data: Uint8Array): string {
  return toHex(sha256(data));
}

/** SHA-256 as 43 characters of base64 without padding: fingerprints of elections, tracking codes. */
export function sha256Base64(data: Uint8Array): string {
  return toBase64(sha256(data)).slice(0, 43);
}

/** A big-endian number. */
export function toNumber(data: Uint8Array): bigint {
  return data.length === 0 ? 0n : BigInt(`0x${toHex(data)}`);
}
