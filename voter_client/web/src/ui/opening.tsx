/** The second device's page: a static file that anybody can host; `?board=` names another board than its own. */

import { render } from "preact";
import { OpeningPage } from "./OpeningPage";
import { readParams } from "./params";
import "./styles.css";
import { wordsOf } from "./texts";
import { forgetOnLeave } from "./wipe";

async function start(root: HTMLElement): Promise<void> {
  const params = readParams(location.search);
  const own = new URL("..", location.href).href.replace(/\/+$/, "");
  forgetOnLeave(() => render(null, root));
  const words = await wordsOf(params.language);
  render(<OpeningPage words={words} language={params.language} own={own} board={params.board ?? own} />, root);
}

const root = document.getElementById("app");
if (root !== null) void start(root);
