"""Choosing without branching on the choice, as far as Python allows it.

Both alternatives are read in full and no memory address depends on the bit. CPython itself promises no
constant time; this keeps the choice out of branches and of the amount of group work, which is what shows.
"""


def select_bytes(bit: bool, if_true: bytes, if_false: bytes) -> bytes:
    """One of two byte strings of equal length ; callers guarantee the equal length."""
    mask = -int(bit) & 0xFF
    return bytes([b ^ (mask & (a ^ b)) for a, b in zip(if_true, if_false, strict=True)])
