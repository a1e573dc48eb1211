"""Whose parts are there and who is awaited, as the verified record says; a wrong part names its author."""

from pathlib import Path

from tests.support.election_parties import parties
from tests.support.honest_election import honest
from tests.support.trustee_elections import SimulatedElection, holder_of
from trustee.decrypting import SentShare, decrypt
from trustee.parts_given import PartsGiven, parts_given
from verifier.run import verify

OWNER = 2


def sent_after(step: str, folder: Path, owner: int = OWNER) -> SentShare:
    board = SimulatedElection(honest().until(step).play())
    holder = holder_of(parties(), owner, folder)
    return decrypt(board, board.source(), parties().uuid, holder.store.contents, holder.journal, verify)


def test_each_key_says_who_has_given_and_how_many_are_needed(tmp_path: Path) -> None:
    sent = sent_after("share 1", tmp_path)
    assert sent.shown
    single, joint = parts_given(sent.record, mine=sent.shown)
    assert single == PartsGiven(1, (1,), ())
    assert joint == PartsGiven(2, (OWNER,), (3, 4))
    assert (single.enough, joint.enough) == (True, False)
    assert parts_given(sent.record, mine=False)[1] == PartsGiven(2, (), (2, 3, 4))


def test_the_author_of_a_wrong_part_is_named(tmp_path: Path) -> None:
    assert sent_after("tally", tmp_path).record.accused == ()
    (tmp_path / "later").mkdir()
    assert sent_after("accuse", tmp_path / "later").record.accused == (4,)
