"""One fingerprint for the totals of a sitting: the same for the same elections and totals, and for nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from trustee.comparing import sitting_fingerprint

UUIDS = st.text("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", min_size=14, max_size=22)
TALLIES = st.binary(min_size=32, max_size=32).map(bytes.hex)
SITTINGS = st.dictionaries(UUIDS, TALLIES, max_size=5)


def test_the_fingerprint_is_that_of_the_sorted_lines() -> None:
    """As anybody can compute it: printf 'suarasah sitting v1\\n...' | sha256sum."""
    totals = [("PemiraSiswaUji124", "22" * 32), ("PemiraSiswaUji123", "11" * 32)]
    assert sitting_fingerprint(totals) == "14dc6d402da7a88a1b7d32d763fe43c1920c6f655ac96200ff3422fc8df1efed"


@given(SITTINGS)
def test_the_order_does_not_matter(sitting: dict[str, str]) -> None:
    totals = list(sitting.items())
    assert sitting_fingerprint(reversed(totals)) == sitting_fingerprint(totals)


@given(SITTINGS, SITTINGS)
def test_other_elections_or_totals_have_another_fingerprint(one: dict[str, str], other: dict[str, str]) -> None:
    assert (sitting_fingerprint(one.items()) == sitting_fingerprint(other.items())) == (one == other)
