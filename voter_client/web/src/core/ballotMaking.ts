/**
 * Making a ballot: sealed first, deterministic in its seed, and signed only when it is cast (record/ballot_making.py).
 *
 * Invariant: the unsigned ballot is a function of (election, credential, choices, seed) alone. Labels: `q{i}/a{j}/r`
 * encrypts slot j of question i; `q{i}/a{j}`, `q{i}/overall` and `q{i}/blank` are the labels of the proofs.
 */

import type { Answer, UnsignedBallot } from "./ballot";
import { type Choices, checkChoices } from "./choices";
import { encrypt, joinedTexts, total } from "./elgamal";
import { allowsBlank, type Election, type Question } from "./election";
import { type FixedBase, type Element, decodeElement, FixedBase as Base } from "./group";
import { proveBlank, proveInterval, proveOverall, type Prover } from "./proofs";
import { BallotRandomness } from "./randomness";
import { modQ } from "./scalars";

/** How far a seal is: `done` of `steps` pieces of about the same work. */
export interface Progress {
  readonly done: number;
  readonly steps: number;
}

/** The election's key with its table, which takes a moment to build: make it once for a session. */
export function electionBase(election: Election): FixedBase {
  return new Base(decodeElement(election.public_key));
}

/** The sealed ballot; throws `record-choices` for no valid vote, `crypto-randomness` for a seed that is none. */
export function makeUnsignedBallot(
  election: Election,
  key: FixedBase,
  fingerprint: string,
  credential: Element,
  choices: Choices,
  seed: Uint8Array,
): UnsignedBallot {
  const steps = ballotSteps(election, key, fingerprint, credential, choices, seed);
  for (;;) {
    const next = steps.next();
    if (next.done === true) return next.value;
  }
}

/** The same in pieces of one slot or one proof, so that a page stays alive between them. */
export function* ballotSteps(
  election: Election,
  key: FixedBase,
  fingerprint: string,
  credential: Element,
  choices: Choices,
  seed: Uint8Array,
): Generator<Progress, UnsignedBallot> {
  checkChoices(election, choices);
  const prover: Prover = {
    key,
    randomness: new BallotRandomness(seed),
    prefix: `${fingerprint}|${credential.text}`,
  };
  const steps = choices.reduce((sum, marks) => sum + marks.length + 1, 0);
  const answers: Answer[] = [];
  let done = 0;
  for (const [index, question] of election.questions.entries()) {
    const pieces = answerSteps(prover, index, question, choices[index] ?? []);
    for (;;) {
      const next = pieces.next();
      done += 1;
      if (next.done === true) {
        answers.push(next.value);
        break;
      }
      yield { done, steps };
    }
    yield { done, steps };
  }
  return { election_uuid: election.uuid, election_hash: fingerprint, credential: credential.text, answers };
}

function* answerSteps(
  prover: Prover,
  index: number,
  question: Question,
  marks: readonly number[],
): Generator<void, Answer> {
  const opened = [];
  const individual = [];
  for (const [slot, mark] of marks.entries()) {
    const label = `q${index}/a${slot}`;
    const each = encrypt(prover.key, prover.randomness.secret(`${label}/r`), mark);
    opened.push(each);
    individual.push(proveInterval(prover, prover.prefix, each, [0, 1], label));
    yield;
  }
  const prefix = `${prover.prefix}|${joinedTexts(opened)}`;
  const values: number[] = [];
  for (let value = question.min; value <= question.max; value++) values.push(value);
  const answer = {
    choices: opened.map(({ alpha, beta }) => ({ alpha: alpha.text, beta: beta.text })),
    individual_proofs: individual,
  };
  // The blank slot is no answer: it does not count among them.
  const blank = allowsBlank(question) ? opened[0] : undefined;
  const sum = total(blank === undefined ? opened : opened.slice(1), modQ);
  const label = `q${index}/overall`;
  if (blank === undefined) return { ...answer, overall_proof: proveInterval(prover, prefix, sum, values, label) };
  return {
    ...answer,
    overall_proof: proveOverall(prover, prefix, blank, sum, values, label),
    blank_proof: proveBlank(prover, prefix, blank, sum, `q${index}/blank`),
  };
}
