/**
 * Canonical JSON: for every value there is exactly one byte string, and `decode` accepts no other (specification 4.1;
 * record/canonical.py is the twin).
 *
 * A schema reads an unknown value and returns it rebuilt: members in the order of the type, optional ones absent rather
 * than null. Encoding reads first, too, so no value is ever written in another order. `decode` encodes what it read and
 * compares: duplicate or reordered members, white space, escapes, `-0` and `1.0` are all refused at once.
 */

import { fromUtf8, toUtf8 } from "./bytes";
import { fail } from "./errors";

/** Messages other than the list of credentials stay far below this many bytes. */
export const MESSAGE_LIMIT = 16 * 1024 * 1024;
/** Small integers of the specification are below 2^30. */
export const SMALL_LIMIT = 1_073_741_823;

/** Reads a value, or throws a BoothError with the code `record-format`. */
export type Schema<T> = (value: unknown) => T;
/** A schema of a member that may be absent. */
export type OptionalSchema<T> = Schema<T> & { readonly optional: true };
/** The type of the values of a schema. */
export type Infer<S> = S extends Schema<infer T> ? T : never;

type Fields = Readonly<Record<string, Schema<unknown>>>;
type Members<F extends Fields> = {
  readonly [K in keyof F as F[K] extends { optional: true } ? never : K]: Infer<F[K]>;
} & { readonly [K in keyof F as F[K] extends { optional: true } ? K : never]?: Infer<F[K]> };

const LONE_SURROGATE = /\p{Surrogate}/u;

/** A text of Unicode characters that matches `pattern` as a whole and has at most `limit` characters. */
export function text(pattern?: RegExp, limit = Number.POSITIVE_INFINITY): Schema<string> {
  return (value) => {
    if (typeof value !== "string") return mismatch("a text is expected");
    if (LONE_SURROGATE.test(value)) return mismatch("a text is not Unicode");
    if (pattern !== undefined && !pattern.test(value)) return mismatch("a text does not have its form");
    if (value.length > limit && [...value].length > limit) return mismatch("a text is too long");
    return value;
  };
}

/** An integer from `least` to `greatest`, both exactly representable. */
export function integer(least: number, greatest: number): Schema<number> {
  return (value) =>
    typeof value === "number" && Number.isSafeInteger(value) && value >= least && value <= greatest
      ? value
      : mismatch("a number is not an integer in range");
}

/** True or false. */
export const flag: Schema<boolean> = (value) => (typeof value === "boolean" ? value : mismatch("true or false is expected"));

/** One of the listed texts or numbers. */
export function oneOf<const V extends string | number>(...values: readonly V[]): Schema<V> {
  return (value) => values.find((each) => each === value) ?? mismatch("a value is not one of the known ones");
}

/** A list of `least` to `greatest` items. */
export function list<T>(item: Schema<T>, least = 0, greatest = Number.POSITIVE_INFINITY): Schema<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value)) return mismatch("a list is expected");
    if (value.length < least || value.length > greatest) return mismatch("a list is too short or too long");
    return value.map((each) => item(each));
  };
}

/** A list of fixed length with a schema for each place. */
export function tuple<const S extends readonly Schema<unknown>[]>(
  ...items: S
): Schema<{ readonly [K in keyof S]: Infer<S[K]> }> {
  return (value) => {
    if (!Array.isArray(value) || value.length !== items.length) return mismatch("a list does not have its length");
    return items.map((item, place) => item(value[place])) as { readonly [K in keyof S]: Infer<S[K]> };
  };
}

/** A member that may be absent. */
export function optional<T>(schema: Schema<T>): OptionalSchema<T> {
  return Object.assign((value: unknown) => schema(value), { optional: true as const });
}

/** A message with exactly these members, written in this order. */
export function struct<F extends Fields>(fields: F): Schema<Members<F>> {
  const names = Object.keys(fields);
  return (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return mismatch("a message is expected");
    const members = value as Readonly<Record<string, unknown>>;
    if (Object.keys(members).some((name) => !names.includes(name))) return mismatch("a message has an unknown member");
    const result: Record<string, unknown> = {};
    for (const name of names) {
      const schema = fields[name] as Schema<unknown> & { readonly optional?: true };
      const member = Object.prototype.hasOwnProperty.call(members, name) ? members[name] : undefined;
      if (member !== undefined) result[name] = schema(member);
      else if (schema.optional !== true) return mismatch(`the member ${name} is missing`);
    }
    return result as Members<F>;
  };
}

/** SHA-256, or an Ed25519 public key, as 64 lower-case hex digits. */
export const hex32 = text(/^[0-9a-f]{64}$/);
/** A small integer (specification 4.2). */
export const small = integer(0, SMALL_LIMIT);

/** The canonical text of a message; `record-format` if it does not fit the schema. */
export function encodeText<T>(schema: Schema<T>, message: T): string {
  return written(schema(message));
}

/** The canonical bytes of a message; `record-format` if it does not fit the schema. */
export function encode<T>(schema: Schema<T>, message: T): Uint8Array {
  return toUtf8(encodeText(schema, message));
}

/** The message that `data` is the canonical form of; `record-format` for all other bytes. `limit` is in bytes. */
export function decode<T>(schema: Schema<T>, data: Uint8Array, limit = MESSAGE_LIMIT): T {
  if (data.length > limit) fail("record-format", `This message has ${data.length} bytes; at most ${limit} are allowed.`);
  const source = fromUtf8(data) ?? fail("record-format", "This message is not valid UTF-8.");
  const message = schema(parsed(source));
  // UTF-8 that decodes strictly has one byte string for each text, so comparing texts compares bytes.
  if (written(message) !== source) {
    fail("record-format", "This message is not in canonical form: something in it can be written in another way.");
  }
  return message;
}

function parsed(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return fail("record-format", "This message is not JSON.");
  }
}

function written(value: unknown): string {
  // U+007F is the one character that JSON.stringify writes raw and the official tool escapes.
  return JSON.stringify(value).replace(/\x7f/g, "\\u007f");
}

function mismatch(what: string): never {
  return fail("record-format", `This message does not have the expected form: ${what}.`);
}
