"""Signed notes and their keys: published examples, canonical bytes only, and who may be believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from record.errors import RecordError
from record.note import (
    MAX_NOTE_BYTES,
    MAX_SIGNATURES,
    Note,
    NoteFormatError,
    NoteSignature,
    NoteSignatureError,
    NoteUnsignedError,
    parse_note,
    parse_signature_lines,
    verify_note,
)
from record.note_key import (
    KeyFormatError,
    KeyType,
    VerifierKey,
    board_key,
    check_key_name,
    parse_vkey,
    witness_key,
)
from tests.support.logs import BOARD, STRANGER, synthetic_key

# The example of c2sp.org/signed-note.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = """This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
""".encode()
# The example of Go's golang.org/x/mod/sumdb/note.
NEUMANN_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NEUMANN = """If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
""".encode()
TEXT = "satu\n\ndua\n"
KEY = board_key("board", BOARD.public_hex)
OTHER = board_key("other", STRANGER.public_hex)

names = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="+"), min_size=1, max_size=20)
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), max_size=60).map(
    lambda text: text + "\n"
)
signatures = st.builds(NoteSignature, names, st.binary(min_size=4, max_size=4), st.binary(min_size=1, max_size=80))
notes = st.builds(Note, texts, st.lists(signatures, min_size=1, max_size=4).map(tuple))


def signed(key: VerifierKey, text: str = TEXT) -> NoteSignature:
    signer = {KEY: BOARD, OTHER: STRANGER}[key]
    return NoteSignature(key.name, key.key_id, signer.sign(text.encode()))


@pytest.mark.parametrize(("vkey", "data"), [(EXAMPLE_KEY, EXAMPLE), (NEUMANN_KEY, NEUMANN)])
def test_published_notes(vkey: str, data: bytes) -> None:
    key = parse_vkey(vkey)
    assert key.vkey() == vkey
    note = parse_note(data)
    assert note.serialise() == data
    assert [k for k, _ in verify_note(note, [key])] == [key]
    with pytest.raises(NoteFormatError):
        parse_note(data[:-1])
    with pytest.raises(NoteSignatureError):
        verify_note(parse_note(b"A" + data[1:]), [key])


@given(notes)
def test_one_note_has_one_byte_string(note: Note) -> None:
    assert parse_note(note.serialise()) == note


@given(notes, st.data())
def test_changed_bytes_are_refused_or_another_note(note: Note, data: st.DataObject) -> None:
    original = note.serialise()
    at = data.draw(st.integers(0, len(original) - 1))
    changed = original[:at] + data.draw(st.binary(max_size=2)) + original[at + 1 :]
    try:
        parsed = parse_note(changed)
    except NoteFormatError:
        return
    assert parsed.serialise() == changed
    assert (parsed == note) == (changed == original)


def test_the_last_empty_line_splits() -> None:
    note = parse_note(Note("a\n\nb\n\n\n", (signed(KEY),)).serialise())
    assert note.text == "a\n\nb\n\n\n"


LINE = signed(KEY, TEXT).line()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"\n\n",
        b"text\n",
        LINE.encode(),
        b"text\n\n",
        f"text\n{LINE}".encode(),
        f"text\n\n{LINE}\n".encode(),
        f"text\n\n{LINE[:-1]}".encode(),
        f"text\r\n\n{LINE}".encode(),
        f"te\x00xt\n\n{LINE}".encode(),
        f"te\txt\n\n{LINE}".encode(),
        b"te\xffxt\n\n" + LINE.encode(),
        f"text\n\n{LINE.replace('— ', '- ')}".encode(),
        f"text\n\n{LINE.replace('— ', '—  ')}".encode(),
        f"text\n\n {LINE}".encode(),
        f"text\n\n{LINE.replace('board', '')}".encode(),
        f"text\n\n{LINE.replace('board', 'bo+ard')}".encode(),
        f"text\n\n{LINE.replace('board', 'bo ard')}".encode(),
        ("text\n\n" + LINE.replace("board", "bo\u2003ard")).encode(),
        "text\n\n— board AAAAAA==\n".encode(),
        "text\n\n— board \n".encode(),
        f"text\n\n{LINE[:-1]} \n".encode(),
        f"text\n\n{LINE[:-2]}\n".encode(),
        f"text\n\n{LINE[:-1]}=\n".encode(),
        f"text\n\n{LINE}{LINE}\nx".encode(),
        f"text\n\n{LINE * (MAX_SIGNATURES + 1)}".encode(),
        f"{'x' * MAX_NOTE_BYTES}\n\n{LINE}".encode(),
    ],
)
def test_not_a_note(data: bytes) -> None:
    with pytest.raises(NoteFormatError):
        parse_note(data)


def test_only_a_possible_note_is_made() -> None:
    for text in ("", "no line feed", "\ud800\n", "\udfff\n", "\r\n"):
        with pytest.raises(NoteFormatError):
            Note(text, (signed(KEY),))
    for count in (0, MAX_SIGNATURES + 1):
        with pytest.raises(NoteFormatError):
            Note(TEXT, (signed(KEY),) * count)
    largest = Note(TEXT, (signed(KEY),) * MAX_SIGNATURES)
    assert parse_note(largest.serialise()) == largest
    with pytest.raises(NoteFormatError):
        parse_signature_lines(LINE * (MAX_SIGNATURES + 1))
    for key_id, signature in ((b"abc", b"x"), (b"abcde", b"x"), (b"abcd", b"")):
        with pytest.raises(NoteFormatError):
            NoteSignature("board", key_id, signature)


def test_the_longest_key_name() -> None:
    assert check_key_name("x" * 1024) == "x" * 1024


def test_base64_is_canonical() -> None:
    # 68 bytes end in "XY=": the last two bits of Y are padding and must be zero.
    line = signed(KEY).line()
    assert line.endswith("=\n")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    last = alphabet[alphabet.index(line[-3]) + 1]
    with pytest.raises(NoteFormatError):
        parse_signature_lines(f"{line[:-3]}{last}=\n")
    with pytest.raises(NoteFormatError):
        parse_signature_lines(line.replace("board ", "board _"))


def test_unknown_keys_are_ignored() -> None:
    junk = NoteSignature("nobody", b"abcd", b"junk")
    note = Note(TEXT, (junk, signed(OTHER), signed(KEY)))
    assert [key for key, _ in verify_note(note, [KEY])] == [KEY]
    # A known name under another ID, and a known ID under another name, are unknown keys.
    for signature in (NoteSignature(KEY.name, b"abcd", b"x"), NoteSignature("else", KEY.key_id, b"x")):
        assert verify_note(Note(TEXT, (signature, signed(KEY))), [KEY])
        with pytest.raises(NoteUnsignedError):
            verify_note(Note(TEXT, (signature,)), [KEY])


def test_attack_41_stripped_and_swapped_signatures() -> None:
    with pytest.raises(NoteUnsignedError):
        verify_note(Note(TEXT, (signed(OTHER),)), [KEY])
    with pytest.raises(NoteUnsignedError):
        verify_note(Note(TEXT, (signed(KEY),)), [])
    swapped = NoteSignature(KEY.name, KEY.key_id, signed(OTHER).signature)
    with pytest.raises(NoteSignatureError):
        verify_note(Note(TEXT, (swapped,)), [KEY])
    moved = signed(KEY, "another text\n")
    with pytest.raises(NoteSignatureError):
        verify_note(Note(TEXT, (moved,)), [KEY])


def test_one_false_signature_of_a_known_key_spoils_the_note() -> None:
    false = NoteSignature(KEY.name, KEY.key_id, bytes(64))
    for order in ((signed(KEY), false), (false, signed(KEY)), (signed(OTHER), false)):
        with pytest.raises(NoteSignatureError):
            verify_note(Note(TEXT, order), [KEY, OTHER])


@pytest.mark.parametrize("length", [1, 63, 65, 72])
def test_ed25519_signatures_have_64_bytes(length: int) -> None:
    signature = (signed(KEY).signature + bytes(8))[:length]
    with pytest.raises(NoteSignatureError):
        verify_note(Note(TEXT, (NoteSignature(KEY.name, KEY.key_id, signature),)), [KEY])


def test_the_type_is_part_of_the_key() -> None:
    cosigner = witness_key("board", BOARD.public_hex)
    assert cosigner.key_id != KEY.key_id
    with pytest.raises(NoteUnsignedError):
        verify_note(Note(TEXT, (signed(KEY),)), [cosigner])
    relabelled = NoteSignature("board", cosigner.key_id, bytes(7) + b"\1" + signed(KEY).signature)
    with pytest.raises(NoteSignatureError):
        verify_note(Note(TEXT, (relabelled,)), [cosigner])


@given(names, st.sampled_from(KeyType), st.sampled_from(["a", "b", "c"]))
def test_one_key_has_one_vkey(name: str, kind: KeyType, label: str) -> None:
    key = VerifierKey(name, kind, bytes.fromhex(synthetic_key(label).public_hex))
    assert parse_vkey(key.vkey()) == key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a+b",
        EXAMPLE_KEY + "+",
        EXAMPLE_KEY + "\n",
        EXAMPLE_KEY.replace("530d903a", "530D903A"),
        EXAMPLE_KEY.replace("530d903a", "530d903b"),
        EXAMPLE_KEY.replace("+Aeky", "+Aukx"),
        EXAMPLE_KEY.replace("+Aeky", "+Auky"),
        "example.com/foo+530d903a+",
        "example.com/foo+530d903a+AQ==",
        EXAMPLE_KEY.replace("example", "exam ple"),
        EXAMPLE_KEY.replace("example.com/foo", ""),
    ],
)
def test_not_a_vkey(text: str) -> None:
    with pytest.raises(KeyFormatError):
        parse_vkey(text)


@pytest.mark.parametrize(
    "name", ["", "a b", "a+b", "a\x00b", "a\n", "a\x1f", "a\u2028", "\ud800", "\u3000", "x" * 1025]
)
def test_not_a_key_name(name: str) -> None:
    with pytest.raises(KeyFormatError):
        check_key_name(name)


@pytest.mark.parametrize("public", ["", "00", "0" * 64, "01" + "00" * 31, "zz" * 32, BOARD.public_hex.upper()])
def test_not_a_public_key(public: str) -> None:
    with pytest.raises(KeyFormatError):
        board_key("board", public)


@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_garbage(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    for parse in (lambda: parse_note(data), lambda: parse_signature_lines(text), lambda: parse_vkey(text)):
        with pytest.raises(RecordError):
            parse()
