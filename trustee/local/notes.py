"""What the page remembers beside the key file: invitations, and what the person has compared. Nothing secret.

Losing the notes loses no key and allows nothing: an invitation is pasted again, and the digits are compared again.
"""

from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import UNSET, UnsetType

from record.canonical import decode, encode
from record.durable import replace
from record.errors import FormatError
from record.key_invitation import KeyInvitation
from trustee.errors import KeyFileError
from trustee.local.errors import PageError

NOTES_LIMIT: Final = 4 * 1024 * 1024
_MAKINGS: Final = 1000
_BOARDS: Final = 100

Address = Annotated[str, msgspec.Meta(pattern=r"\Ahttps?://[^\s?#]+[^\s?#/]\Z", max_length=500)]
"""A board's address without a trailing slash."""


class Making(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A key making that this holder was invited to. ``agreed`` is the fingerprint of the rules that all holders
    compared (64 hex digits), or empty: before that nothing of this holder leaves the machine."""

    invitation: KeyInvitation
    agreed: Annotated[str, msgspec.Meta(pattern=r"\A([0-9a-f]{64})?\Z")] = ""

    @property
    def run(self) -> str:
        """The key making's identifier."""
        return self.invitation.run


class Notes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All notes; the newest key making is the last, and so is the newest of ``addresses``.

    ``addresses`` are boards that no key making leads to; left out of notes that have none, as in older ones.
    """

    version: Literal[1] = 1
    makings: Annotated[tuple[Making, ...], msgspec.Meta(max_length=_MAKINGS)] = ()
    addresses: Annotated[tuple[Address, ...], msgspec.Meta(max_length=_BOARDS)] | UnsetType = UNSET

    def making(self, run: str) -> Making | None:
        """What is noted of a key making."""
        return next((each for each in self.makings if each.run == run), None)

    def with_making(self, making: Making) -> "Notes":
        """The notes with a key making, in place of what was noted of it."""
        others = tuple(each for each in self.makings if each.run != making.run)
        return msgspec.structs.replace(self, makings=(*others, making))

    def without_making(self, run: str) -> "Notes":
        """The notes without a key making."""
        return msgspec.structs.replace(self, makings=tuple(each for each in self.makings if each.run != run))

    def with_address(self, address: str) -> "Notes":
        """The notes with the address of a board; ``PageError`` for one that no note holds."""
        others = [each for each in self.typed_addresses if each != address]
        try:
            addresses = msgspec.convert((*others, address)[-_BOARDS:], tuple[Address, ...])
        except msgspec.ValidationError:
            raise PageError("The board's address cannot be used. Ask the committee for it again.") from None
        return msgspec.structs.replace(self, addresses=addresses)

    @property
    def typed_addresses(self) -> tuple[str, ...]:
        """The boards that no key making leads to, the newest last."""
        return () if self.addresses is UNSET else self.addresses

    def boards(self) -> tuple[str, ...]:
        """The addresses of all boards, the newest first."""
        invited = (each.invitation.board for each in reversed(self.makings))
        return tuple(dict.fromkeys((*reversed(self.typed_addresses), *invited)))


def notes_path(key_file: Path) -> Path:
    """Where the notes of a key file stand."""
    return key_file.with_name(key_file.name + ".notes")


def read_notes(key_file: Path) -> Notes:
    """The notes; none if there are none, or none that can be read."""
    try:
        with notes_path(key_file).open("rb") as file:
            return decode(file.read(NOTES_LIMIT + 1), Notes, limit=NOTES_LIMIT)
    except (OSError, FormatError):
        return Notes()


def write_notes(key_file: Path, notes: Notes) -> None:
    """Keep the notes; ``KeyFileError`` leaves the old ones."""
    try:
        replace(notes_path(key_file), encode(notes))
    except (OSError, ValueError) as error:
        raise KeyFileError(
            "A file beside the key file could not be written. Free space or check the folder."
        ) from error
