"""The result: what the key holders' shares open of the encrypted tally. Specification 4.23.

Invariant: a result is accepted only if it is exactly what the shares open, one number for each slot, each in
[0, total weight]. Every Single holder's share is used, and of each joint key the shares of the first t holders
in the order of their numbers, as the official tool does; with sound shares any t give the same.
"""

from collections.abc import Mapping, Sequence

import msgspec

from crypto.decryption import plaintext_element_public
from crypto.discrete_log import DiscreteLogTable
from crypto.errors import CryptoError
from crypto.group import Element, Group
from crypto.threshold import combine_factors_public
from record.canonical import decode, encode, weight_from_json, weight_to_json
from record.errors import RecordError
from record.tally import DecodedShare, EncryptedTally
from record.trustees import Single, TrusteeKind, item_owners, threshold_of

Counts = tuple[tuple[int, ...], ...]


class MissingShareError(RecordError):
    """Too few key holders have decrypted, so there is no result yet."""

    code = "record-missing-share"


class ElectionResult(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The result on the wire; counts are written like weights."""

    result: tuple[tuple[int | str, ...], ...]


def parse_result(data: bytes) -> Counts:
    """The counts, for each question and slot, of the canonical bytes; ``FormatError`` for everything else."""
    wire = decode(data, ElectionResult)
    return tuple(tuple(weight_from_json(count) for count in question) for question in wire.result)


def encode_result(counts: Counts) -> bytes:
    """The canonical bytes of a result."""
    return encode(ElectionResult(tuple(tuple(weight_to_json(count) for count in question) for question in counts)))


def owners_to_combine(trustees: Sequence[TrusteeKind], available: Mapping[int, object]) -> list[tuple[int, ...]]:
    """For each item the owners whose shares open the tally; :class:`MissingShareError` if too few are available."""
    chosen = []
    for number, (item, owners) in enumerate(zip(trustees, item_owners(trustees), strict=True), start=1):
        threshold = threshold_of(item)
        present = [owner for owner in owners if owner in available]
        if len(present) < threshold:
            raise MissingShareError(
                f"Item {number} of the key holders has {len(present)} shares and needs {threshold}: "
                "ask the missing key holders to decrypt."
            )
        chosen.append(tuple(present[:threshold]))
    return chosen


def opened_elements(
    group: Group, trustees: Sequence[TrusteeKind], tally: EncryptedTally, shares: Mapping[int, DecodedShare]
) -> tuple[tuple[Element, ...], ...]:
    """The generator to the power of each count. ``shares`` are verified ones of the tally's shape, by owner.

    Raises :class:`MissingShareError` if too few are there.
    """
    chosen = owners_to_combine(trustees, shares)
    first_owners = [owners.start for owners in item_owners(trustees)]
    return tuple(
        tuple(
            plaintext_element_public(
                group,
                ciphertext.beta,
                group.product_public(
                    _sub_factor(
                        group, item, first, [(owner, shares[owner].factors[question][slot]) for owner in owners]
                    )
                    for item, first, owners in zip(trustees, first_owners, chosen, strict=True)
                ),
            )
            for slot, ciphertext in enumerate(ciphertexts)
        )
        for question, ciphertexts in enumerate(tally.ciphertexts)
    )


def _sub_factor(group: Group, item: TrusteeKind, first_owner: int, factors: list[tuple[int, Element]]) -> Element:
    if isinstance(item, Single):
        return factors[0][1]
    return combine_factors_public(
        group, item.parameters.threshold, [(owner - first_owner + 1, factor) for owner, factor in factors]
    )


def compute_counts(
    group: Group,
    trustees: Sequence[TrusteeKind],
    tally: EncryptedTally,
    shares: Mapping[int, DecodedShare],
    total_weight: int,
) -> Counts:
    """The counts that verified shares open.

    Raises :class:`MissingShareError`, or ``crypto.discrete_log.DiscreteLogError`` if a count is not in
    [0, total_weight] or the total weight is too great.
    """
    table = DiscreteLogTable(group, total_weight)
    return tuple(
        tuple(table.find_public(element) for element in question)
        for question in opened_elements(group, trustees, tally, shares)
    )


def result_problem(
    group: Group,
    trustees: Sequence[TrusteeKind],
    tally: EncryptedTally,
    shares: Mapping[int, DecodedShare],
    total_weight: int,
    counts: Counts,
) -> str | None:
    """V24: the published counts are what the verified shares open; otherwise a sentence that says why."""
    try:
        opened = opened_elements(group, trustees, tally, shares)
    except (MissingShareError, CryptoError) as error:
        # A joint key that breaks V07 may ask for no shares at all, which combine to nothing.
        return f"A result stands there although it cannot be opened: {error}"
    if [len(question) for question in counts] != [len(question) for question in opened]:
        return "The result does not have one number for each answer of each question."
    for question, (numbers, elements) in enumerate(zip(counts, opened, strict=True), start=1):
        for slot, (count, element) in enumerate(zip(numbers, elements, strict=True), start=1):
            if not 0 <= count <= total_weight:
                return f"Number {slot} of question {question} is greater than all votes together."
            if group.power_public(group.generator, count) != element:
                return f"Number {slot} of question {question} is not what the shares open."
    return None
