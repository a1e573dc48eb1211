/**
 * Signatures of a card: over a ballot when it is cast, and over a Challenge when a seal is tested (specification 4.15;
 * record/ballot_making.py and record/voting.py are the twins). Both are deterministic: signing again gives the same bytes.
 */

import { ballotSchema, proofSchema, trackingCode, type UnsignedBallot, codeText } from "./ballot";
import { encode, type Infer, struct, text } from "./canonical";
import { uuidText } from "./election";
import { GENERATOR } from "./group";
import type { ScalarProof } from "./proofs";
import { signatureNonce } from "./randomness";
import { hashToScalar, modQ } from "./scalars";

export const challengeSchema = struct({ uuid: uuidText, code: codeText, credential: text(undefined, 2048), proof: proofSchema });

/** A seal test: this credential will open the ballot with this code, so it must never be cast. */
export type Challenge = Infer<typeof challengeSchema>;

/** The canonical bytes of the ballot as it is cast. */
export function signBallot(unsigned: UnsignedBallot, secret: bigint): Uint8Array {
  const code = trackingCode(unsigned);
  const proof = sign(secret, `sig|${code}|`, signatureNonce(secret, "ballot", code));
  return encode(ballotSchema, { ...unsigned, signature: { hash: code, proof } });
}

/** The canonical bytes of the Challenge for a code. */
export function signChallenge(uuid: string, code: string, credential: string, secret: bigint): Uint8Array {
  const prefix = `suarasah/challenge/v1|${uuid}|${code}|${credential}|`;
  const proof = sign(secret, prefix, signatureNonce(secret, "challenge", prefix));
  return encode(challengeSchema, { uuid, code, credential, proof });
}

function sign(secret: bigint, prefix: string, nonce: bigint): ScalarProof {
  const challenge = hashToScalar(prefix, [GENERATOR.power(nonce).text]);
  return { challenge: challenge.toString(), response: modQ(nonce - secret * challenge).toString() };
}
