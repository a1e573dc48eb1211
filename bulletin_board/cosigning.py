"""Cosignatures of witnesses: taken only from witnesses that genesis names, under heads that this log really had."""

from sqlalchemy import func, insert, select

from bulletin_board.board import Board
from bulletin_board.errors import CosignatureError
from bulletin_board.storage.database import writing
from bulletin_board.storage.reading import checkpoint_at
from bulletin_board.storage.tables import cosignatures
from bulletin_board.storage.view import ElectionReading
from record.checkpoint import parse_checkpoint_text
from record.cosignature import keys_of
from record.errors import RecordError
from record.note import Note, parse_note, verify_note


def add_cosignatures(board: Board, uuid: str, data: bytes) -> int:
    """Keep the valid cosignatures of a posted note: a checkpoint's text, an empty line, signature lines.

    Answers how many of the named witnesses have cosigned this head now. A witness' first cosignature under a head is
    kept. ``CosignatureError`` for another log or head, for a false signature, or if no named witness signed.
    """
    with board.store.read_election(uuid) as election:
        size, lines = _verified(election, data)
        log_id = election.head.log_id
    with writing(board.store.engine) as connection:
        query = select(cosignatures.c.witness).where(cosignatures.c.log_id == log_id, cosignatures.c.size == size)
        present = set(connection.execute(query).scalars())
        new = [
            {"log_id": log_id, "size": size, "witness": name, "line": line}
            for name, line in lines.items()
            if name not in present
        ]
        if new:
            connection.execute(insert(cosignatures), new)
    return len(present | set(lines))


def _verified(election: ElectionReading, data: bytes) -> tuple[int, dict[str, str]]:
    """The size of the cosigned head, and the verified line of each witness."""
    genesis = election.facts.genesis
    try:
        note: Note = parse_note(data)
        claimed = parse_checkpoint_text(note.text)
        if claimed.origin != election.head.origin:
            raise CosignatureError(f"This head belongs to the log {claimed.origin[:100]}: post it to its own board.")
        if claimed.size > election.head.size or claimed != checkpoint_at(
            election.connection, election.head, claimed.size
        ):
            raise CosignatureError("This log never had this head. Keep both: two heads that disagree prove a fraud.")
        verified = verify_note(note, keys_of(genesis.witnesses.witnesses if genesis is not None else []))
    except RecordError as error:
        raise CosignatureError(str(error)) from error
    return claimed.size, {key.name: signature.line() for key, signature in verified}


def witnesses_of_entry(election: ElectionReading, index: int) -> int:
    """How many of the named witnesses cosigned a head that has the entry ``index``."""
    query = select(func.count(cosignatures.c.witness.distinct())).where(
        cosignatures.c.log_id == election.head.log_id, cosignatures.c.size > index
    )
    return election.connection.execute(query).scalar_one()
