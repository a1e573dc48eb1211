"""``make bench``: run every benchmark, show its figures, and add them under today's date to docs/bench.md.

Each benchmark is a program of its own and compares what belongs together in one run; machines differ, ratios less.
``BENCH_ARGS="verify"`` runs only the named ones.
"""

import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

BENCHMARKS = ("crypto", "verify", "cast", "booth", "cards", "sitting")
PAGE = Path(__file__).resolve().parent.parent / "docs" / "bench.md"
HEADER = "# Measurements\n\nWritten by `make bench`, newest last. Figures depend on the machine; compare ratios.\n"


def main(names: list[str]) -> int:
    """Run the named benchmarks (all for none); the number that failed."""
    unknown = set(names) - set(BENCHMARKS)
    if unknown:
        print(f"There is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}.")
        return 2
    failed = 0
    for name in names or BENCHMARKS:
        command = [sys.executable, "-m", f"bench.{name}_bench"]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        print(done.stdout, end="")
        if done.returncode:
            print(done.stderr, file=sys.stderr, end="")
            failed += 1
            continue
        _record(name, done.stdout)
    return failed


def _record(name: str, figures: str) -> None:
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    before = PAGE.read_text("utf-8") if PAGE.exists() else HEADER
    PAGE.write_text(f"{before}\n## {name}, {now} UTC, {machine}\n\n```\n{figures.strip()}\n```\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
