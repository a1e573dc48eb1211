"""The one tar header that the official tool writes for a member, byte for byte.

Invariant: :func:`read_header` accepts exactly the blocks that :func:`header_block` makes, so a member has no owner,
no link, no mode and no second spelling. Old-style tar, blocks of 512 bytes, no end-of-archive blocks.
"""

from typing import Final, NamedTuple

from record.errors import FormatError

BLOCK: Final = 512
_OCTAL_DIGITS: Final = 11
#: Sizes and times have 11 octal digits.
NUMBER_LIMIT: Final = 8**_OCTAL_DIGITS - 1


class ArchiveError(FormatError):
    """A `.bel` archive is malformed (V01)."""

    code = "record-archive"


class Header(NamedTuple):
    """Name (ASCII), content length in bytes, and POSIX time in seconds of one member."""

    name: str
    size: int
    timestamp: int


def header_block(header: Header) -> bytes:
    """The 512 bytes of a header; :class:`ArchiveError` for names or numbers that do not fit into it."""
    name = header.name.encode("ascii", "replace")
    if not 0 < len(name) < 100 or not 0 <= header.size <= NUMBER_LIMIT or not 0 <= header.timestamp <= NUMBER_LIMIT:
        raise ArchiveError("A member's name, size or time does not fit into a tar header.")
    block = bytearray(BLOCK)
    block[0 : len(name)] = name
    block[100:107] = b"0000644"
    block[108:115] = b"0000000"
    block[116:123] = b"0000000"
    block[124:135] = b"%011o" % header.size
    block[136:147] = b"%011o" % header.timestamp
    block[156:157] = b"0"
    # The checksum counts its own eight bytes as spaces.
    checksum = sum(block) + 8 * ord(" ")
    block[148:156] = b"%06o\0 " % checksum
    return bytes(block)


def read_header(block: bytes) -> Header:
    """The header that a block of 512 bytes spells; :class:`ArchiveError` unless we would write the same block."""
    name, size, timestamp = block[:100].split(b"\0", 1)[0], block[124:135], block[136:147]
    if not (_is_octal(size) and _is_octal(timestamp)):
        raise ArchiveError("A member's header has no octal size and time.")
    header = Header(name.decode("ascii", "replace"), int(size, 8), int(timestamp, 8))
    if len(block) != BLOCK or header_block(header) != block:
        raise ArchiveError(f"The header of the member {header.name[:80]!r} is not what the protocol's tool writes.")
    return header


def padding(size: int) -> int:
    """How many zero bytes follow a content of ``size`` bytes."""
    return -size % BLOCK


def _is_octal(digits: bytes) -> bool:
    return len(digits) == _OCTAL_DIGITS and all(0x30 <= digit <= 0x37 for digit in digits)
