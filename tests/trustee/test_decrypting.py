"""A share leaves only for a verified tally, once, and durably; each refusal to decrypt or confirm has one reason."""

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from board_client.errors import BoardError
from record.canonical import encode
from record.checkpoint import origin_of
from record.entries import CONFIRMATION, SHARE_PROOF
from record.tally import make_share
from tests.support.built_record import BuiltRecord, cosigned_head
from tests.support.election_builder import ElectionBuilder
from tests.support.election_parties import Parties, parties
from tests.support.honest_election import Plan, honest
from tests.support.key_makings import Holder
from tests.support.trustee_elections import SimulatedElection, holder_of
from trustee import decrypting
from trustee.confirming import confirm
from trustee.decrypting import SentShare, decrypt
from trustee.errors import (
    AlreadyDecryptedError,
    ConfirmationRefusedError,
    ConfirmationsMissingError,
    JournalError,
    LogRefusedError,
    NotAHolderError,
    NoTallyError,
    OtherTallyError,
    RecordRejectedError,
    RecordUnreadableError,
    RollbackError,
    SetupNotSignedError,
    SplitViewError,
    TallyMismatchError,
    TooFewBallotsError,
    TrusteeError,
    WitnessesMissingError,
    WrongShareError,
)
from trustee.journal import Confirmed, Countersigned, Decrypted, Journal, Seen
from trustee.key_file import KeyContents
from verifier.errors import UnreadableError
from verifier.run import verify
from verifier.source import Source
from verifier.source.archive import ArchiveSource

OWNER, OTHER = 2, 3
"""Two holders of the joint key, of whom two decrypt together with the Single, owner 1."""


def played(change: Callable[[Plan], Plan] = lambda plan: plan) -> SimulatedElection:
    """An election up to its tally, after an attacker's change."""
    return SimulatedElection(change(honest().until("tally")).play())


def run(board: SimulatedElection, holder: Holder, source: Source | None = None) -> SentShare:
    uuid = board.builder.parties.uuid
    return decrypt(board, source or board.source(), uuid, holder.store.contents, holder.journal, verify)


def run_confirm(board: SimulatedElection, holder: Holder, owner: int, source: Source | None = None) -> bytes:
    uuid = board.builder.parties.uuid
    return confirm(board, source or board.source(), uuid, owner, holder.store.contents, holder.journal, verify)


@pytest.fixture
def everybody() -> Parties:
    return parties()


@pytest.fixture
def holder(everybody: Parties, tmp_path: Path) -> Holder:
    return holder_of(everybody, OWNER, tmp_path)


# -- sound ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pair", [(2, 3), (2, 4), (4, 3)])
def test_any_two_of_three_and_the_single_key_open_the_total(
    everybody: Parties, tmp_path: Path, pair: tuple[int, int]
) -> None:
    board = played()
    for owner in (*pair, 1):
        sent = run(board, holder_of(everybody, owner, tmp_path))
        assert SHARE_PROOF.decode(sent.share_proof).owner == owner
    board.builder.result()
    report = verify(board.source())
    assert report.verdict == "accepted", report.findings
    assert report.phase == "published"


def test_the_share_is_durable_before_it_leaves(holder: Holder) -> None:
    class Crash(BaseException):
        """The process is killed while it sends."""

    class CrashingBoard(SimulatedElection):
        def send_share(self, uuid: str, share_proof: bytes, partial_decryption: bytes) -> None:
            reopened = _on_disk(holder.journal.path)
            assert share_proof.decode() in reopened
            raise Crash

    board = played()
    with pytest.raises(Crash):
        run(CrashingBoard(board.builder), holder)
    holder.journal.close()
    again = Holder(holder.store, Journal(holder.journal.path, holder.public_hex, ()))
    kept = again.journal.decrypted(board.builder.parties.uuid)
    sent = run(board, again)
    assert kept is not None
    assert sent.again
    assert (sent.share_proof.decode(), sent.partial_decryption.decode()) == (kept.share_proof, kept.partial_decryption)


def _on_disk(path: Path) -> str:
    return path.read_text("utf-8").replace('\\"', '"')


@pytest.mark.parametrize("fault", ["deaf", "silent"])
def test_after_a_lost_request_or_a_lost_answer_the_same_bytes_are_sent(holder: Holder, fault: str) -> None:
    board = played()
    setattr(board, fault, True)
    with pytest.raises(BoardError):
        run(board, holder)
    setattr(board, fault, False)
    sent = run(board, holder)
    assert board.posted[0] == ("ShareProof", (sent.share_proof, sent.partial_decryption))
    assert len(board.posted) == (2 if fault == "deaf" else 1)
    assert all(posted == board.posted[0] for posted in board.posted)


def test_the_share_that_is_sent_again_is_the_journals_although_the_log_has_grown(
    everybody: Parties, holder: Holder, tmp_path: Path
) -> None:
    board = played()
    board.deaf = True
    with pytest.raises(BoardError):
        run(board, holder)
    board.deaf = False
    run(board, holder_of(everybody, 4, tmp_path))
    sent = run(board, holder)
    assert sent.share_proof == board.posted[0][1][0]


def test_without_a_durable_journal_nothing_leaves(holder: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    board = played()
    verify_first = board.source()
    # The head is durable already, so the share is the next thing to be written.
    holder.journal.append(_seen(board))
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", _refuse)
        with pytest.raises(JournalError):
            run(board, holder, verify_first)
    assert board.posted == []
    assert holder.journal.decrypted(board.builder.parties.uuid) is None


def _refuse(_: int) -> None:
    raise OSError("no space left on device")


def _seen(board: SimulatedElection) -> Seen:
    return Seen(origin_of(board.builder.parties.uuid), board.record().checkpoint.decode())


def test_a_share_that_this_machine_computed_wrongly_is_neither_kept_nor_sent(
    everybody: Parties, holder: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault in the arithmetic, as by another key: from a wrong share a key could be computed."""
    right, other = make_share, everybody.private_keys[OTHER - 1]
    monkeypatch.setattr(
        decrypting, "make_share", lambda group, fingerprint, _, tally: right(group, fingerprint, other, tally)
    )
    board = played()
    with pytest.raises(WrongShareError):
        run(board, holder)
    assert board.posted == []
    assert holder.journal.decrypted(everybody.uuid) is None


# -- refusals -------------------------------------------------------------------------------------------------------


def ballot_from_nowhere(builder: ElectionBuilder) -> None:
    stranger = builder.parties.stranger
    builder.cast_bytes(builder.ballot(stranger, ((1, 0, 0), (0, 1, 0))), stranger, counts=False)


REFUSED: dict[str, tuple[type[TrusteeError], Callable[[Plan], Plan]]] = {
    "a record that breaks a rule": (RecordRejectedError, lambda plan: plan.after("vote 3", ballot_from_nowhere)),
    "a tally of other ballots": (
        TallyMismatchError,
        lambda plan: plan.instead("tally", lambda b: b.encrypted_tally(box=b.box[:-1])),
    ),
    "an election that is still open": (NoTallyError, lambda plan: plan.until("vote 3")),
    "an election that is published already": (NoTallyError, lambda _: honest()),
    "a setup that this holder has not signed": (
        SetupNotSignedError,
        lambda plan: plan.without(f"countersign {OWNER}"),
    ),
    "too few ballots": (TooFewBallotsError, lambda plan: plan.instead("genesis", lambda b: b.genesis(k=100))),
    "a share that another journal knows of": (
        AlreadyDecryptedError,
        lambda _: honest().until(f"share {OWNER}"),
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_share_is_refused_for(holder: Holder, case: str) -> None:
    error, change = REFUSED[case]
    board = played(change)
    with pytest.raises(error) as refusal:
        run(board, holder)
    assert type(refusal.value) is error
    assert board.posted == []
    assert holder.journal.decrypted(board.builder.parties.uuid) is None


@cache
def record_without_witnesses() -> BuiltRecord:
    record = played().record()
    return record.with_head(cosigned_head(record.parties, record.entries, witnesses=()))


def test_a_rejected_record_is_refused_with_the_rule_that_it_breaks(holder: Holder) -> None:
    with pytest.raises(RecordRejectedError, match="breaks the rule V14"):
        run(played(lambda plan: plan.after("vote 3", ballot_from_nowhere)), holder)


def test_a_head_without_witnesses_is_not_decrypted(holder: Holder) -> None:
    board = played()
    with pytest.raises(WitnessesMissingError):
        run(board, holder, record_without_witnesses().source())
    assert board.posted == []


def test_another_setup_than_the_signed_one_is_not_decrypted(everybody: Parties, holder: Holder) -> None:
    """The log even shows this holder's signature, as one from before the journal began would."""
    board = played()
    holder.journal.append(Countersigned(everybody.uuid, "11" * 32, "22" * 32, "", ""))
    with pytest.raises(SetupNotSignedError, match="not the setup that you signed"):
        run(board, holder)
    assert board.posted == []


@pytest.mark.parametrize("what", ["decrypted", "confirmed"])
def test_a_second_tally_of_one_election_is_not_decrypted(everybody: Parties, holder: Holder, what: str) -> None:
    other = "33" * 32
    holder.journal.append(
        Decrypted(everybody.uuid, "11" * 32, other, "{}", "{}")
        if what == "decrypted"
        else Confirmed(everybody.uuid, OTHER, other, "{}")
    )
    board = played()
    with pytest.raises(OtherTallyError):
        run(board, holder)
    with pytest.raises(OtherTallyError):
        run_confirm(board, holder, OTHER)
    assert board.posted == []


def test_two_tallies_of_one_box_are_told_apart_by_a_board_that_shows_one_after_the_other(
    everybody: Parties, holder: Holder, tmp_path: Path
) -> None:
    """ATTACKS 35, 37: one voter less in the second tally would give that voter's choice away."""
    first, second = played(), played(lambda plan: plan.without("vote 3"))
    run(first, holder)
    with pytest.raises(LogRefusedError):
        run(second, holder)
    forgetful = Journal(tmp_path / "no-heads.journal", holder.public_hex, ())
    for record in holder.journal.records:
        if isinstance(record, Decrypted):
            forgetful.append(record)
    with pytest.raises(OtherTallyError):
        run(second, Holder(holder.store, forgetful))
    assert second.posted == []


def test_an_older_log_than_before_is_a_rollback(holder: Holder) -> None:
    holder.journal.append(_seen(SimulatedElection(honest().until("share 2").play())))
    board = played()
    with pytest.raises(RollbackError):
        run(board, holder)
    assert board.posted == []


def test_another_log_than_before_is_a_split_view_and_both_heads_are_kept(holder: Holder) -> None:
    other = SimulatedElection(honest().until("vote 3").without("vote 1").play())
    holder.journal.append(_seen(other))
    board = played()
    with pytest.raises(SplitViewError):
        run(board, holder)
    heads = [record.checkpoint for record in holder.journal.records if isinstance(record, Seen)]
    assert heads == [other.record().checkpoint.decode(), board.record().checkpoint.decode()]
    assert board.posted == []


def test_an_archive_alone_is_not_decrypted(holder: Holder, tmp_path: Path) -> None:
    board = played()
    path = board.record().write_archive(tmp_path / "election.bel")
    with pytest.raises(LogRefusedError, match="archive alone"):
        run(board, holder, ArchiveSource(path))


def test_who_has_no_key_of_the_election_cannot_decrypt(everybody: Parties, holder: Holder) -> None:
    board = played()
    holder.store.save(KeyContents(1, holder.store.contents.identity))
    with pytest.raises(NotAHolderError):
        run(board, holder)
    stranger = KeyContents(
        1, "55" * 32, (), holder_of(everybody, OTHER, holder.journal.path.parent).store.contents.keys
    )
    holder.store.save(stranger)
    with pytest.raises(NotAHolderError):
        run(board, holder)


def test_the_record_of_another_election_is_refused(holder: Holder) -> None:
    board = played()
    with pytest.raises(RecordRejectedError, match="another election"):
        decrypt(board, board.source(), "1" * 20, holder.store.contents, holder.journal, verify)


def test_a_board_that_falls_silent_is_unreadable_and_not_rejected(holder: Holder) -> None:
    board = played()
    source = board.source()

    def silent(_: object) -> object:
        raise UnreadableError("No answer came.")

    source.entries = silent  # type: ignore[method-assign, assignment]
    with pytest.raises(RecordUnreadableError, match="No answer came"):
        run(board, holder, source)


# -- restored keys and confirmations --------------------------------------------------------------------------------


def test_a_restored_key_decrypts_after_t_minus_1_others_have_confirmed(everybody: Parties, tmp_path: Path) -> None:
    board = played(lambda plan: plan)
    restored = holder_of(everybody, OWNER, tmp_path, restored=True)
    with pytest.raises(ConfirmationsMissingError):
        run(board, restored)
    assert board.posted == []
    message = CONFIRMATION.decode(run_confirm(board, holder_of(everybody, OTHER, tmp_path), OWNER))
    assert (message.owner, message.confirmer) == (OWNER, OTHER)
    assert run(board, restored).owner == OWNER


@pytest.mark.parametrize(
    "confirmation",
    [
        {"owner": 4, "confirmer": OTHER},  # for somebody else
        {"owner": OWNER, "confirmer": 1},  # by the holder of another key
    ],
)
def test_other_confirmations_do_not_help_a_restored_key(
    everybody: Parties, tmp_path: Path, confirmation: dict[str, int]
) -> None:
    board = played(lambda plan: plan.after("tally", lambda b: b.confirm(**confirmation)))
    with pytest.raises(ConfirmationsMissingError):
        run(board, holder_of(everybody, OWNER, tmp_path, restored=True))


def test_a_restored_single_key_needs_nobody_because_nobody_shares_it(everybody: Parties, tmp_path: Path) -> None:
    assert run(played(), holder_of(everybody, 1, tmp_path, restored=True)).owner == 1


def test_confirming_again_sends_the_same_bytes(everybody: Parties, tmp_path: Path) -> None:
    board, confirmer = played(), holder_of(everybody, OTHER, tmp_path)
    board.deaf = True
    with pytest.raises(BoardError):
        run_confirm(board, confirmer, OWNER)
    board.deaf = False
    run(board, confirmer)
    run_confirm(board, confirmer, OWNER)
    confirmations = [body for kind, body in board.posted if kind == "Confirmation"]
    assert confirmations[0] == confirmations[1]
    assert encode(CONFIRMATION.decode(confirmations[0][0])) == confirmations[0][0]


@pytest.mark.parametrize(("owner", "words"), [(OTHER, "for yourself"), (1, "does not hold a part")])
def test_a_confirmation_is_for_another_holder_of_the_same_key(
    everybody: Parties, tmp_path: Path, owner: int, words: str
) -> None:
    board = played()
    with pytest.raises(ConfirmationRefusedError, match=words):
        run_confirm(board, holder_of(everybody, OTHER, tmp_path), owner)
    assert board.posted == []


def test_a_restored_key_confirms_nothing(everybody: Parties, tmp_path: Path) -> None:
    board = played()
    with pytest.raises(ConfirmationRefusedError, match="restored"):
        run_confirm(board, holder_of(everybody, OTHER, tmp_path, restored=True), OWNER)
    assert board.posted == []


def test_a_tally_that_would_not_be_decrypted_is_not_confirmed(everybody: Parties, tmp_path: Path) -> None:
    board = played(lambda plan: plan.instead("tally", lambda b: b.encrypted_tally(box=b.box[:-1])))
    with pytest.raises(TallyMismatchError):
        run_confirm(board, holder_of(everybody, OTHER, tmp_path), OWNER)
    assert board.posted == []
