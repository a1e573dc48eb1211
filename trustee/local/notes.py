"""What the page remembers beside the key file: invitations, and what the person has compared. Nothing secret.

Losing the notes loses no key and allows nothing: an invitation is pasted again, and the digits are compared again.
"""

from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from record.canonical import decode, encode
from record.durable import replace
from record.errors import FormatError
from record.key_invitation import KeyInvitation
from trustee.errors import KeyFileError

NOTES_LIMIT: Final = 4 * 1024 * 1024
_MAKINGS: Final = 1000


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
    """All notes; the newest key making is the last."""

    version: Literal[1] = 1
    makings: Annotated[tuple[Making, ...], msgspec.Meta(max_length=_MAKINGS)] = ()

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

    def boards(self) -> tuple[str, ...]:
        """The addresses of all boards, the newest first."""
        return tuple(dict.fromkeys(each.invitation.board for each in reversed(self.makings)))


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
