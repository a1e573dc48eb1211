"""Where a tampered ballot stands: replaced by a later sound one, or among those that count."""

from collections.abc import Callable

from record.wire import ScalarProof
from tests.support.ballot_forgery import Change, altered, forge_ballot
from tests.support.election_builder import ElectionBuilder
from tests.support.honest_election import FIRST, Plan, short

Forge = Callable[[ElectionBuilder], bytes]
SEED = bytes([171] * 32)
ZERO = ScalarProof("0", "0")
"""A proof that nobody made."""


def superseded(forge: Forge) -> Plan:
    """The first voter casts a forged ballot and a sound one later, so that no count shows the first."""
    return short().instead("vote 0", lambda b: b.cast_bytes(forge(b), b.parties.cards[0]))


def counted(forge: Forge) -> Plan:
    """The fourth voter's only ballot is forged; the tally holds it if it can be summed at all."""
    return short().instead("vote 3", lambda b: b.cast_bytes(forge(b), b.parties.cards[3]))


def changed(change: Change, card: int = 0) -> Forge:
    """The card's sound ballot, changed, hashed and signed again."""

    def forge(builder: ElectionBuilder) -> bytes:
        owner = builder.parties.cards[card]
        return altered(builder.group, builder.ballot(owner, FIRST, 1), change, owner)

    return forge


def rewritten(change: Callable[[bytes], bytes], card: int = 0) -> Forge:
    """The bytes of the card's sound ballot, changed as they are."""

    def forge(builder: ElectionBuilder) -> bytes:
        sound = builder.ballot(builder.parties.cards[card], FIRST, 1)
        data = change(sound)
        if data == sound:
            raise AssertionError("an attack must change something")
        return data

    return forge


def lying(first: tuple[int, ...], second: tuple[int, ...], card: int = 0) -> Forge:
    """A ballot that seals any numbers, with every proof that can be made."""
    return lambda b: forge_ballot(b.election, b.fingerprint, b.group, b.parties.cards[card], (first, second), SEED)
