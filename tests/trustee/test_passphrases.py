"""What people would choose is judged as an attacker who knows schools would, and what the machine draws is strong."""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustee.errors import WeakPassphraseError
from trustee.passphrases import (
    COMMON,
    DATES,
    FEW_WORDS,
    REPEATED,
    SHORT,
    check_passphrase,
    judge_passphrase,
    passphrase_words,
    suggest_passphrase,
    suggested_bits,
)


@pytest.mark.parametrize(
    ("passphrase", "reason"),
    [
        ("", SHORT),
        ("a", SHORT),
        ("xK9#pQ2v", SHORT),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", FEW_WORDS),
        ("rahasia123", COMMON),
        ("Sekolah Indonesia Merdeka", COMMON),
        ("bhinneka tunggal ika", COMMON),
        ("Pemilihan OSIS SMAN 1", COMMON),
        ("sman1bandung2024", DATES),
        ("pemilihan osis 2026", DATES),
        ("indonesiamerdeka17081945", DATES),
        ("123456789012", DATES),
        ("111111111111", DATES),
        ("9876543210987", DATES),
        ("kuda kuda kuda kuda", REPEATED),
        ("qwertyuiop asdfghjkl", COMMON),
        ("081234567890", DATES),
    ],
)
def test_what_many_would_choose_is_weak_and_the_reason_is_told(passphrase: str, reason: str) -> None:
    strength = judge_passphrase(passphrase)
    assert strength.level == "weak", strength
    assert reason in strength.reasons
    with pytest.raises(WeakPassphraseError) as refusal:
        check_passphrase(passphrase)
    assert refusal.value.reasons == strength.reasons
    assert len(passphrase) < 2 or passphrase not in str(refusal.value)


@pytest.mark.parametrize(
    "passphrase", ["kuda laut biru", "gerobak senja melati", "kambing rebus loncat pagar", "tR7#kq!29zLw@x"]
)
def test_three_words_or_a_random_dozen_are_fair(passphrase: str) -> None:
    assert judge_passphrase(passphrase).level == "fair"
    check_passphrase(passphrase)


@pytest.mark.parametrize(
    "passphrase", ["kambing rebus loncat pagar tetangga", "kabut nyiur peluit enam gerimis lentera"]
)
def test_five_words_and_more_are_strong_and_nothing_is_left_to_say(passphrase: str) -> None:
    strength = judge_passphrase(passphrase)
    assert strength.level == "strong"
    assert strength.reasons == ()


def test_four_words_are_told_nothing_of_words() -> None:
    assert judge_passphrase("kambing rebus loncat pagar").reasons == ()
    assert judge_passphrase("kuda laut biru").reasons == (FEW_WORDS,)


def test_every_suggestion_is_strong() -> None:
    drawn = [suggest_passphrase() for _ in range(300)]
    assert len(set(drawn)) == len(drawn)
    for passphrase in drawn:
        assert len(passphrase.split()) == 6
        check_passphrase(passphrase)
        assert judge_passphrase(passphrase).level == "strong"
    assert suggested_bits() > 58


def test_the_words_are_plain_and_different() -> None:
    words = passphrase_words()
    assert len(words) == len(set(words)) > 900
    assert all(COMMON not in judge_passphrase(word).reasons for word in words)
    assert all(3 <= len(word) <= 9 and word.isascii() and word.isalpha() and word.islower() for word in words)


def test_words_are_drawn_from_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "choice", lambda words: words[-1])
    assert suggest_passphrase(2) == f"{passphrase_words()[-1]} {passphrase_words()[-1]}"


@given(st.text(max_size=3000) | st.text(alphabet="1²³①٣a_ é", max_size=20))
def test_no_text_breaks_the_judge(passphrase: str) -> None:
    strength = judge_passphrase(passphrase)
    assert strength.bits >= 0
    assert (strength.level == "weak") == (strength.bits < 30)


@given(st.text(alphabet="abcdefg 123", max_size=60), st.sampled_from(["x", " melati", "7", "!"]))
def test_more_characters_never_make_it_weaker_by_much(passphrase: str, more: str) -> None:
    assert judge_passphrase(passphrase + more).bits >= judge_passphrase(passphrase).bits - 14
