"""What a person reads about errors: in the language of the request, with what a board or a library said inside."""

import errno
import os
from collections.abc import Iterator

import pytest
from flask import Flask

from board_client.answers import read_refusal
from board_client.errors import BoardUnreachableError
from bulletin_board.errors import BadShareError, EntryRefusedError
from bulletin_board.problem import problem_document, problem_response
from crypto.errors import CredentialLengthError
from pages.local_texts import install_texts, recognised, sentence_of, translated
from record.canonical import decode
from record.election import Election
from record.errors import RecordError
from record.rules import RULES, Finding
from registrar.errors import RegisterError
from registrar.local.application import TRANSLATIONS as OF_REGISTRAR
from trustee.errors import KeyFileExistsError, LogRefusedError, NoTallyError, RecordRejectedError
from trustee.local.application import TRANSLATIONS as OF_TRUSTEE


@pytest.fixture(scope="module")
def app() -> Flask:
    made = Flask(__name__)
    install_texts(made, [OF_REGISTRAR, OF_TRUSTEE])
    return made


@pytest.fixture
def indonesian(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


def test_what_a_board_said_over_http(indonesian: None, app: Flask) -> None:
    findings = (
        Finding("V33", 7, "Extension stands where the election is in the phase tally"),
        Finding("V34", 7, "signer 3 has signed already"),
    )
    answer = problem_response(problem_document(EntryRefusedError(findings)))
    refusal = read_refusal(answer.status_code, str(answer.content_type), answer.get_data())
    said = "Pengunduran waktu tutup tidak boleh datang saat pemilihan dalam tahap: ditutup, sedang dibuka segelnya; "
    assert sentence_of(refusal) == said + "penanda tangan 3 sudah menandatangani."
    with app.test_request_context("/?lang=en"):
        assert sentence_of(refusal) == str(refusal)


def test_the_name_of_a_file_keeps_its_first_letter(indonesian: None) -> None:
    assert sentence_of(KeyFileExistsError("kunci.key exists already and was left alone. Choose another name.")) == (
        "kunci.key sudah ada dan tidak diubah. Pilih nama lain."
    )


def test_a_bad_share_ends_as_a_sentence(indonesian: None) -> None:
    assert sentence_of(BadShareError("V47", "the binding proof of key holder 2 does not hold")) == (
        "Bukti pengikat dari pemegang kunci 2 tidak benar."
    )


def test_a_reason_within_a_reason(indonesian: None) -> None:
    with pytest.raises(RecordError) as malformed:
        decode(b'{"version":2}', Election)
    error = LogRefusedError("Entry {number} is malformed: {reason}", number=3, reason=str(malformed.value))
    said = sentence_of(error)
    assert "Bentuk pesan ini tidak seperti seharusnya. Rinciannya: " in said
    # The library's own words, and the end of a sentence.
    assert said.endswith("`.")


def test_a_broken_rule_has_its_title_and_its_meaning(indonesian: None) -> None:
    rule = RULES["V14"]
    error = RecordRejectedError(
        "The record breaks the rule {rule} ({title}). {meaning} What was found: {reason} Do not decrypt; tell the "
        "committee and observers.",
        rule=rule.id,
        title=rule.title,
        meaning=rule.failure,
        reason="The ballot's credential is not on the list of credentials.",
    )
    assert sentence_of(error) == (
        "Catatan pemilihan melanggar aturan V14 (Suara dari kartu terdaftar). Ada suara dari kartu yang tidak ada di "
        "daftar: suara tambahan yang curang. Yang ditemukan: Kartu dari suara ini tidak ada di daftar kartu. Jangan "
        "buka; beri tahu panitia dan pemantau."
    )


def test_a_phase_is_said_in_words(indonesian: None) -> None:
    said = sentence_of(
        NoTallyError("There is nothing to decrypt: the election is in the phase {phase}.", phase="voting")
    )
    assert "tahap pemungutan suara." in said


def test_other_sentences(indonesian: None) -> None:
    assert sentence_of(CredentialLengthError(19)).startswith("Kode berisi 20 huruf dan angka, yang ini 19")
    assert sentence_of(BoardUnreachableError("http://papan.lan")).startswith("Papan di http://papan.lan tidak menjawab")
    assert "disknya penuh" in sentence_of(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
    assert sentence_of(RegisterError("Read the committee's card order first.")) != (
        "Read the committee's card order first."
    )


def test_what_is_not_ours_stays_and_is_no_template(indonesian: None) -> None:
    for text in ("<b>{0.__class__}</b> 100%", "", "{name}", "Something that nobody of us said."):
        assert recognised(text) == text
        assert sentence_of(ValueError(text)) == text
    assert translated("Entry {number} is malformed: {reason}", {"number": 1, "reason": "{x}"}).endswith("{x}")
