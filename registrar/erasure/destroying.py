"""The register's end: its file is overwritten and deleted, so that nobody can say any more whose card was whose.

What that is worth: the file is encrypted under a passphrase, so forgetting the passphrase forgets the links, whatever
a disk keeps. Overwriting helps on magnetic disks; solid-state disks and copying file systems may keep old blocks, and
backups and copies on sticks are somebody's to find. The record says so.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from record.digests import sha256_hex
from record.durable import erase
from registrar.errors import RegisterError
from registrar.figures import RegisterFigures, figures
from registrar.register import Register


@dataclass(frozen=True, slots=True)
class Destruction:
    """What was destroyed: file name and SHA-256, for which election, how many links of a voter to a card (0 where
    cards were not named), how many codes and names, when; the registrar's figures as they were last."""

    file: str
    digest: str
    uuid: str
    election: str
    school: str
    links: int
    codes: int
    names: int
    at: datetime
    figures: RegisterFigures


def describe_destruction(path: Path, register: Register, at: datetime) -> Destruction:
    """What destroying a register's file would destroy; :class:`RegisterError` if the file cannot be read."""
    try:
        digest = sha256_hex(path.read_bytes())
    except OSError as error:
        raise RegisterError(
            "The register {path} cannot be read: {reason}.", path=path.name, reason=error.strerror or ""
        ) from error
    order = register.order
    return Destruction(
        file=path.name,
        digest=digest,
        uuid=register.uuid,
        election=order.name if order else "",
        school=order.school if order else "",
        links=sum(card.voter is not None for card in register.cards),
        codes=len(register.cards),
        names=len(register.voters),
        at=at,
        figures=figures(register),
    )


def destroy(path: Path) -> None:
    """Overwrite a file once with random bytes, flush it, and delete it; also drafts of it that a crash left.

    Raises :class:`RegisterError`; then the file may be unreadable already.
    """
    try:
        erase(path)
    except OSError as error:
        raise RegisterError(
            "The register {path} could not be destroyed: {reason}. Destroy its medium.",
            path=path.name,
            reason=error.strerror or "",
        ) from error
