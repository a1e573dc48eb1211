/** The booth's page: reads its address, mounts, and forgets everything when it ends. */

import { render } from "preact";
import type { Countdown } from "../board/patience";
import { App } from "./App";
import { readParams } from "./params";
import "./styles.css";
import "./print.css";
import { Leaving } from "./screens/Leaving";
import { type Words, wordsOf } from "./texts";
import { forgetOnLeave, ownAddress, wipe } from "./wipe";

async function start(root: HTMLElement): Promise<void> {
  const params = readParams(location.search);
  // The page stands in the board's folder /booth/.
  const board = new URL("..", location.href).href.replace(/\/+$/, "");
  const empty = (): void => render(null, root);
  forgetOnLeave(empty);
  const start = await wordsOf(params.language);
  const lead = (words: Words, address: string): void => {
    empty();
    const blank = (countdown: Countdown | null): void => {
      render(<Leaving words={words} tps={params.tps} countdown={countdown} />, root);
    };
    void wipe(blank, address);
  };
  const startOver = (words: Words): void => lead(words, ownAddress());
  const leave = (words: Words): void => lead(words, `${board}/e/${params.uuid}`);
  render(<App params={params} words={start} board={board} startOver={startOver} leave={leave} />, root);
}

const root = document.getElementById("app");
if (root !== null) void start(root);
