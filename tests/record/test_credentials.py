"""The list of credentials: one form, no one twice, nobody's name."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crypto.groups import group_by_name
from record.credentials import (
    TOTAL_WEIGHT_LIMIT,
    CredentialsError,
    PublicCredentials,
    credential_entries,
    parse_public_credentials,
    write_public_credentials,
)

GROUP = group_by_name("Ed25519")
CARDS = [GROUP.power_public(GROUP.generator, exponent).text for exponent in range(1, 6)]


def listed(*entries: str) -> bytes:
    return b"[" + b",".join(b'"%s"' % entry.encode() for entry in entries) + b"]"


def test_without_weights_everybody_has_one() -> None:
    credentials = parse_public_credentials(listed(*CARDS), GROUP)
    assert len(credentials) == 5
    assert not credentials.weighted
    assert credentials.total_weight == 5
    assert [credentials.position(card) for card in CARDS] == [0, 1, 2, 3, 4]
    assert credentials.weight(CARDS[3]) == 1
    assert credentials.weight(GROUP.identity.text) is None
    assert CARDS[0] in credentials
    assert GROUP.identity.text not in credentials


def test_weights_are_kept_with_their_credential() -> None:
    credentials = parse_public_credentials(listed(f"{CARDS[2]},7", f"{CARDS[0]},0", f"{CARDS[1]},1"), GROUP)
    assert credentials.weighted
    assert credentials.total_weight == 8
    assert [credentials.weight(card) for card in CARDS[:4]] == [0, 1, 7, None]


def test_the_empty_list() -> None:
    assert len(parse_public_credentials(b"[]", GROUP)) == 0


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (listed(CARDS[0], CARDS[1], CARDS[0]), "Credentials 1 and 3 are the same"),
        (listed(f"{CARDS[0]},1", f"{CARDS[0]},2"), "Credentials 1 and 2 are the same"),
        (listed(CARDS[0], f"{CARDS[1]},1"), "write their weight"),
        (listed(f"{CARDS[0]},1", CARDS[1]), "write their weight"),
        (listed(CARDS[0], GROUP.identity.text), "Credential 2 is not an element"),
        (listed("ff" * 32), "Credential 1 is not an element"),
        (listed(CARDS[0][:-1]), "Credential 1 is not an element"),
        (listed(f"{CARDS[0]},1,siswa001"), "third field"),
        (listed(f"{CARDS[0]},,siswa001"), "third field"),
        (listed(f"{CARDS[0]},01"), "decimal weight"),
        (listed(f"{CARDS[0]},-1"), "decimal weight"),
        (listed(f"{CARDS[0]},+1"), "decimal weight"),
        (listed(f"{CARDS[0]},1e3"), "decimal weight"),
        (listed(f"{CARDS[0]},"), "decimal weight"),
        (listed(f"{CARDS[0]}, 1"), "decimal weight"),
        (listed(f"{CARDS[0]},{2**63}"), "decimal weight"),
        (listed(CARDS[1].upper()), "decimal weight"),
        (listed(CARDS[0] + "\n"), "decimal weight"),
        (listed(CARDS[0] + "\\n"), "decimal weight"),
        (listed(""), "canonical JSON"),
        (listed(CARDS[0], ""), "decimal weight"),
        (listed(f"{CARDS[0]},{TOTAL_WEIGHT_LIMIT}", f"{CARDS[1]},1"), "add up"),
        (listed(CARDS[0]) + b"\n", "canonical JSON"),
        (listed(CARDS[0])[:-1], "canonical JSON"),
        (listed(CARDS[0], CARDS[1]).replace(b",", b", "), "decimal weight"),
        (b'["' + CARDS[0].encode() + b'",]', "canonical JSON"),
        (b"{}", "canonical JSON"),
        (b'""', "canonical JSON"),
        (b"", "canonical JSON"),
    ],
)
def test_what_breaks_the_rule_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(CredentialsError, match=words):
        parse_public_credentials(data, GROUP)


def test_the_greatest_total_weight_is_allowed() -> None:
    data = listed(f"{CARDS[0]},{TOTAL_WEIGHT_LIMIT - 1}", f"{CARDS[1]},1")
    assert parse_public_credentials(data, GROUP).total_weight == TOTAL_WEIGHT_LIMIT


def test_writing_hides_the_order_of_the_roll() -> None:
    forwards = write_public_credentials([(card, 1) for card in CARDS], weighted=False)
    assert forwards == write_public_credentials([(card, 1) for card in reversed(CARDS)], weighted=False)
    assert [text for text, _ in credential_entries(forwards)] == sorted(CARDS)


def test_writing_refuses_what_could_not_be_read() -> None:
    with pytest.raises(CredentialsError, match="list without weights"):
        write_public_credentials([(CARDS[0], 2)], weighted=False)
    with pytest.raises(CredentialsError, match="the same"):
        write_public_credentials([(CARDS[0], 1), (CARDS[0], 1)], weighted=False)


@given(
    st.dictionaries(st.from_regex(r"\A[0-9a-f]{64}\Z"), st.integers(0, 1000), max_size=30),
    st.booleans(),
)
def test_what_is_written_is_read(weights: dict[str, int], weighted: bool) -> None:
    entries = [(text, weight if weighted else 1) for text, weight in weights.items()]
    credentials = PublicCredentials(credential_entries(write_public_credentials(entries, weighted=weighted)))
    assert len(credentials) == len(entries)
    assert {text: credentials.weight(text) for text in weights} == dict(entries)
    assert credentials.total_weight == sum(weight for _, weight in entries)


@given(st.binary(max_size=80) | st.text(max_size=80).map(lambda text: f'["{text}"]'.encode()))
def test_garbage_is_refused_with_our_error_alone(data: bytes) -> None:
    assume(data != b"[]")
    with pytest.raises(CredentialsError):
        parse_public_credentials(data, GROUP)


def test_memory_stays_small() -> None:
    credentials = PublicCredentials((f"{number:064x}", None) for number in range(1000))
    held = sum(part.__sizeof__() for part in (credentials._prefixes, credentials._digests, credentials._order))
    assert held < 45 * 1000
