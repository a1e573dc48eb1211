"""The pure rules: passwords, codes, recovery codes, pauses, devices, names."""

import pytest

from bulletin_board.committee.accounts.attempts import FREE_FAILURES, LONGEST_SECONDS, pause_after, subject_of
from bulletin_board.committee.accounts.devices import device_words, known_device, remember_device
from bulletin_board.committee.accounts.passwords import hash_password, is_password, password_problem
from bulletin_board.committee.accounts.people import login_problem, name_problem, normal_login
from bulletin_board.committee.accounts.schools import school_problems
from bulletin_board.committee.accounts.second_factor import (
    code_at,
    matching_step,
    new_recovery_codes,
    new_totp_secret,
    open_secret,
    recovery_hash,
    seal_secret,
    totp_address,
)
from bulletin_board.committee.accounts.signing_in import SignIn, SignInForm
from bulletin_board.committee.accounts.tokens import is_token, new_token, token_hash

KEY = bytes(range(32))
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The seed of RFC 6238, appendix B: 12345678901234567890."""


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("sebelas huru", ""),
        ("sebelashuru", "at least 12"),
        ("", "at least 12"),
        ("x" * 201, "too long"),
        ("kata ketua.osis kata", "login name"),
        ("kata KETUA.OSIS kata", "login name"),
        ("aaaaaaaaaaaaaaaa", "repeats"),
        ("abcabcabcabcabc", "repeats"),
        ("abcdef abcdef", ""),
    ],
)
def test_passwords(password: str, says: str) -> None:
    problem = password_problem(password, "ketua.osis")
    assert (says in problem) if says else problem == ""


def test_a_hash_knows_its_password_in_every_spelling_of_unicode() -> None:
    stored = hash_password("kata é acak sekali")
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert len(stored) <= 200
    assert is_password(stored, "kata e\u0301 acak sekali")
    assert not is_password(stored, "kata e acak sekali")
    assert not is_password(stored, "")
    assert not is_password(stored, "\ud800")
    assert hash_password("kata é acak sekali") != stored


def test_codes_are_those_of_the_rfc() -> None:
    # The last six of the eight digits in the table of appendix B.
    for moment, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
        assert code_at(RFC_SECRET, moment) == code
        assert matching_step(RFC_SECRET, code, moment, 0) == moment // 30


def test_a_code_is_good_half_a_minute_around_its_time_and_once() -> None:
    moment = 1_800_000_000
    step, code = moment // 30, code_at(RFC_SECRET, moment)
    for shift, found in ((-60, None), (-30, step), (0, step), (30, step), (60, None)):
        assert matching_step(RFC_SECRET, code, moment + shift, 0) == found
    assert matching_step(RFC_SECRET, f"{code[:3]} {code[3:]}", moment, step - 1) == step
    assert matching_step(RFC_SECRET, code, moment, step) is None, "used already"
    assert matching_step(RFC_SECRET, code, moment, step + 1) is None, "older than one that was used"
    for wrong in ("", "12345", "1234567", "abcdef", "٠١٢٣٤٥", code + "\n1"):
        assert matching_step(RFC_SECRET, wrong, moment, 0) is None


def test_secrets_are_sealed_under_the_committees_key() -> None:
    secret = new_totp_secret()
    assert len(secret) == 32
    sealed = seal_secret(KEY, secret)
    assert secret.encode() not in sealed
    assert open_secret(KEY, sealed) == secret
    assert open_secret(KEY[::-1], sealed) is None
    assert open_secret(KEY, sealed[:-1] + bytes([sealed[-1] ^ 1])) is None
    assert open_secret(KEY, b"") is None
    assert totp_address(secret, "ketua.osis").startswith("otpauth://totp/Suara%20Sah:ketua.osis?secret=")


def test_recovery_codes_forgive_case_spaces_and_look_alikes() -> None:
    codes = new_recovery_codes()
    assert len(set(codes)) == 10
    assert all(len(code) == 14 for code in codes)
    stored = recovery_hash(1, "K7QX-2M9D-0T41")
    assert recovery_hash(1, " k7qx 2m9d oti1 ".replace("ti1", "t41")) == stored
    assert recovery_hash(1, "K7QX2M9DOT4L") == stored
    assert recovery_hash(2, "K7QX-2M9D-0T41") != stored
    assert recovery_hash(1, "") != stored


def test_pauses_grow_and_have_an_end() -> None:
    pauses = [pause_after(failures) for failures in range(12)]
    assert pauses[:FREE_FAILURES] == [0] * FREE_FAILURES
    assert pauses[FREE_FAILURES:] == [30, 60, 120, 240, 480, 900, 900]
    assert pause_after(10**9) == LONGEST_SECONDS


def test_a_device_is_known_for_its_login_name_alone() -> None:
    cookie = remember_device(KEY, "ketua")
    number = known_device(KEY, "ketua", cookie)
    assert number == cookie[:32]
    assert known_device(KEY, "wakil", cookie) == ""
    assert known_device(KEY[::-1], "ketua", cookie) == ""
    assert known_device(KEY, "ketua", cookie[:-1] + ("0" if cookie[-1] != "0" else "1")) == ""
    assert known_device(KEY, "ketua", "") == ""
    assert subject_of("ketua", number) != subject_of("ketua")


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "Safari, iPhone"),
        ("<script>alert(1)</script>", "?"),
        ("", "?"),
    ],
)
def test_of_a_browser_only_its_kind_is_kept(agent: str, words: str) -> None:
    assert device_words(agent) == words


def test_login_names_and_names() -> None:
    assert normal_login("  Ketua.OSIS ") == "ketua.osis"
    for good in ("abc", "ketua.osis", "guru-2", "a" * 40):
        assert login_problem(good) == ""
    for bad in ("", "ab", "a" * 41, ".abc", "ketua osis", "ketua\n", "keťua", "<b>"):
        assert login_problem(bad) != ""
    assert name_problem("Siti Aminah, S.Pd.") == ""
    for bad in ("", "x" * 101, "a\u202eb", "a\x00b", "a\nb"):
        assert name_problem(bad) != ""


def test_schools() -> None:
    assert school_problems("SMAN Contoh", "WITA", "") == {}
    assert school_problems("SMAN Contoh", "WIB", "20123456") == {}
    assert set(school_problems("", "UTC", "2012345")) == {"name", "zone", "npsn"}
    assert set(school_problems("x" * 201, "WIB", "20123456\n")) == {"name", "npsn"}


def test_tokens_are_stored_as_hashes() -> None:
    token = new_token()
    assert is_token(token)
    assert len(token_hash(token)) == 64
    assert not is_token(token + "=")
    assert not is_token(token + "\n")
    assert not is_token("")


def test_what_was_typed_shows_in_no_text() -> None:
    form = SignInForm("ketua", "sangat rahasia", "123456")
    done = SignIn(token="sangat rahasia", device_cookie="sangat rahasia")
    assert "rahasia" not in f"{form!r} {form} {done!r} {done}"
