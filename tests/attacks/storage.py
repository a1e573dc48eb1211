"""Stored bytes and signed heads: damaged files (V01), heads that the board did not sign or that lie (V30)."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from record.checkpoint import origin_of
from record.merkle import leaf_hash, root_of
from record.tar import BLOCK, Header, header_block
from tests.attacks.vector import Catalogue, View
from tests.official.bel import members
from tests.support.built_record import BuiltRecord, cosigned_head
from tests.support.election_parties import OTHER_UUID
from tests.support.honest_election import short
from tests.support.logs import synthetic_key

CATALOGUE = Catalogue("storage", ("log",))
attack = CATALOGUE.attack
FOLDER: tuple[View, ...] = ("folder",)
ARCHIVE: tuple[View, ...] = ("archive",)

# -- V01: folders ------------------------------------------------------------------------------------------------------


@attack("V01", 40, views=("log", "folder"))
def payload_of_no_entry() -> BuiltRecord:
    """A payload is stored that no entry refers to: a place to hide or to smuggle."""
    return replace(short().record(), stray=(b"siswa 001",))


def _damaged(damage: Callable[[Path], object]) -> Callable[[], BuiltRecord]:
    return lambda: replace(short().record(), damage=damage)


def _payload(folder: Path) -> Path:
    """The largest payload: a ballot or the trustees."""
    return max((folder / "data").iterdir(), key=lambda path: path.stat().st_size)


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


_FOLDERS: tuple[tuple[str, Callable[[Path], object]], ...] = (
    ("a tile changed", lambda folder: _flip(next(p for p in (folder / "tile" / "0").rglob("*") if p.is_file()))),
    ("a tile missing", lambda folder: next(p for p in (folder / "tile" / "0").rglob("*") if p.is_file()).unlink()),
    ("a file too many", lambda folder: (folder / "catatan.txt").write_text("x")),
    ("a link out of the folder", lambda folder: (folder / "data" / ("ab" * 32)).symlink_to("/etc/hostname")),
    ("a file of another name among the payloads", lambda folder: (folder / "data" / "x").write_bytes(b"x")),
)
for _name, _damage in _FOLDERS:
    CATALOGUE.add(
        f"folder with {_name}",
        f"The log's folder has {_name}.",
        "V01",
        _damaged(_damage),
        39,
        40,
        views=FOLDER,
        alone=_name == "a tile changed",
    )


@attack("V01", 40, views=FOLDER, alone=False)
def payload_changed_on_disk() -> BuiltRecord:
    """One bit of a stored payload is flipped."""
    return _damaged(lambda folder: _flip(_payload(folder)))()


@attack("V01", 40, views=FOLDER, alone=False)
def payload_missing_on_disk() -> BuiltRecord:
    """A payload is gone."""
    return _damaged(lambda folder: _payload(folder).unlink())()


# -- V01: archives -----------------------------------------------------------------------------------------------------


def _archive(change: Callable[[bytes], bytes]) -> Callable[[], BuiltRecord]:
    def build() -> BuiltRecord:
        record = short().record()
        sound = record.archive()
        data = change(sound)
        if data == sound:
            raise AssertionError("an attack must change something")
        return replace(record, archive_bytes=data)

    return build


def _start(data: bytes, number: int) -> int:
    """Where the header of a member begins."""
    return members(data)[number - 1].end if number else 0


def _header(number: int, offset: int, new: bytes) -> Callable[[bytes], bytes]:
    """Another field of a member's header, with the checksum made anew."""

    def change(data: bytes) -> bytes:
        start = _start(data, number)
        block = bytearray(data[start : start + BLOCK])
        block[offset : offset + len(new)] = new
        block[148:156] = b" " * 8
        block[148:156] = b"%06o\0 " % sum(block)
        return data[:start] + bytes(block) + data[start + BLOCK :]

    return change


def _twice(data: bytes) -> bytes:
    first, second = _start(data, 6), _start(data, 7)
    return data[:second] + data[first:second] + data[second:]


def _swapped(data: bytes) -> bytes:
    a, b, c = _start(data, 1), _start(data, 2), _start(data, 3)
    return data[:a] + data[b:c] + data[a:b] + data[c:]


def _foreign(name: str) -> Callable[[bytes], bytes]:
    member = header_block(Header(name, 0, 1_790_000_000))
    return lambda data: data[: _start(data, 5)] + member + data[_start(data, 5) :]


_ARCHIVES: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    ("a member that may be run", _header(3, 100, b"0000755")),
    ("a member with an owner", _header(3, 108, b"0001750")),
    ("a member of another time", _header(3, 136, b"00000000001")),
    ("a member that is a link", _header(3, 156, b"2")),
    ("a member in the modern style", _header(3, 257, b"ustar")),
    ("a false checksum", lambda data: data[: BLOCK * 2 + 148] + b"000000\0 " + data[BLOCK * 2 + 156 :]),
    ("a path out of the folder", _foreign("../" + "ab" * 32 + ".data.json")),
    ("a member of another name", _foreign("catatan.txt")),
    ("the same member twice", _twice),
    ("the data of Setup in another order", _swapped),
    ("an end as other programs write it", lambda data: data + bytes(1024)),
    ("a byte more", lambda data: data + b"\0"),
    ("its last byte missing", lambda data: data[:-1]),
    ("its last event missing", lambda data: data[: members(data)[-1].end - 2 * BLOCK]),
    ("a payload changed", lambda data: data.replace(b"Pilketos Uji", b"Pilketos Ujj")),
    ("padding that says something", lambda data: data[: 3 * BLOCK - 1] + b"x" + data[3 * BLOCK :]),
    ("an endless size", _header(3, 124, b"77777777777")),
)
for _name, _change in _ARCHIVES:
    CATALOGUE.add(
        f"archive with {_name}",
        f"The .bel has {_name}.",
        "V01",
        _archive(_change),
        40,
        views=ARCHIVE,
        alone=False,
    )

# -- V30: heads --------------------------------------------------------------------------------------------------------


def _head(**changes: Any) -> Callable[[], BuiltRecord]:
    def build() -> BuiltRecord:
        record = short().record()
        return record.with_head(cosigned_head(record.parties, record.entries, **changes))

    return build


CATALOGUE.add(
    "head signed by another key",
    "Another key than the genesis' signs the head in the log's name.",
    "V30",
    _head(signer=synthetic_key("stranger")),
    35,
    36,
    41,
    views=("log", "folder"),
)
CATALOGUE.add("head with another root", "The board signed another log.", "V30", _head(root=bytes(32)), 35, 36)
CATALOGUE.add(
    "head of another log",
    "The head is one of another election's log.",
    "V30",
    _head(origin=origin_of(OTHER_UUID)),
    15,
    35,
    views=("log", "folder"),
)


@attack("V30", 37)
def log_cut_short() -> BuiltRecord:
    """The result is cut off; the head still counts it."""
    record = short().record()
    return replace(record, entries=record.entries[:-1])


@attack("V30", 37)
def head_rolled_back() -> BuiltRecord:
    """The head is an older one, from before the result."""
    record = short().record()
    return record.with_head(cosigned_head(record.parties, record.entries[:-1]))


@attack("V30", 35)
def split_view() -> BuiltRecord:
    """The board shows another last entry here than it signed for others."""
    record, other = short().record(), short().instead("vote 3", lambda b: b.cast(b.parties.cards[1], *_OTHER))
    root = root_of(leaf_hash(entry.leaf) for entry in other.record().entries)
    return record.with_head(cosigned_head(record.parties, record.entries, root=root))


_OTHER = (((1, 0, 0), (0, 1, 0)), 1)


@attack("V30", 36, 41)
def head_without_a_signature() -> BuiltRecord:
    """The board's line is taken off; the witnesses' lines stay."""
    record = short().record()
    text, lines = record.checkpoint.rsplit(b"\n\n", 1)
    return record.with_head(text + b"\n\n" + lines.split(b"\n", 1)[1])


@attack("V30", 36)
def head_that_is_none() -> BuiltRecord:
    """The checkpoint is not a note at all."""
    return short().record().with_head(b"suarasah\n")


@attack("V30", 8, 36)
def head_with_a_size_in_another_spelling() -> BuiltRecord:
    """The head's size has a leading zero, and is signed so."""
    record = short().record()
    size = str(len(record.entries)).encode()
    return record.with_head(record.checkpoint.replace(b"\n" + size + b"\n", b"\n0" + size + b"\n", 1))


@attack("V30", 39)
def tree_whose_leaves_are_hashed_as_nodes() -> BuiltRecord:
    """The root is over leaves hashed without their prefix, so that a node could pass for a leaf."""

    record = short().record()
    root = root_of(sha256(b"\x01" + entry.leaf).digest() for entry in record.entries)
    return record.with_head(cosigned_head(record.parties, record.entries, root=root))
