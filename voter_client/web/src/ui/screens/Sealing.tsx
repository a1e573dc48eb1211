/** Segel: the ballot is encrypted and proved piece by piece, so that the bar moves and the page stays alive. */

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Booth, Card, Choices, SealedBallot } from "../../core";
import { useTexts } from "../language";
import { Busy } from "../parts/Busy";
import { Heading } from "../parts/Heading";
import { MainButton } from "../parts/MainButton";
import { Problem } from "../parts/Problem";
import type { Standing } from "../session";

interface Props {
  readonly booth: Booth;
  readonly card: Card;
  readonly choices: Choices;
  readonly sealed: (sealed: SealedBallot) => void;
  /** Told when it goes no further. */
  readonly stands: (standing: Standing) => void;
  readonly startOver: () => void;
}

export function Sealing({ booth, card, choices, sealed, stands, startOver }: Props): JSX.Element {
  const { t } = useTexts();
  const [done, setDone] = useState(0);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    let alive = true;
    const pause = async (progress: { readonly done: number; readonly steps: number }): Promise<void> => {
      setDone(progress.done / progress.steps);
      await new Promise((resolve) => setTimeout(resolve));
    };
    booth.sealWithPauses(card, choices, pause).then(
      (result) => {
        if (alive) sealed(result);
      },
      (failure: unknown) => {
        if (!alive) return;
        setError(failure);
        stands("stopped");
      },
    );
    return () => {
      alive = false;
      stands("going");
    };
  }, []);
  if (error !== null) {
    return (
      <section>
        <Heading>{t("errorTitle")}</Heading>
        <Problem error={error} />
        <MainButton text={t("startOver")} click={startOver} />
      </section>
    );
  }
  return <Busy title={t("sealing")} text={t("sealingText")} done={done} />;
}
