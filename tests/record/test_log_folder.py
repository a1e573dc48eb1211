"""A log as a folder: whole or not there, and read without trust in anything that stands in it."""

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from record.checkpoint import Checkpoint, CheckpointFormatError, open_checkpoint, sign_checkpoint
from record.errors import FormatError
from record.log_folder import (
    BlobHashError,
    HeadMismatchError,
    LogFolder,
    LogFolderError,
    LogFolderExistsError,
    MissingFileError,
    TileMismatchError,
    TooLargeError,
    UnexpectedFileError,
)
from record.log_folder_writer import LogContent, write_log_folder
from record.merkle import MAX_SIZE, leaf_hash
from record.note import MAX_NOTE_BYTES, NoteFormatError
from record.tiles import EntryTooLongError, bundles_of, tiles_of
from tests.support.logs import BOARD, ORIGIN, hashes_of, leaves_of, signed_head

SIZE = 600
BLOBS = [b"payload one", b"payload two", b""]
RUN = "KeyMakingRun123"
NAMES = [hashlib.sha256(blob).hexdigest() for blob in BLOBS]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "log"
    write_log_folder(target, leaves_of(SIZE), signed_head(SIZE), BLOBS)
    return target


def problems(folder: Path) -> list[LogFolderError]:
    return list(LogFolder(folder).check_tiles())


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, SIZE])
def test_written_folders_are_read(tmp_path: Path, size: int) -> None:
    target = tmp_path / "log"
    write_log_folder(target, iter(leaves_of(size)), signed_head(size), iter(BLOBS))
    log = LogFolder(target)
    assert log.checkpoint() == signed_head(size)
    assert open_checkpoint(log.checkpoint(), ORIGIN, BOARD.public_hex).checkpoint == log.head
    assert log.size == size
    assert list(log.leaves()) == leaves_of(size)
    assert sorted(log.blobs()) == sorted(NAMES)
    assert [log.blob(name) for name in NAMES] == BLOBS
    assert list(log.check_tiles()) == []
    assert list(log.check_tiles(hashes_of(size))) == []
    files = {str(p.relative_to(target)) for p in target.rglob("*") if p.is_file()}
    tiles = {str(path) for row in (tiles_of, bundles_of) for path in row(size)}
    assert files == {"checkpoint", *tiles, *(f"data/{name}" for name in NAMES)}
    assert os.listdir(tmp_path) == ["log"]


def test_a_blob_given_twice_is_stored_once(tmp_path: Path) -> None:
    write_log_folder(tmp_path / "log", [], signed_head(0), BLOBS + BLOBS)
    assert sorted(LogFolder(tmp_path / "log").blobs()) == sorted(NAMES)


def test_a_log_without_blobs(tmp_path: Path) -> None:
    write_log_folder(tmp_path / "log", [], signed_head(0), [])
    (tmp_path / "log" / "data").rmdir()
    assert list(LogFolder(tmp_path / "log").blobs()) == []


@pytest.mark.parametrize("make", [Path.mkdir, Path.touch, lambda path: path.symlink_to("nowhere")])
def test_nothing_is_overwritten(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "log")
    before = (tmp_path / "log").lstat()
    with pytest.raises(LogFolderExistsError):
        write_log_folder(tmp_path / "log", leaves_of(3), signed_head(3), [])
    assert (tmp_path / "log").lstat() == before
    assert os.listdir(tmp_path) == ["log"]


class PowerCutError(Exception):
    """What the test throws out of the middle of writing."""


def cut_off(leaves: list[bytes]) -> Iterator[bytes]:
    yield from leaves
    raise PowerCutError


def test_a_folder_is_never_half_written(tmp_path: Path) -> None:
    with pytest.raises(PowerCutError):
        write_log_folder(tmp_path / "log", cut_off(leaves_of(300)), signed_head(SIZE), [])
    with pytest.raises(PowerCutError):
        write_log_folder(tmp_path / "log", leaves_of(SIZE), signed_head(SIZE), cut_off(BLOBS))
    with pytest.raises(TileMismatchError):
        write_log_folder(tmp_path / "log", leaves_of(SIZE - 1), signed_head(SIZE), [])
    with pytest.raises(TileMismatchError):
        write_log_folder(tmp_path / "log", leaves_of(SIZE), signed_head(SIZE, root=bytes(32)), [])
    with pytest.raises(EntryTooLongError):
        write_log_folder(tmp_path / "log", [bytes(65_536)], signed_head(1), [])
    with pytest.raises(NoteFormatError):
        write_log_folder(tmp_path / "log", [], b"junk", [])
    assert os.listdir(tmp_path) == []


def test_key_makings_stand_inside(tmp_path: Path) -> None:
    target = tmp_path / "log"
    inner = LogContent(leaves_of(3), signed_head(3), BLOBS[:1])
    write_log_folder(target, leaves_of(SIZE), signed_head(SIZE), BLOBS, {RUN: inner})
    log = LogFolder(target)
    assert list(log.check_tiles()) == []
    assert sorted(log.blobs()) == sorted(NAMES)
    assert log.key_makings() == [RUN]
    key_making = log.key_making(RUN)
    assert key_making is not None
    assert list(key_making.leaves()) == leaves_of(3)
    assert list(key_making.blobs()) == NAMES[:1]
    assert key_making.key_makings() == []
    for missing in ("KeyMakingRun124", "", "..", f"../{RUN}"):
        assert log.key_making(missing) is None


def test_a_key_making_is_read_as_strictly(tmp_path: Path, folder: Path) -> None:
    (folder / "key_making").mkdir()
    write_log_folder(folder / "key_making" / RUN, leaves_of(3), signed_head(3), [])
    assert LogFolder(folder).key_makings() == [RUN]
    (folder / "key_making" / RUN / "odd").touch()
    with pytest.raises(UnexpectedFileError):
        LogFolder(folder).key_making(RUN)
    (folder / "key_making" / RUN).rename(tmp_path / "elsewhere")
    (folder / "key_making" / RUN).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UnexpectedFileError):
        LogFolder(folder)


def test_a_key_making_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    cut = LogContent(cut_off(leaves_of(3)), signed_head(3), [])
    with pytest.raises(PowerCutError):
        write_log_folder(tmp_path / "log", [], signed_head(0), [], {RUN: cut})
    for run in ("", "..", "../../KeyMakingRun123", "short", RUN + "\n"):
        with pytest.raises(LogFolderError):
            write_log_folder(tmp_path / "log", [], signed_head(0), [], {run: cut})
    assert os.listdir(tmp_path) == []


def test_a_disk_that_refuses(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for target in (tmp_path / "missing" / "log", tmp_path / "file" / "log", tmp_path / "n\0l"):
        with pytest.raises(LogFolderError):
            write_log_folder(target, [], signed_head(0), [])


def test_no_folder(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(folder)
    (tmp_path / "empty").mkdir()
    for name in ("missing", "file", "link", "empty", "n\0l"):
        with pytest.raises(MissingFileError):
            LogFolder(tmp_path / name)


def test_a_checkpoint_that_is_none(folder: Path) -> None:
    (folder / "checkpoint").write_bytes(b"junk")
    with pytest.raises(NoteFormatError):
        LogFolder(folder)
    (folder / "checkpoint").write_bytes(signed_head(1).replace(b"\n1\n", b"\n01\n"))
    with pytest.raises(CheckpointFormatError):
        LogFolder(folder)
    (folder / "checkpoint").write_bytes(bytes(MAX_NOTE_BYTES + 1))
    with pytest.raises(TooLargeError):
        LogFolder(folder)


@pytest.mark.parametrize(
    "name",
    [
        "README",
        "checkpoint.bak",
        "data/short",
        "data/" + NAMES[0].upper(),
        "data/" + NAMES[0] + "0",
        f"data/{NAMES[0][:2]}/{NAMES[0]}",
        "data/checkpoint",
        "tile/0/003",
        "tile/0/002",
        "tile/0/001.p/7",
        "tile/0/2",
        "tile/1/001",
        "tile/2/000.p/1",
        "tile/entries/003",
        "tile/x",
        "key_making/odd",
        "key_making/short/checkpoint",
        f"x/key_making/{RUN}/checkpoint",
        "tile/0/x000/000",
        "a/b/c/d/e/f/g/h/i/j/k/l",
        "tile/0/\udcff",
    ],
)
def test_odd_names(folder: Path, name: str) -> None:
    odd = folder / name
    odd.parent.mkdir(parents=True, exist_ok=True)
    odd.touch()
    with pytest.raises(UnexpectedFileError):
        LogFolder(folder)


@pytest.mark.parametrize("name", ["checkpoint", "tile/0/000", "tile/entries/002.p/88", f"data/{NAMES[0]}", "tile/0"])
def test_attack_40_links(tmp_path: Path, folder: Path, name: str) -> None:
    """A link to the very same bytes is refused, too: it could lead anywhere on the reader's machine."""
    (folder / name).rename(tmp_path / "elsewhere")
    (folder / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises((UnexpectedFileError, MissingFileError)):
        LogFolder(folder)


@pytest.mark.parametrize("name", ["checkpoint", f"data/{NAMES[0]}"])
def test_a_link_put_in_later_is_not_followed(tmp_path: Path, folder: Path, name: str) -> None:
    log = LogFolder(folder)
    (folder / name).rename(tmp_path / "elsewhere")
    (folder / name).symlink_to(tmp_path / "elsewhere")
    assert log.checkpoint() == signed_head(SIZE), "it was read once"
    with pytest.raises(LogFolderError):
        LogFolder(folder)
    if name != "checkpoint":
        with pytest.raises(MissingFileError):
            log.blob(NAMES[0])


def test_attack_40_pipes(folder: Path) -> None:
    (folder / "data" / NAMES[0]).unlink()
    log = LogFolder(folder)
    os.mkfifo(folder / "data" / NAMES[0])
    with pytest.raises(UnexpectedFileError):
        log.blob(NAMES[0])
    with pytest.raises(UnexpectedFileError):
        LogFolder(folder)


def test_attack_40_bombs(folder: Path) -> None:
    log = LogFolder(folder, max_blob_bytes=10)
    with pytest.raises(TooLargeError):
        log.blob(NAMES[0])
    assert LogFolder(folder, max_blob_bytes=len(BLOBS[0])).blob(NAMES[0]) == BLOBS[0]
    os.truncate(folder / "tile" / "entries" / "000", 2**40)
    with pytest.raises(TooLargeError):
        list(log.leaves())
    os.truncate(folder / "tile" / "0" / "000", 2**40)
    assert [type(problem) for problem in log.check_tiles(hashes_of(SIZE))] == [TooLargeError]


def test_blobs_are_what_their_names_say(folder: Path) -> None:
    (folder / "data" / NAMES[0]).write_bytes(BLOBS[1])
    log = LogFolder(folder)
    with pytest.raises(BlobHashError):
        log.blob(NAMES[0])
    assert log.blob(NAMES[1]) == BLOBS[1]
    for missing in ("0" * 64, "", "../checkpoint", f"../data/{NAMES[1]}", NAMES[1].upper(), NAMES[1] + "\n"):
        with pytest.raises(MissingFileError):
            log.blob(missing)


@pytest.mark.parametrize("row", [tiles_of, bundles_of])
def test_every_tile_must_be_there(tmp_path: Path, row: Callable[[int], Iterator[object]]) -> None:
    for number, path in enumerate(row(SIZE)):
        target = tmp_path / str(number)
        write_log_folder(target, leaves_of(SIZE), signed_head(SIZE), [])
        (target / str(path)).unlink()
        with pytest.raises(MissingFileError, match=str(path)):
            LogFolder(target)


def test_attack_37_a_checkpoint_that_claims_more_or_less(folder: Path) -> None:
    for size in (SIZE + 1, 10_000, MAX_SIZE):
        data = sign_checkpoint(Checkpoint(ORIGIN, size, bytes(32)), BOARD)
        (folder / "checkpoint").write_bytes(data)
        with pytest.raises(FormatError):
            LogFolder(folder)
    (folder / "checkpoint").write_bytes(signed_head(256))
    with pytest.raises(UnexpectedFileError):
        LogFolder(folder)


def test_a_huge_claim_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "checkpoint").write_bytes(sign_checkpoint(Checkpoint(ORIGIN, MAX_SIZE, bytes(32)), BOARD))
    with pytest.raises(MissingFileError):
        LogFolder(tmp_path)


@pytest.mark.parametrize("path", [str(path) for path in tiles_of(SIZE)])
def test_every_tile_is_compared(folder: Path, path: str) -> None:
    data = bytearray((folder / path).read_bytes())
    data[-1] ^= 1
    (folder / path).write_bytes(data)
    found = problems(folder)
    assert [type(problem) for problem in found] == [TileMismatchError]
    assert path in str(found[0])
    (folder / path).write_bytes(data[:-1])
    assert [type(problem) for problem in problems(folder)] == [TileMismatchError]


def test_changed_entries_do_not_fit_the_tiles(folder: Path) -> None:
    path = folder / "tile" / "entries" / "001"
    path.write_bytes(path.read_bytes().replace(b"entry 300", b"entry 3OO"))
    found = problems(folder)
    assert [type(problem) for problem in found] == [TileMismatchError, TileMismatchError, HeadMismatchError]
    assert ["tile/0/001" in str(found[0]), "tile/1/000.p/2" in str(found[1]), "root" in str(found[2])] == [True] * 3


def test_the_root_is_compared(folder: Path) -> None:
    (folder / "checkpoint").write_bytes(signed_head(SIZE, root=bytes(32)))
    found = problems(folder)
    assert ["root" in str(problem) for problem in found] == [True]


def test_entries_that_cannot_be_read(folder: Path) -> None:
    path = folder / "tile" / "entries" / "001"
    whole = path.read_bytes()
    for data in (whole + b"\0", whole[:-1], b""):
        path.write_bytes(data)
        with pytest.raises(TileMismatchError):
            list(LogFolder(folder).leaves())
        assert [type(problem) for problem in problems(folder)] == [TileMismatchError]


def test_hashes_of_another_number_of_leaves(folder: Path) -> None:
    log = LogFolder(folder)
    for hashes in (hashes_of(SIZE)[:-1], [*hashes_of(SIZE), leaf_hash(b"")]):
        assert any("size and root" in str(problem) for problem in log.check_tiles(hashes))


def test_files_that_vanish_while_reading(folder: Path) -> None:
    log = LogFolder(folder)
    (folder / "tile" / "0" / "001").unlink()
    assert [type(problem) for problem in log.check_tiles()] == [MissingFileError]
    (folder / "tile" / "entries" / "000").unlink()
    with pytest.raises(MissingFileError):
        list(log.leaves())
