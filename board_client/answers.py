"""What a board answers, as types. Members that we do not know are ignored: boards may be newer than we are.

Nothing here is proved: whoever relies on an answer checks it against the log.
"""

from typing import Annotated, TypeVar

import msgspec

from board_client.errors import BoardAnswerError, BoardError

T = TypeVar("T")


class ElectionSummary(msgspec.Struct, frozen=True, kw_only=True):
    """An election as the board describes it. ``board`` is its public key (hex), ``size`` the entries of its log,
    ``presentation`` the SHA-256 (hex) of what booths show beside the names, or empty."""

    uuid: str
    name: str
    kind: str = ""
    stage: str = ""
    origin: str = ""
    board: str = ""
    size: int = 0
    ballots: int = 0
    counted: int = 0
    revoting: bool = False
    opens: str = ""
    closes: str = ""
    presentation: str = ""
    school: str = ""
    zone: str = ""


class BallotNumber(msgspec.Struct, frozen=True):
    """A ballot in the box: the height of its event, which is the number on the screen, and its tracking code."""

    number: int
    code: str


class CodeStatus(msgspec.Struct, frozen=True, kw_only=True):
    """What the board knows of a tracking code; ``status`` is counted, superseded, in-box, tested or revoked."""

    code: str
    status: str
    number: int | None = None
    superseded_by: int | None = None
    receipt: str | None = None


class Appended(msgspec.Struct, frozen=True, kw_only=True):
    """An entry is durable: its index in the log and its receipt (c2sp.org/tlog-proof)."""

    index: int
    receipt: str


class Cast(msgspec.Struct, frozen=True, kw_only=True):
    """A ballot is in the box: its entry's index, its number, its tracking code, its receipt."""

    index: int
    number: int
    code: str
    receipt: str


class KeyMakingStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How far a key making is: its stage, and the owners from whom something is missing."""

    run: str
    stage: str = ""
    missing: tuple[int, ...] = ()


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """An RFC 9457 problem with the stable ``code`` that every refusal of a board carries."""

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    detail: Annotated[str, msgspec.Meta(max_length=4000)] = ""
    title: Annotated[str, msgspec.Meta(max_length=400)] = ""
    rule: Annotated[str, msgspec.Meta(max_length=10)] | None = None


def read_answer(data: bytes, struct: type[T], status: int = 200) -> T:
    """The answer of its JSON bytes; ``BoardAnswerError`` for anything else."""
    try:
        return msgspec.json.decode(data, type=struct)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BoardAnswerError(
            status, "The board's answer cannot be understood: check the address, or update this program."
        ) from error


def read_refusal(status: int, media_type: str, body: bytes) -> BoardError:
    """The error in an answer whose status is no success."""
    if media_type.partition(";")[0].strip().lower() == "application/problem+json":
        try:
            problem = read_answer(body, Problem, status)
        except BoardAnswerError as unreadable:
            return unreadable
        return BoardError(problem.code, status, problem.detail or problem.title or problem.code, problem.rule)
    return BoardAnswerError(status, f"What answers there (HTTP {status}) is not a board: check the address.")
