"""Card numbers as stubs bear them: the serial and four characters that only the registrar can compute.

Invariant: nobody who has not seen a stub can name its number, except by luck (1 in 1,048,576). Serials alone run from
1 on, so that anybody could have somebody else's card revoked by calling it lost. The four characters are derived from
the registrar's seed, never from the card's code, so a stub says nothing about a code.
"""

from typing import Final

from crypto.credential import ALPHABET
from crypto.randomness import expand
from registrar.errors import CardError
from registrar.register import Register

_DIGITS: Final = 4
_CHECK_LENGTH: Final = 4
_LOOK_ALIKES: Final = str.maketrans("OIL", "011")


def stub_number(register: Register, serial: int) -> str:
    """The number on a stub, such as ``0142-7KQX``: at least four digits, a hyphen, four characters of a code's."""
    return f"{serial:0{_DIGITS}d}-{_check(register, serial)}"


def read_stub_number(register: Register, typed: str) -> int:
    """The serial of a number as a person typed it from a stub; case, blanks, the hyphen and look-alikes are forgiven.

    Raises :class:`CardError` for anything that no stub of this register bears.
    """
    letters = "".join(character for character in typed.upper() if not character.isspace() and character != "-")
    digits, check = letters[:-_CHECK_LENGTH].translate(_LOOK_ALIKES), letters[-_CHECK_LENGTH:].translate(_LOOK_ALIKES)
    if not (digits.isascii() and digits.isdigit() and _DIGITS <= len(digits) <= 9):
        raise CardError("This is no card number. Type it as it stands on the stub, such as 0142-7KQX.")
    serial = int(digits)
    if check != _check(register, serial):
        raise CardError(
            "No stub bears this number: its last four characters do not belong to card {serial}. "
            "Look at the stub again; without the stub the card cannot be replaced.",
            serial=serial,
        )
    return register.card(serial).serial


def _check(register: Register, serial: int) -> str:
    wide = expand(bytes.fromhex(register.seed), f"suarasah/stub/v1|{register.uuid}|{serial}", 3)
    bits = int.from_bytes(wide, "big") >> 4
    return "".join(ALPHABET[bits >> shift & 31] for shift in (15, 10, 5, 0))
