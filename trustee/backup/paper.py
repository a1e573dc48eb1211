"""The paper backup as PDF: QR codes, lines, what it is, and how a key comes back from it.

Invariant: what stands on it in the clear is public; the rest is under the passphrase. The same contents and
passphrase give the same paper.
"""

from pathlib import Path
from typing import Any, Final, Literal

from pages.printing import print_pdf, print_png, qr_svg
from record.printable import grouped
from trustee.backup.writing import backup_lines, backup_parts, paper_number
from trustee.key_file import HolderKey, JointKey, KeyContents

Language = Literal["id", "en"]

_TEMPLATE: Final = Path(__file__).with_name("paper.typ")
_WORDS: Final[dict[Language, dict[str, Any]]] = {
    "id": {
        "title": "Cadangan Kunci Pemegang Kunci",
        "number": "Nomor kertas",
        "what": "Kertas ini menggantikan berkas kunci bila laptop hilang atau rusak. Isinya terkunci: tanpa frasa "
        "sandi, kertas ini tidak dapat dipakai, dan tanpa kertas ini atau berkasnya, frasa sandi tidak berguna.",
        "keep": [
            "Simpan di amplop bersegel, di tempat terkunci.",
            "Jangan tulis frasa sandi di kertas ini. Simpan catatannya di tempat lain.",
            "Jangan difoto, dipindai, atau dikirim.",
        ],
        "holder": "Nama pemegang kunci",
        "printed": "Tanggal dicetak",
        "place": "Tempat disimpan",
        "identity": "Kunci tanda tangan (publik)",
        "keys": "Kunci di kertas ini",
        "none": "Belum ada kunci: cetak lagi setelah pembuatan kunci bersama.",
        "joint": "Kunci bersama, minimal {threshold} dari {count} pemegang kunci; pemegang nomor {owner}",
        "single": "Kunci tunggal untuk satu pemilihan",
        "codes": "Pindai semua kode QR …",
        "code": "QR {number} dari {count}",
        "lines": "… atau ketik semua baris, dengan nomornya",
        "lines_note": "Huruf I, L, O, dan U tidak dipakai. Huruf kecil dan urutan baris tidak masalah. Tiga huruf "
        "terakhir setiap baris memeriksa baris itu.",
        "back": "Mengembalikan kunci",
        "steps": [
            "Buka program pemegang kunci, pilih “Pulihkan dari kertas”, lalu pindai semua QR atau ketik semua baris.",
            "Masukkan frasa sandi yang berlaku saat kertas ini dicetak.",
            "Sebelum membuka hasil, pemegang kunci lain harus menegaskan bahwa kunci ini memang dipulihkan.",
        ],
        "end": "Setelah pemilihan selesai, musnahkan kertas ini bersama berkas kuncinya.",
        "page": "Halaman {page} dari {pages}",
    },
    "en": {
        "title": "Key Holder's Key Backup",
        "number": "Paper number",
        "what": "This paper stands in for the key file if the laptop is lost or broken. It is locked: without the "
        "passphrase it is of no use, and neither is the passphrase without this paper or the file.",
        "keep": [
            "Keep it in a sealed envelope, in a locked place.",
            "Never write the passphrase on this paper. Keep a note of it elsewhere.",
            "Do not photograph, scan or send it.",
        ],
        "holder": "Name of the key holder",
        "printed": "Printed on",
        "place": "Kept at",
        "identity": "Signing key (public)",
        "keys": "Keys on this paper",
        "none": "No keys yet: print again after the joint key making.",
        "joint": "Joint key, at least {threshold} of {count} key holders; holder number {owner}",
        "single": "Single key for one election",
        "codes": "Scan all QR codes …",
        "code": "QR {number} of {count}",
        "lines": "… or type all lines, with their numbers",
        "lines_note": "The letters I, L, O and U are not used. Small letters and any order of lines will do. The last "
        "three characters of each line check it.",
        "back": "Getting the key back",
        "steps": [
            "Open the key holder's program, choose “Restore from paper”, and scan all QR codes or type all lines.",
            "Give the passphrase that was valid when this paper was printed.",
            "Before the result is opened, other key holders must confirm that this key was restored.",
        ],
        "end": "When the election is over, destroy this paper together with the key file.",
        "page": "Page {page} of {pages}",
    },
}


def print_backup(box: bytes, contents: KeyContents, language: Language = "id") -> bytes:
    """The PDF of sealed bytes (:func:`trustee.backup.sealing.make_backup`) of these contents.

    ``BackupError`` for more than paper can hold.
    """
    return print_pdf(_TEMPLATE, _data(box, contents, language))


def picture_backup(box: bytes, contents: KeyContents, language: Language = "id", pixels_per_inch: float = 96) -> bytes:
    """The first page as PNG, to be looked at on the screen."""
    return print_png(_TEMPLATE, _data(box, contents, language), pixels_per_inch)[0]


def _data(box: bytes, contents: KeyContents, language: Language) -> dict[str, Any]:
    words = _WORDS[language]
    parts = backup_parts(box)
    return {
        "language": language,
        "words": words,
        "number": paper_number(box),
        "identity": grouped(contents.signing_key().public_hex),
        "keys": [_described(key, words) for key in contents.keys],
        "codes": [
            {"label": words["code"].format(number=number, count=len(parts)), "svg": qr_svg(part)}
            for number, part in enumerate(parts, start=1)
        ],
        "lines": [line.split(": ") for line in backup_lines(box)],
    }


def _described(key: HolderKey, words: dict[str, Any]) -> dict[str, str]:
    match key:
        case JointKey():
            text = words["joint"].format(threshold=key.threshold, count=len(key.holders), owner=key.owner)
            return {"text": text, "name": key.head.run}
        case _:
            return {"text": words["single"], "name": key.public_key[:16]}
