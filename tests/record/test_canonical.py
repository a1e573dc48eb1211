"""One byte string for each value: every second spelling is refused, each for a reason of its own."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, UnsetType

from record.canonical import SmallInteger, decode, encode, weight_from_json, weight_to_json
from record.errors import FormatError


class Inner(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    texts: tuple[str, ...]


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    name: str
    note: str | UnsetType = UNSET
    number: SmallInteger
    inner: Inner


def message(**changes: object) -> Message:
    values: dict[str, object] = {"name": "a", "number": 7, "inner": Inner(("x", "y"))}
    return Message(**(values | changes))  # type: ignore[arg-type]


GOOD = b'{"name":"a","note":"n","number":7,"inner":{"texts":["x"]}}'


def test_the_plain_form() -> None:
    assert encode(message(note="n", inner=Inner(("x",)))) == GOOD
    assert decode(GOOD, Message) == message(note="n", inner=Inner(("x",)))


@pytest.mark.parametrize(
    ("data", "trap"),
    [
        (b'{"name":"z","name":"a","note":"n","number":7,"inner":{"texts":["x"]}}', "duplicate key"),
        (b'{"note":"n","name":"a","number":7,"inner":{"texts":["x"]}}', "order"),
        (b'{"name": "a","note":"n","number":7,"inner":{"texts":["x"]}}', "white space"),
        (GOOD + b"\n", "final newline"),
        (b'{"name":"\\u0061","note":"n","number":7,"inner":{"texts":["x"]}}', "needless escape"),
        (b'{"name":"\\/","note":"n","number":7,"inner":{"texts":["x"]}}', "escaped slash"),
        (b'{"name":"\\u000a","note":"n","number":7,"inner":{"texts":["x"]}}', "long escape for a short one"),
        (b'{"name":"\\u001F","note":"n","number":7,"inner":{"texts":["x"]}}', "upper-case escape"),
        (b'{"name":"\x7f","note":"n","number":7,"inner":{"texts":["x"]}}', "raw U+007F"),
        (b'{"name":"a","note":"n","number":-0,"inner":{"texts":["x"]}}', "minus zero"),
        (b'{"name":"a","note":null,"number":7,"inner":{"texts":["x"]}}', "null for absent"),
        (b'{"name":"a","note":"n","number":7,"inner":{"texts":["x"]},"extra":1}', "unknown key"),
        (b'{"name":"a","note":"n","number":7,"inner":{"texts":["x"],"extra":1}}', "unknown inner key"),
        (b'{"name":"a","note":"n","number":7.0,"inner":{"texts":["x"]}}', "float"),
        (b'{"name":"a","note":"n","number":7e0,"inner":{"texts":["x"]}}', "exponent"),
        (b'{"name":"a","note":"n","number":"7","inner":{"texts":["x"]}}', "text for a number"),
        (b'{"name":"a","note":"n","number":true,"inner":{"texts":["x"]}}', "truth for a number"),
        (b'{"name":"a","note":"n","number":07,"inner":{"texts":["x"]}}', "leading zero"),
        (b'{"name":"a","note":"n","number":-1,"inner":{"texts":["x"]}}', "negative"),
        (b'{"name":"a","note":"n","number":1073741824,"inner":{"texts":["x"]}}', "great number"),
        (b'{"name":"a","note":"n","number":' + b"9" * 5000 + b',"inner":{"texts":["x"]}}', "endless number"),
        (b'{"name":"\xff","note":"n","number":7,"inner":{"texts":["x"]}}', "invalid UTF-8"),
        (b'{"name":"\xc0\xaf","note":"n","number":7,"inner":{"texts":["x"]}}', "overlong UTF-8"),
        (b'{"name":"\xed\xa0\x80","note":"n","number":7,"inner":{"texts":["x"]}}', "raw surrogate"),
        (b'{"name":"\\ud800","note":"n","number":7,"inner":{"texts":["x"]}}', "escaped surrogate"),
        (b'{"name":"a","note":"n","number":7}', "missing key"),
        (b"\xef\xbb\xbf" + GOOD, "byte order mark"),
        (GOOD.replace(b'["x"]', b'["x",]'), "trailing comma"),
        (GOOD[:-1], "cut"),
        (b"", "empty"),
    ],
)
def test_every_second_spelling_is_refused(data: bytes, trap: str) -> None:
    with pytest.raises(FormatError):
        decode(data, Message)


def test_the_official_tool_escapes_delete() -> None:
    assert encode("a\x7fb") == b'"a\\u007fb"'
    assert decode(b'"a\\u007fb"', str) == "a\x7fb"


def test_deep_nesting_is_refused_in_our_own_words() -> None:
    data = b"[" * 100_000 + b"]" * 100_000
    with pytest.raises(FormatError, match="nested too deeply"):
        decode(data, list)


def test_length_is_bounded_before_parsing() -> None:
    assert decode(b'"aa"', str, limit=4) == "aa"
    with pytest.raises(FormatError, match="at most 4"):
        decode(b'"aaa"', str, limit=4)


def test_text_that_is_no_unicode_cannot_be_written() -> None:
    with pytest.raises(FormatError):
        encode(message(name="\ud800"))


@given(
    st.builds(
        message,
        name=st.text(),
        note=st.text() | st.just(UNSET),
        number=st.integers(0, 2**30 - 1),
        inner=st.builds(Inner, st.lists(st.text()).map(tuple)),
    )
)
def test_what_is_written_is_read(value: Message) -> None:
    data = encode(value)
    assert decode(data, Message) == value
    assert encode(decode(data, Message)) == data


@given(st.binary(max_size=200))
def test_garbage_is_refused_with_our_error_alone(data: bytes) -> None:
    with pytest.raises(FormatError):
        decode(data, Message)


@given(st.data())
def test_an_accepted_mutation_is_another_value(data: st.DataObject) -> None:
    raw = bytearray(GOOD)
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] = data.draw(st.integers(0, 255))
    try:
        value = decode(bytes(raw), Message)
    except FormatError:
        return
    assert encode(value) == raw


@pytest.mark.parametrize(("weight", "form"), [(0, 0), (1_073_741_823, 1_073_741_823), (1_073_741_824, "1073741824")])
def test_weights_have_one_form(weight: int, form: int | str) -> None:
    assert weight_to_json(weight) == form
    assert weight_from_json(form) == weight


@pytest.mark.parametrize("form", [-1, 1_073_741_824, "5", "1073741823", "01073741824", "+1073741824", "", "-1", "١"])
def test_other_forms_of_weights_are_refused(form: int | str) -> None:
    with pytest.raises(FormatError):
        weight_from_json(form)


def test_endless_weights_are_refused() -> None:
    with pytest.raises(FormatError):
        weight_from_json("9" * 5000)
