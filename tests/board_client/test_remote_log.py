"""A log through its tiles: any part of it, proofs from it, and no byte that does not fit."""

import hashlib
import mimetypes
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from board_client.errors import BoardAnswerError, BoardError
from board_client.remote_log import RemoteLog
from board_client.transport import Transport
from record.log_folder_writer import write_log_folder
from record.merkle import consistency_proof, inclusion_proof, lookup_of, root_of, verify_consistency, verify_inclusion
from record.tiles import TILE_WIDTH
from tests.support.logs import hashes_of, leaves_of, signed_head
from tests.support.served import served

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SIZE = 2 * TILE_WIDTH + 9
BLOB = b"a payload"


class Files:
    """Serves the files of a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.asked: list[str] = []

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = environ["PATH_INFO"].removeprefix("/log/x/")
        self.asked.append(path)
        file = self._folder / path
        if not file.is_file():
            start_response("404 Not Found", [("Content-Type", "application/problem+json")])
            return [b'{"code":"not-found","detail":"Nothing."}']
        start_response("200 OK", [("Content-Type", mimetypes.guess_type(path)[0] or "application/octet-stream")])
        return [file.read_bytes()]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("log") / "log"
    write_log_folder(folder, leaves_of(SIZE), signed_head(SIZE), [BLOB])
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    """A copy to be changed."""
    for file in whole.rglob("*"):
        if file.is_file():
            target = tmp_path / file.relative_to(whole)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    return tmp_path


@pytest.fixture
def files(folder: Path) -> Files:
    return Files(folder)


@pytest.fixture
def log(files: Files) -> Iterator[RemoteLog]:
    with served(files) as address:
        yield RemoteLog(Transport(address, attempts=1), "/log/x")


def test_leaves_from_anywhere(log: RemoteLog, files: Files) -> None:
    leaves = leaves_of(SIZE)
    for start in (0, 1, TILE_WIDTH - 1, TILE_WIDTH, TILE_WIDTH + 1, SIZE - 1, SIZE):
        files.asked.clear()
        assert list(log.leaves(SIZE, start)) == leaves[start:]
        assert len(files.asked) == (-(-SIZE // TILE_WIDTH) - start // TILE_WIDTH if start < SIZE else 0)
    assert list(log.leaves(0)) == []


def test_proofs_come_from_tiles(log: RemoteLog) -> None:
    hashes, nodes = hashes_of(SIZE), log.nodes(SIZE)
    root = root_of(hashes)
    for index in (0, 1, 255, 256, 300, SIZE - 1):
        proof = inclusion_proof(nodes, index, SIZE)
        assert proof == inclusion_proof(lookup_of(hashes), index, SIZE)
        verify_inclusion(hashes[index], index, SIZE, proof, root)
    for old in (1, 2, 255, 256, 257, 511, 512, SIZE - 1):
        verify_consistency(old, root_of(hashes[:old]), SIZE, root, consistency_proof(nodes, old, SIZE))


def test_a_full_tile_stands_in_for_a_partial_one_that_is_gone(log: RemoteLog, files: Files) -> None:
    """A board may have grown since its head was read, and keep only full tiles."""
    size = TILE_WIDTH + 5
    assert list(log.leaves(size)) == leaves_of(size)
    assert files.asked[-2:] == ["tile/entries/001.p/5", "tile/entries/001"]
    assert log.nodes(size)(0, size - 1) == hashes_of(size)[-1]


def test_payloads_have_the_hash_in_their_name(log: RemoteLog, folder: Path) -> None:
    name = hashlib.sha256(BLOB).hexdigest()
    assert log.blob(name) == BLOB
    (folder / "data" / name).write_bytes(BLOB + b"!")
    with pytest.raises(BoardAnswerError, match=name):
        log.blob(name)
    with pytest.raises(BoardError) as missing:
        log.blob("0" * 64)
    assert missing.value.status == 404
    for odd in ("", "../checkpoint", name.upper(), name + "\n"):
        with pytest.raises(BoardAnswerError):
            log.blob(odd)


@pytest.mark.parametrize("change", [lambda data: data[:-1], lambda data: data + b"\0", lambda data: b""])
def test_damaged_tiles_are_refused(log: RemoteLog, folder: Path, change: Callable[[bytes], bytes]) -> None:
    for path in ("tile/entries/000", "tile/0/000"):
        file = folder / path
        file.write_bytes(change(file.read_bytes()))
    with pytest.raises(BoardAnswerError):
        list(log.leaves(SIZE))
    with pytest.raises(BoardAnswerError):
        log.nodes(SIZE)(0, 3)


def test_the_checkpoint_is_given_as_it_is(log: RemoteLog, folder: Path) -> None:
    assert log.checkpoint() == signed_head(SIZE)
    (folder / "checkpoint").write_bytes(b"x" * (512 * 1024 + 1))
    with pytest.raises(BoardAnswerError, match="longer"):
        log.checkpoint()
