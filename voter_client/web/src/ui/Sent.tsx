/** A seal goes to the board: to be cast, or to be tested; and what can be done where the board refuses it. */

import type { JSX } from "preact";
import type { BoardError } from "../board/errors";
import { fromUtf8, openSeal, type VerifiedEntry } from "../core";
import { picksFrom } from "./picking";
import { Posting, type Way } from "./screens/Posting";
import type { CurrentProps } from "./Session";
import type { Screen } from "./session";

export function Sent(props: CurrentProps & { readonly screen: Screen & { readonly at: "testing" | "casting" } }): JSX.Element {
  const { screen, go, booth, client, countdown, tps, stands, startOver } = props;
  const { uuid, election } = booth.election.setup;
  const { card, sealed } = screen;
  const picks = picksFrom(election, sealed.choices);
  const refused = (error: BoardError): Way | null => {
    // A used or tested seal needs a new one; a card without tests left still casts this one; else nothing helps.
    if (error.code === "ballot-code-used" || error.rule === "V37") {
      return { text: "sealAgain", click: () => go({ at: "review", card, picks }) };
    }
    return error.rule === "V38" ? { text: "back", click: () => go({ at: "sealed", card, sealed }) } : null;
  };
  const common = { election: booth.election, code: sealed.code, waits: countdown !== null, tps, stands, startOver, refused };
  if (screen.at === "casting") {
    const done = (entry: VerifiedEntry): void => go({ at: "receipt", code: sealed.code, entry });
    const bytes = (): Uint8Array => booth.ballotBytes(card, sealed);
    const post = (ballot: Uint8Array): Promise<Uint8Array> => client.cast(uuid, ballot);
    return <Posting key="cast" {...common} kind="Ballot" bytes={bytes} post={post} done={done} />;
  }
  const done = (): void => {
    const opening = fromUtf8(openSeal(uuid, sealed)) ?? "";
    go({ at: "opened", card, picks, code: sealed.code, opening });
  };
  const bytes = (): Uint8Array => booth.challengeBytes(card, sealed);
  const post = (payload: Uint8Array): Promise<Uint8Array> => client.challenge(uuid, payload);
  return <Posting key="test" {...common} kind="Challenge" bytes={bytes} post={post} done={done} />;
}
