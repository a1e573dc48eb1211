"""The booth and Python agree byte for byte: elections read, ballots sealed and signed, receipts and openings checked.

What Python's reader refuses and the booth leaves to verifiers is named below: the list of cards, which it never reads.

Thirty random elections, both ways: what Python makes the booth reads, what the booth makes Python recomputes and
verifies; and what one refuses the other does.
"""

import json
import shutil
import textwrap
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from crypto.credential import credential_secret, generate_code, public_credential
from crypto.groups import group_by_name
from record.ballot import short_code, tracking_code
from record.ballot_checks import ballot_context, ballot_problems, examine_ballot
from record.ballot_making import make_unsigned_ballot, sign_ballot
from record.canonical import encode
from record.digests import sha256_hex
from record.entries import BoothChange, LogEntry, own_entry
from record.merkle import inclusion_proof, leaf_hash, lookup_of, root_of
from record.receipt import Receipt
from record.tiles import encode_bundle
from record.voting import sign_challenge
from tests.attacks.catalogue import VECTORS
from tests.attacks.vector import Vector
from tests.booth.node_core import NodeCore
from tests.booth.random_elections import TESTED_SEED, Played, RecordLog, play, random_choices
from tests.support.built_record import BuiltRecord, cosigned_head
from tests.support.election_builder import ElectionBuilder
from tests.support.election_parties import OTHER_UUID, UUID, parties
from voter_client.casting import verify_entry
from voter_client.choices import in_words
from voter_client.election import read_election
from voter_client.errors import MistypedCodeError, ReceiptError, VoterError
from voter_client.seal_test import Opening, check_opening, open_seal
from voter_client.sealing import SealedBallot

NUMBERS = range(30)
_PLAYED: dict[int, Played] = {}


@pytest.fixture(params=NUMBERS)
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """One of the random elections."""
    number: int = request.param
    if number not in _PLAYED:
        _PLAYED[number] = play(number, tmp_path_factory.mktemp("elections"))
    return _PLAYED[number]


def ask(core: NodeCore, played: Played, op: str, **more: object) -> dict[str, object]:
    """A request about an election."""
    return core.ask(op=op, folder=str(played.folder), uuid=played.parties.uuid, **more)


def test_both_read_the_same_election(core: NodeCore, played: Played) -> None:
    election = played.election
    setup = election.setup
    opened = next(entry.index for entry in played.record.entries if entry.type == "Open") + 1
    answer = ask(core, played, "read", board=played.parties.board.public_hex)
    root = root_of(leaf_hash(entry.leaf) for entry in played.record.entries[:opened])
    extended = bool(played.entries("Extension"))
    assert answer == {
        "closes": "2026-11-24T09:30:00Z" if extended else "2026-11-24T08:00:00Z",
        "opened": [opened, root.hex()],
        "uuid": setup.uuid,
        "fingerprint": setup.fingerprint,
        "setup": setup.setup_hash,
        "items": [[item.kind, item.first_owner, item.size, item.threshold] for item in setup.items],
        "head": [election.head.size, election.head.root.hex()],
    }


def test_a_seed_gives_the_same_bytes(core: NodeCore, played: Played) -> None:
    source = played.randomness()
    setup = played.election.setup
    for card in played.parties.cards[:2]:
        choices = random_choices(source, played.questions)
        seed = source.randbytes(32)
        secret = card.secret.reveal().hex()
        answer = ask(core, played, "seal", secret=secret, choices=choices, seed=seed.hex())
        unsigned = make_unsigned_ballot(setup.election, setup.fingerprint, card.element, choices, seed)
        code = tracking_code(unsigned)
        sealed = SealedBallot(unsigned, code, tuple(map(tuple, choices)), seed)
        challenge = sign_challenge(setup.group, setup.uuid, sealed.facts, card.secret)
        assert answer == {
            "unsigned": encode(unsigned).decode(),
            "code": code,
            "short": short_code(code),
            "ballot": sign_ballot(setup.group, unsigned, card.secret).decode(),
            "challenge": encode(challenge).decode(),
            "opening": open_seal(setup, sealed).decode(),
        }


def test_python_accepts_what_the_booth_seals_of_itself(core: NodeCore, played: Played) -> None:
    source = played.randomness()
    setup = played.election.setup
    card = played.parties.cards[0]
    choices = random_choices(source, played.questions)
    first, second = (
        ask(core, played, "seal", secret=card.secret.reveal().hex(), choices=choices, seed=None) for _ in range(2)
    )
    assert first["code"] != second["code"], "every seal has a fresh seed"
    examined = examine_ballot(
        ballot_context(setup.election, setup.fingerprint), str(first["ballot"]).encode(), setup.credentials
    )
    assert ballot_problems(setup.group, [examined]) == [[]]
    lines = check_opening(setup, str(first["opening"]).encode(), str(first["code"]))
    assert lines == in_words(setup.election, tuple(map(tuple, choices)))


def test_both_believe_the_same_receipts(core: NodeCore, played: Played) -> None:
    entries = [*played.entries("Ballot"), *played.entries("Challenge")]
    for entry, other in zip(entries, [*entries[1:], entries[0]], strict=True):
        receipt = played.receipt(entry)
        payload = entry.payload.decode()
        found = verify_entry(played.election, receipt.encode(), entry.type, entry.payload)
        answer = ask(core, played, "receipt", receipt=receipt, type=entry.type, payload=payload)
        assert answer == {"index": found.index, "number": found.number, "witnesses": 2}
        for bad in _spoiled(played, entry, other):
            with pytest.raises(ReceiptError):
                verify_entry(played.election, bad.encode(), entry.type, entry.payload)
            assert (
                ask(core, played, "receipt", receipt=bad, type=entry.type, payload=payload)["error"] == "voter-receipt"
            )


def _spoiled(played: Played, entry: LogEntry, other: LogEntry) -> list[str]:
    """Receipts that do not prove that this entry is in the log."""
    good = played.receipt(entry)
    return [
        played.receipt(other),
        good.replace(f"index {entry.index}", f"index {entry.index + 1}"),
        good.replace("extra ", "extra A"),
        "\n".join(line for line in good.split("\n") if not line.startswith("extra ")),
        good.replace(f"— suarasah/{played.parties.uuid} ", "— somebody/else "),
        good[:-10],
        "",
    ]


def test_a_seal_test_of_python_is_checked_by_the_booth(core: NodeCore, played: Played) -> None:
    setup = played.election.setup
    challenge = played.entries("Challenge")[0]
    card = played.parties.cards[1]
    seed = TESTED_SEED.to_bytes(32, "big")
    tested = json.loads(challenge.payload)["code"]
    choices = played.tested
    opening = encode(Opening(setup.uuid, card.text, choices, seed.hex())).decode()
    about = {
        "opening": opening,
        "receipt": played.receipt(challenge),
        "payload": challenge.payload.decode(),
    }
    expected = {"choices": [list(marks) for marks in choices]}
    assert ask(core, played, "test", code=tested, **about) == expected
    assert ask(core, played, "test", code=short_code(tested), **about)["error"] == "voter-code-short"
    grouped = " ".join(textwrap.wrap(tested.lower(), 4))
    assert ask(core, played, "opening", code=grouped, opening=opening)["error"] == "voter-code-mistyped"
    with pytest.raises(MistypedCodeError):
        check_opening(setup, opening.encode(), grouped)
    found = ask(core, played, "found", code=tested, receipt=about["receipt"], payload=about["payload"])
    assert (found["tested"], found["credential"]) == (True, card.text)
    other = tracking_code(make_unsigned_ballot(setup.election, setup.fingerprint, card.element, choices, bytes(32)))
    assert ask(core, played, "opening", code=other, opening=opening)["error"] == "voter-opening"
    for bad in (
        "",
        opening + " ",
        opening.replace(seed.hex(), "0" * 64),
        opening.replace(setup.uuid, setup.uuid + "x"),
    ):
        assert ask(core, played, "opening", code=tested, opening=bad)["error"] == "voter-opening"


def test_cards_stretch_to_the_same_secret(core: NodeCore) -> None:
    group = group_by_name("Ed25519")
    for uuid in (UUID, OTHER_UUID, UUID):
        code = generate_code()
        secret = credential_secret(group, uuid, code)
        expected = {"secret": secret.reveal().hex(), "public": public_credential(group, secret).text}
        assert core.ask(op="card", uuid=uuid, code=code) == expected


_CHECKED = {"V02", "V03", "V04", "V05", "V12", "V30", "V31", "V32", "V33", "V34", "V35", "V43", "V44"}
"""Rules of the opening that a voter's device judges; V06 to V11 the booth leaves to the countersigners."""
_LEFT_TO_VERIFIERS = {
    "spare listed as a second card",
    "spare that is no card",
    *(
        f"list of cards with {what}"
        for what in (
            "a card twice",
            "a card twice with another weight",
            "a card without its weight",
            "a fraction of a weight",
            "a number outside of quotes",
            "a point of another subgroup",
            "a point off the curve",
            "a space",
            "a voter's name",
            "a weight above the limit of all",
            "a weight in words of science",
            "a weight of -1",
            "a weight of 2^63",
            "a weight with a leading zero",
            "a weight with a plus sign",
            "an empty weight",
            "its end missing",
            "the identity",
            "weights that overflow together",
        )
    ),
}
"""Records whose list of cards is wrong: the countersigners and verifiers read it, the booth knows its hash alone."""
_LEFT_TO_COUNTERSIGNERS = {"certificate with a space"}
"""Records that break a checked rule inside of a key holder's signed message, which the booth does not read."""
_SOUND_TO_NEWCOMERS = {"head rolled back"}
"""A genuine older head is wrong only for those who saw a newer one, and no folder of another size goes with it."""
_OPENINGS = [
    vector
    for vector in VECTORS
    if "log" in vector.views and vector.log_rules & _CHECKED and vector.name not in _SOUND_TO_NEWCOMERS
]


@pytest.mark.parametrize("vector", _OPENINGS, ids=lambda vector: vector.name)
def test_the_booth_refuses_the_openings_that_python_refuses(core: NodeCore, vector: Vector, tmp_path: Path) -> None:
    record = vector.record()
    uuid = record.parties.uuid
    try:
        read_election(RecordLog(record), uuid)
        refused = False
    except VoterError:
        refused = True
    folder = record.write_folder(tmp_path / "log")
    answer = core.ask(op="read", folder=str(folder), uuid=uuid)
    if vector.name in _LEFT_TO_VERIFIERS:
        assert refused
        # Some of these records end before they are opened.
        assert answer.get("error", "voter-not-open") == "voter-not-open", answer
        return
    expected = refused and vector.name not in _LEFT_TO_COUNTERSIGNERS
    assert ("error" in answer) == expected, answer
    assert answer.get("rule", "") in {"", *vector.log_rules}, answer


def test_what_is_left_to_verifiers_is_named_rightly() -> None:
    assert {vector.name for vector in _OPENINGS} >= _LEFT_TO_VERIFIERS


def resealed(record: BuiltRecord, entries: Sequence[LogEntry]) -> BuiltRecord:
    """Other entries under a head that the same board signed."""
    return replace(record, entries=tuple(entries), checkpoint=cosigned_head(record.parties, entries))


def receipt_in(record: BuiltRecord, index: int) -> str:
    """The receipt that a board gives for an entry of a log, with the leaf in its extra line."""
    leaves = [entry.leaf for entry in record.entries]
    proof = inclusion_proof(lookup_of(map(leaf_hash, leaves)), index, len(leaves))
    return Receipt(index, tuple(proof), record.checkpoint, leaves[index]).serialise().decode()


def opened_with(credentials: bytes | None = None, **replacement: str) -> BuiltRecord:
    """An election that was opened by its countersigners, with a list of cards or a replacement before the opening."""
    everybody = parties("single")
    builder = ElectionBuilder(everybody)
    builder.genesis()
    builder.setup(credentials=credentials)
    for signer in (0, *everybody.owners):
        builder.countersign(signer)
    if replacement:
        builder.replace_card(everybody.cards[0], everybody.spares[0], **replacement)
    builder.open()
    return builder.record()


def test_the_booth_leaves_lists_and_replacements_of_cards_to_verifiers(core: NodeCore, tmp_path: Path) -> None:
    """A board that lies about them refuses service, or has ballots cast that verifiers reject with its record."""
    card = parties("single").cards[0].text
    for number, record in enumerate(
        [opened_with(f'["{card}","{card}"]'.encode()), opened_with(b"[]"), opened_with(signer="board")]
    ):
        with pytest.raises(VoterError):
            read_election(RecordLog(record), UUID)
        folder = record.write_folder(tmp_path / str(number))
        assert "error" not in core.ask(op="read", folder=str(folder), uuid=UUID)


def test_the_booth_never_asks_for_the_list_of_cards(core: NodeCore, tmp_path: Path) -> None:
    record = opened_with()
    folder = record.write_folder(tmp_path / "log")
    credentials = record.entries[1].blobs[2]
    assert len(json.loads(credentials)) > 1
    (folder / "data" / sha256_hex(credentials)).unlink()
    assert "error" not in core.ask(op="read", folder=str(folder), uuid=UUID)


@pytest.mark.parametrize("before", [0, 14, 300], ids=["short opening", "longer opening", "two bundles"])
@pytest.mark.parametrize("narrow", [True, False], ids=["narrow bundles", "the log's own bundles"])
def test_the_booth_reads_no_more_entries_than_it_needs(
    core: NodeCore, tmp_path: Path, before: int, narrow: bool
) -> None:
    """A bundle full of ballots is half as large as the booth itself; where no narrower one is kept it is read."""
    record = opened_with()
    change = own_entry(0, "BoothChange", BoothChange([]))
    opening = [*record.entries[:-1], *[change] * before, record.entries[-1]]
    longer = resealed(record, [*opening, *[change] * 700])
    folder = longer.write_folder(tmp_path / "log")
    if narrow:
        bundles = folder / "tile" / "entries"
        leaves = [entry.leaf for entry in longer.entries]
        first = len(opening) // 256
        for wide in range(first, 4):
            (bundles / f"{wide:03}").unlink(missing_ok=True)
            shutil.rmtree(bundles / f"{wide:03}.p", ignore_errors=True)
        (bundles / f"{first:03}.p").mkdir()
        for size in (10, 20, 40, 80, 160):
            some = leaves[first * 256 : first * 256 + size]
            (bundles / f"{first:03}.p" / str(size)).write_bytes(encode_bundle(some))
    opened = core.ask(op="read", folder=str(folder), uuid=UUID)["opened"]
    assert isinstance(opened, list)
    assert opened[0] == len(opening)


def test_no_other_list_of_cards_can_stand_behind_a_countersigned_setup(core: NodeCore, tmp_path: Path) -> None:
    """What binds the list that the booth does not read: its hash stands under the root that was signed."""
    record = opened_with()
    other = opened_with(b"[]")
    entries = [*record.entries[:1], other.entries[1], *record.entries[2:]]
    swapped = resealed(record, entries)
    answer = core.ask(op="read", folder=str(swapped.write_folder(tmp_path / "log")), uuid=UUID)
    assert answer == {"error": "voter-election", "rule": "V34"}


@pytest.mark.parametrize("played", range(5), indirect=True)
def test_a_log_that_forks_after_it_was_read_is_found(core: NodeCore, played: Played, tmp_path: Path) -> None:
    """The booth holds a head of one log and a receipt of another, both signed by the board."""
    ballot = played.entries("Ballot")[-1]
    folder = tmp_path / "log"
    resealed(played.record, list(played.record.entries[: ballot.index])).write_folder(folder)
    request = {"folder": str(folder), "uuid": played.parties.uuid}
    assert "error" not in core.ask(op="read", **request)
    payload = ballot.payload.decode()
    about = {"type": "Ballot", "payload": payload, **request}
    # The same log, grown: the booth asks for the proof, and believes it.
    grown = resealed(played.record, list(played.record.entries[: ballot.index + 1]))
    shutil.rmtree(folder)
    grown.write_folder(folder)
    assert core.ask(op="prove", receipt=receipt_in(grown, ballot.index), **about)["index"] == ballot.index
    # Another one of the same length and longer, in which the last entry but this one is missing or changed.
    for extra in (0, 1):
        other = own_entry(0, "BoothChange", BoothChange([]))
        entries = [*played.record.entries[: ballot.index - 1], other, ballot, *[other] * extra]
        fork = resealed(played.record, entries)
        shutil.rmtree(folder)
        fork.write_folder(folder)
        receipt = receipt_in(fork, ballot.index)
        assert core.ask(op="receipt", receipt=receipt, **about)["index"] == ballot.index, "alone it is sound"
        assert core.ask(op="prove", receipt=receipt, **about) == {"error": "voter-fork", "rule": ""}


def test_the_booth_reads_no_election_under_another_name(core: NodeCore, played: Played) -> None:
    for changes in ({"uuid": OTHER_UUID}, {"board": played.parties.registrar.public_hex}):
        request = {"op": "read", "folder": f"{played.folder}/.", "uuid": played.parties.uuid, **changes}
        assert core.ask(**request) == {"error": "voter-election", "rule": ""}
