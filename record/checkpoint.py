"""Signed heads of a log: C2SP checkpoints (c2sp.org/tlog-checkpoint) without extension lines.

The text is three lines: the origin, the size in decimal, the root in base64. The board signs under a key whose name
is the origin; witnesses add their lines to the same note (:mod:`record.cosignature`).
"""

import msgspec

from crypto.signing_key import SigningKey
from record.errors import FormatError
from record.merkle import EMPTY_ROOT, HASH_BYTES, MAX_SIZE
from record.note import Note, NoteSignature, parse_note, verify_note
from record.note_key import KeyFormatError, VerifierKey, board_key, check_key_name
from record.note_text import decode_decimal, decode_hash, encode_base64


class CheckpointFormatError(FormatError):
    """A text is no checkpoint: not three canonical lines, or an impossible head."""

    code = "record-checkpoint"


class OriginError(FormatError):
    """A checkpoint belongs to another log than the expected one."""

    code = "record-checkpoint-origin"


class Checkpoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A head: the log's origin, its size in leaves, and its 32-byte root. Not signed, not believed."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        try:
            check_key_name(self.origin)
        except KeyFormatError as problem:
            raise CheckpointFormatError("The origin of a log must be usable as the name of its key.") from problem
        if not 0 <= self.size <= MAX_SIZE or len(self.root) != HASH_BYTES:
            raise CheckpointFormatError("A head has a size in range and a root of 32 bytes.")

    def text(self) -> str:
        """The three lines, each with its LF: what the board signs."""
        return f"{self.origin}\n{self.size}\n{encode_base64(self.root)}\n"


class OpenedCheckpoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A head whose signature by the board was verified, with the whole note for its cosignatures."""

    checkpoint: Checkpoint
    note: Note
    board: VerifierKey

    @property
    def origin(self) -> str:
        """The log's origin."""
        return self.checkpoint.origin

    @property
    def size(self) -> int:
        """How many leaves the head covers."""
        return self.checkpoint.size

    @property
    def root(self) -> bytes:
        """The 32-byte root."""
        return self.checkpoint.root

    @property
    def data(self) -> bytes:
        """The signed bytes, exactly as they came."""
        return self.note.serialise()


def origin_of(uuid: str) -> str:
    """The origin of the log of an election or key making; it holds no address, so a log may move."""
    return f"suarasah/{uuid}"


def parse_checkpoint_text(text: str) -> Checkpoint:
    """The head of a note's text; ``CheckpointFormatError`` unless it is exactly the three lines."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3]:
        raise CheckpointFormatError("A checkpoint is exactly three lines: origin, size, root.")
    size = decode_decimal(lines[1], CheckpointFormatError)
    return Checkpoint(lines[0], size, decode_hash(lines[2], CheckpointFormatError))


def sign_note_line(text: str, key: VerifierKey, signer: SigningKey) -> NoteSignature:
    """The type 01 signature of ``signer``, whose public key is ``key``, over a note's text."""
    return NoteSignature(key.name, key.key_id, signer.sign(text.encode()))


def sign_checkpoint(checkpoint: Checkpoint, signer: SigningKey) -> bytes:
    """The checkpoint as a note signed by the board. Never sign two heads of one log that disagree."""
    text = checkpoint.text()
    key = board_key(checkpoint.origin, signer.public_hex)
    return Note(text, (sign_note_line(text, key, signer),)).serialise()


def open_checkpoint(data: bytes, origin: str, board_public_hex: str) -> OpenedCheckpoint:
    """The verified head of signed bytes.

    Raises ``NoteFormatError`` or ``CheckpointFormatError`` for other bytes, ``OriginError`` for another log,
    ``NoteSignatureError`` or ``NoteUnsignedError`` if the board did not sign. Cosignatures are not looked at here.
    """
    note = parse_note(data)
    checkpoint = parse_checkpoint_text(note.text)
    if checkpoint.origin != origin:
        raise OriginError(f"This head belongs to the log {checkpoint.origin}, not to {origin}.")
    opened = verify_board_signature(note, checkpoint, board_public_hex)
    if checkpoint.size == 0 and checkpoint.root != EMPTY_ROOT:
        raise CheckpointFormatError("A head of a log without entries has only one root, and this is another.")
    return opened


def verify_board_signature(note: Note, checkpoint: Checkpoint, board_public_hex: str) -> OpenedCheckpoint:
    """The head that was parsed from ``note``, once the board's signature on it holds; errors as above."""
    key = board_key(checkpoint.origin, board_public_hex)
    verify_note(note, [key])
    return OpenedCheckpoint(checkpoint, note, key)


def add_signatures(opened: OpenedCheckpoint, signatures: tuple[NoteSignature, ...]) -> OpenedCheckpoint:
    """The same head with further signature lines, each at most once; verify them before they are added."""
    new = [s for s in dict.fromkeys(signatures) if s not in opened.note.signatures]
    note = Note(opened.note.text, (*opened.note.signatures, *new))
    return OpenedCheckpoint(opened.checkpoint, note, opened.board)
