"""The logs as static files (c2sp.org/tlog-tiles): checkpoint, tiles and payloads.

All but the checkpoint never change, so any web cache may carry them. A partial tile stays available after the tree
has grown, since somebody may still hold the older head.
"""

from flask import Blueprint, Response

from bulletin_board.api.exchange import FOREVER, TEXT, board, bytes_answer
from bulletin_board.compressing import compressed
from bulletin_board.errors import ResourceUnknownError
from bulletin_board.storage.head import LogKind
from bulletin_board.storage.reading import blob, checkpoint_at, leaves, node_row, with_cosignatures
from record.checkpoint import sign_checkpoint
from record.tiles import TILE_HEIGHT, TILE_WIDTH, TileError, TilePath, encode_bundle, parse_tile_path

routes = Blueprint("log", __name__, url_prefix="/log")
_BINARY = "application/octet-stream"


@routes.get("/<name>/checkpoint", defaults={"kind": "election"})
@routes.get("/keys/<name>/checkpoint", defaults={"kind": "keys"})
def checkpoint(name: str, kind: LogKind) -> Response:
    """The signed head of now with the cosignatures known for it."""
    with board().store.read_log(kind, name) as (connection, head):
        data = with_cosignatures(connection, head, head.size, head.checkpoint)
    return bytes_answer(data, TEXT, "no-cache")


@routes.get("/<name>/checkpoint/<int:size>", defaults={"kind": "election"})
@routes.get("/keys/<name>/checkpoint/<int:size>", defaults={"kind": "keys"})
def checkpoint_of_size(name: str, size: int, kind: LogKind) -> Response:
    """The signed head that the log had at that size, with the cosignatures known for it."""
    store = board().store
    with store.read_log(kind, name) as (connection, head):
        if not 0 < size <= head.size:
            raise ResourceUnknownError(f"This log has {head.size} entries.")
        # Ed25519 signatures are deterministic: the head that was signed then and this one are the same bytes.
        signed = sign_checkpoint(checkpoint_at(connection, head, size), store.key)
        data = with_cosignatures(connection, head, size, signed)
    return bytes_answer(data, TEXT, "no-cache")


@routes.get("/<name>/tile/<path:rest>", defaults={"kind": "election"})
@routes.get("/keys/<name>/tile/<path:rest>", defaults={"kind": "keys"})
def tile(name: str, rest: str, kind: LogKind) -> Response:
    """A hash tile or an entry bundle, full or partial."""
    try:
        path = parse_tile_path(f"tile/{rest}")
    except TileError as error:
        raise ResourceUnknownError(str(error)) from error
    with board().store.read_log(kind, name) as (connection, head):
        start = path.index * TILE_WIDTH
        if start + path.width > _row_length(path, head.size):
            raise ResourceUnknownError(f"A log of {head.size} entries has no such tile.")
        if path.level == "entries":
            data = encode_bundle(leaves(connection, head.log_id, start, start + path.width))
        else:
            level = path.level * TILE_HEIGHT
            data = b"".join(node_row(connection, head.log_id, level, start, start + path.width))
    return bytes_answer(data, _BINARY, FOREVER)


def _row_length(path: TilePath, size: int) -> int:
    return size if path.level == "entries" else size >> (TILE_HEIGHT * path.level)


@routes.get("/<name>/data/<sha256>", defaults={"kind": "election"})
@routes.get("/keys/<name>/data/<sha256>", defaults={"kind": "keys"})
def data(name: str, sha256: str, kind: LogKind) -> Response:
    """A payload, or what a payload refers to, by the SHA-256 of its bytes."""
    with board().store.read_log(kind, name) as (connection, head):
        found = blob(connection, head.log_id, sha256) if _is_hash(sha256) else None
    if found is None:
        raise ResourceUnknownError("This log has no payload of this hash.")
    return compressed(bytes_answer(found, _BINARY, FOREVER))


def _is_hash(text: str) -> bool:
    return len(text) == 64 and all(character in "0123456789abcdef" for character in text)
