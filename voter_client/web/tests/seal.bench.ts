/** How long a voter waits: tables, a card, and the seal of five candidates. */

import { bench, describe } from "vitest";
import { electionBase, makeUnsignedBallot } from "../src/core/ballotMaking";
import { credentialSecret } from "../src/core/credential";
import type { Election } from "../src/core/election";
import { FixedBase, GENERATOR } from "../src/core/group";

const key = GENERATOR.power(12345n);
const credential = GENERATOR.power(67890n);
const election: Election = {
  version: 1,
  description: "",
  name: "Contoh",
  group: "Ed25519",
  public_key: key.text,
  questions: [{ answers: ["1", "2", "3", "4", "5"], min: 1, max: 1, question: "Ketua OSIS" }],
  uuid: "CnthhPemiLihan7",
};
const base = electionBase(election).warmUp();
const seed = new Uint8Array(32);

describe("booth", () => {
  bench("seal five candidates", () => {
    makeUnsignedBallot(election, base, "A".repeat(43), credential, [[0, 1, 0, 0, 0]], seed);
  });
  bench("table of a key", () => {
    new FixedBase(key).warmUp();
  });
  bench("stretch a card's code", () => {
    credentialSecret("CnthhPemiLihan7", "00000000000000000000");
  });
});
