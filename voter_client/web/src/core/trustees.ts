/**
 * The trustees of an election, as far as the booth needs them: which key holders belong together, and how many of each
 * item must decrypt, hence countersign (specification 4.5 to 4.9; record/trustees.py is the twin).
 *
 * The form is read strictly. The proofs inside (possession, certificates, coefficients, rules V06 to V11) are not
 * checked again in the browser: the registrar and the key holders checked them before they countersigned, and every
 * verifier does. What the booth does check is that enough of them countersigned exactly these bytes.
 */

import { proofSchema } from "./ballot";
import { decode, list, oneOf, optional, type Schema, small, struct, text, tuple } from "./canonical";
import { decodeElement } from "./group";

const publicKeySchema = struct({
  pok: proofSchema,
  public_key: text(),
  signature: optional(proofSchema),
  name: optional(text()),
});
const signedSchema = struct({ message: text(), signature: proofSchema });
const singleSchema = tuple(oneOf("Single"), publicKeySchema);
const pedersenSchema = tuple(
  oneOf("Pedersen"),
  struct({
    threshold: small,
    certs: list(signedSchema),
    coefexps: list(signedSchema),
    signatures: optional(list(proofSchema)),
    verification_keys: list(publicKeySchema),
  }),
);

/** One item: its owners' numbers, 1-based over all items, and how many of them must decrypt. */
export interface TrusteeItem {
  readonly kind: "Single" | "Pedersen";
  readonly firstOwner: number;
  readonly size: number;
  readonly threshold: number;
  /** Names of the owners, where the record gives them. */
  readonly names: readonly (string | null)[];
}

type Kind = ReturnType<typeof singleSchema> | ReturnType<typeof pedersenSchema>;
const kindSchema: Schema<Kind> = (value) =>
  Array.isArray(value) && value[0] === "Single" ? singleSchema(value) : pedersenSchema(value);

/** The items of the canonical trustees message; `record-format` or `crypto-element` for everything else. */
export function parseTrustees(data: Uint8Array): readonly TrusteeItem[] {
  let firstOwner = 1;
  return decode(list(kindSchema), data).map((kind) => {
    const keys = kind[0] === "Single" ? [kind[1]] : kind[1].verification_keys;
    for (const key of keys) decodeElement(key.public_key);
    const item: TrusteeItem = {
      kind: kind[0],
      firstOwner,
      size: keys.length,
      threshold: kind[0] === "Single" ? 1 : kind[1].threshold,
      names: keys.map((key) => key.name ?? null),
    };
    firstOwner += keys.length;
    return item;
  });
}
