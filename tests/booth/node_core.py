"""The booth's core under Node: one JSON request and one JSON answer on each line (voter_client/web/tests/cross.ts)."""

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.booth.built import the_booth
from voter_client.web.build import WEB, find_node


def build(folder: Path) -> Path:
    """Builds the program into a folder; returns the file that Node runs."""
    the_booth()
    vite = WEB / "node_modules" / "vite" / "bin" / "vite.js"
    command = [
        str(find_node().program),
        str(vite),
        "build",
        "-c",
        "vite.cross.config.ts",
        "--outDir",
        str(folder),
        "--emptyOutDir",
    ]
    subprocess.run(command, cwd=WEB, check=True, capture_output=True, timeout=300)
    return folder / "cross.mjs"


class NodeCore:
    """The running program; a context manager, so that it ends with the tests."""

    def __init__(self, program: Path) -> None:
        self._process = subprocess.Popen(
            [str(find_node().program), str(program)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> "NodeCore":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=120)

    def ask(self, **request: Any) -> dict[str, Any]:
        """The answer to a request; an error of the core is an answer with the member ``error``."""
        if self._process.stdin is None or self._process.stdout is None:
            raise AssertionError("the program has no pipes")
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise AssertionError("the booth's core ended with an error that is not its own")
        answer: dict[str, Any] = json.loads(line)
        return answer
