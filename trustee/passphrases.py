"""How hard a passphrase is to guess, and passphrases that are: words drawn by the machine.

The estimate is deliberately low, and knows how people in Indonesian schools make passphrases. A published estimator
was tried (zxcvbn 4.5): its dictionaries are English, and it takes the name of a school with a year for strong. Here a
word counts 10 bits however rare it is, and nothing of what everybody would try first counts much. Each guess costs
argon2id over 256 MiB, about a second on one core: 30 bits are decades for one machine, and days for a thousand.
"""

import math
import re
import secrets
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal

from trustee.errors import WeakPassphraseError

Level = Literal["weak", "fair", "strong"]

FAIR_BITS: Final = 30
STRONG_BITS: Final = 50
LEAST_CHARACTERS: Final = 12
SUGGESTED_WORDS: Final = 6

SHORT: Final = "It is shorter than 12 characters."
FEW_WORDS: Final = "It has fewer than four words. Six words that have nothing to do with each other are best."
COMMON: Final = "It holds words that anybody would try first: of schools, elections, the nation, or of keyboards."
DATES: Final = "It holds a year, a date, or figures in a row, which are quickly tried."
REPEATED: Final = "It repeats itself, which adds nothing."

_WORD_BITS: Final = 10.0
_COMMON_BITS: Final = 3.0
_LEAST_COMMON_INSIDE: Final = 4
"""Common words of so many letters are also found inside of longer runs of letters."""
_PIECES: Final = re.compile(r"[^\W\d_]+|\d+|\s+|[\W_]")
_YEAR: Final = re.compile(r"(?:19|20)\d\d|\d\d?\d\d?(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Strength:
    """An estimate of a passphrase: about so many bits, what to think of it, and what is weak in it (sentences)."""

    bits: int
    level: Level
    reasons: tuple[str, ...]


def judge_passphrase(passphrase: str) -> Strength:
    """Estimate a passphrase of any length; never raises."""
    text = unicodedata.normalize("NFC", passphrase[:1024]).lower()
    bits = 0.0
    words = 0
    reasons: dict[str, None] = {}
    seen: set[str] = set()
    for piece in _PIECES.findall(text):
        if piece.isspace():
            continue
        if piece in seen and len(piece) > 1:
            reasons[REPEATED] = None
            continue
        seen.add(piece)
        if piece.isdecimal():
            found = _figures(piece)
            reasons |= dict.fromkeys([DATES] if found < 3 * len(piece) else [])
        elif not piece.isalpha():
            found = 3.0
        else:
            rest, common = _without_common(piece)
            found = _COMMON_BITS * common + _letters(rest)
            words += len(rest) > 2
            reasons |= dict.fromkeys([COMMON] if common else [])
        bits += found
    short = len(text.strip()) < LEAST_CHARACTERS
    whole = int(min(bits, FAIR_BITS - 1) if short else bits)
    level: Level = "strong" if whole >= STRONG_BITS else "fair" if whole >= FAIR_BITS else "weak"
    if level == "strong":
        return Strength(whole, level, ())
    first = [SHORT] if short else []
    return Strength(whole, level, (*first, *([FEW_WORDS] if words < 4 else []), *reasons))


def check_passphrase(passphrase: str) -> None:
    """``WeakPassphraseError`` for a new passphrase that is weak; its ``reasons`` are sentences."""
    strength = judge_passphrase(passphrase)
    if strength.level == "weak":
        raise WeakPassphraseError(
            f"This passphrase is too easy to guess. {' '.join(strength.reasons)}".strip(), strength.reasons
        )


def suggest_passphrase(words: int = SUGGESTED_WORDS) -> str:
    """Words drawn uniformly and independently, between spaces: six are about 59 bits.

    What is drawn and would not be judged strong (it repeats itself, or has very few letters) is drawn again, so that
    no suggestion is questioned afterwards: fewer than one in forty, which costs less than 0.04 bits.
    """
    while True:
        drawn = " ".join(secrets.choice(passphrase_words()) for _ in range(words))
        if words < SUGGESTED_WORDS or judge_passphrase(drawn).level == "strong":
            return drawn


def suggested_bits(words: int = SUGGESTED_WORDS) -> float:
    """The bits of what :func:`suggest_passphrase` draws, before it draws again."""
    return words * math.log2(len(passphrase_words()))


@cache
def passphrase_words() -> tuple[str, ...]:
    """Plain Indonesian words, all different, which everybody knows and can spell."""
    return _listed("passphrase_words.txt")


@cache
def _common() -> tuple[frozenset[str], re.Pattern[str]]:
    """The words that anybody would try first, and what finds them inside of others, the longest first."""
    words = _listed("passphrase_common.txt")
    inside = sorted((word for word in words if len(word) >= _LEAST_COMMON_INSIDE), key=len, reverse=True)
    return frozenset(words), re.compile("|".join(inside))


def _listed(name: str) -> tuple[str, ...]:
    return tuple(Path(__file__).with_name(name).read_text("ascii").split())


def _without_common(run: str) -> tuple[str, int]:
    """What is left of a run of letters without common words, and how many those are."""
    words, inside = _common()
    return ("", 1) if run in words else inside.subn("", run)


def _letters(word: str) -> float:
    """A run of letters: a few are random perhaps, some are a word, many are several words."""
    different = 2.5 * len(set(word))
    if len(word) <= 2:
        return 4.0 * len(word)
    return min(different, _WORD_BITS if len(word) <= 8 else max(_WORD_BITS, 2.0 * len(word) - 6))


def _figures(run: str) -> float:
    steps = {int(b) - int(a) for a, b in pairwise(run)}
    if len(run) > 2 and len(steps) == 1 and steps <= {-1, 0, 1}:
        return 2.0
    if _YEAR.fullmatch(run):
        return 5.0 if len(run) == 4 else 8.0
    # Six to eight figures are somebody's date, more are somebody's telephone.
    return min(3.3 * len(run), 14.0)
