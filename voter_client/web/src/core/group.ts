/**
 * The group "Ed25519": the subgroup of prime order of its curve (specification, "Elliptic curves").
 *
 * Invariant: every Element made here is in the subgroup of order q. Texts are 64 lower-case hex digits, **big-endian**
 * (crypto/ed25519.py is the twin; signing keys of the parties are little-endian, see signingKey.ts).
 */

import { ed25519 } from "@noble/curves/ed25519.js";
import { fromHex, toHex } from "./bytes";
import { fail } from "./errors";

type Point = InstanceType<typeof ed25519.Point>;

export const GROUP_NAME = "Ed25519";
const HEX64 = /^[0-9a-f]{64}$/;
const IDENTITY_TEXT = "1".padStart(64, "0");
/** Window of the tables, in bits: 1,376 points for each base, built in some 10 ms; wider ones pay off after many seals. */
const WINDOW = 6;

/** A group element that passed the full membership check, with its canonical text. */
export class Element {
  #text: string | undefined;

  constructor(
    readonly point: Point,
    text?: string,
  ) {
    this.#text = text;
  }

  /** 64 lower-case hex digits, big-endian. */
  get text(): string {
    this.#text ??= toHex(this.point.toBytes().reverse());
    return this.#text;
  }

  /** The product of both (the group is written multiplicatively, as in the specification). */
  times(other: Element): Element {
    return new Element(this.point.add(other.point));
  }
}

export const IDENTITY = new Element(ed25519.Point.ZERO, IDENTITY_TEXT);

/** The element of a canonical text; `crypto-element` unless it is in the subgroup of order q and not the identity. */
export function decodeElement(text: string): Element {
  const bytes = HEX64.test(text) ? fromHex(text) : null;
  if (bytes === null) return fail("crypto-element", "A group element must be 64 lowercase hexadecimal digits.");
  if (text === IDENTITY_TEXT) return fail("crypto-element", "The identity is not allowed here.");
  const point = primeOrderPoint(bytes.reverse());
  return point === null ? fail("crypto-element", "The text is not an element of the group Ed25519.") : new Element(point, text);
}

/**
 * The point of 32 little-endian bytes; null for a y not below p, a negative zero, a point off the curve, one of the
 * eight points of small order (the identity, too), and a point with a torsion component.
 */
export function primeOrderPoint(littleEndian: Uint8Array): Point | null {
  try {
    const point = ed25519.Point.fromBytes(littleEndian, false);
    return point.isSmallOrder() || !point.isTorsionFree() ? null : point;
  } catch {
    return null;
  }
}

/** A base that many powers are taken of, with a precomputed table. */
export class FixedBase {
  readonly element: Element;
  #point: Point;

  constructor(element: Element) {
    this.element = element;
    // A point of its own: the library keeps tables by object, and blinds its shared BASE, which costs half as much again.
    this.#point = ed25519.Point.fromAffine(element.point.toAffine());
    this.#point.precompute(WINDOW, true);
  }

  /** base ** exponent for an exponent in [0, q); the identity for zero, which the library refuses. */
  power(exponent: bigint): Element {
    return exponent === 0n ? IDENTITY : new Element(this.#point.multiply(exponent));
  }

  /** Builds the table now rather than at the first power. */
  warmUp(): this {
    this.#point.multiply(3n);
    return this;
  }
}

/** The generator g. */
export const GENERATOR = new FixedBase(new Element(ed25519.Point.BASE));
