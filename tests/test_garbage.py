"""Whatever reads other people's bytes ends with its own package's error on garbage, and with nothing else.

Each reader gets valid messages with something wrong inside (:mod:`tests.support.mangling`). Nothing raw may come out
(ValueError, KeyError, IndexError, RecursionError, OverflowError...), and no reader may take long.
"""

import contextlib
import io
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from random import Random

import msgspec
import pytest

from board_client.answers import Cast, CodeStatus, ElectionSummary, read_answer, read_refusal
from board_client.errors import BoardError
from board_client.transport import check_address
from bulletin_board.errors import BulletinBoardError
from bulletin_board.specification import parse_specification
from crypto.channel import decode_channel_key
from crypto.credential import generate_code, normalise_code
from crypto.errors import CryptoError
from crypto.groups import GROUP_NAMES, group_by_name
from crypto.passphrase_box import INTERACTIVE, open_with_passphrase, seal_with_passphrase
from crypto.signing_key import decode_public_key, verify_signature
from record.archive import ArchiveReader
from record.ballot import parse_ballot, read_short_code, short_code, tracking_code
from record.ballot_checks import ballot_context, ballot_problems, examine_ballot
from record.canonical import encode
from record.checkpoint import open_checkpoint, parse_checkpoint_text
from record.credentials import parse_public_credentials
from record.digests import sha256_hex
from record.election import election_problems, fingerprint, parse_election
from record.entries import PAYLOADS, LogEntry, decode_leaf
from record.errors import RecordError
from record.key_making import KeyMakingState, judge_key_making
from record.key_making_messages import KEY_MAKING_PAYLOADS, decode_key_making_leaf
from record.ledger import Ledger
from record.note import parse_note, parse_signature_lines
from record.note_key import board_key, parse_vkey
from record.payloads import make_setup_data, referenced_hashes
from record.phases import judge
from record.reading import claimed_size, read_entry
from record.receipt import Receipt, parse_receipt, verify_receipt
from record.result import parse_result
from record.setup import setup_problems
from record.split_view import check_split_view, parse_split_view
from record.tally import parse_encrypted_tally, parse_owned_share, parse_share, parse_sized_tally, total_weight
from record.tiles import decode_bundle, decode_tile, encode_bundle, parse_tile_path
from record.trustee_checks import trustees_problems
from record.trustees import parse_trustees
from record.witness import KnownLog, add_checkpoint_body, parse_add_checkpoint, parse_conflict
from record.witness import judge as judge_checkpoint
from registrar.errors import RegistrarError
from registrar.rolls.preview import read_roll
from tests.support.built_record import BuiltRecord, MemorySource
from tests.support.honest_election import honest
from tests.support.mangling import mangled
from trustee.backup.reading import read_backup
from trustee.backup.writing import written_backup
from trustee.errors import TrusteeError
from trustee.key_file import KeyContents, read_contents
from verifier.run import verify
from verifier.source.base import Damage, MissingBlobError
from voter_client.choices import parse_picks
from voter_client.errors import VoterError
from voter_client.seal_test import Opening, check_opening

ERRORS = (RecordError, CryptoError, BoardError, BulletinBoardError, RegistrarError, TrusteeError, VoterError)
ROUNDS = pytest.mark.parametrize("rounds", [200, pytest.param(3000, marks=pytest.mark.long)])
SEED = 20261124
LONGEST_SECONDS = 20.0
"""Of the thread that reads, whatever else the machine does. Readers take milliseconds."""


@dataclass(frozen=True)
class Reader:
    """Something that reads bytes, and valid bytes for it."""

    read: Callable[[bytes], object]
    samples: tuple[bytes, ...]


@cache
def record() -> BuiltRecord:
    return honest().record()


def payloads(entry_type: str) -> tuple[bytes, ...]:
    return tuple(entry.payload for entry in record().entries if entry.type == entry_type)


def text(read: Callable[[str], object]) -> Callable[[bytes], object]:
    """A reader of texts, which gets any Unicode."""
    return lambda data: read(data.decode("utf-8", "replace"))


@cache
def readers() -> dict[str, Reader]:
    built = record()
    entries, everybody = built.entries, built.parties
    setup = next(entry for entry in entries if entry.type == "Setup")
    election, trustees, credentials, _ = setup.blobs
    group = everybody.group
    shares = [entry for entry in entries if entry.type == "PartialDecryption"]
    tally = next(entry for entry in entries if entry.type == "EncryptedTally")
    ballots = payloads("Ballot")
    head = built.checkpoint
    origin = head.decode().split("\n")[0]
    receipt = receipt_of(built)
    opening = encode(Opening(everybody.uuid, everybody.cards[0].text, ((1, 0, 0), (0, 1, 0)), "ab" * 32))
    facts = ledger_until(built, "Open").setup
    assert facts is not None
    known = KnownLog(everybody.board.public_hex)
    evidence = encode(
        {
            "origin": origin,
            "board": everybody.board.public_hex,
            "smaller": head.decode(),
            "larger": head.decode(),
            "prefix_root": "A" * 43 + "=",
            "proof": ["A" * 43 + "="],
        }
    )
    return {
        "election": Reader(lambda data: election_problems(parse_election(data)), (election,)),
        "trustees": Reader(
            lambda data: trustees_problems(group, parse_trustees(data), everybody.key.text), (trustees,)
        ),
        "credentials": Reader(lambda data: parse_public_credentials(data, group), (credentials,)),
        "setup data": Reader(lambda data: referenced_hashes("Setup", data), (setup.payload,)),
        "ballot": Reader(lambda data: tracking_code(parse_ballot(data)), ballots),
        "tally": Reader(lambda data: parse_encrypted_tally(group, data), (tally.blobs[0],)),
        "sized tally": Reader(lambda data: total_weight(parse_sized_tally(data)), (tally.payload,)),
        "share": Reader(lambda data: parse_share(group, data), tuple(entry.blobs[0] for entry in shares)),
        "owned share": Reader(parse_owned_share, tuple(entry.payload for entry in shares)),
        "result": Reader(parse_result, payloads("Result")),
        "leaf": Reader(decode_leaf, tuple(entry.leaf for entry in entries)),
        "key making leaf": Reader(decode_key_making_leaf, tuple(e.leaf for e in built.key_makings[0].entries)),
        "entry": Reader(lambda data: read_entry(0, data, blobs_of(built)), tuple(entry.leaf for entry in entries)),
        "archive": Reader(lambda data: list(ArchiveReader(io.BytesIO(data))), (built.archive(),)),
        "note": Reader(parse_note, (head,)),
        "claimed size": Reader(claimed_size, (head,)),
        "checkpoint text": Reader(text(parse_checkpoint_text), (head.partition(b"\n\n")[0] + b"\n",)),
        "head": Reader(lambda data: open_checkpoint(data, origin, everybody.board.public_hex), (head,)),
        "signature lines": Reader(text(parse_signature_lines), (head.partition(b"\n\n")[2],)),
        "vkey": Reader(text(parse_vkey), (board_key(origin, everybody.board.public_hex).vkey().encode(),)),
        "receipt": Reader(
            lambda data: verify_receipt(parse_receipt(data), entries[0].leaf, origin, everybody.board.public_hex, None),
            (receipt,),
        ),
        "witness": Reader(
            lambda data: (judge_checkpoint(data, lambda _: known), parse_add_checkpoint(data)),
            (add_checkpoint_body(0, (), head), add_checkpoint_body(3, (bytes(32), bytes(32)), head)),
        ),
        "conflict": Reader(parse_conflict, (b"12\n",)),
        "split view": Reader(lambda data: check_split_view(parse_split_view(data)), (evidence,)),
        "tile path": Reader(text(parse_tile_path), (b"tile/0/x001/x234/067.p/112", b"tile/entries/000.p/3")),
        "tile": Reader(lambda data: decode_tile(data, 2), (bytes(64),)),
        "bundle": Reader(lambda data: decode_bundle(data, 3), (encode_bundle([e.leaf for e in entries[:3]]),)),
        "short code": Reader(text(read_short_code), (b"K7QX-2M9D-VT4A",)),
        "full code": Reader(text(short_code), (b"A" * 43,)),
        "credential code": Reader(text(normalise_code), (generate_code().encode(),)),
        "public key": Reader(text(decode_public_key), (everybody.board.public_hex.encode(),)),
        "channel key": Reader(text(decode_channel_key), (b"09" + b"0" * 62,)),
        "signature": Reader(
            lambda data: verify_signature(data[:64].decode("latin-1"), b"", data[64:]),
            (everybody.board.public_hex.encode() + bytes(64),),
        ),
        **{
            f"element of {name}": Reader(
                text(group_by_name(name).decode), (group_by_name(name).generator.text.encode(),)
            )
            for name in GROUP_NAMES
        },
        **{f"scalar of {name}": Reader(text(group_by_name(name).decode_scalar), (b"12345",)) for name in GROUP_NAMES},
        "opening": Reader(lambda data: check_opening(facts, data, "A" * 43), (opening,)),
        "picks": Reader(text(lambda typed: parse_picks(facts.election.questions[1], typed)), (b"1, 2", b"blank")),
        "backup": Reader(text(read_backup), (written_backup(bytes(range(100))).encode(),)),
        "roll": Reader(read_roll, (ROLL, ROLL.replace(b";", b","), ROLL.replace(b";", b"\t"))),
        "board's answers": Reader(
            lambda data: [read_answer(data, struct) for struct in (CodeStatus, ElectionSummary, Cast)], ANSWERS
        ),
        "board's refusals": Reader(lambda data: read_refusal(400, "application/problem+json", data), ANSWERS),
        "address": Reader(text(check_address), (b"https://board.example:8443/path", b"http://[::1]:80")),
        "description of an election": Reader(lambda data: parse_specification(data, toml=False), (SPECIFICATION,)),
        "description in TOML": Reader(lambda data: parse_specification(data, toml=True), (TOML,)),
    }


ROLL = b"Nama;NISN;Rombel Saat Ini;Bobot\nSiswa 001;0012345678;7A;1\nSiswa 002;0012345679;7B;1\n"
ANSWERS = (
    b'{"code":"a","status":"counted","number":1,"superseded_by":null,"receipt":"x"}',
    b'{"uuid":"x","name":"y","size":3}',
    b'{"code":"some-code","detail":"A sentence.","title":"Title","rule":"V21"}',
)
SPECIFICATION = (
    b'{"uuid":"PemiraSiswaUji123","name":"n","description":"d","questions":[{"question":"q","answers":["a","b"]}],'
    b'"opens":"2026-11-24T01:00:00Z","closes":"2026-11-24T08:00:00Z","registrar":"' + b"0" * 64 + b'",'
    b'"trustees":[{"key_making":"PemiraSiswaUji123"}],"witnesses":{"threshold":0,"witnesses":[]}}'
)
TOML = b'uuid = "PemiraSiswaUji123"\nname = "n"\n[[questions]]\nquestion = "q"\nanswers = ["a", "b"]\nmin = 1\n'


def receipt_of(built: BuiltRecord) -> bytes:
    return Receipt(0, (bytes(32),) * 3, built.checkpoint, built.entries[0].leaf).serialise()


def blobs_of(built: BuiltRecord) -> Callable[[str], bytes]:
    stored = {sha256_hex(blob): blob for entry in built.entries for blob in entry.blobs}

    def blob(digest: str) -> bytes:
        if digest not in stored:
            raise MissingBlobError("There is no such payload.")
        return stored[digest]

    return blob


def ledger_until(built: BuiltRecord, entry_type: str) -> Ledger:
    """The ledger before the first entry of a type."""
    ledger = Ledger()
    for entry in built.entries:
        if entry.type == entry_type:
            return ledger
        ledger.append(entry, judge(ledger, entry).effect)
    return ledger


def garbage(samples: Iterable[bytes], rounds: int, seed: str) -> Iterable[bytes]:
    random = Random(f"{SEED} {seed}")
    valid = tuple(samples)
    others = [payload for entry in record().entries for payload in entry.blobs if len(payload) < 5000]
    for _ in range(rounds):
        yield mangled(random, random.choice(valid), others)


@ROUNDS
@pytest.mark.parametrize("name", readers())
def test_a_reader_ends_with_its_own_error(name: str, rounds: int) -> None:
    reader = readers()[name]
    for data in garbage(reader.samples, rounds, name):
        begin = time.thread_time()
        try:
            reader.read(data)
        except ERRORS:
            pass
        except Exception as error:
            raise AssertionError(f"{name}: {type(error).__name__} {error} for {data[:2000]!r}") from error
        assert time.thread_time() - begin < LONGEST_SECONDS, f"{name}: too long for {data[:2000]!r}"


@pytest.mark.parametrize("name", readers())
def test_a_reader_takes_its_samples(name: str) -> None:
    """Otherwise garbage would end at the first check, whatever it is."""
    reader = readers()[name]
    unproved = {"receipt", "split view", "opening"}
    for sample in reader.samples:
        try:
            reader.read(sample)
        except ERRORS:
            assert name in unproved or name.startswith("board's") or name == "description in TOML"


@ROUNDS
def test_every_entry_is_judged_whatever_it_holds(rounds: int) -> None:
    built = record()
    for entry in built.entries:
        ledger = ledger_until(built, entry.type)
        for data in garbage(entry.blobs or (b"{}",), max(4, rounds // 8), entry.type):
            blobs = (*entry.blobs[:-1], data) if entry.blobs else ()
            judged = judge(ledger, LogEntry(ledger.size, entry.type, entry.leaf, entry.event, blobs))
            ledger_until(built, entry.type).append(entry, judged.effect)


@ROUNDS
def test_setups_are_judged_whatever_they_hold(rounds: int) -> None:
    setup = record().entries[1]
    random = Random(SEED)
    for _ in range(rounds):
        blobs = list(setup.blobs[:3])
        place = random.choice([0, 1, 1, 1, 2])
        blobs[place] = mangled(random, blobs[place], blobs)
        data = make_setup_data(*blobs)
        setup_problems(replace_blobs(setup, (*blobs, data)), require_commitments=random.choice([True, False]))


def replace_blobs(entry: LogEntry, blobs: tuple[bytes, ...]) -> LogEntry:
    return msgspec.structs.replace(entry, blobs=blobs)


@ROUNDS
def test_ballots_are_examined_whatever_they_hold(rounds: int) -> None:
    setup = record().entries[1]
    election = parse_election(setup.blobs[0])
    context = ballot_context(election, fingerprint(setup.blobs[0]))
    for data in garbage(payloads("Ballot"), rounds * 2, "examined"):
        ballot_problems(context.group, [examine_ballot(context, data)])


@ROUNDS
def test_every_message_of_a_key_making_is_judged_whatever_it_holds(rounds: int) -> None:
    entries = record().key_makings[0].entries
    state = KeyMakingState()
    for entry in entries:
        for data in garbage(entry.blobs, max(4, rounds // 6), entry.type):
            judge_key_making(state, msgspec.structs.replace(entry, blobs=(data,)))
        state.append(entry, judge_key_making(state, entry))


@ROUNDS
def test_a_whole_log_with_one_strange_payload_gets_a_report(rounds: int) -> None:
    """Everything after a strange entry is still judged; payloads are hashed again, so that nothing else is wrong."""
    random = Random(SEED)
    built = record()
    others = [payload for entry in built.entries for payload in entry.blobs if len(payload) < 5000]
    for _ in range(max(12, rounds // 4)):
        place = random.choice([entry.index for entry in built.entries if entry.blobs])
        entry = built.entries[place]
        blobs = list(entry.blobs)
        which = random.randrange(len(blobs))
        blobs[which] = mangled(random, blobs[which], others)
        changed = Strange(built, place, tuple(blobs))
        report = verify(changed)
        assert report.verdict in ("accepted", "rejected")
        assert report.json()


class Strange(MemorySource):
    """A log in which one entry has other payloads."""

    def __init__(self, built: BuiltRecord, place: int, blobs: tuple[bytes, ...]) -> None:
        super().__init__(built)
        self._place = place
        self._strange = blobs

    def entries(self, damage: Damage) -> Iterator[LogEntry]:
        for entry in super().entries(damage):
            yield replace_blobs(entry, self._strange) if entry.index == self._place else entry


@ROUNDS
def test_key_files_with_strange_contents(rounds: int) -> None:
    """The passphrase opens them, and what is in them is garbage."""
    random = Random(SEED)
    sample = encode(KeyContents(1, "ab" * 32))
    for _ in range(max(3, rounds // 100)):
        box = seal_with_passphrase(mangled(random, sample, ()), "kata sandi", INTERACTIVE)
        with contextlib.suppress(CryptoError, TrusteeError):
            read_contents(box, "kata sandi")


@ROUNDS
def test_damaged_boxes_cost_nothing(rounds: int) -> None:
    random = Random(SEED)
    box = seal_with_passphrase(b"secret", "kata sandi", INTERACTIVE)
    for _ in range(rounds):
        data = mangled(random, box, ())
        if data != box:
            with pytest.raises(CryptoError):
                open_with_passphrase(data, "kata sandi")


def test_every_message_type_is_among_the_samples() -> None:
    """The honest record has every entry of an election and of a key making, but for a withheld result."""
    found = {entry.type for entry in record().entries}
    assert set(PAYLOADS) - found == {"Withheld"}
    assert set(KEY_MAKING_PAYLOADS) - {entry.type for entry in record().key_makings[0].entries} == {"Complaint"}
