"""The rules of a witness (c2sp.org/tlog-witness, add-checkpoint): what it cosigns and how it refuses.

Judging and cosigning are two steps, because nothing may leave a witness before the new head has durably replaced the
one that it was judged against: :func:`judge`, then the caller's compare-and-swap, then :func:`answer` - or
:func:`conflict` if another request was faster.
"""

from collections.abc import Callable

import msgspec

from crypto.signing_key import SigningKey
from record.checkpoint import Checkpoint, OpenedCheckpoint, parse_checkpoint_text, verify_board_signature
from record.cosignature import cosign
from record.errors import FormatError
from record.merkle import EMPTY_ROOT, ConsistencyError, verify_consistency
from record.note import MAX_NOTE_BYTES, Note, NoteSignatureError, NoteUnsignedError, parse_note
from record.note_text import decode_decimal, decode_hash, decode_utf8, encode_hashes

MAX_PROOF_LINES = 63
MAX_REQUEST_BYTES = MAX_NOTE_BYTES + 4096
PLAIN = "text/plain; charset=utf-8"
SIZE_TYPE = "text/x.tlog.size"


class WitnessRequestError(FormatError):
    """The body of an add-checkpoint request is malformed (400)."""

    code = "record-witness-request"


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The last head that a witness cosigned; size 0 with the empty root stands for never."""

    size: int
    root: bytes


NO_HEAD = Head(0, EMPTY_ROOT)


class KnownLog(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A log that a witness watches: its board's key and the last head that the witness cosigned."""

    board_public_hex: str
    head: Head = NO_HEAD


class AddCheckpoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An add-checkpoint request: the old size, the consistency proof from it, and the signed head."""

    old_size: int
    proof: tuple[bytes, ...]
    note: Note
    checkpoint: Checkpoint

    def serialise(self) -> bytes:
        """The body of the request."""
        return f"old {self.old_size}\n{encode_hashes(self.proof)}\n".encode() + self.note.serialise()


class Accepted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The head may be cosigned once it has replaced ``old`` for its origin in the witness' store."""

    opened: OpenedCheckpoint
    old: Head

    @property
    def new(self) -> Head:
        """What to store in place of ``old``."""
        return Head(self.opened.size, self.opened.root)


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An HTTP answer: status, body, media type.

    ``suspect`` is a head that the board signed and that does not continue the last one: keep it, it may be evidence
    (:mod:`record.split_view`).
    """

    status: int
    body: bytes
    media_type: str = PLAIN
    suspect: OpenedCheckpoint | None = None


def add_checkpoint_body(old_size: int, proof: tuple[bytes, ...], checkpoint: bytes) -> bytes:
    """The request by which a board asks a witness to cosign; errors as of :func:`parse_add_checkpoint`."""
    note = parse_note(checkpoint)
    return AddCheckpoint(old_size, proof, note, parse_checkpoint_text(note.text)).serialise()


def parse_add_checkpoint(body: bytes) -> AddCheckpoint:
    """The request of canonical bytes; ``WitnessRequestError``, ``NoteFormatError`` or ``CheckpointFormatError``."""
    text = decode_utf8(body, MAX_REQUEST_BYTES, WitnessRequestError)
    head, separator, note_text = text.partition("\n\n")
    first, *lines = head.split("\n")
    if not separator or not first.startswith("old "):
        raise WitnessRequestError("A request is: old and a size, proof lines, an empty line, a checkpoint.")
    if len(lines) > MAX_PROOF_LINES:
        raise WitnessRequestError(f"A request has at most {MAX_PROOF_LINES} proof lines.")
    old_size = decode_decimal(first.removeprefix("old "), WitnessRequestError)
    proof = tuple(decode_hash(line, WitnessRequestError) for line in lines)
    note = parse_note(note_text.encode())
    return AddCheckpoint(old_size, proof, note, parse_checkpoint_text(note.text))


def judge(body: bytes, find_log: Callable[[str], KnownLog | None]) -> Accepted | Answer:
    """Accept the request, or the refusal to send: 400, 403, 404, 409 or 422 as tlog-witness specifies.

    ``find_log`` gives what the witness knows of an origin, None for a log that it does not watch.
    """
    try:
        request = parse_add_checkpoint(body)
    except FormatError as problem:
        return _refuse(400, str(problem))
    log = find_log(request.checkpoint.origin)
    if log is None:
        return _refuse(404, "This witness does not watch that log.")
    try:
        opened = verify_board_signature(request.note, request.checkpoint, log.board_public_hex)
    except (NoteSignatureError, NoteUnsignedError) as problem:
        return _refuse(403, str(problem))
    if request.old_size > opened.size:
        return _refuse(400, "The old size is larger than that of the checkpoint.")
    if request.old_size != log.head.size:
        return conflict(log.head.size)
    try:
        verify_consistency(log.head.size, log.head.root, opened.size, opened.root, request.proof)
    except ConsistencyError as problem:
        return _refuse(422, str(problem), opened)
    return Accepted(opened, log.head)


def answer(accepted: Accepted, name: str, signer: SigningKey, time: int) -> Answer:
    """The 200 with our cosignature. Only after ``accepted.new`` has durably replaced ``accepted.old``."""
    return Answer(200, cosign(accepted.opened.checkpoint, name, signer, time).line().encode())


def conflict(size: int) -> Answer:
    """The 409 that tells the size of the last head that this witness cosigned."""
    return Answer(409, f"{size}\n".encode(), SIZE_TYPE)


def parse_conflict(body: bytes) -> int:
    """The size in the body of a 409; ``WitnessRequestError`` otherwise."""
    text = decode_utf8(body, 32, WitnessRequestError)
    if not text.endswith("\n"):
        raise WitnessRequestError("The answer of a witness in conflict is its size and a line feed.")
    return decode_decimal(text[:-1], WitnessRequestError)


def _refuse(status: int, reason: str, suspect: OpenedCheckpoint | None = None) -> Answer:
    return Answer(status, f"{reason}\n".encode(), PLAIN, suspect)
