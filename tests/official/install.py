"""Fetch Debian's own belenios-tool into a cache folder, leaving the system as it is.

The package and every library that it needs, down to the C library, are downloaded with package lists of our own,
checked against Debian's signatures, unpacked beside each other and run by their own loader: so a release made for a
newer Debian runs on an older one. Only the mirror that this machine's apt already uses is asked, unless
``SUARASAH_DEBIAN_MIRROR`` names another.

An installation appears whole or not at all: it is built beside its place, under a lock, and renamed into it.
Run as a program: ``python -m tests.official.install`` prints where each release is.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.locking import exclusive

# The official releases that our records must satisfy, and the Debian suites that carry them.
SUITES = {"3.0": "trixie", "3.3": "forky"}

_PACKAGE = "belenios-tool"
_KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
_DOWNLOAD_SECONDS = 300
_PAUSES = (5.0, 20.0, 60.0)
"""Seconds until a download is tried again: a mirror that is just being renewed contradicts itself for a moment."""


class InstallError(Exception):
    """The official tool cannot be had on this machine; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Installation:
    """One unpacked release. ``command`` is what to run, to be followed by the tool's own arguments."""

    release: str
    version: str
    command: tuple[str, ...]


def install(release: str, cache: Path) -> Installation:
    """The installation of ``release`` (a key of ``SUITES``) under ``cache``, made if it is not there yet.

    Safe for concurrent processes. Raises :class:`InstallError`.
    """
    suite = SUITES[release]
    place = cache / _PACKAGE / suite
    with exclusive(cache / _PACKAGE / f"{suite}.lock"):
        if not place.is_dir():
            with tempfile.TemporaryDirectory(dir=place.parent, prefix=f"{suite}.") as scratch:
                root = Path(scratch, "root")
                for package in _downloaded(suite, Path(scratch)):
                    _run(["dpkg-deb", "--extract", str(package), str(root)])
                _describe(release, root)
                root.rename(place)
    return _describe(release, place)


def _describe(release: str, root: Path) -> Installation:
    """How to run what was unpacked into ``root``, having run it once for its version."""
    binary = root / "usr" / "bin" / _PACKAGE
    loaders = [found for pattern in ("ld-linux-*.so.*", "ld-linux.so.*") for found in sorted(root.rglob(pattern))]
    if not binary.is_file() or not loaders:
        raise InstallError(f"the package {_PACKAGE} for {release} holds no runnable program: delete {root} and retry")
    libraries = sorted({str(found.parent) for found in root.rglob("*.so*") if found.parent.parent.name == "lib"})
    command = (str(loaders[0]), "--library-path", ":".join(libraries), str(binary))
    answer = _run([*command, "--version"], environment={"BELENIOS_USE_URANDOM": "1"})
    version = answer.split(maxsplit=1)[0] if answer.strip() else ""
    if not re.fullmatch(r"\d+(\.\d+)+", version):
        raise InstallError(f"{_PACKAGE} of {SUITES[release]} does not tell its version: {answer!r}")
    return Installation(release, version, command)


def _downloaded(suite: str, scratch: Path) -> list[Path]:
    """The .deb files, tried for again a few times if the network or the mirror fails."""
    for number, pause in enumerate(_PAUSES):
        try:
            return _download(suite, scratch / f"apt-{number}")
        except InstallError:
            time.sleep(pause)
    return _download(suite, scratch / "apt")


def _download(suite: str, scratch: Path) -> list[Path]:
    """The .deb files of the package and of all that it depends on."""
    missing = [name for name in ("apt-get", "dpkg-deb") if shutil.which(name) is None]
    if missing:
        raise InstallError(f"{' and '.join(missing)} not found: this needs a Debian system or container")
    if not _KEYRING.is_file():
        raise InstallError("Debian's keys are not here: install the package debian-archive-keyring")
    archives = scratch / "cache" / "archives"
    for folder in (scratch / "lists" / "partial", archives / "partial", scratch / "empty"):
        folder.mkdir(parents=True)
    sources = scratch / "sources.list"
    sources.write_text(f"deb [signed-by={_KEYRING}] {_mirror()} {suite} main\n", encoding="ascii")
    # An empty status file: nothing counts as installed, so the libraries come too.
    status = scratch / "status"
    status.touch()
    settings = {
        "Dir::Etc::SourceList": sources,
        "Dir::Etc::SourceParts": scratch / "empty",
        "Dir::Etc::Preferences": scratch / "none",
        "Dir::Etc::PreferencesParts": scratch / "empty",
        "Dir::State::Lists": scratch / "lists",
        "Dir::State::status": status,
        "Dir::Cache": scratch / "cache",
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
        "APT::Sandbox::User": "",
        "Debug::NoLocking": "true",
    }
    apt = ["apt-get", "--quiet=2", "--assume-yes"]
    for key, value in settings.items():
        apt += ["-o", f"{key}={value}"]
    _run([*apt, "update", "--error-on=any"])
    _run([*apt, "install", "--no-install-recommends", "--download-only", _PACKAGE])
    packages = sorted(archives.glob("*.deb"))
    if not packages:
        raise InstallError(f"apt downloaded nothing for {_PACKAGE} of {suite}")
    return packages


def _mirror() -> str:
    """The address of the Debian mirror that apt uses here."""
    chosen = os.environ.get("SUARASAH_DEBIAN_MIRROR")
    if chosen:
        return chosen
    for address in _apt_addresses(Path("/etc/apt")):
        if address.rstrip("/").endswith("/debian"):
            return address
    raise InstallError("apt knows no Debian mirror here: set SUARASAH_DEBIAN_MIRROR to the address of one")


def _apt_addresses(folder: Path) -> Iterator[str]:
    """Every repository address in apt's settings, in both of their formats."""
    parts = folder / "sources.list.d"
    for file in sorted(parts.glob("*.sources")):
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("URIs:"):
                yield from line.removeprefix("URIs:").split()
    for file in (folder / "sources.list", *sorted(parts.glob("*.list"))):
        if file.is_file():
            yield from re.findall(r"^deb\s+(?:\[[^]]*\]\s+)?(\S+)", file.read_text(encoding="utf-8"), re.MULTILINE)


def _run(command: list[str], environment: dict[str, str] | None = None) -> str:
    """Run to the end and return what it printed; :class:`InstallError` with its complaint otherwise."""
    try:
        done = subprocess.run(
            command,
            env={**os.environ, "LC_ALL": "C", **(environment or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_DOWNLOAD_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise InstallError(f"{command[0]} did not end within {_DOWNLOAD_SECONDS} s") from error
    if done.returncode != 0:
        complaint = (done.stderr or done.stdout).strip()[-600:]
        raise InstallError(f"{Path(command[0]).name} failed with code {done.returncode}: {complaint}")
    return done.stdout


def main() -> None:
    """Install every release and print its version and command."""
    root = Path(__file__).resolve().parents[2]
    cache = Path(os.environ.get("SUARASAH_CACHE") or root / ".cache").resolve()
    for release in SUITES:
        try:
            found = install(release, cache)
        except InstallError as error:
            sys.exit(f"belenios-tool {release}: {error}")
        print(f"{found.version}: BELENIOS_USE_URANDOM=1 {' '.join(found.command)}")


if __name__ == "__main__":
    main()
