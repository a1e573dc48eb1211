"""Signed notes (c2sp.org/signed-note): a text, an empty line, and signature lines.

Nothing in a note may be believed before :func:`verify_note` returned. One note has one byte string: parsing and
serialising again gives the same bytes, or parsing refuses.
"""

from collections.abc import Iterable

import msgspec

from record.errors import FormatError, RecordError
from record.note_key import KEY_ID_BYTES, KeyFormatError, VerifierKey, check_key_name
from record.note_text import decode_base64, decode_utf8, encode_base64

MAX_NOTE_BYTES = 512 * 1024
MAX_SIGNATURES = 1024
"""More than any witness policy can ask for; a note of this many Ed25519 signatures has about 200 KB."""
_DASH = "\N{EM DASH} "


class NoteFormatError(FormatError):
    """Bytes are no signed note in the one canonical form."""

    code = "record-note"


class NoteSignatureError(RecordError):
    """A signature under the name and ID of a known key is false: the note is forged or damaged."""

    code = "record-note-signature"


class NoteUnsignedError(RecordError):
    """No known key signed the note."""

    code = "record-note-unsigned"


class NoteSignature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One signature line: key name, 4-byte key ID, and the bytes after it (at least one)."""

    name: str
    key_id: bytes
    signature: bytes

    def __post_init__(self) -> None:
        try:
            check_key_name(self.name)
        except KeyFormatError as problem:
            raise NoteFormatError(str(problem)) from problem
        if len(self.key_id) != KEY_ID_BYTES or not self.signature:
            raise NoteFormatError("A signature holds a key ID of four bytes and at least one more byte.")

    def line(self) -> str:
        """The signature line with its LF."""
        return f"{_DASH}{self.name} {encode_base64(self.key_id + self.signature)}\n"


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text that ends in LF, and its signatures, of which none is verified yet."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def __post_init__(self) -> None:
        if not self.text.endswith("\n"):
            raise NoteFormatError("The text of a note ends in a line feed.")
        if any((c < " " and c != "\n") or "\ud800" <= c <= "\udfff" for c in self.text):
            raise NoteFormatError("A note has no control characters but line feeds.")
        if not 1 <= len(self.signatures) <= MAX_SIGNATURES:
            raise NoteFormatError(f"A note has 1 to {MAX_SIGNATURES} signatures.")

    def serialise(self) -> bytes:
        """The one byte string of this note."""
        return "".join([self.text, "\n", *(signature.line() for signature in self.signatures)]).encode()


def parse_note(data: bytes) -> Note:
    """The note of canonical bytes; the text ends before the last empty line. ``NoteFormatError`` otherwise."""
    whole = decode_utf8(data, MAX_NOTE_BYTES, NoteFormatError)
    text, separator, lines = whole.rpartition("\n\n")
    if not separator:
        raise NoteFormatError("A note has an empty line between its text and its signatures.")
    return Note(text + "\n", parse_signature_lines(lines))


def parse_signature_lines(lines: str) -> tuple[NoteSignature, ...]:
    """The signatures of signature lines, each with its LF (also what a witness answers); ``NoteFormatError``."""
    if not lines.endswith("\n"):
        raise NoteFormatError("A signature line ends in a line feed.")
    parts = lines[:-1].split("\n")
    if len(parts) > MAX_SIGNATURES:
        raise NoteFormatError(f"A note has at most {MAX_SIGNATURES} signatures.")
    return tuple(map(_parse_signature_line, parts))


def verify_note(note: Note, keys: Iterable[VerifierKey]) -> list[tuple[VerifierKey, NoteSignature]]:
    """The signatures by known keys, in the note's order, all of them verified.

    Signatures of other keys are ignored. Raises ``NoteSignatureError`` if a signature under the name and ID of a
    known key is false, ``NoteUnsignedError`` if there is none at all.
    """
    known = {(key.name, key.key_id): key for key in keys}
    verified = []
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None:
            continue
        if not key.verify(note.text, signature.signature):
            raise NoteSignatureError(f"The signature of {key.name} is false: do not believe this text.")
        verified.append((key, signature))
    if not verified:
        raise NoteUnsignedError("None of the expected keys signed this text: do not believe it.")
    return verified


def _parse_signature_line(line: str) -> NoteSignature:
    parts = line.removeprefix(_DASH).split(" ")
    if not line.startswith(_DASH) or len(parts) != 2:
        raise NoteFormatError("A signature line is: em dash, space, key name, space, base64.")
    data = decode_base64(parts[1], NoteFormatError)
    return NoteSignature(parts[0], data[:KEY_ID_BYTES], data[KEY_ID_BYTES:])
