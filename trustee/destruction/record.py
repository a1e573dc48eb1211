"""The record of a key's destruction as PDF: what was destroyed, what it had served, what is left to do by hand."""

from pathlib import Path
from typing import Any, Final, Literal

from pages.printing import print_pdf, print_png
from record.printable import grouped
from trustee.destruction.destroying import DestroyedKey, Destruction

Language = Literal["id", "en"]

_TEMPLATE: Final = Path(__file__).with_name("record.typ")
_WORDS: Final[dict[Language, dict[str, Any]]] = {
    "id": {
        "title": "Berita Acara Pemusnahan Kunci",
        "text": "Berkas kunci di bawah ini telah ditimpa dan dihapus. Dengan kunci ini tidak ada lagi surat suara yang "
        "dapat dibuka. Hasil pemilihan yang sudah diumumkan tetap dapat diperiksa oleh siapa pun.",
        "when": "Waktu",
        "file": "Nama berkas",
        "digest": "Sidik jari berkas (SHA-256)",
        "identity": "Kunci tanda tangan pemegang kunci",
        "signed": "Pemilihan yang ditandatangani dengan kunci ini",
        "decrypted": "Pemilihan yang dibuka dengan kunci ini",
        "keys_title": "Kunci yang dimusnahkan",
        "joint": "Kunci bersama {run}, pemegang nomor {owner} (minimal {threshold} dari {size})",
        "single": "Kunci tunggal",
        "none": "Tidak ada kunci di berkas ini.",
        "waiting_title": "Perhatian: bagian pemegang kunci ini belum terlihat di catatan",
        "waiting": "Pemilihan berikut ditandatangani, dan catatannya belum menunjukkan bagian pemegang kunci ini:",
        "honest_title": "Yang harus dipastikan sendiri",
        "honest": "Media SSD dan sistem berkas tertentu dapat menyimpan salinan lama. Berkas itu terkunci dengan frasa "
        "sandi, sehingga tanpa frasa sandi salinannya tidak dapat dibuka.",
        "paper": "Kertas cadangan nomor {paper} telah dimusnahkan.",
        "papers": "Semua kertas cadangan telah dimusnahkan.",
        "checks": [
            "Catatan frasa sandi telah dimusnahkan.",
            "Salinan berkas kunci (flashdisk, cadangan laptop, surel) telah dihapus.",
            "PDF kertas cadangan telah dihapus.",
        ],
        "journal": "Jurnal di samping berkas kunci disimpan: isinya tidak rahasia.",
        "place_date": "Tempat, tanggal:",
        "signers": ["Pemegang kunci", "Ketua panitia", "Saksi"],
    },
    "en": {
        "title": "Record of the Destruction of a Key",
        "text": "The key file below was overwritten and deleted. No ballot can be opened with this key any more. "
        "Anybody can still verify results that were published.",
        "when": "Time",
        "file": "Name of the file",
        "digest": "Fingerprint of the file (SHA-256)",
        "identity": "Signing key of the key holder",
        "signed": "Elections signed with this key",
        "decrypted": "Elections opened with this key",
        "keys_title": "Keys destroyed",
        "joint": "Joint key {run}, holder number {owner} (at least {threshold} of {size})",
        "single": "Single key",
        "none": "There are no keys in this file.",
        "waiting_title": "Mind: not shown to be opened by this key holder",
        "waiting": "These elections were signed, and their records have not shown this key holder's part:",
        "honest_title": "What you must see to yourself",
        "honest": "Solid-state disks and some file systems may keep old copies. The file was sealed with a passphrase, "
        "so a copy cannot be opened without it.",
        "paper": "Paper backup number {paper} was destroyed.",
        "papers": "All paper backups were destroyed.",
        "checks": [
            "Notes of the passphrase were destroyed.",
            "Copies of the key file (sticks, backups of the laptop, e-mail) were deleted.",
            "PDFs of paper backups were deleted.",
        ],
        "journal": "The journal beside the key file is kept: it holds no secrets.",
        "place_date": "Place, date:",
        "signers": ["Key holder", "Chair of the committee", "Witness"],
    },
}


def print_record(destruction: Destruction, language: Language = "id") -> bytes:
    """The PDF of the record; nothing on it is secret."""
    return print_pdf(_TEMPLATE, _data(destruction, language))


def picture_record(destruction: Destruction, language: Language = "id", pixels_per_inch: float = 96) -> bytes:
    """Its first page as PNG, to be looked at on the screen."""
    return print_png(_TEMPLATE, _data(destruction, language), pixels_per_inch)[0]


def _data(destruction: Destruction, language: Language) -> dict[str, Any]:
    words = _WORDS[language]
    papers = [words["paper"].format(paper=paper) for paper in destruction.papers] or [words["papers"]]
    rows: list[tuple[str, str, bool]] = [
        (words["when"], destruction.at.strftime("%d-%m-%Y %H:%M %Z"), False),
        (words["file"], destruction.file, True),
        (words["digest"], grouped(destruction.digest), True),
        (words["identity"], grouped(destruction.identity), True),
        (words["signed"], str(destruction.signed), False),
        (words["decrypted"], str(destruction.decrypted), False),
    ]
    return {
        "language": language,
        "words": words,
        "rows": rows,
        "keys": [(_named(key, words), grouped(_fingerprint(key))) for key in destruction.keys],
        "waiting": destruction.waiting,
        "checks": [*papers, *words["checks"]],
    }


def _named(key: DestroyedKey, words: dict[str, Any]) -> str:
    if not key.run:
        return str(words["single"])
    text: str = words["joint"]
    return text.format(run=key.run, owner=key.owner, threshold=key.threshold, size=key.size)


def _fingerprint(key: DestroyedKey) -> str:
    # Keys of the large groups fill a page; their first digits tell them apart.
    return key.public_key if len(key.public_key) <= 64 else key.public_key[:64]
