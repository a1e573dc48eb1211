"""What only the committee knows of the day: the place, who signed the attendance list, incidents, objections.

Invariant: no revision is ever lost or changed (a trigger holds it); the minutes show the newest one and its number.
Remarks are no place for names of pupils, because they cannot be erased; the page says so.
"""

from typing import Annotated

import msgspec
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from bulletin_board.committee.day.errors import RemarksConflictError, RemarksError
from bulletin_board.committee.typed_text import without_stacks
from bulletin_board.storage.turnout_tables import remarks
from record.canonical import decode, encode
from record.errors import RecordError

LINE_LIMIT = 200
TEXT_LIMIT = 4000
"""Characters of a line and of a longer text."""
MOST_ATTENDANCE = 10_000_000
CONFLICT = "Somebody else has kept remarks in the meantime: compare them with yours, then keep them again."
TOO_LONG = f"A text is too long: at most {TEXT_LIMIT} characters, {LINE_LIMIT} for the place."
"""Sentences that the page translates."""

Line = Annotated[str, msgspec.Meta(max_length=LINE_LIMIT)]
Text = Annotated[str, msgspec.Meta(max_length=TEXT_LIMIT)]


class Remarks(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """All of them may be empty. ``attendance``: how many signed the attendance lists, None if nobody counted."""

    place: Line = ""
    attendance: Annotated[int, msgspec.Meta(ge=0, le=MOST_ATTENDANCE)] | None = None
    incidents: Text = ""
    objections: Text = ""


class Revision(msgspec.Struct, frozen=True):
    """Remarks under their number; 0 and empty before anything was kept."""

    number: int
    remarks: Remarks


def read_remarks(connection: Connection, log_id: int) -> list[Revision]:
    """All revisions of an election, the newest first."""
    query = select(remarks).where(remarks.c.log_id == log_id).order_by(remarks.c.revision.desc())
    return [Revision(row.revision, parse_remarks(bytes(row.body))) for row in connection.execute(query)]


def newest(revisions: list[Revision]) -> Revision:
    """The revision that the minutes show."""
    return revisions[0] if revisions else Revision(0, Remarks())


def keep_remarks(connection: Connection, log_id: int, seen: int, typed: Remarks) -> int:
    """Store the revision after ``seen``; its number. ``RemarksConflictError`` if somebody was faster."""
    if newest(read_remarks(connection, log_id)).number != seen:
        raise RemarksConflictError(CONFLICT)
    row = {"log_id": log_id, "revision": seen + 1, "body": encode(typed)}
    try:
        with connection.begin_nested():
            connection.execute(insert(remarks), row)
    except IntegrityError as error:
        raise RemarksConflictError(CONFLICT) from error
    return seen + 1


def parse_remarks(body: bytes) -> Remarks:
    """Stored remarks; ``RemarksError`` for bytes that this version did not write."""
    try:
        return decode(body, Remarks)
    except RecordError as error:
        raise RemarksError(f"The stored remarks cannot be read: {error}") from error


def typed_remarks(place: str, attendance: str, incidents: str, objections: str) -> Remarks:
    """Remarks as they were typed into the form; ``RemarksError`` with a sentence."""
    count = attendance.strip().replace(".", "")
    if count and not (count.isascii() and count.isdigit() and len(count) <= 8 and int(count) <= MOST_ATTENDANCE):
        raise RemarksError("The attendance is a number, or empty if nobody counted.")
    texts = [_plain(text) for text in (place.replace("\n", " "), incidents, objections)]
    if len(texts[0]) > LINE_LIMIT or any(len(text) > TEXT_LIMIT for text in texts):
        raise RemarksError(TOO_LONG)
    return Remarks(texts[0], int(count) if count else None, texts[1], texts[2])


def _plain(text: str) -> str:
    """Lines end with a line feed; what is not shown is left out."""
    lines = without_stacks(text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n")
    return "\n".join("".join(each for each in line if each.isprintable()).rstrip() for line in lines).strip()
