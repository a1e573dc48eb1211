/** A tracking code looked up on the board, and proved against the signed record, of which there is only one. */

import type { CodeAnswer } from "../board/answers";
import type { BoardClient } from "../board/client";
import { type FoundCode, type OpenElection, proveFound, readCode, receiptPayload, toUtf8 } from "../core";

/** What the record proves about a code, and what the board says beyond it. Throws as both. */
export async function lookUp(
  client: BoardClient,
  election: OpenElection,
  typed: string,
): Promise<{ readonly found: FoundCode; readonly said: CodeAnswer }> {
  const { uuid } = election.setup;
  const said = await client.code(uuid, readCode(typed));
  const receipt = toUtf8(said.receipt);
  const payload = await client.log(uuid).file(`data/${receiptPayload(receipt)}`);
  return { found: await proveFound(election, receipt, payload, typed), said };
}
