"""Drafts in the database. A draft is changed only under the revision that its editor saw, and never once frozen.

A draft whose election has a log is frozen by that alone, so that the pages never show other rules than the log.
"""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from bulletin_board.committee.elections.draft import Draft, encode_draft, parse_draft
from bulletin_board.committee.elections.errors import DraftConflictError, DraftFrozenError, DraftUnknownError
from bulletin_board.errors import ExistsError
from bulletin_board.storage.draft_tables import draft_card_lists, draft_photos, drafts
from bulletin_board.storage.tables import logs
from record.digests import sha256_hex

_SHA256 = re.compile(r"[0-9a-f]{64}")
_LOGGED = select(logs.c.id).where(logs.c.kind == "election", logs.c.name == drafts.c.uuid).correlate(drafts).exists()
_DRAFTS = select(drafts, _LOGGED.label("logged"))


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A draft with its number, its school's, and the revision under which it may be changed.

    ``frozen``: it is set up, or just being; the log is the truth from then on.
    """

    id: int
    school: int
    revision: int
    frozen: bool
    draft: Draft

    @property
    def uuid(self) -> str:
        """The election."""
        return self.draft.uuid


def create_draft(connection: Connection, school: int, draft: Draft) -> StoredDraft:
    """Store a new draft; ``ExistsError`` if there is one of this election."""
    values = {
        "school_id": school,
        "uuid": draft.uuid,
        "kind": draft.kind,
        "body": encode_draft(draft),
        "revision": 1,
        "stage": "draft",
    }
    try:
        number = connection.execute(insert(drafts).values(**values).returning(drafts.c.id)).scalar_one()
    except IntegrityError as error:
        raise ExistsError("There is a draft of this election already.") from error
    return StoredDraft(number, school, 1, frozen=False, draft=draft)


def load_draft(connection: Connection, school: int, draft: int) -> StoredDraft:
    """One of a school's drafts by its number; ``DraftUnknownError``, also for another school's."""
    query = _DRAFTS.where(drafts.c.id == draft, drafts.c.school_id == school)
    row = connection.execute(query).one_or_none() if draft < 2**31 else None
    if row is None:
        raise DraftUnknownError("This school has no such election: choose it from the list.")
    return _stored(row)


def school_drafts(connection: Connection, school: int) -> list[StoredDraft]:
    """All drafts of a school, the newest first."""
    query = _DRAFTS.where(drafts.c.school_id == school).order_by(drafts.c.id.desc())
    return [_stored(row) for row in connection.execute(query)]


def draft_of_election(connection: Connection, uuid: str) -> StoredDraft | None:
    """The draft that an election came from; None for one that was made by commands."""
    row = connection.execute(_DRAFTS.where(drafts.c.uuid == uuid)).one_or_none()
    return None if row is None else _stored(row)


def save_draft(connection: Connection, stored: StoredDraft, changed: Draft) -> StoredDraft:
    """Store a change of the revision that ``stored`` is of; pictures that it no longer shows are deleted.

    Raises ``DraftConflictError`` if somebody was faster, ``DraftFrozenError`` once it is set up.
    """
    _advance(connection, stored, frozen=False, body=encode_draft(changed))
    kept = changed.photos()
    shown = draft_photos.c.sha256.in_(kept)
    connection.execute(delete(draft_photos).where(draft_photos.c.draft_id == stored.id, ~shown))
    return StoredDraft(stored.id, stored.school, stored.revision + 1, frozen=False, draft=changed)


def freeze_draft(connection: Connection, stored: StoredDraft) -> StoredDraft:
    """No change any more: the election is being set up. ``DraftConflictError`` or ``DraftFrozenError``."""
    _advance(connection, stored, frozen=False, stage="frozen")
    return StoredDraft(stored.id, stored.school, stored.revision + 1, frozen=True, draft=stored.draft)


def thaw_draft(connection: Connection, stored: StoredDraft) -> None:
    """The set-up failed, so the draft may change again."""
    _advance(connection, stored, frozen=True, stage="draft")


def delete_draft(connection: Connection, stored: StoredDraft) -> None:
    """Forget a draft with its pictures and cards; ``DraftConflictError``, ``DraftFrozenError``."""
    _advance(connection, stored, frozen=False)
    connection.execute(delete(draft_photos).where(draft_photos.c.draft_id == stored.id))
    connection.execute(delete(draft_card_lists).where(draft_card_lists.c.draft_id == stored.id))
    connection.execute(delete(drafts).where(drafts.c.id == stored.id))


def _forget_what_is_replaced(connection: Connection) -> None:
    """Overwrite what this transaction deletes or changes: SQLite else leaves old photos and texts in free pages."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA secure_delete = ON"))


def _advance(connection: Connection, stored: StoredDraft, *, frozen: bool, **values: Any) -> None:
    _forget_what_is_replaced(connection)
    expected = "frozen" if frozen else "draft"
    changed = connection.execute(
        update(drafts)
        .where(drafts.c.id == stored.id, drafts.c.revision == stored.revision, drafts.c.stage == expected, ~_LOGGED)
        .values(revision=stored.revision + 1, **values)
    )
    if changed.rowcount == 1:
        return
    found = connection.execute(_DRAFTS.where(drafts.c.id == stored.id)).one_or_none()
    if found is not None and _is_frozen(found):
        raise DraftFrozenError("The election is set up: its rules can change no more.")
    raise DraftConflictError("Somebody else has changed this election in the meantime. Nothing was stored.")


def add_photo(connection: Connection, stored: StoredDraft, data: bytes) -> str:
    """Keep a prepared picture; answers its SHA-256 (hex). Save the draft that shows it in the same transaction."""
    digest = sha256_hex(data)
    if draft_photo(connection, stored, digest) is None:
        connection.execute(insert(draft_photos).values(draft_id=stored.id, sha256=digest, data=data))
    return digest


def draft_photo(connection: Connection, stored: StoredDraft, digest: str) -> bytes | None:
    """One picture of a draft."""
    if not _SHA256.fullmatch(digest):
        return None
    query = select(draft_photos.c.data).where(draft_photos.c.draft_id == stored.id, draft_photos.c.sha256 == digest)
    data: bytes | None = connection.execute(query).scalar_one_or_none()
    return data


def all_photos(connection: Connection, stored: StoredDraft) -> dict[str, bytes]:
    """All pictures of a draft by their hashes."""
    query = select(draft_photos.c.sha256, draft_photos.c.data).where(draft_photos.c.draft_id == stored.id)
    return {row.sha256: row.data for row in connection.execute(query)}


def copy_photos(connection: Connection, source: StoredDraft, target: StoredDraft) -> None:
    """Give a draft the pictures of another one (a rehearsal those of the real election)."""
    for digest, data in all_photos(connection, source).items():
        connection.execute(insert(draft_photos).values(draft_id=target.id, sha256=digest, data=data))


def overwrite_draft(connection: Connection, stored: StoredDraft, changed: Draft) -> None:
    """Store a draft without its pictures whatever its revision and stage: for erasing, which must never be in vain."""
    _forget_what_is_replaced(connection)
    connection.execute(delete(draft_photos).where(draft_photos.c.draft_id == stored.id))
    connection.execute(
        update(drafts)
        .where(drafts.c.id == stored.id)
        .values(body=encode_draft(changed), revision=drafts.c.revision + 1)
    )


def keep_card_list(connection: Connection, stored: StoredDraft, data: bytes) -> None:
    """Keep the uploaded card list in place of an earlier one."""
    connection.execute(delete(draft_card_lists).where(draft_card_lists.c.draft_id == stored.id))
    connection.execute(insert(draft_card_lists).values(draft_id=stored.id, data=data))


def card_list(connection: Connection, stored: StoredDraft) -> bytes | None:
    """The uploaded card list."""
    query = select(draft_card_lists.c.data).where(draft_card_lists.c.draft_id == stored.id)
    data: bytes | None = connection.execute(query).scalar_one_or_none()
    return data


def _stored(row: Row[Any]) -> StoredDraft:
    return StoredDraft(row.id, row.school_id, row.revision, _is_frozen(row), parse_draft(row.body))


def _is_frozen(row: Row[Any]) -> bool:
    return bool(row.stage == "frozen" or row.logged)
