"""Receipts: a log entry's place and proof under a signed head, checkable offline (c2sp.org/tlog-proof).

A receipt proves that the board accepted an entry; who checks it brings the entry's own bytes and the board's key.
Its ``extra`` data are signed by nobody.
"""

import msgspec

from record.checkpoint import OpenedCheckpoint, open_checkpoint
from record.cosignature import Cosignature, check_policy
from record.entries import WitnessPolicy
from record.errors import FormatError
from record.merkle import HASH_BYTES, MAX_SIZE, leaf_hash, verify_inclusion
from record.note import MAX_NOTE_BYTES, parse_note
from record.note_text import decode_base64, decode_decimal, decode_hash, decode_utf8, encode_base64, encode_hashes

HEADER = "c2sp.org/tlog-proof@v1"
MAX_PROOF_LINES = 63
MAX_EXTRA_BYTES = 64 * 1024
MAX_RECEIPT_BYTES = MAX_NOTE_BYTES + 2 * MAX_EXTRA_BYTES


class ReceiptFormatError(FormatError):
    """Bytes are no receipt in the one canonical form."""

    code = "record-receipt"


class Receipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The entry's 0-based index, its inclusion proof from the leaf up, and the signed head, as its bytes."""

    index: int
    proof: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes = b""

    def __post_init__(self) -> None:
        if not 0 <= self.index <= MAX_SIZE:
            raise ReceiptFormatError("The index of a receipt is out of range.")
        if len(self.proof) > MAX_PROOF_LINES or any(len(value) != HASH_BYTES for value in self.proof):
            raise ReceiptFormatError(f"A receipt has at most {MAX_PROOF_LINES} hashes of {HASH_BYTES} bytes.")
        if len(self.extra) > MAX_EXTRA_BYTES:
            raise ReceiptFormatError(f"A receipt has at most {MAX_EXTRA_BYTES} bytes of extra data.")
        parse_note(self.checkpoint)

    def serialise(self) -> bytes:
        """The one byte string of this receipt, for a file named ``*.tlog-proof``."""
        extra = f"extra {encode_base64(self.extra)}\n" if self.extra else ""
        head = f"{HEADER}\n{extra}index {self.index}\n{encode_hashes(self.proof)}\n"
        return head.encode() + self.checkpoint


class VerifiedReceipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a receipt proves: the entry stands at ``index`` under this head, which these witnesses cosigned."""

    index: int
    head: OpenedCheckpoint
    cosignatures: list[Cosignature]


def parse_receipt(data: bytes) -> Receipt:
    """The receipt of canonical bytes; ``ReceiptFormatError`` or ``NoteFormatError`` otherwise. Nothing is verified."""
    text = decode_utf8(data, MAX_RECEIPT_BYTES, ReceiptFormatError)
    head, separator, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    if not separator or lines.pop(0) != HEADER:
        raise ReceiptFormatError(f"A receipt begins with {HEADER} and has an empty line before its checkpoint.")
    extra = b""
    if lines and lines[0].startswith("extra "):
        extra = decode_base64(lines.pop(0).removeprefix("extra "), ReceiptFormatError)
        if not extra:
            raise ReceiptFormatError("A receipt without extra data has no line for them.")
    if not lines or not lines[0].startswith("index "):
        raise ReceiptFormatError("A receipt names the index of its entry.")
    index = decode_decimal(lines.pop(0).removeprefix("index "), ReceiptFormatError)
    proof = tuple(decode_hash(line, ReceiptFormatError) for line in lines)
    return Receipt(index, proof, checkpoint.encode(), extra)


def verify_receipt(
    receipt: Receipt, leaf: bytes, origin: str, board_public_hex: str, policy: WitnessPolicy | None = None
) -> VerifiedReceipt:
    """What the receipt proves about an entry, given by its own bytes ``leaf`` (not its hash).

    Raises as :func:`record.checkpoint.open_checkpoint` does, ``InclusionError`` if the entry does not stand there,
    ``WitnessPolicyError`` or ``NoteSignatureError`` if a policy is given and not met.
    """
    head = open_checkpoint(receipt.checkpoint, origin, board_public_hex)
    found = [] if policy is None else check_policy(head, policy)
    verify_inclusion(leaf_hash(leaf), receipt.index, head.size, receipt.proof, head.root)
    return VerifiedReceipt(receipt.index, head, found)
