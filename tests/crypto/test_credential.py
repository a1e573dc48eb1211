"""Credential codes: what is forgiven, what is noticed, and what is never said."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.credential import (
    ALPHABET,
    credential_secret,
    format_code,
    generate_code,
    normalise_code,
    public_credential,
)
from crypto.errors import (
    CredentialCharacterError,
    CredentialCheckError,
    CredentialError,
    CredentialLengthError,
)
from crypto.groups import group_by_name

ED25519 = group_by_name("Ed25519")
PINNED_CODE = "K7R0-WQ1M-40ZX-9T2H-B5CD"
PINNED_SECRET = 6546726833252780844145149441442763253371502301959084845676458464492589871234


def test_the_alphabet_is_crockfords() -> None:
    assert len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)


def test_generated_codes_are_right_and_differ() -> None:
    codes = [generate_code() for _ in range(300)]
    assert len(set(codes)) == 300
    for code in codes:
        assert normalise_code(code) == code
    # Every character appears in every place: nothing is fixed by mistake.
    assert all(len({code[i] for code in codes}) > 20 for i in range(20))


def test_every_single_wrong_character_is_noticed() -> None:
    code = generate_code()
    for i in range(20):
        for character in ALPHABET:
            if character != code[i]:
                with pytest.raises(CredentialCheckError):
                    normalise_code(code[:i] + character + code[i + 1 :])


def test_every_swap_of_two_differing_characters_is_noticed() -> None:
    for _ in range(20):
        code = generate_code()
        for i, j in combinations(range(20), 2):
            if code[i] == code[j]:
                continue
            swapped = list(code)
            swapped[i], swapped[j] = swapped[j], swapped[i]
            with pytest.raises(CredentialCheckError):
                normalise_code("".join(swapped))


def test_exactly_one_check_character_fits() -> None:
    body = generate_code()[:-1]
    fitting = 0
    for character in ALPHABET:
        try:
            normalise_code(body + character)
        except CredentialCheckError:
            continue
        fitting += 1
    assert fitting == 1


def test_format_is_five_groups_of_four() -> None:
    code = generate_code()
    shown = format_code(code)
    assert [len(group) for group in shown.split("-")] == [4] * 5
    assert normalise_code(shown) == code


def test_what_people_type_is_forgiven() -> None:
    code = normalise_code(PINNED_CODE)
    assert {"0", "1"} <= set(code)
    for typed in (
        PINNED_CODE.lower(),
        PINNED_CODE.replace("-", " "),
        PINNED_CODE.replace("-", ""),
        f"  {PINNED_CODE}\n",
        PINNED_CODE.replace("-", "\u2013"),
        PINNED_CODE.replace("-", "\u00a0"),
        PINNED_CODE.replace("0", "O").replace("1", "I"),
        PINNED_CODE.replace("0", "o").replace("1", "l"),
        PINNED_CODE.replace("1", "L"),
        PINNED_CODE.replace("1", "i"),
    ):
        assert normalise_code(typed) == code


@pytest.mark.parametrize("wrong", ["U", "u", "!", "\u0131", "\u017f", "\uff10", "\u0660", "\u0391", "*"])
def test_impossible_characters_are_named_by_position(wrong: str) -> None:
    """Also letters that Unicode folds to ASCII ones: dotless i, long s, fullwidth and Arabic zero, Greek alpha."""
    with pytest.raises(CredentialCharacterError) as caught:
        normalise_code("0123-4" + wrong + "67")
    assert caught.value.position == 6
    assert caught.value.code == "credential-character"


@pytest.mark.parametrize("length", [0, 1, 19, 21, 40])
def test_lengths_are_told(length: int) -> None:
    with pytest.raises(CredentialLengthError) as caught:
        normalise_code("0" * length)
    assert caught.value.length == length
    assert caught.value.code == "credential-length"


@given(st.text(max_size=60))
def test_garbage_raises_nothing_but_credential_errors(text: str) -> None:
    try:
        code = normalise_code(text)
    except CredentialError:
        return
    assert len(code) == 20


def test_no_error_repeats_the_code() -> None:
    code = generate_code()
    wrong = ("Z" if code[0] != "Z" else "Y") + code[1:]
    for typed in (wrong, code[:-1], code[:-1] + "U"):
        with pytest.raises(CredentialError) as caught:
            normalise_code(typed)
        said = f"{caught.value} {caught.value!r} {caught.value.args}"
        assert not any(typed[i : i + 4] in said for i in range(len(typed) - 3))


def test_a_pinned_secret() -> None:
    """If this changes, every printed card is waste paper."""
    secret = credential_secret(ED25519, "UUID", PINNED_CODE)
    assert ED25519.scalar_public(secret) == PINNED_SECRET
    assert public_credential(ED25519, secret) == ED25519.power_public(ED25519.generator, PINNED_SECRET)
    assert credential_secret(ED25519, "UUID", PINNED_CODE.lower()).reveal() == secret.reveal()


def test_secrets_depend_on_election_code_and_group() -> None:
    other = generate_code()
    secrets = {
        ED25519.scalar_public(credential_secret(ED25519, "UUID", PINNED_CODE)),
        ED25519.scalar_public(credential_secret(ED25519, "UUIE", PINNED_CODE)),
        ED25519.scalar_public(credential_secret(ED25519, "UUID", other)),
        int.from_bytes(credential_secret(group_by_name("BELENIOS-2048"), "UUID", PINNED_CODE).reveal(), "big"),
    }
    assert len(secrets) == 4
