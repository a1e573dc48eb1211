"""The verifier's words in the languages it speaks. Titles and meanings of rules stand in :mod:`record.rules`."""

import os
from collections.abc import Mapping
from typing import Final, NamedTuple

LANGUAGES: Final = ("id", "en")

_EN: Final = {
    "verified": "Verified",
    "result": "Result",
    "compare": "Compare",
    "accepted": "ACCEPTED",
    "rejected": "REJECTED",
    "check": "Check",
    "rules": "Rules",
    "outcome": "Outcome",
    "passed": "passed",
    "failed": "FAILED",
    "not_checkable": "not checkable",
    "partly": "passed ({count} not checkable)",
    "summary": "“{name}” in {place}: {ballots} ballots, {counted} counted. Phase: {phase}.",
    "nothing": "{place}. Phase: {phase}.",
    "sound": "Every check that can be made of it passed.",
    "unsound": "It breaks {count} of the rules, see above. Do not believe its result.",
    "no_result": "There is no result yet.",
    "withheld": "Too few ballots count to be opened, so the total stays sealed.",
    "unread": "No result could be read.",
    "claimed": "It claims (do not believe it):",
    "blank": "blank",
    "compare_with": "these with what other observers and the committee have; all must be the same.",
    "election": "election",
    "setup": "setup",
    "agreed": "agreed",
    "head": "log head",
    "entries": "entries",
    "event": "last event",
    "board": "board",
    "booth": "booth",
    "entry": "at entry {entry}",
    "whole": "in the record as a whole",
    "more": "and {count} more like it",
    "meaning": "What it means",
    "next": "What to do next",
    "reading": "Reading",
    "interrupted": "Stopped before the end: nothing was decided.",
    "archive_only": "A .bel archive shows less than the board's log. To check everything, verify the board's address.",
}

_ID: Final = {
    "verified": "Diperiksa",
    "result": "Hasil",
    "compare": "Cocokkan",
    "accepted": "DITERIMA",
    "rejected": "DITOLAK",
    "check": "Pemeriksaan",
    "rules": "Aturan",
    "outcome": "Hasil",
    "passed": "benar",
    "failed": "SALAH",
    "not_checkable": "tidak dapat diperiksa",
    "partly": "benar ({count} tak dapat diperiksa)",
    "summary": "“{name}” dari {place}: {ballots} suara masuk, {counted} dihitung. Tahap: {phase}.",
    "nothing": "{place}. Tahap: {phase}.",
    "sound": "Semua yang dapat diperiksa ternyata benar.",
    "unsound": "Ada {count} aturan yang dilanggar, lihat di atas. Jangan percayai hasilnya.",
    "no_result": "Belum ada hasil.",
    "withheld": "Suara terlalu sedikit untuk dibuka, jadi jumlahnya tetap disegel.",
    "unread": "Hasil tidak dapat dibaca.",
    "claimed": "Tertulis (jangan dipercaya):",
    "blank": "tidak memilih",
    "compare_with": "sidik jari digital ini dengan milik pemantau lain dan panitia; semuanya harus sama.",
    "election": "pemilihan",
    "setup": "penyiapan",
    "agreed": "disetujui",
    "head": "ujung log",
    "entries": "catatan",
    "event": "akhir",
    "board": "papan",
    "booth": "bilik suara",
    "entry": "pada catatan {entry}",
    "whole": "pada rekaman secara keseluruhan",
    "more": "dan {count} lagi yang serupa",
    "meaning": "Artinya",
    "next": "Yang harus dilakukan",
    "reading": "Membaca",
    "interrupted": "Dihentikan sebelum selesai: belum ada kesimpulan.",
    "archive_only": "Arsip .bel memuat lebih sedikit daripada log papan. Agar semua diperiksa, periksa alamat papan.",
}

WORDS: Final[Mapping[str, Mapping[str, str]]] = {"en": _EN, "id": _ID}

PHASES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "empty": "nothing there yet",
        "genesis": "being prepared",
        "setup": "prepared, not open yet",
        "voting": "voting",
        "tally": "closed, being opened",
        "published": "result published",
        "withheld": "result withheld",
    },
    "id": {
        "empty": "belum ada apa-apa",
        "genesis": "sedang disiapkan",
        "setup": "siap, belum dibuka",
        "voting": "pemungutan suara",
        "tally": "ditutup, sedang dibuka segelnya",
        "published": "hasil diumumkan",
        "withheld": "hasil tidak dibuka",
    },
}


class Family(NamedTuple):
    """Checks that belong together for a reader: their rules, and a name in each language."""

    rules: tuple[str, ...]
    en: str
    id: str

    def name(self, language: str) -> str:
        """The name in a language."""
        return self.id if language == "id" else self.en


def _rules(first: int, last: int) -> tuple[str, ...]:
    return tuple(f"V{number:02d}" for number in range(first, last + 1))


FAMILIES: Final[Mapping[str, Family]] = {
    "stored": Family(_rules(1, 4), "Stored record", "Rekaman yang disimpan"),
    "keys": Family(_rules(5, 12), "Keys and voter cards", "Kunci dan kartu pemilih"),
    "ballots": Family(_rules(13, 21), "Every single ballot", "Setiap suara"),
    "result": Family(_rules(22, 24), "Total and result", "Jumlah dan hasil"),
    "log": Family((*_rules(30, 33), "V43"), "Signed log and its rules", "Log bertanda tangan dan aturannya"),
    "agreement": Family(("V34", "V35", "V44", "V45"), "Agreement before opening", "Persetujuan sebelum dibuka"),
    "cards": Family(_rules(36, 42), "Seal tests and cards", "Uji segel dan kartu"),
    "decryption": Family(_rules(46, 51), "Work of the key holders", "Kerja pemegang kunci"),
    "witnesses": Family(("V52",), "Witnesses", "Pemantau yang ikut menandatangani"),
}
"""All rules, each in one family, in the order of the table."""

_ADVICE: Final = {
    "stored": (
        "Get the file again from the board. If it fails again, the board's copy itself is wrong: keep both files and "
        "tell the committee and other observers.",
        "Ambil lagi berkasnya dari papan. Jika tetap salah, salinan papan memang keliru: simpan kedua berkas, lalu "
        "beri tahu panitia dan pemantau lain.",
    ),
    "keys": (
        "Do not open or continue this election. Show this report to the key holders: the keys must be made again.",
        "Jangan buka atau lanjutkan pemilihan ini. Tunjukkan laporan ini kepada pemegang kunci: kunci harus dibuat "
        "lagi.",
    ),
    "witnesses": (
        "Wait until the witnesses have signed the final head, then verify again. Ask them if they refuse to sign.",
        "Tunggu sampai pemantau menandatangani ujung log yang terakhir, lalu periksa lagi. Tanyai mereka jika menolak.",
    ),
    "": (
        "Keep this file and this report. Do not announce the result. Ask the committee and other observers to verify "
        "their own copies, and settle the matter with the board's owner in public.",
        "Simpan berkas dan laporan ini. Jangan umumkan hasilnya. Minta panitia dan pemantau lain memeriksa salinan "
        "mereka, lalu selesaikan dengan pemilik papan secara terbuka.",
    ),
}


def advice(rule: str, language: str) -> str:
    """What a person does next when this rule is broken."""
    family = next((name for name, family in FAMILIES.items() if rule in family.rules), "")
    return _ADVICE.get(family, _ADVICE[""])[0 if language == "en" else 1]


def language_of(environment: Mapping[str, str] | None = None) -> str:
    """The language of the environment (LC_ALL, LC_MESSAGES, LANG), English if it is none of ours."""
    values = os.environ if environment is None else environment
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := values.get(name, ""):
            return value[:2].lower() if value[:2].lower() in LANGUAGES else "en"
    return "en"
