"""The numbered rules of a record: one table, the same numbers in code, report, tests and docs/protocol.md.

A rule says one thing that can be wrong about a record. ``scope`` tells from what it can be checked: ``archive``
rules from a bare `.bel` archive and from a log, ``log`` rules only from our own log.
"""

from typing import Literal

import msgspec


class Rule(msgspec.Struct, frozen=True):
    """One numbered rule: ``id`` (``V07``), a short ``title``, and what its failure means to a person."""

    id: str
    title: str
    scope: Literal["archive", "log"]
    failure: str


_ARCHIVE: tuple[tuple[str, str, str], ...] = (
    ("V01", "Stored bytes", "The file or folder was altered or damaged: its bytes are not those of a record."),
    ("V02", "Event chain", "Something was removed, inserted or reordered: the events no longer follow each other."),
    ("V03", "Canonical messages", "A message is not written in the one allowed way, so two readers could differ."),
    ("V04", "Order of events", "Something happened out of turn, such as a ballot after the close."),
    ("V05", "Election parameters", "The election uses parameters outside of the published profile."),
    ("V06", "Single keys", "A key holder did not prove that the key is really held; others' votes could be readable."),
    ("V07", "Certificates", "A certificate of a joint key is false or was made for another key making."),
    ("V08", "Coefficient commitments", "The joint key was not made as its key holders signed it."),
    ("V09", "Verification keys", "A key holder's part of the joint key does not fit the joint key."),
    ("V10", "Commitment before reveal", "A key holder may have chosen a key after seeing the keys of the others."),
    ("V11", "Election key", "Ballots were sealed for a key that is not the key of the key holders."),
    ("V12", "Public credentials", "The list of voter cards is malformed, or a card stands in it twice."),
    ("V13", "Ballot of this election", "A ballot was sealed for another election."),
    ("V14", "Ballot of a listed card", "A ballot was cast with a card that is not on the list: stuffing."),
    ("V15", "Shape of a ballot", "A ballot has more or fewer parts than its questions ask for."),
    ("V16", "Group elements", "A ballot holds numbers that are no sealed votes at all."),
    ("V17", "Individual proofs", "A ballot may hold more or less than one vote for an answer, or was copied."),
    ("V18", "Overall proofs", "A ballot may choose more or fewer answers than allowed."),
    ("V19", "Blank proofs", "A blank ballot may at the same time hold votes."),
    ("V20", "Ballot signatures", "A ballot was not signed by its card, or was changed afterwards."),
    ("V21", "One ballot for each tracking code", "A ballot was put into the box a second time."),
    ("V22", "Encrypted tally", "The sealed total is not the sum of the ballots in the box."),
    ("V23", "Partial decryptions", "A key holder's share is wrong, or was sent twice or by nobody of the election."),
    ("V24", "Result", "The published result is not what the key holders' shares open."),
)

_LOG: tuple[tuple[str, str, str], ...] = (
    ("V30", "Signed head", "The board did not sign this log, or signed other entries."),
    ("V31", "Genesis", "The log does not begin with sound rules for the election."),
    ("V32", "Genesis fits Setup", "The rules and the ballots' setup speak of different elections, keys or cards."),
    ("V33", "Order of entries", "An entry stands where the rules of the election do not allow it."),
    ("V34", "Countersignatures", "A countersignature of the setup is false, doubled, or for another setup."),
    ("V35", "Countersigned opening", "Voting was opened before the registrar and enough key holders had agreed."),
    ("V36", "Seal test signature", "A seal test was entered by somebody without the voter card."),
    ("V37", "Tested ballots are not cast", "A ballot that was opened for a test was cast, or the other way round."),
    ("V38", "Limit of seal tests", "A card was used for more seal tests than allowed."),
    ("V39", "Revoting", "A card voted again although this election forbids it, or more often than anybody may."),
    ("V40", "Card replacement signature", "A card was replaced without the registrar."),
    ("V41", "Card replacement", "A card was replaced that cannot be: already used, not a spare, or another weight."),
    ("V42", "Active cards", "A ballot or a seal test came from a card that was revoked or never given out."),
    ("V43", "Public changes", "The close was moved or the booth changed in a way that the rules do not allow."),
    ("V44", "Fresh key", "The election uses an old joint key alone, so its ballots share a key with another."),
    ("V45", "Key making log", "The joint key is not the one that its key making ended with, or its makers are others."),
    ("V46", "Signed shares", "A share of the decryption was not signed by its key holder for this tally."),
    ("V47", "Binding proofs", "A share of the decryption carries a passing proof and is wrong nevertheless."),
    ("V48", "Decryption by countersigners", "A key holder decrypted a setup that it had never agreed to."),
    ("V49", "Bad shares", "The board accuses a key holder of a bad share that is not bad."),
    ("V50", "Enough ballots", "So few ballots were opened that votes could be guessed, or enough and withheld."),
    ("V51", "Confirmations", "The confirmation for a key holder with a restored key is false."),
    ("V52", "Witnesses", "Too few independent witnesses signed the final head that the key holders decrypted."),
)

RULES: dict[str, Rule] = {
    **{i: Rule(i, title, "archive", failure) for i, title, failure in _ARCHIVE},
    **{i: Rule(i, title, "log", failure) for i, title, failure in _LOG},
}


class Finding(msgspec.Struct, frozen=True):
    """One violation: the rule, the entry's index in the log or event in the archive (None: whole), and what."""

    rule: str
    entry: int | None
    detail: str
