/** The booth's page: reads its address, mounts, and forgets everything when it ends. */

import { render } from "preact";
import { App } from "./App";
import { readParams } from "./params";
import "./styles.css";
import "./print.css";
import { Leaving } from "./screens/Leaving";
import { forgetOnLeave, ownAddress, wipe } from "./wipe";

const root = document.getElementById("app");
if (root !== null) {
  const params = readParams(location.search);
  // The page stands in the board's folder /booth/.
  const board = new URL("..", location.href).href.replace(/\/+$/, "");
  const empty = (): void => render(null, root);
  const blank = (): void => {
    empty();
    render(<Leaving language={params.language} />, root);
  };
  const startOver = (): void => void wipe(blank, ownAddress());
  const leave = (): void => void wipe(blank, `${board}/e/${params.uuid}`);
  forgetOnLeave(empty);
  render(<App params={params} board={board} startOver={startOver} leave={leave} />, root);
}
