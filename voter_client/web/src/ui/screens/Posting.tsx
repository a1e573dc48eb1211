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
import { MainButton } from "../parts/MainButton";
import { Problem } from "../parts/Problem";
import { SaveReceipt } from "../parts/SaveReceipt";
import { TrackingCode } from "../parts/TrackingCode";
import type { Standing } from "../session";
import type { TextKey } from "../texts";

/** What somebody can do next. */
export interface Way {
  readonly text: TextKey;
  readonly click: () => void;
}

interface Props {
  readonly election: OpenElection;
  readonly kind: "Ballot" | "Challenge";
  readonly code: string;
  /** Makes the exact bytes; called once. */
  readonly bytes: () => Uint8Array;
  readonly post: (bytes: Uint8Array) => Promise<Uint8Array>;
  readonly done: (entry: VerifiedEntry) => void;
  /** What can be done after a refusal of the board; null if one can only start over. */
  readonly refused: (error: BoardError) => Way | null;
  /** Whether the next try is being waited for. */
  readonly waits: boolean;
  readonly tps: boolean;
  /** Told how it stands, so that a polling station's screen never stays as it is when its voter has left. */
  readonly stands: (standing: Standing) => void;
  readonly startOver: () => void;
}

const BUSY: Readonly<Record<Props["kind"], readonly [TextKey, TextKey]>> = {
  Ballot: ["casting", "castingText"],
  Challenge: ["testing", "testingText"],
};

export function Posting(props: Props): JSX.Element {
  const { election, kind, code, bytes, post, done, refused, waits, tps, stands, startOver } = props;
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
  // From the first try that failed on: whether the next one ends soon is known to nobody.
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (waits || error !== null) setFailed(true);
  }, [waits, error]);
  const unsure = kind === "Ballot" && !isFinal(error);
  useEffect(() => {
    stands(!failed ? "going" : unsure ? "unsure" : "stopped");
    return () => stands("going");
  }, [failed, unsure]);
  const [title, text] = BUSY[kind];
  const leave = tps && failed && (
    <>
      {unsure && <p>{t("unsure")}</p>}
      <button type="button" class="link" onClick={startOver}>
        {t("startOver")}
      </button>
    </>
  );
  const again = (): void => {
    setError(null);
    setAttempt(attempt + 1);
  };
  if (error === null) {
    return (
      <>
        <Busy title={t(title)} text={t(text)} />
        <TrackingCode code={code} />
        <div class="actions">{leave}</div>
      </>
    );
  }
  const way = isFinal(error) ? refused(error) : ({ text: "tryAgain", click: again } as const);
  return (
    <section>
      <Heading>{t(kind === "Ballot" ? "castFailed" : "errorTitle")}</Heading>
      <Problem error={error} />
      <TrackingCode code={code} />
      <MainButton text={t(way?.text ?? "startOver")} click={way?.click ?? startOver} />
      <div class="actions">
        {/* A file would stay on the polling station's machine. */}
        {!tps && isUnproved(error) && receipt.current !== null && <SaveReceipt code={code} receipt={receipt.current} />}
        {way !== null && leave}
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
