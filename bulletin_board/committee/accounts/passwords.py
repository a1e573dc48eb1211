"""Passwords: argon2id by libsodium, and the few rules that keep guessing hopeless.

Three passes over 64 MiB take about 0.2 s of one core. An unknown login name costs the same (:func:`waste_time`), so
that the time of an answer does not tell which names exist.
"""

import secrets
import unicodedata

from nacl import pwhash
from nacl.exceptions import InvalidkeyError

SHORTEST = 12
LONGEST = 200
FEWEST_DIFFERENT = 6
"""Characters; refuses passwords such as aaaaaaaaaaaa."""
_PASSES = 3
_MEMORY = 64 * 1024 * 1024


def password_problem(password: str, login: str) -> str:
    """Why a new password is refused, as a sentence; empty if it is good."""
    text = unicodedata.normalize("NFKC", password)
    if len(text) < SHORTEST:
        return "The password needs at least 12 characters. Four random words are easy to remember."
    if len(text) > LONGEST:
        return "The password is too long. Use at most 200 characters."
    if login and login.casefold() in text.casefold():
        return "The password must not contain the login name."
    if len(set(text.casefold())) < FEWEST_DIFFERENT:
        return "The password repeats itself too much. Four random words are easy to remember."
    return ""


def hash_password(password: str) -> str:
    """libsodium's text of an argon2id hash, with its own salt and costs; at most 128 characters."""
    return pwhash.argon2id.str(_bytes(password), opslimit=_PASSES, memlimit=_MEMORY).decode("ascii").rstrip("\0")


def is_password(stored: str, password: str) -> bool:
    """Whether a password is the one that was hashed."""
    try:
        return pwhash.argon2id.verify(stored.encode("ascii"), _bytes(password))
    except InvalidkeyError:
        return False


def waste_time(password: str) -> None:
    """As long as :func:`is_password` takes."""
    hash_password(password + secrets.token_hex(4))


def _bytes(password: str) -> bytes:
    # The same characters typed on another device may be other code points, and may have no UTF-8 at all.
    return unicodedata.normalize("NFKC", password[: 2 * LONGEST]).encode("utf-8", "surrogatepass")
