/**
 * Something is posted to the board and its receipt checked: a ballot to be cast, or the announcement of a seal test.
 *
 * Invariant: trying again posts the same bytes, so nothing is lost or doubled; `done` is called only with a receipt that
 * this device verified, and whose head is of the log that this device has read.
 */

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { BoardError } from "../../board/errors";
import { BoothError, type OpenElection, proveEntry, type VerifiedEntry } from "../../core";
import { useTexts } from "../language";
import { Busy } from "../parts/Busy";
import { Heading } from "../parts/Heading";
import { Problem } from "../parts/Problem";
import { SaveReceipt } from "../parts/SaveReceipt";
import { TrackingCode } from "../parts/TrackingCode";
import type { TextKey } from "../texts";

interface Props {
  readonly election: OpenElection;
  readonly kind: "Ballot" | "Challenge";
  readonly code: string;
  /** Makes the exact bytes; called once. */
  readonly bytes: () => Uint8Array;
  readonly post: (bytes: Uint8Array) => Promise<Uint8Array>;
  readonly done: (entry: VerifiedEntry) => void;
  /** What can be done after a refusal of the board. */
  readonly refused: (error: BoardError) => JSX.Element;
}

const BUSY: Readonly<Record<Props["kind"], readonly [TextKey, TextKey]>> = {
  Ballot: ["casting", "castingText"],
  Challenge: ["testing", "testingText"],
};

export function Posting({ election, kind, code, bytes, post, done, refused }: Props): JSX.Element {
  const { t } = useTexts();
  const [error, setError] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  const payload = useRef<Uint8Array | null>(null);
  const receipt = useRef<Uint8Array | null>(null);
  useEffect(() => {
    let alive = true;
    const run = async (): Promise<void> => {
      try {
        payload.current ??= bytes();
        receipt.current = await post(payload.current);
        const entry = await proveEntry(election, receipt.current, kind, payload.current);
        if (alive) done(entry);
      } catch (failure) {
        if (alive) setError(failure);
      }
    };
    void run();
    return () => {
      alive = false;
    };
  }, [attempt]);
  const [title, text] = BUSY[kind];
  const again = (): void => {
    setError(null);
    setAttempt(attempt + 1);
  };
  if (error === null) {
    return (
      <>
        <Busy title={t(title)} text={t(text)} />
        <TrackingCode code={code} />
      </>
    );
  }
  return (
    <section>
      <Heading>{t(kind === "Ballot" ? "castFailed" : "errorTitle")}</Heading>
      <Problem error={error} />
      <TrackingCode code={code} />
      {isFinal(error) ? (
        refused(error)
      ) : (
        <div class="go">
          <button type="button" class="main" onClick={again}>
            {t("tryAgain")}
          </button>
        </div>
      )}
      <div class="actions">
        {isUnproved(error) && receipt.current !== null && <SaveReceipt code={code} receipt={receipt.current} />}
      </div>
    </section>
  );
}

/** Whether the board has refused for good: sending the same again changes nothing. */
function isFinal(error: unknown): error is BoardError {
  return error instanceof BoardError && error.status >= 400 && error.status < 500;
}

function isUnproved(error: unknown): boolean {
  return error instanceof BoothError && (error.code === "voter-receipt" || error.code === "voter-fork");
}
