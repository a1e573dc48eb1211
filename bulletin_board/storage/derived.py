"""The rows that an entry adds to the tables which answer the rules' questions."""

from typing import Any

from sqlalchemy import Connection, Table, insert

from bulletin_board.storage.tables import bad_shares, ballots, card_replacements, challenges, shares, signers
from record.ballot import short_code
from record.entries import LogEntry, ShareProof
from record.ledger import Effect

_INSERTS = {
    table.name: insert(table) for table in (bad_shares, ballots, card_replacements, challenges, shares, signers)
}


def derived_rows(entry: LogEntry, effect: Effect, accused: ShareProof | None) -> list[tuple[Table, dict[str, Any]]]:
    """The table and values of each row; ``accused`` is the share proof of a BadShare entry."""
    rows: list[tuple[Table, dict[str, Any]]] = []
    if effect.ballot is not None and effect.event is not None:
        rows.append((ballots, {"height": effect.event[1], **_coded(effect.ballot.code, effect.ballot.credential)}))
    if effect.challenge is not None:
        rows.append((challenges, _coded(effect.challenge.code, effect.challenge.credential)))
    if effect.replacement is not None:
        revoked, activated = effect.replacement
        rows.append((card_replacements, {"revoked": revoked, "activated": activated}))
    if effect.signer is not None:
        rows.append((signers, {"signer": effect.signer}))
    if effect.share_owner is not None:
        rows.append((shares, {"owner": effect.share_owner}))
    if accused is not None:
        rows.append((bad_shares, {"owner": accused.owner}))
    return rows


def insert_derived(connection: Connection, log_id: int, index: int, rows: list[tuple[Table, dict[str, Any]]]) -> None:
    """Insert the rows of the entry ``index``."""
    for table, values in rows:
        connection.execute(_INSERTS[table.name], {"log_id": log_id, "index": index, **values})


def _coded(code: str, credential: str) -> dict[str, Any]:
    return {"code": code, "short_code": short_code(code), "credential": credential}
