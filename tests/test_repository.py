"""What holds of the repository as a whole."""

import importlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PACKAGES = (
    "board_client",
    "bulletin_board",
    "crypto",
    "pages",
    "record",
    "registrar",
    "suarasah",
    "trustee",
    "verifier",
    "voter_client",
)

# Written in pieces, so that this file does not hold what it looks for.
_PATHS = ("/wo" + "rk/", "/ro" + "ot/", r"/ho" + r"me/\w", "/Us" + "ers/", "/tm" + r"p/\w")
_HOSTS = ("pypi" + r"\.org", "pythonhosted" + r"\.org", "registry" + r"\.npmjs", "deb" + r"\.debian\.org")
FORBIDDEN = {
    "a path of somebody's machine": re.compile("|".join(_PATHS)),
    "a package registry's address": re.compile("|".join(_HOSTS)),
    "a note to oneself": re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME)\b"),
}
LOCKS = ("requirements/base.txt", "requirements/all.txt")
_LOCKED = re.compile(r"[a-z0-9.-]+==\S+ \\\n    --hash=sha256:[0-9a-f]{64}")


def tracked_texts(repository: Path) -> list[tuple[str, str]]:
    """(path, text) of every text file that Git tracks."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=repository, capture_output=True, check=True).stdout
    texts = []
    for name in listing.decode("utf-8").split("\0"):
        file = repository / name
        if name and file.is_file():
            content = file.read_bytes()
            if b"\0" not in content:
                texts.append((name, content.decode("utf-8", "replace")))
    return texts


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_tracked_file_holds(repository: Path, what: str) -> None:
    found = [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in tracked_texts(repository)
        for number, line in enumerate(text.splitlines(), start=1)
        if FORBIDDEN[what].search(line)
    ]
    assert not found, f"{what}:\n" + "\n".join(found)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_imports_and_says_what_it_is_for(package: str) -> None:
    module = importlib.import_module(package)
    assert module.__doc__


def test_the_distribution_holds_exactly_these_packages(repository: Path) -> None:
    settings = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    assert settings["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == list(PACKAGES)
    assert sorted(settings["tool"]["importlinter"]["root_packages"]) == sorted(PACKAGES)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_hashes_and_no_address(repository: Path, lock: str) -> None:
    text = (repository / lock).read_text(encoding="utf-8")
    entries = re.findall(r"^[a-z0-9](?:.|\n(?![a-z0-9]))*", text, re.MULTILINE)
    assert entries
    assert [entry for entry in entries if not _LOCKED.match(entry)] == []
    assert not re.search(r"find-links|index-url|://|\bfile:/| @ ", text)


def test_the_base_lock_is_a_part_of_the_whole_one(repository: Path) -> None:
    texts = [(repository / lock).read_text(encoding="utf-8") for lock in LOCKS]
    base, whole = (set(re.findall(r"^[a-z0-9.-]+==\S+", text, re.MULTILINE)) for text in texts)
    assert base
    assert base <= whole


def test_installed_packages_agree_with_each_other() -> None:
    done = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
