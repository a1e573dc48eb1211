"""What booths show beside the names of an election: checked when it is set up, kept, served, and erased on demand.

Invariant: what is stored is what the genesis names, complete, and nothing but images and one document. After erasure
neither can be read from the database's file again; the log never held them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, insert, select, text, update

from bulletin_board.board import Board
from bulletin_board.errors import BusyError, PresentationError, PresentationUnknownError
from bulletin_board.specification import CandidateSpecification, ElectionSpecification
from bulletin_board.storage.database import rewrite_tables, writing
from bulletin_board.storage.presentation_tables import presentation_photos, presentations
from record.digests import sha256_hex
from record.election import Election
from record.errors import RecordError
from record.presentation import (
    PHOTO_LIMIT,
    CandidatePresentation,
    Presentation,
    encode_presentation,
    parse_presentation,
    presentation_problems,
)

_SHA256 = re.compile(r"[0-9a-f]{64}")
_STILL_READ = "Erased, but copies remain on the disk while others read: erase once more in a minute."


@dataclass(frozen=True, slots=True)
class PresentationFiles:
    """A document and its photos by SHA-256 (hex), ready for the booth: JPEG, PNG or WebP, at most 120 KiB each."""

    document: bytes
    photos: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Photo:
    """An image as it is served."""

    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Shown:
    """What is kept of a presentation also after it was erased."""

    school: str
    zone: str


def media_type_of(photo: bytes) -> str | None:
    """``image/jpeg``, ``image/png`` or ``image/webp`` by the first bytes; None for everything else."""
    if photo.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if photo.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if photo.startswith(b"RIFF") and photo[8:12] == b"WEBP":
        return "image/webp"
    return None


def check_files(files: PresentationFiles, election: Election) -> Presentation:
    """The presentation, if document, photos and election fit together; ``PresentationError`` names what does not."""
    try:
        presentation = parse_presentation(files.document)
    except RecordError as error:
        raise PresentationError(f"The presentation cannot be read: {error}") from error
    problems = presentation_problems(presentation, election)
    if set(files.photos) != set(presentation.photos):
        problems.append("The photos are not exactly those that the presentation names.")
    problems += [problem for sha256, photo in files.photos.items() for problem in _photo_problems(sha256, photo)]
    if problems:
        raise PresentationError(" ".join(problems))
    return presentation


def _photo_problems(sha256: str, photo: bytes) -> list[str]:
    problems = []
    if sha256_hex(photo) != sha256:
        problems.append(f"The photo {sha256[:8]} has other bytes than its name says.")
    if len(photo) > PHOTO_LIMIT:
        problems.append(f"The photo {sha256[:8]} has {len(photo)} bytes; make it smaller: at most {PHOTO_LIMIT}.")
    if media_type_of(photo) is None:
        problems.append(f"The photo {sha256[:8]} is no JPEG, PNG or WebP image.")
    return problems


def described_presentation(specification: ElectionSpecification, folder: Path) -> PresentationFiles | None:
    """What a description file says of school, photos, visions and missions; None if it says nothing.

    Photos are files beside the description. ``PresentationError``, ``OSError`` for a photo that cannot be read.
    """
    if not specification.school and not any(question.candidates for question in specification.questions):
        return None
    photos: dict[str, bytes] = {}

    def candidate(described: CandidateSpecification) -> CandidatePresentation:
        if not described.photo:
            return CandidatePresentation("", described.vision, described.mission)
        data = (folder / described.photo).read_bytes()
        photos[sha256_hex(data)] = data
        return CandidatePresentation(sha256_hex(data), described.vision, described.mission)

    presentation = Presentation(
        school=specification.school,
        zone=specification.zone,
        candidates=tuple(
            # Without a word about its candidates a question is shown with their names alone.
            tuple(candidate(each) for each in question.candidates)
            or tuple(CandidatePresentation() for _ in question.answers)
            for question in specification.questions
        ),
    )
    try:
        return PresentationFiles(encode_presentation(presentation), photos)
    except RecordError as error:
        raise PresentationError(f"The presentation cannot be used: {error}") from error


def store_presentation(
    connection: Connection, log_id: int, files: PresentationFiles, presentation: Presentation
) -> None:
    """Keep checked files with the log of their election, in the transaction that creates it."""
    row = {"log_id": log_id, "school": presentation.school, "zone": presentation.zone, "document": files.document}
    connection.execute(insert(presentations), row)
    rows = [
        {"log_id": log_id, "sha256": sha256, "media_type": media_type_of(photo), "data": photo}
        for sha256, photo in files.photos.items()
    ]
    if rows:
        connection.execute(insert(presentation_photos), rows)


def read_shown(connection: Connection, log_id: int | None = None) -> dict[int, Shown]:
    """School and zone by log, of all elections that have a presentation or of one of them."""
    query = select(presentations.c.log_id, presentations.c.school, presentations.c.zone)
    if log_id is not None:
        query = query.where(presentations.c.log_id == log_id)
    return {row.log_id: Shown(row.school, row.zone) for row in connection.execute(query)}


def read_document(board: Board, uuid: str) -> bytes:
    """The exact bytes whose hash the genesis names; ``PresentationUnknownError`` if there are none, or no longer."""
    with board.store.read_log("election", uuid) as (connection, head):
        query = select(presentations.c.document).where(presentations.c.log_id == head.log_id)
        document = connection.execute(query).scalar_one_or_none()
    if document is None:
        raise PresentationUnknownError("This election has no photos or programmes, or they were erased.")
    return bytes(document)


def find_presentation(board: Board, uuid: str) -> Presentation | None:
    """The presentation of an election for pages; None if there is none, or no longer. ``ElectionUnknownError``."""
    try:
        return parse_presentation(read_document(board, uuid))
    except PresentationUnknownError:
        return None


def read_photo(board: Board, uuid: str, sha256: str) -> Photo:
    """A photo by the hash of its bytes; ``PresentationUnknownError`` if there is none, or no longer."""
    photos = presentation_photos.c
    with board.store.read_log("election", uuid) as (connection, head):
        query = select(photos.media_type, photos.data).where(photos.log_id == head.log_id, photos.sha256 == sha256)
        row = connection.execute(query).one_or_none() if _SHA256.fullmatch(sha256) else None
    if row is None:
        raise PresentationUnknownError("This election has no such photo, or it was erased.")
    return Photo(row.media_type, bytes(row.data))


def erase_presentation(board: Board, uuid: str) -> int:
    """Erase document and photos of an election for good; how many photos there were. ``ElectionUnknownError``.

    School and zone stay. Copies in backups and in the caches of browsers are others' to erase. Safe to run again;
    ``BusyError`` asks for it when others kept the database from forgetting.
    """
    with board.store.read_log("election", uuid) as (_, head):
        log_id = head.log_id
    with writing(board.store.engine) as connection:
        if connection.dialect.name == "sqlite":
            # Overwrites what is deleted; SQLite else only marks its pages as free.
            connection.execute(text("PRAGMA secure_delete = ON"))
        erased = connection.execute(delete(presentation_photos).where(presentation_photos.c.log_id == log_id)).rowcount
        connection.execute(update(presentations).where(presentations.c.log_id == log_id).values(document=None))
    _sweep(board.store.engine)
    return erased


def _sweep(engine: Engine) -> None:
    """Take the old pages out of the write-ahead log, or write the tables anew without their dead rows."""
    if engine.dialect.name == "sqlite":
        # Not in a transaction, which every connection of the engine begins by itself.
        raw = engine.raw_connection()
        try:
            busy = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            raw.close()
        if busy:
            raise BusyError(_STILL_READ)
        return
    try:
        rewrite_tables(engine, "presentation_photos", "presentations")
    except BusyError as error:
        raise BusyError(_STILL_READ) from error
