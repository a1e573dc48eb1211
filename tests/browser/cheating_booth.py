"""A booth that cheats: the real sources with a few lines changed, built and put in the place of the real files.

One build has all the cheats; the page's ``cheat`` says which is played, so the sources are patched where the real booth
decides, and a patch that fits no longer fails loudly.
"""

import mimetypes
import shutil
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Route

from tests.booth.built import the_booth
from voter_client.web.build import WEB, find_node, sources

_CHEAT = """
const cheat: string = (window as unknown as { cheat?: string }).cheat ?? "";
"""
_FLIPPED = """
/** The vote of the next candidate. */
const flipped = (choices: readonly (readonly number[])[]): Choices =>
  choices.map((marks) => marks.map((_, slot) => marks[(slot + 1) % marks.length] ?? 0));
"""
_HELPERS = f"""{_CHEAT}{_FLIPPED}
const flipsAlways = ["flip", "flip and lie"].includes(cheat);
"""
_SENT_HELPERS = f"""{_CHEAT}{_FLIPPED}
/** The ballot is cast, and then opened as if it had been tested. */
const castsTested = cheat === "cast instead of test";
"""
_PATCHES = {
    "src/ui/Session.tsx": (
        ("import { useState } from", "import type { Choices } from '../core';\nimport { useState } from"),
        ("interface Props {", _HELPERS + "\ninterface Props {"),
        (
            "choices={choicesOf(election, picks)}",
            "choices={flipsAlways ? flipped(choicesOf(election, picks)) : choicesOf(election, picks)}",
        ),
        (
            'go({ at: "testing", card, sealed })',
            'go({ at: "testing", card, sealed: cheat === "other code" ? booth.seal(card, sealed.choices) : sealed })',
        ),
        (
            'go({ at: "casting", card, sealed })',
            'go({ at: "casting", card, sealed: cheat === "other ballot"'
            " ? booth.seal(card, flipped(sealed.choices)) : sealed })",
        ),
    ),
    "src/ui/Sent.tsx": (
        ("import type { JSX } from", "import type { Choices } from '../core';\nimport type { JSX } from"),
        ("export function Sent(", _SENT_HELPERS + "\nexport function Sent("),
        (
            "openSeal(uuid, sealed)",
            'openSeal(uuid, cheat === "other opening" ? booth.seal(card, sealed.choices) : cheat === "flip and lie"'
            " ? { ...sealed, choices: flipped(flipped(flipped(sealed.choices))) } : sealed)",
        ),
        (
            "const done = (): void => {\n",
            'const done = (): void => {\n    if (cheat === "cast the tested")'
            ' return go({ at: "casting", card, sealed });\n',
        ),
        (
            "booth.challengeBytes(card, sealed)",
            "(castsTested ? booth.ballotBytes : booth.challengeBytes).call(booth, card, sealed)",
        ),
        (
            "client.challenge(uuid, payload)",
            "(castsTested ? client.cast : client.challenge).call(client, uuid, payload)",
        ),
        (
            'key="test" {...common} kind="Challenge"',
            'key="test" {...common} kind={castsTested ? "Ballot" : "Challenge"}',
        ),
    ),
}


def build_cheating_booth(folder: Path) -> Path:
    """The built files of the cheating booth, made in ``folder``."""
    for file in sources():
        target = folder / file.relative_to(WEB)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    the_booth()
    (folder / "node_modules").symlink_to(WEB / "node_modules")
    for name, patches in _PATCHES.items():
        source = (folder / name).read_text("utf-8")
        for old, new in patches:
            assert source.count(old) == 1, f"{name} does not have this line once: {old}"
            source = source.replace(old, new)
        (folder / name).write_text(source, "utf-8")
    find_node().npm("run", "build", folder=folder)
    return folder / "dist"


def install_cheat(context: BrowserContext, files: Path, cheat: str) -> None:
    """From now on this profile gets the cheating booth instead of the board's."""

    def serve(route: Route) -> None:
        name = urlsplit(route.request.url).path.partition("/booth/")[2] or "index.html"
        file = files / name
        route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(name)[0] or "text/html")

    context.route("**/booth/**", serve)
    context.add_init_script(f"window.cheat = {cheat!r}")
