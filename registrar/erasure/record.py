"""The record of a destruction as PDF: what was destroyed, when, and what has still to be done by hand."""

from pathlib import Path
from typing import Any, Final, Literal

from pages.printing import print_pdf
from record.printable import grouped
from registrar.erasure.destroying import Destruction

Language = Literal["id", "en"]

_TEMPLATE: Final = Path(__file__).with_name("record.typ")
_WORDS: Final[dict[Language, dict[str, Any]]] = {
    "id": {
        "title": "Berita Acara Pemusnahan Data Pemilih",
        "practice": "GELADI BERSIH",
        "text": "Berkas registrar di bawah ini telah ditimpa dan dihapus. Berkas itu adalah satu-satunya tempat yang "
        "memuat daftar pemilih dan Kode Masuk kartu pemilih. Hasil pemilihan tetap dapat diperiksa oleh siapa pun.",
        "when": "Waktu",
        "election": "Pemilihan",
        "school": "Sekolah",
        "uuid": "Pengenal pemilihan",
        "file": "Nama berkas",
        "digest": "Sidik jari berkas (SHA-256)",
        "links": "Kaitan pemilih dan kartu",
        "links_none": "Tidak ada: kartu tidak dikaitkan dengan nama",
        "codes": "Kode Masuk yang dimusnahkan",
        "names": "Nama pemilih yang dimusnahkan",
        "figures_title": "Angka terakhir registrar",
        "roll": "Pemilih dalam daftar",
        "cards": "Kartu untuk pemilih",
        "spares": "Kartu cadangan",
        "replaced": "Kartu hilang yang diganti",
        "spares_given": "Kartu cadangan yang dipakai",
        "withheld": "Kartu yang tidak dibagikan",
        "late": "Pemilih yang datang setelah kartu ditetapkan, tanpa kartu",
        "honest_title": "Yang harus dipastikan sendiri",
        "honest": "Media SSD dan sistem berkas tertentu dapat menyimpan salinan lama. Berkas itu terkunci dengan frasa "
        "sandi, sehingga tanpa frasa sandi salinannya tidak dapat dibaca.",
        "checks": [
            "Catatan frasa sandi telah dimusnahkan.",
            "Salinan berkas (cadangan, flashdisk, surel) telah dihapus.",
            "PDF kartu, daftar hadir digital, dan daftar siswa yang diunduh telah dihapus.",
            "Kartu yang tidak dipakai telah dimusnahkan.",
        ],
        "place_date": "Tempat, tanggal:",
        "signers": ["Registrar", "Ketua panitia", "Saksi"],
    },
    "en": {
        "title": "Record of the Destruction of Voters' Data",
        "practice": "REHEARSAL",
        "text": "The registrar's file below was overwritten and deleted. It was the only place that held the roll and "
        "the codes of the voter cards. Anybody can still verify the result.",
        "when": "Time",
        "election": "Election",
        "school": "School",
        "uuid": "Identifier of the election",
        "file": "Name of the file",
        "digest": "Fingerprint of the file (SHA-256)",
        "links": "Links of voters to cards",
        "links_none": "None: cards were not linked to names",
        "codes": "Codes destroyed",
        "names": "Names destroyed",
        "figures_title": "The registrar's last figures",
        "roll": "Voters on the roll",
        "cards": "Cards for voters",
        "spares": "Spare cards",
        "replaced": "Lost cards that were replaced",
        "spares_given": "Spare cards in use",
        "withheld": "Cards not handed out",
        "late": "Voters who came after the cards were fixed, without a card",
        "honest_title": "What you must see to yourself",
        "honest": "Solid-state disks and some file systems may keep old copies. The file was sealed with a passphrase, "
        "so a copy cannot be read without it.",
        "checks": [
            "Notes of the passphrase were destroyed.",
            "Copies of the file (backups, sticks, e-mail) were deleted.",
            "PDFs of cards, digital attendance lists and downloaded rolls were deleted.",
            "Unused cards were destroyed.",
        ],
        "place_date": "Place, date:",
        "signers": ["Registrar", "Chair of the committee", "Witness"],
    },
}
_FIGURES: Final = ("roll", "cards", "spares", "replaced", "spares_given", "withheld", "late")


def print_record(destruction: Destruction, language: Language = "id", *, practice: bool = False) -> bytes:
    """The PDF of a destruction's record; it bears no name, student number or code."""
    words = _WORDS[language]
    links: str = str(destruction.links) if destruction.links else words["links_none"]
    rows: list[tuple[str, str, bool]] = [
        (words["when"], destruction.at.strftime("%d-%m-%Y %H:%M %Z"), False),
        *((words[name], getattr(destruction, name), False) for name in ("election", "school")),
        (words["uuid"], destruction.uuid, True),
        (words["file"], destruction.file, True),
        (words["digest"], grouped(destruction.digest), True),
        (words["links"], links, False),
        (words["codes"], str(destruction.codes), False),
        (words["names"], str(destruction.names), False),
    ]
    figures = [(words[name], getattr(destruction.figures, name)) for name in _FIGURES]
    data = {
        "language": language,
        "practice": practice,
        "words": words,
        "rows": [row for row in rows if row[1]],
        "figures": figures,
    }
    return print_pdf(_TEMPLATE, data)
