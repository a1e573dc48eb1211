"""Joint keys that were used before, or did not come out of their key making (V44, V45)."""

from collections.abc import Callable
from dataclasses import replace

import msgspec

from record.entries import KeyMakingHead, LogEntry
from record.merkle import leaf_hash, root_of
from tests.attacks.vector import Catalogue
from tests.support.election_parties import Parties, make_parties, parties
from tests.support.honest_election import Plan, honest, short
from tests.support.joint_key import KeyMakingLog

CATALOGUE = Catalogue("key makings", ("log",))
attack = CATALOGUE.attack


def _genesis(**changes: object) -> Plan:
    return short().instead("genesis", lambda b: b.genesis(**changes))


@attack("V44", 15, 25)
def reusable_key_alone() -> Plan:
    """A joint key that other elections may use too, without a key of this election's own."""
    return honest(parties("joint"))


def _with_head(change: Callable[[KeyMakingHead], KeyMakingHead]) -> Plan:
    everybody = parties()
    return honest().instead("genesis", lambda b: b.genesis(key_makings=[change(everybody.heads[0])]))


@attack("V45", 25, 27, 37)
def key_making_with_another_root() -> Plan:
    """The genesis names another end of the key making than its log has."""
    return _with_head(lambda head: msgspec.structs.replace(head, root="ab" * 32))


@attack("V45", 27, 37)
def key_making_cut_short() -> Plan:
    """The genesis names a head before the last verification key."""
    return _with_head(lambda head: msgspec.structs.replace(head, size=head.size - 1))


@attack("V45", 25)
def key_making_said_to_be_for_this_election() -> Plan:
    """A reusable key is said to have been made for this election alone."""
    everybody = parties()
    return _with_head(lambda head: msgspec.structs.replace(head, election=everybody.uuid))


def _with_log(everybody: Parties, log: KeyMakingLog) -> Plan:
    return honest(replace(everybody, key_makings=(log,)))


@attack("V45", 25)
def key_making_of_another_key() -> Plan:
    """The key making ended soundly, with another joint key than the one that is used."""
    other = make_parties(label="others ")
    return _with_log(parties(), other.key_makings[0])


@attack("V45", 26, 27)
def key_making_out_of_order() -> Plan:
    """A holder showed its coefficients before all certificates were there."""
    log = parties().key_makings[0]
    entries = list(log.entries)
    entries[3], entries[4] = entries[4], entries[3]
    return _with_log(parties(), _rehashed(log, entries))


@attack("V45", 25)
def key_making_with_a_certificate_twice() -> Plan:
    """A holder's certificate stands twice in the log of the key making."""
    log = parties().key_makings[0]
    return _with_log(parties(), _rehashed(log, [*log.entries[:2], log.entries[1], *log.entries[2:]]))


@attack("V45", 41)
def key_making_signed_by_nobody() -> Plan:
    """The messages of the key making are signed with other keys than its genesis lists."""
    log = parties().key_makings[0]
    other = make_parties(label="others ").key_makings[0]
    return _with_log(parties(), _rehashed(log, [log.entries[0], *other.entries[1:]]))


def _rehashed(log: KeyMakingLog, entries: list[LogEntry]) -> KeyMakingLog:
    numbered = tuple(msgspec.structs.replace(entry, index=index) for index, entry in enumerate(entries))
    root = root_of(leaf_hash(entry.leaf) for entry in numbered).hex()
    return KeyMakingLog(numbered, msgspec.structs.replace(log.head, size=len(numbered), root=root))
