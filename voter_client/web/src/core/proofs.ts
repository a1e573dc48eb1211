/**
 * The proofs of a ballot: one of several claims about ciphertexts is true (specification, "Proofs of interval
 * membership" and "Proofs of possibly-blank votes"; crypto/disjunction.py is the twin).
 *
 * Branch k claims that a ciphertext encrypts M_k. One branch is proven, the others are simulated, and the sum of all
 * challenges is the hash of all commitments.
 *
 * Invariant: every branch is computed both ways and one is picked, so the work on the group is the same for every vote.
 * Whoever knows r and m of (g^r, y^r g^m) knows the commitments of a simulated branch as powers of g and y:
 * g^s alpha^c = g^(s + rc) and y^s (beta / g^M)^c = y^(s + rc) g^((m - M)c). So tables serve all powers.
 */

import type { Ciphertext, Opened } from "./elgamal";
import { fail } from "./errors";
import { GENERATOR, IDENTITY, type FixedBase } from "./group";
import type { BallotRandomness } from "./randomness";
import { hashToScalar, modQ } from "./scalars";

/** One challenge and one response, as decimal strings (specification 4.3). */
export interface ScalarProof {
  readonly challenge: string;
  readonly response: string;
}

interface Branch {
  readonly opened: Opened;
  /** M_k. */
  readonly claim: number;
  /** Whether it is the branch to prove; the others are simulated even if they are true. */
  readonly chosen: boolean;
}

/** What all proofs of one ballot share: the election key, the seed's scalars, and S_0 of the specification. */
export interface Prover {
  readonly key: FixedBase;
  readonly randomness: BallotRandomness;
  readonly prefix: string;
}

/** `opened` encrypts one of the consecutive `values`; `prefix` is S_0, or S for the sum of all choices. */
export function proveInterval(
  prover: Prover,
  prefix: string,
  opened: Opened,
  values: readonly number[],
  label: string,
): readonly ScalarProof[] {
  const branches = values.map((claim) => ({ opened, claim, chosen: claim === opened.value }));
  return prove(prover, `prove|${prefix}|${texts(opened)}|`, branches, label);
}

/** m_0 = 0 or m_S = 0: a blank vote chooses no answer. */
export function proveBlank(
  prover: Prover,
  prefix: string,
  blank: Opened,
  sum: Opened,
  label: string,
): readonly ScalarProof[] {
  const isBlank = blank.value === 1;
  const branches = [
    { opened: blank, claim: 0, chosen: !isBlank },
    { opened: sum, claim: 0, chosen: isBlank },
  ];
  return prove(prover, `bproof0|${prefix}|`, branches, label);
}

/** m_0 = 1 or m_S in `values`: a vote that is not blank chooses an allowed number of answers. */
export function proveOverall(
  prover: Prover,
  prefix: string,
  blank: Opened,
  sum: Opened,
  values: readonly number[],
  label: string,
): readonly ScalarProof[] {
  const isBlank = blank.value === 1;
  const branches = [
    { opened: blank, claim: 1, chosen: isBlank },
    ...values.map((claim) => ({ opened: sum, claim, chosen: !isBlank && claim === sum.value })),
  ];
  return prove(prover, `bproof1|${prefix}|`, branches, label);
}

/**
 * One proof for each branch; `prefix` is all that is hashed before the commitments. Labels: the nonce `{label}/w`, and
 * for branch k `{label}/c{k}` and `{label}/s{k}`, which the chosen branch leaves unused.
 */
function prove(prover: Prover, prefix: string, branches: readonly Branch[], label: string): readonly ScalarProof[] {
  if (branches.filter((branch) => branch.chosen).length !== 1) {
    fail("crypto-proof-input", "Exactly one of the allowed values must be the true one.");
  }
  const { key, randomness } = prover;
  const nonce = randomness.secret(`${label}/w`);
  const proven = [GENERATOR.power(nonce), key.power(nonce)] as const;
  let trueR = 0n;
  let others = 0n;
  const commitments: string[] = [];
  const simulated = branches.map(({ opened, claim, chosen }, k) => {
    const challenge = randomness.secret(`${label}/c${k}`);
    const response = randomness.secret(`${label}/s${k}`);
    const exponent = modQ(response + opened.r * challenge);
    const difference = BigInt(opened.value - claim);
    // A true claim needs g^0: the power is taken of the challenge all the same, and left out.
    const shift = GENERATOR.power(modQ((difference === 0n ? 1n : difference) * challenge));
    const a = GENERATOR.power(exponent);
    const b = key.power(exponent).times(difference === 0n ? IDENTITY : shift);
    const pair = chosen ? proven : ([a, b] as const);
    commitments.push(pair[0].text, pair[1].text);
    trueR += chosen ? opened.r : 0n;
    others += chosen ? 0n : challenge;
    return { challenge, response, chosen };
  });
  const trueChallenge = modQ(hashToScalar(prefix, commitments) - others);
  const trueResponse = modQ(nonce - trueR * trueChallenge);
  return simulated.map(({ challenge, response, chosen }) => ({
    challenge: (chosen ? trueChallenge : challenge).toString(),
    response: (chosen ? trueResponse : response).toString(),
  }));
}

function texts(ciphertext: Ciphertext): string {
  return `${ciphertext.alpha.text},${ciphertext.beta.text}`;
}
