"""The audit finds every kind of damage, each by its own sentence, and nothing in a sound log."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bulletin_board.casting import cast
from bulletin_board.errors import BadShareError
from bulletin_board.posting import post
from bulletin_board.sharing import send_share
from bulletin_board.storage import writing as module
from bulletin_board.storage.database import writing
from record.checkpoint import Checkpoint, sign_checkpoint
from record.entries import LogEntry
from record.ledger import LedgerView, Stage
from record.phases import Judgement, judge
from record.receipt import Receipt, parse_receipt
from tests.support.database_copies import database_copy
from tests.support.live_elections import LiveElection, code_of, live_board, moved_board
from tests.support.log_audit import Held, assert_sound, audit
from tests.support.logs import synthetic_key

Finished = tuple[LiveElection, list[Held]]
"""A finished election, and what its clients hold."""


def finished(election: LiveElection) -> list[Held]:
    """A whole election with an entry of every kind but Withheld; what its clients hold."""
    board, uuid, held = election.board, election.uuid, []
    sealed = election.seal(6)
    for ballot in sealed[:5]:
        answer = cast(board, uuid, ballot)
        held.append(Held(ballot, answer.index, answer.receipt))
    for kind, message in (
        ("Challenge", election.challenge(5, code_of(sealed[5]))),
        ("CardReplacement", election.replacement(7)),
    ):
        posted = post(board, uuid, kind, message)
        held.append(Held(message, posted.index, posted.receipt))
    election.close()
    with pytest.raises(BadShareError):
        send_share(board, uuid, *election.share(2, false_v1=True))
    for owner in (1, 2):
        proof, share = election.share(owner)
        posted = send_share(board, uuid, proof, share)
        held.append(Held(proof, posted.index, posted.receipt))
    election.publish()
    return held


def test_a_sound_log_passes(election: LiveElection) -> None:
    held = finished(election)
    assert assert_sound(election.board, election.uuid, held).stage is Stage.PUBLISHED


@pytest.fixture(scope="module")
def unguarded(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """A finished election in a database whose guards were taken off."""
    folder = tmp_path_factory.mktemp("unguarded")
    election = LiveElection(live_board(f"sqlite:///{folder / 'board.db'}", folder), voters=8, spares=2)
    election.create().open()
    held = finished(election)
    with writing(election.board.store.engine) as connection:
        for (name,) in list(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    return election, held


@pytest.fixture
def damaged(unguarded: Finished, tmp_path: Path) -> Iterator[Finished]:
    """A copy of it, to be damaged."""
    election, held = unguarded
    with database_copy(election.board.config.database_url, tmp_path) as url:
        yield election.on(moved_board(election.board, url)), held


BALLOT = "(SELECT max(\"index\") FROM entries WHERE type = 'Ballot')"


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ('UPDATE entries SET "index" = 1000 WHERE "index" = (SELECT max("index") FROM entries)', "a gap"),
        (f'DELETE FROM entries WHERE "index" = {BALLOT}', "a gap"),
        (f'DELETE FROM blobs WHERE sha256 = (SELECT payload FROM entries WHERE "index" = {BALLOT})', "is missing"),
        ("UPDATE blobs SET data = x'00' WHERE sha256 IN (SELECT payload FROM entries)", "hash"),
        ("INSERT INTO blobs SELECT log_id, 'f', data FROM blobs LIMIT 1", "belongs to no entry"),
        (f"UPDATE entries SET payload = '' WHERE \"index\" = {BALLOT}", "its columns say"),
        ("UPDATE logs SET size = size + 1", "the head says"),
        ("DELETE FROM nodes WHERE level = 1 AND \"index\" = 1", "stored nodes"),
        ("UPDATE nodes SET hash = zeroblob(32) WHERE level = 0 AND \"index\" = 1", "stored nodes"),
        ("UPDATE logs SET peaks = zeroblob(length(peaks))", "the peaks"),
        (f'DELETE FROM ballots WHERE "index" = {BALLOT}', "the table ballots"),
        ("UPDATE ballots SET height = height + 1", "the table ballots"),
        ("DELETE FROM challenges", "the table challenges"),
        ("DELETE FROM card_replacements", "the table card_replacements"),
        ("DELETE FROM signers WHERE signer = 0", "the table signers"),
        ("DELETE FROM shares WHERE owner = 1", "the table shares"),
        ("DELETE FROM bad_shares", "the table bad_shares"),
        ("UPDATE logs SET state = replace(CAST(state AS TEXT), 'counted\":5', 'counted\":4')", "the head's counted"),
        ("UPDATE logs SET state = replace(CAST(state AS TEXT), '\"published\"', '\"tally\"')", "the head's stage"),
    ],
)  # fmt: skip
def test_damage_is_found(damaged: Finished, statement: str, sentence: str) -> None:
    election, _ = damaged
    with writing(election.board.store.engine) as connection:
        assert connection.exec_driver_sql(statement).rowcount > 0
    found = list(audit(election.board, election.uuid, verifier=False))
    assert any(sentence in each for each in found), found


def _append_unjudged(election: LiveElection, data: bytes) -> None:
    """Append a ballot as the board does, but without asking the rules."""

    def lenient(view: LedgerView, entry: LogEntry) -> Judgement:
        judgement = judge(view, entry)
        return Judgement(judgement.effect, judgement.message, ())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "judge", lenient)
        with election.board.store.append_to_election(election.uuid) as transaction:
            transaction.append("Ballot", data)


def test_entries_against_the_rules_are_found(damaged: Finished) -> None:
    election, _ = damaged
    _append_unjudged(election, election.seal(1, first=20)[0])
    found = list(audit(election.board, election.uuid, verifier=False))
    assert any("breaks V04" in each for each in found), found


def test_a_false_proof_is_found_by_the_verifier(election: LiveElection) -> None:
    mine, other = (ballot.partition(b'"signature":') for ballot in election.seal(2))
    _append_unjudged(election, b"".join((*mine[:2], other[2])))
    assert any("the verifier says rejected" in each for each in audit(election.board, election.uuid))


def test_broken_promises_are_found(damaged: Finished) -> None:
    election, held = damaged
    board, uuid = election.board, election.uuid
    first, second = held[0], held[1]
    receipt = parse_receipt(first.receipt)
    head = Checkpoint(f"suarasah/{uuid}", 3, bytes(32))
    other_leaf = Receipt(receipt.index, receipt.proof, receipt.checkpoint, b"x").serialise()
    for broken, sentence in (
        (Held(first.sent, 1000, first.receipt), "LOST, the log has only"),
        (Held(second.sent, first.index, first.receipt), "LOST, another entry"),
        (Held(first.sent, first.index, second.receipt), "does not stand"),
        (Held(first.sent, first.index, other_leaf), "another leaf"),
    ):
        found = list(audit(board, uuid, [broken], verifier=False))
        assert any(sentence in each for each in found), (sentence, found)
    forked = sign_checkpoint(head, board.store.key)
    assert any("FORK" in each for each in audit(board, uuid, heads=[forked], verifier=False))
    longer = sign_checkpoint(Checkpoint(head.origin, 1000, bytes(32)), board.store.key)
    assert any("FORK" in each for each in audit(board, uuid, heads=[longer], verifier=False))
    strange = sign_checkpoint(head, synthetic_key("stranger"))
    assert any("a head:" in each for each in audit(board, uuid, heads=[strange], verifier=False))
