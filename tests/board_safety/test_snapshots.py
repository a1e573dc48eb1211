"""A reader sees one moment: what is appended meanwhile is in no later answer of the same transaction."""

from bulletin_board.casting import cast
from bulletin_board.storage.reading import find_entry, leaves
from record.digests import sha256_hex
from tests.support.live_elections import LiveElection, code_of


def test_a_reader_never_sees_an_entry_newer_than_its_head(election: LiveElection) -> None:
    ballot = election.seal(1)[0]
    with election.board.store.read_election(election.uuid) as now:
        answer = cast(election.board, election.uuid, ballot)
        assert answer.index == now.head.size
        assert find_entry(now.connection, now.head.log_id, "Ballot", sha256_hex(ballot)) is None
        assert not now.view.has_ballot(code_of(ballot))
        assert len(leaves(now.connection, now.head.log_id, 0, 1000)) == now.head.size
    with election.board.store.read_election(election.uuid) as now:
        assert find_entry(now.connection, now.head.log_id, "Ballot", sha256_hex(ballot)) == answer.index
