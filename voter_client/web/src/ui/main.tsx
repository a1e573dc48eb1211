/** The booth's page: reads its address, mounts, and forgets everything when it ends. */

import { render } from "preact";
import { App } from "./App";
import { readParams } from "./params";
import "./styles.css";
import "./print.css";
import { Leaving } from "./screens/Leaving";
import { wordsOf } from "./texts";
import { forgetOnLeave, ownAddress, wipe } from "./wipe";

async function start(root: HTMLElement): Promise<void> {
  const params = readParams(location.search);
  // The page stands in the board's folder /booth/.
  const board = new URL("..", location.href).href.replace(/\/+$/, "");
  const empty = (): void => render(null, root);
  forgetOnLeave(empty);
  const words = await wordsOf(params.language);
  const blank = (): void => {
    empty();
    render(<Leaving words={words} />, root);
  };
  const startOver = (): void => void wipe(blank, ownAddress());
  const leave = (): void => void wipe(blank, `${board}/e/${params.uuid}`);
  render(<App params={params} words={words} board={board} startOver={startOver} leave={leave} />, root);
}

const root = document.getElementById("app");
if (root !== null) void start(root);
