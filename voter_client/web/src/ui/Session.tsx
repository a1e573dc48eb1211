/** One voter's session: from the card to the receipt, one screen at a time; everything lives in this component's state. */

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { CardState, Summary } from "../board/answers";
import type { BoardClient } from "../board/client";
import type { Countdown } from "../board/patience";
import { type Booth, type BoothError, type Card, type SealedBallot } from "../core";
import { useTexts } from "./language";
import { Frame } from "./parts/Frame";
import { Heading } from "./parts/Heading";
import { MainButton } from "./parts/MainButton";
import { Problem } from "./parts/Problem";
import { type LoadedPresentation, type Photos, usePhotos } from "./photos";
import { choicesOf, NOTHING, type Pick } from "./picking";
import { boxAddress, lookUpAddress } from "./scannedCode";
import { Again } from "./screens/Again";
import { CheckCode } from "./screens/CheckCode";
import { Choose } from "./screens/Choose";
import { EnterCard } from "./screens/EnterCard";
import { IdleGuard } from "./screens/IdleGuard";
import { Opened } from "./screens/Opened";
import { Receipt } from "./screens/Receipt";
import { Review } from "./screens/Review";
import { Sealed } from "./screens/Sealed";
import { Sealing } from "./screens/Sealing";
import { Sent } from "./Sent";
import { isBeforeSeal, leavesTraces, type Screen, type Standing, stepOf, unsureCode } from "./session";
import type { TypeAhead } from "./typeAhead";

interface Props {
  readonly booth: Booth;
  /** What stands beside the names. */
  readonly shown: LoadedPresentation;
  readonly summary: Summary;
  readonly client: BoardClient;
  readonly countdown: Countdown | null;
  readonly tps: boolean;
  /** What this machine is called at its polling station; empty elsewhere. */
  readonly machine: string;
  /** Whether the page's address named the election's agreed root. */
  readonly pinned: boolean;
  /** What was typed before the card's screen was there. */
  readonly ahead: TypeAhead;
  readonly startOver: () => void;
  readonly leave: () => void;
}

export function Session(props: Props): JSX.Element {
  const [screen, go] = useState<Screen>({ at: "card" });
  const [typed, setTyped] = useState(false);
  const [standing, stands] = useState<Standing>("going");
  const { genesis, setup } = props.booth.election;
  const { photos, altered } = usePhotos(props.client, genesis.uuid, props.shown.presentation);
  const practice = genesis.kind === "practice";
  return (
    <Frame title="title" name={setup.election.name} step={stepOf(screen)} practice={practice} countdown={props.countdown}>
      {altered !== null && isBeforeSeal(screen) ? (
        <Altered error={altered} startOver={props.startOver} />
      ) : (
        <Current {...props} screen={screen} go={go} typed={setTyped} stands={stands} photos={photos} />
      )}
      {props.tps && (
        <IdleGuard
          active={leavesTraces(screen, typed, standing)}
          unsure={unsureCode(screen, standing)}
          expired={props.startOver}
        />
      )}
    </Frame>
  );
}

export interface CurrentProps extends Props {
  readonly screen: Screen;
  readonly go: (screen: Screen) => void;
  readonly photos: Photos;
  /** Told whether something of an access code stands on the screen. */
  readonly typed: (some: boolean) => void;
  /** Told how a screen stands that does something by itself. */
  readonly stands: (standing: Standing) => void;
}

function Current(props: CurrentProps): JSX.Element {
  const { screen, go, booth, client, startOver } = props;
  const { election } = booth.election.setup;
  const start = (card: Card): void => {
    go({ at: "choose", card, picks: election.questions.map(() => NOTHING), question: 0, review: false });
  };
  switch (screen.at) {
    case "card": {
      const opened = (card: Card, state: CardState): void => {
        if (state.ballots > 0) go({ at: "again", card, ballots: state.ballots });
        else start(card);
      };
      const check = (): void => go({ at: "check", code: "", from: screen });
      return <EnterCard {...props} opened={opened} check={check} />;
    }
    case "again":
      return <Again ballots={screen.ballots} go={() => start(screen.card)} otherCard={startOver} />;
    case "choose":
      return <Choosing {...props} screen={screen} />;
    case "review": {
      const { card, picks } = screen;
      const change = (question: number): void => go({ at: "choose", card, picks, question, review: true });
      const seal = (): void => go({ at: "sealing", card, picks });
      return (
        <Review
          election={election}
          picks={picks}
          candidates={props.shown.presentation?.candidates ?? []}
          photos={props.photos}
          change={change}
          seal={seal}
          startOver={startOver}
        />
      );
    }
    case "sealing": {
      const { card, picks } = screen;
      const sealed = (result: SealedBallot): void => go({ at: "sealed", card, sealed: result });
      const common = { booth, card, sealed, stands: props.stands, startOver };
      return <Sealing {...common} choices={choicesOf(election, picks)} />;
    }
    case "sealed": {
      const { card, sealed } = screen;
      const cast = (): void => go({ at: "casting", card, sealed });
      const test = (): void => go({ at: "testing", card, sealed });
      const checker = `${client.base}/booth/opening.html`;
      return <Sealed code={sealed.code} checker={checker} cast={cast} test={test} startOver={startOver} />;
    }
    case "testing":
    case "casting":
      return <Sent {...props} screen={screen} />;
    case "opened": {
      const { card, picks } = screen;
      const again = (): void => go({ at: "review", card, picks });
      return <Opened code={screen.code} opening={screen.opening} again={again} />;
    }
    case "receipt": {
      const address = lookUpAddress(client.base, election.uuid, screen.code);
      const done = props.tps ? startOver : props.leave;
      const check = (): void => go({ at: "check", code: screen.code, from: screen });
      const { name } = election;
      const practice = booth.election.genesis.kind === "practice";
      const box = boxAddress(client.base, election.uuid);
      const common = { name, address, box, practice, tps: props.tps, done, check };
      return <Receipt {...common} code={screen.code} entry={screen.entry} />;
    }
    case "check":
      return <CheckCode election={booth.election} client={client} code={screen.code} back={() => go(screen.from)} />;
  }
}

function Choosing(props: CurrentProps & { readonly screen: Screen & { readonly at: "choose" } }): JSX.Element | null {
  const { screen, go } = props;
  const { questions, description } = props.booth.election.setup.election;
  const { card, picks, question: place } = screen;
  const question = questions[place];
  if (question === undefined) return null;
  const last = screen.review || place + 1 === questions.length;
  const next = (): void => go(last ? { at: "review", card, picks } : { ...screen, question: place + 1 });
  const change = (pick: Pick): void => go({ ...screen, picks: picks.map((each, i) => (i === place ? pick : each)) });
  const back = place > 0 && !screen.review ? (): void => go({ ...screen, question: place - 1 }) : null;
  return (
    <Choose
      key={place}
      question={question}
      place={place}
      count={questions.length}
      pick={picks[place] ?? NOTHING}
      description={description}
      candidates={props.shown.presentation?.candidates[place] ?? []}
      photos={props.photos}
      missing={props.shown.missing}
      nextIsReview={last}
      change={change}
      next={next}
      back={back}
      startOver={props.startOver}
    />
  );
}

/** A photo was exchanged: whoever chose by it may have chosen another one, so nothing is sealed here. */
function Altered({ error, startOver }: { readonly error: BoothError; readonly startOver: () => void }): JSX.Element {
  const { t } = useTexts();
  return (
    <section>
      <Heading>{t("errorTitle")}</Heading>
      <Problem error={error} />
      <MainButton text={t("startOver")} click={startOver} />
    </section>
  );
}
