"""The database answers the rules' questions exactly as the verifier's ledger, after every entry of an election."""

from bulletin_board.board import Board
from bulletin_board.casting import cast
from bulletin_board.posting import post
from bulletin_board.sharing import send_share
from bulletin_board.storage.head import Head, HeadState
from bulletin_board.storage.reading import log_entries, root_at
from record.ballot import parse_ballot, tracking_code
from record.ledger import Ledger, LedgerView
from record.phases import judge
from tests.support.board_elections import BoardElection


def run_an_election(board: Board, compare: "Comparison") -> BoardElection:
    election = BoardElection(board, voters=4, spares=2).create()
    compare.to(election)
    post(board, election.uuid, "CardReplacement", election.replacement(3))
    for signer in (0, 1, 2):
        post(board, election.uuid, "Countersignature", election.countersignature(signer))
        compare.to(election)
    election.open_only()
    for voter, seed in ((0, 1), (1, 2), (0, 3), (4, 4)):
        cast(board, election.uuid, election.ballot(voter, seed=seed))
        compare.to(election)
    tested = tracking_code(parse_ballot(election.ballot(2)))
    post(board, election.uuid, "Challenge", election.challenge(2, tested))
    compare.to(election)
    election.close()
    compare.to(election)
    post(board, election.uuid, "Confirmation", election.confirmation(1, 2))
    for owner in (2, 1):
        send_share(board, election.uuid, *election.share(owner))
        compare.to(election)
    election.publish()
    compare.to(election)
    return election


class Comparison:
    """Asks ledger and database the same questions."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        self.count = 0

    def to(self, election: BoardElection) -> None:
        with election.board.store.read_election(election.uuid) as now:
            for entry in log_entries(now.connection, now.head.log_id, self.ledger.size, now.head.size):
                judgement = judge(self.ledger, entry)
                assert judgement.findings == ()
                self.ledger.append(entry, judgement.effect)
            codes = [tracking_code(parse_ballot(election.ballot(v, seed=s))) for v, s in ((0, 1), (2, 2), (0, 3))]
            assert answers(now.view, election, codes) == answers(self.ledger, election, codes)
            assert root_at(now.connection, now.head.log_id, now.head.size) == self.ledger.tree.root()
        self.count += 1


def answers(view: LedgerView, election: BoardElection, codes: list[str]) -> dict[str, object]:
    cards = [card.text for card in election.cards] + ["0" * 64]
    setup, genesis = view.setup, view.genesis
    assert setup is not None
    return {
        "plain": [
            view.size, view.stage, view.last_event, view.closes, view.tally, view.counted, view.last_entry,
            view.pending_share, genesis, setup.fingerprint, setup.setup_hash, setup.items,
        ],
        "roots": [view.root_at(size) for size in range(40)],
        "sets": [view.signers(), view.share_owners(), view.confirmations()],
        "cards": [(view.card_status(card), view.ballots_of(card), view.challenges_of(card)) for card in cards],
        "codes": [view.has_ballot(code) for code in codes],
        "cast": [view.is_cast(code, card) for code in codes for card in cards],
        "pairs": [view.is_challenged(code, card) for code in codes for card in cards],
    }  # fmt: skip


def test_ledger_and_database_agree_after_every_entry(board: Board) -> None:
    compare = Comparison()
    election = run_an_election(board, compare)
    assert compare.count > 10
    assert compare.ledger.stage == "published"
    with board.store.read_election(election.uuid) as now:
        assert now.head.size == compare.ledger.size


def test_a_head_remembers_only_what_the_entries_say() -> None:
    state = HeadState()
    head = Head(1, "election", "x", "suarasah/x", 0, b"", state, b"")
    assert (head.state.stage, head.state.last_event, head.state.tally) == ("empty", "", None)
