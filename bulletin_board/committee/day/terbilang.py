"""Numbers and dates in Indonesian words (*terbilang*), as official forms write them beside the figures."""

from datetime import date

_UNITS = (
    "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas",
)  # fmt: skip
_SCALES = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"), (1000, "ribu"))
LIMIT = 10**15
"""Numbers from here on have no words here; no election is as large."""
_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip


def number_in_words(number: int) -> str:
    """0 to 10**15 - 1 in words: 1.024 is "seribu dua puluh empat"; digits for every other number."""
    if not 0 <= number < LIMIT:
        return str(number)
    return _words(number)


def date_in_words(day: date) -> str:
    """A date as minutes begin: "Selasa, tanggal dua puluh empat bulan November tahun dua ribu dua puluh enam"."""
    return (
        f"{_DAYS[day.weekday()]}, tanggal {number_in_words(day.day)} bulan {_MONTHS[day.month - 1]} "
        f"tahun {number_in_words(day.year)}"
    )


def _words(number: int) -> str:
    if number < 12:
        return _UNITS[number]
    if number < 20:
        return f"{_UNITS[number - 10]} belas"
    if number < 100:
        return _joined(f"{_UNITS[number // 10]} puluh", number % 10)
    if number < 200:
        return _joined("seratus", number - 100)
    if number < 1000:
        return _joined(f"{_UNITS[number // 100]} ratus", number % 100)
    if number < 2000:
        return _joined("seribu", number - 1000)
    size, name = next(scale for scale in _SCALES if number >= scale[0])
    return _joined(f"{_words(number // size)} {name}", number % size)


def _joined(head: str, rest: int) -> str:
    return head if rest == 0 else f"{head} {_words(rest)}"
