"""The official tool judges every tampered archive too: what it refuses we refuse, and we know what only we refuse.

``test_vectors`` shows that we refuse all of them; here the tool is asked as strictly as it can be (``election verify``,
then ``verify-ballot`` for every ballot).
"""

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path

import pytest

from tests.attacks.catalogue import VECTORS
from tests.attacks.vector import Vector
from tests.official.tool import OfficialTool

SPELLING = "reads numbers, points and messages in more than one spelling"
LAZY = "reads lists of cards and questions only as far as the ballots ask for them"
ORDER = "does not mind the order of events, or which of two comes first"
SIZE = "does not compare the number and weight of the counted ballots"
SIGNATURE = "does not take two signatures of one sealed vote for one ballot"
PROFILE = "has no limits of texts"
SPARE_SHARE = "looks only at the shares that it needs"
COMMITMENT = "does not know our commitments, which stand in certificates as unknown members"

ONLY_WE_REFUSE: Mapping[str, str] = {
    "beta with capital digits": SPELLING,
    "beta with a plus sign": SPELLING,
    "challenge with a leading zero": SPELLING,
    "challenge with a plus sign": SPELLING,
    "challenge with an underscore": SPELLING,
    "challenge with hexadecimal digits": SPELLING,
    "finite field: alpha is a leading zero": SPELLING,
    "election with a space": SPELLING,
    "trustees with a space": SPELLING,
    "election with a final line feed": SPELLING,
    "trustees with a final line feed": SPELLING,
    "certificate with a space": SPELLING,
    "result with a count as a string": SPELLING,
    "total weight as a string": SIZE,
    "total weight with a leading zero": SIZE,
    "total weight with a sign": SIZE,
    "total weight of 2^62": SIZE,
    "total weight of 2^63 as a string": SIZE,
    "total weight of forty digits": SIZE,
    "tally of more ballots than there are": SIZE,
    "tally of more weight than there is": SIZE,
    "two setups": ORDER,
    "two results": ORDER,
    "closed twice": ORDER,
    "tally without the close": ORDER,
    "tally twice": ORDER,
    "share twice": ORDER,
    "ballot signed again with another nonce": SIGNATURE,
    "endless text": PROFILE,
    "fewer answers at most than at least": LAZY,
    "no question": LAZY,
    "question without answers": LAZY,
    "list of cards with a card twice": LAZY,
    "list of cards with a card twice with another weight": LAZY,
    "list of cards with a weight of -1": LAZY,
    "list of cards with a weight of 2^63": LAZY,
    "list of cards with a weight in words of science": LAZY,
    "list of cards with a weight with a leading zero": LAZY,
    "list of cards with a weight with a plus sign": LAZY,
    "list of cards with a fraction of a weight": LAZY,
    "list of cards with an empty weight": LAZY,
    "list of cards with a card without its weight": LAZY,
    "list of cards with a voter's name": LAZY,
    "list of cards with a space": LAZY,
    "list of cards with the identity": LAZY,
    "list of cards with a point off the curve": LAZY,
    "list of cards with a point of another subgroup": LAZY,
    "list of cards with a number outside of quotes": LAZY,
    "list of cards with its end missing": LAZY,
    "spare listed as a second card": LAZY,
    "coefficients other than committed": COMMITMENT,
    "share with a false proof": SPARE_SHARE,
    "share with a wrong factor": SPARE_SHARE,
    "factors of two candidates swapped": SPARE_SHARE,
    "share of another owner": SPARE_SHARE,
    "share with a factor more": SPARE_SHARE,
    "share with a proof less": SPARE_SHARE,
    "share with a space": SPARE_SHARE,
    "share with a final line feed": SPARE_SHARE,
    "share with an unknown member": SPARE_SHARE,
    "factor is y not below p": SPARE_SHARE,
    "factor is negative zero": SPARE_SHARE,
    "factor is the identity": SPARE_SHARE,
    "factor plus a small point": SPARE_SHARE,
}
"""The archives that the official tool accepts: what it does not look at, by the vector's name."""

ARCHIVES = [vector for vector in VECTORS if "archive" in vector.views]
FAMILIES = {module: list(group) for module, group in groupby(ARCHIVES, lambda vector: vector.family)}


@pytest.mark.parametrize("family", FAMILIES)
def test_the_official_tool_refuses_what_we_refuse_but_for_a_known_list(
    family: str, official_tool_33: OfficialTool, tmp_path: Path
) -> None:
    def accepted(item: tuple[int, Vector]) -> bool:
        number, vector = item
        return official_tool_33.check(vector.record().write_archive(tmp_path / f"{number}.bel")).accepted

    vectors = FAMILIES[family]
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        verdicts = list(threads.map(accepted, enumerate(vectors)))
    found = {vector.name for vector, verdict in zip(vectors, verdicts, strict=True) if verdict}
    assert found == {vector.name for vector in vectors if vector.name in ONLY_WE_REFUSE}


def test_the_list_names_archives_only() -> None:
    assert set(ONLY_WE_REFUSE) <= {vector.name for vector in ARCHIVES}
