"""The invitation to a joint key making: a link that a key holder pastes or scans.

It says where the key making is and what people call its holders; nothing in it is secret, and nothing in it is
believed. Who the holders are is decided by the keys in the log's genesis, which all holders compare before anything
depends on them. The link is ``<board>/keys/<run>?invitation=<base64url of the canonical JSON>``; without its query it
still says board and run.
"""

import base64
import binascii
import re
from typing import Annotated, Final, Literal

import msgspec

from record.canonical import decode, encode
from record.entries import Uuid
from record.errors import FormatError, RecordError
from record.printable import printable
from record.trustees import HOLDERS_LIMIT

INVITATION_LIMIT: Final = 64 * 1024
_LINK: Final = re.compile(
    r"(?P<board>https?://[^\s/?#]+(?:/[^\s?#]*?)?)/keys/(?P<run>[1-9A-HJ-NP-Za-km-z]{14,64})"
    r"(?:\?(?:[^\s#]*&)?invitation=(?P<text>[A-Za-z0-9_-]*))?"
)

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class InvitationError(RecordError):
    """A text holds no link of an invitation, or one that was changed on its way."""

    code = "record-key-invitation"


class KeyInvitation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a key making is, what it is for, and the names of its holders in order (none if nobody wrote them down).

    ``board`` is the board's public address without a trailing slash.
    """

    version: Literal[1]
    board: Annotated[str, msgspec.Meta(pattern=r"\Ahttps?://[^\s?#]+[^\s?#/]\Z", max_length=500)]
    run: Uuid
    title: Annotated[str, msgspec.Meta(max_length=200)]
    names: Annotated[tuple[Name, ...], msgspec.Meta(max_length=HOLDERS_LIMIT)]

    def name_of(self, owner: int) -> str:
        """What people call the holder with this number, from 1; empty if nobody wrote it down."""
        return self.names[owner - 1] if 1 <= owner <= len(self.names) else ""


def invitation_link(invitation: KeyInvitation) -> str:
    """The link that :func:`read_invitation` reads."""
    text = base64.urlsafe_b64encode(encode(invitation)).rstrip(b"=").decode()
    return f"{invitation.board}/keys/{invitation.run}?invitation={text}"


def read_invitation(text: str) -> KeyInvitation:
    """The invitation of the one link in a text, such as a message that was pasted whole.

    Names and title come without characters that are not shown. ``InvitationError`` says what to do.
    """
    if len(text) > INVITATION_LIMIT:
        raise InvitationError("This is far too long for an invitation. Paste only its link.")
    links = list(_LINK.finditer(text))
    if len({match[0] for match in links}) != 1:
        raise InvitationError("Paste the one link of the invitation, from http to its end. The committee sends it.")
    board, run, inside = links[0]["board"], links[0]["run"], links[0]["text"]
    if not inside:
        return _checked(KeyInvitation(1, board, run, "", ()))
    try:
        data = base64.urlsafe_b64decode(inside + "=" * (-len(inside) % 4))
        invitation = decode(data, KeyInvitation, limit=INVITATION_LIMIT)
    except (binascii.Error, ValueError, FormatError):
        raise InvitationError("The link was cut short or changed on its way. Ask for it again.") from None
    if (invitation.board, invitation.run) != (board, run):
        raise InvitationError("The link and what is written in it name different key makings. Do not use it.")
    names = tuple(printable(name) for name in invitation.names)
    return msgspec.structs.replace(invitation, title=printable(invitation.title), names=names)


def _checked(invitation: KeyInvitation) -> KeyInvitation:
    try:
        return decode(encode(invitation), KeyInvitation, limit=INVITATION_LIMIT)
    except FormatError:
        raise InvitationError("The board's address in this link cannot be used. Ask for it again.") from None
