/**
 * The booth's cryptography and record logic: no page, no network, no clock. What it computes is byte for byte what
 * Python computes (tests/vectors/, tests/booth/). Screens import from here alone.
 */

export { type Ballot, FULL_LENGTH, groupedCode, parseBallot, readCode, readShortCode, sameCode, shortCode, trackingCode, type UnsignedBallot } from "./ballot";
export type { Progress } from "./ballotMaking";
export { fromBase64, fromHex, fromUtf8, toHex, toUtf8 } from "./bytes";
export { type Cosignature, openCheckpoint, type OpenedCheckpoint, originOf } from "./checkpoint";
export { type FoundCode, proveFound, readFound, receiptPayload } from "./checking";
export { type Choices, picksOf, type PickState, pickState, slots } from "./choices";
export { CODE_ALPHABET, CODE_LENGTH, formatCode, normaliseCode, readTyped, type TypedCharacter } from "./credential";
export { allowsBlank, type Election, type Question, slotCount } from "./election";
export type { ElectionLog } from "./electionLog";
export type { Genesis } from "./entries";
export { BoothError, CredentialCharacterError, CredentialLengthError, ElectionMismatchError, type ErrorCode } from "./errors";
export { parseTime } from "./genesisRules";
export type { SetupFacts } from "./opening";
export { type OpenElection, readElection } from "./readElection";
export { SeenHead } from "./seenHead";
export {
  type CandidatePresentation,
  checkPhoto,
  DOCUMENT_LIMIT,
  PHOTO_LIMIT,
  photosOf,
  type Presentation,
  readPresentation,
} from "./presentation";
export { checkOpening, checkTest, openSeal, parseOpening, type SealOpening, wholeCode } from "./sealTest";
export type { TrusteeItem } from "./trustees";
export { Booth, type Card, type SealedBallot, proveEntry, type VerifiedEntry, verifyEntry } from "./voting";
