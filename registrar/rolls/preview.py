"""A roll before it is taken: what would be kept of each row, what is dropped, and what a person must look at.

Invariant: a preview holds nothing of a row but name, number, class and weight. Nothing is guessed: rows that say
exactly the same are one voter, and whatever else could be one voter or two, or a wrong number, is a problem with the
rows that it stands in. A roll comes out only when nothing is left to decide.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from registrar.errors import RollError
from registrar.rolls.header import STAFF_GROUP, Field, Header, find_header
from registrar.rolls.problems import NISN_DIGITS, Decisions, Kind, Level, Problem, listed
from registrar.rolls.sheets import Sheet, read_sheets
from registrar.rolls.voters import Roll, Voter

MAX_WEIGHT: Final = 1_000_000
MAX_VOTERS: Final = 200_000
TEXT_LIMIT: Final = 200
"""The most characters of a name; longer ones are cut, since they must stand on a list."""

_WEIGHT: Final = re.compile(r"[1-9][0-9]{0,6}")
_SHORTENED: Final = re.compile(r"[0-9]{6,9}")
_NO_DECISIONS: Final = Decisions()


@dataclass(frozen=True, slots=True)
class RollRow:
    """One row that would become a voter; ``row`` is its number in a spreadsheet program.

    ``is_nisn`` says whether the number stood in the column NISN; ``digest`` is of the whole row without its running
    number, to find doubles.
    """

    row: int
    voter: Voter
    is_nisn: bool
    digest: bytes


@dataclass(frozen=True, slots=True)
class RollPreview:
    """What was found; ``kept`` are the headers of the columns that are used, by field, ``groups`` voters per class."""

    sheet: str
    header: int
    kept: dict[Field, str]
    dropped: tuple[str, ...]
    rows: tuple[RollRow, ...]
    problems: tuple[Problem, ...]

    @property
    def undecided(self) -> tuple[Problem, ...]:
        """The problems that need a decision."""
        return tuple(problem for problem in self.problems if problem.level is Level.DECIDE)

    @property
    def groups(self) -> dict[str, int]:
        """How many voters each class has, by its name."""
        counts: dict[str, int] = {}
        for row in self.rows:
            counts[row.voter.group] = counts.get(row.voter.group, 0) + 1
        return dict(sorted(counts.items()))

    def roll(self) -> Roll:
        """The roll; :class:`RollError` with the first sentence while something is undecided."""
        for problem in self.undecided:
            raise RollError(problem.template, **problem.values)
        warnings = tuple(problem.sentence for problem in self.problems)
        return Roll(tuple(row.voter for row in self.rows), self.dropped, warnings)


def read_roll(data: bytes, decisions: Decisions = _NO_DECISIONS) -> Roll:
    """The roll of a file's bytes, everything decided; :class:`RollError` otherwise."""
    return preview_roll(data, decisions).roll()


def preview_roll(data: bytes, decisions: Decisions = _NO_DECISIONS) -> RollPreview:
    """What a file's first sheet with a header of voters holds; :class:`RollError` if there is none, or no voters."""
    sheet, header, others = _find(read_sheets(data))
    if sum(any(map(str.strip, row)) for row in sheet.rows[header.data :]) > MAX_VOTERS:
        raise RollError("A roll has at most {most} voters. Split it by school.", most=MAX_VOTERS)
    problems = list(_other_sheets(sheet, others, decisions))
    rows = list(_rows(sheet, header, decisions, problems))
    if not rows:
        raise RollError("The roll has a header but no voters below it. Save the sheet with its rows and try again.")
    rows = _without_doubles(rows, problems)
    rows = _with_zeros(rows, decisions, problems)
    problems += _conflicts(rows)
    problems += _alike(rows)
    problems += _missing(rows)
    problems += _odd_numbers(rows)
    kept = {name: header.texts[place] for name, place in header.columns.items()}
    order = [Level.DECIDE, Level.LOOK, Level.NOTICE]
    problems.sort(key=lambda problem: (order.index(problem.level), problem.rows))
    return RollPreview(sheet.name, header.first + 1, kept, header.dropped, tuple(rows), tuple(problems))


def _find(sheets: Sequence[Sheet]) -> tuple[Sheet, Header, tuple[Sheet, ...]]:
    """The first sheet with a header of voters, that header, and further sheets with voters."""
    problem = RollError("This workbook has no sheet. Save the list of voters as a sheet and try again.")
    found: list[tuple[Sheet, Header]] = []
    for sheet in sheets:
        try:
            found.append((sheet, find_header(sheet)))
        except RollError as error:
            problem = error
    if not found:
        raise problem
    (first, header), *others = found
    return first, header, tuple(sheet for sheet, below in others if _has_voters(sheet, below))


def _has_voters(sheet: Sheet, header: Header) -> bool:
    return any(sheet.cell(row, header.columns["name"]).strip() for row in range(header.data, len(sheet.rows)))


def _other_sheets(first: Sheet, others: Sequence[Sheet], decisions: Decisions) -> Iterator[Problem]:
    if not others:
        return
    values: dict[str, str | int] = {"first": first.name, "others": ", ".join(sheet.name for sheet in others)}
    if decisions.first_sheet:
        sentence = "Of this file only the sheet {first} is taken, not: {others}."
        yield Problem(Kind.OTHER_SHEETS, Level.NOTICE, (), sentence, values)
    else:
        sentence = (
            "Only the sheet {first} is read, and there are voters on other sheets too: {others}. "
            "Put all voters on one sheet, or say that only the first one counts."
        )
        yield Problem(Kind.OTHER_SHEETS, Level.DECIDE, (), sentence, values)


# -- rows ----------------------------------------------------------------------------------------------------------


def _rows(sheet: Sheet, header: Header, decisions: Decisions, problems: list[Problem]) -> Iterator[RollRow]:
    for index in range(header.data, len(sheet.rows)):
        row = index + 1
        if row in decisions.left_out or not any(cell.strip() for cell in sheet.rows[index]):
            continue
        name, number, is_nisn = _name_and_number(sheet, index, header, decisions)
        if not name and not number:
            problems.append(
                Problem(
                    Kind.NOT_A_VOTER,
                    Level.NOTICE,
                    (row,),
                    "Row {row} has neither a name nor a number and is left out.",
                    {"row": row},
                )
            )
            continue
        if not name:
            sentence = "Row {row} of the roll has no name. Fill it in, or leave the row out."
            problems.append(Problem(Kind.NO_NAME, Level.DECIDE, (row,), sentence, {"row": row}))
        _look_at_number(sheet, index, header, number, is_nisn, problems)
        voter = Voter(name, number, _group(sheet, index, header, decisions), _weight(sheet, index, header, problems))
        yield RollRow(row, voter, is_nisn, _digest(sheet.rows[index], header))


def _name_and_number(sheet: Sheet, index: int, header: Header, decisions: Decisions) -> tuple[str, str, bool]:
    def cell(name: Field) -> str:
        column = header.columns.get(name)
        return "" if column is None else clean(sheet.cell(index, column))

    if index + 1 in decisions.without_number:
        return cell("name"), "", False
    nisn, other = _number(cell("nisn")), _number(cell("number"))
    return cell("name"), nisn or other, bool(nisn)


def _number(text: str) -> str:
    # An apostrophe before a number is Excel's mark for text, which some programs export; dashes stand for none.
    number = text.lstrip("'\u2019`").strip()
    return "" if set(number) <= set("-0. ") else number


def _group(sheet: Sheet, index: int, header: Header, decisions: Decisions) -> str:
    column = header.columns.get("group")
    found = "" if column is None else clean(sheet.cell(index, column))
    return found or clean(decisions.group) or (STAFF_GROUP if header.staff else "")


def _weight(sheet: Sheet, index: int, header: Header, problems: list[Problem]) -> int:
    column = header.columns.get("weight")
    text = "" if column is None else clean(sheet.cell(index, column))
    if not text:
        return 1
    if _WEIGHT.fullmatch(text) and int(text) <= MAX_WEIGHT:
        return int(text)
    sentence = "Row {row} of the roll has a weight that is no whole number from 1 to {most}. Correct it in the file."
    values: dict[str, str | int] = {"row": index + 1, "most": MAX_WEIGHT}
    problems.append(Problem(Kind.WEIGHT, Level.DECIDE, (index + 1,), sentence, values))
    return 1


def _look_at_number(
    sheet: Sheet, index: int, header: Header, number: str, is_nisn: bool, problems: list[Problem]
) -> None:
    row = index + 1
    column = header.columns.get("nisn" if is_nisn else "number")
    if number and column is not None and (index, column) in sheet.inexact:
        sentence = (
            "Row {row}: the spreadsheet changed the last digits of this long number. "
            "Type it again as text, or take the row without its number."
        )
        problems.append(Problem(Kind.INEXACT_NUMBER, Level.DECIDE, (row,), sentence, {"row": row}))
    elif number and not is_nisn and "nisn" in header.columns:
        sentence = "Row {row} has no NISN; the school's own number {number} is used."
        problems.append(Problem(Kind.OTHER_NUMBER, Level.NOTICE, (row,), sentence, {"row": row, "number": number}))


def _digest(cells: Sequence[str], header: Header) -> bytes:
    """Of the whole row: it tells whether two rows are the same without keeping what they say."""
    texts = [clean(cell) for place, cell in enumerate(cells) if place not in header.running]
    return hashlib.sha256("\x00".join(texts).rstrip("\x00").encode("utf-8", "replace")).digest()


def clean(text: str) -> str:
    """A cell's text in NFC, on one line, without characters that are not shown, at most 200 characters."""
    shown = (" " if c.isspace() else c for c in unicodedata.normalize("NFC", text) if c.isprintable() or c.isspace())
    return " ".join("".join(shown).split())[:TEXT_LIMIT].strip()


# -- problems between rows -----------------------------------------------------------------------------------------


def _without_doubles(rows: Sequence[RollRow], problems: list[Problem]) -> list[RollRow]:
    """Each row once: dropped are rows that are the same in everything, or in name, number, class and weight."""
    first: dict[object, int] = {}
    kept = []
    for row in rows:
        same_voter = row.voter if row.voter.number else row.digest
        earlier = first.get(row.digest, first.get(same_voter))
        if earlier is None:
            first[row.digest] = first[same_voter] = row.row
            kept.append(row)
            continue
        sentence = "Row {row} says the same as row {first} and is taken once."
        values: dict[str, str | int] = {"row": row.row, "first": earlier}
        problems.append(Problem(Kind.DUPLICATE, Level.NOTICE, (earlier, row.row), sentence, values))
    return kept


def _with_zeros(rows: list[RollRow], decisions: Decisions, problems: list[Problem]) -> list[RollRow]:
    short = tuple(row.row for row in rows if row.is_nisn and _SHORTENED.fullmatch(row.voter.number))
    if not short:
        return rows
    example = next(row.voter.number for row in rows if row.row == short[0])
    values: dict[str, str | int] = {
        "count": len(short),
        "rows": listed(short),
        "example": example,
        "restored": example.zfill(NISN_DIGITS),
    }
    if not decisions.restore_zeros:
        sentence = (
            "{count} NISN may have lost leading zeros (rows {rows}): {example} would be {restored}. "
            "Compare with the pupils' cards, then restore the zeros or keep the numbers as they are."
        )
        problems.append(Problem(Kind.SHORT_NUMBER, Level.LOOK, short, sentence, values))
        return rows
    sentence = "{count} NISN got their leading zeros back (rows {rows}): {example} became {restored}."
    problems.append(Problem(Kind.SHORT_NUMBER, Level.NOTICE, short, sentence, values))
    restored = set(short)
    return [_restored(row) if row.row in restored else row for row in rows]


def _restored(row: RollRow) -> RollRow:
    voter = row.voter
    full = Voter(voter.name, voter.number.zfill(NISN_DIGITS), voter.group, voter.weight)
    return RollRow(row.row, full, row.is_nisn, row.digest)


def _conflicts(rows: Sequence[RollRow]) -> Iterator[Problem]:
    """The same number in rows that differ: two pupils, or one who moved. Only a person can tell."""
    for same in _grouped((row.voter.number, row) for row in rows if row.voter.number):
        if len(same) < 2:
            continue
        numbers = tuple(row.row for row in same)
        if len({row.voter.name.casefold() for row in same}) > 1:
            sentence = (
                "Rows {rows} have the same student number under different names. "
                "Correct the file, leave a row out, or take a row without its number."
            )
        else:
            sentence = (
                "Rows {rows} have the same student number and name in different classes. "
                "Leave out the rows of the classes that the pupil has left."
            )
        yield Problem(Kind.CONFLICT, Level.DECIDE, numbers, sentence, {"rows": listed(numbers)})


def _alike(rows: Sequence[RollRow]) -> Iterator[Problem]:
    for same in _grouped(((row.voter.name.casefold(), row.voter.group.casefold()), row) for row in rows):
        numbers = [row.voter.number for row in same]
        if len(same) < 2 or not same[0].voter.name or (all(numbers) and len(set(numbers)) < len(numbers)):
            continue
        places = tuple(row.row for row in same)
        sentence = "Rows {rows} have the same name and class. If it is one pupil, leave all rows but one out."
        yield Problem(Kind.ALIKE, Level.LOOK, places, sentence, {"rows": listed(places)})


def _missing(rows: Sequence[RollRow]) -> Iterator[Problem]:
    without = tuple(row.row for row in rows if not row.voter.number)
    if without:
        values: dict[str, str | int] = {"count": len(without), "rows": listed(without)}
        sentence = "{count} voters have no student number; they are told apart by name and class (rows {rows})."
        yield Problem(Kind.NO_NUMBER, Level.LOOK, without, sentence, values)
    nowhere = tuple(row.row for row in rows if not row.voter.group)
    if nowhere:
        values = {"count": len(nowhere), "rows": listed(nowhere)}
        sentence = "{count} voters have no class; their cards go into an envelope of their own (rows {rows})."
        yield Problem(Kind.NO_GROUP, Level.LOOK, nowhere, sentence, values)


def _odd_numbers(rows: Sequence[RollRow]) -> Iterator[Problem]:
    odd = tuple(
        row.row
        for row in rows
        if row.is_nisn
        and not (row.voter.number.isascii() and row.voter.number.isdigit() and len(row.voter.number) == NISN_DIGITS)
        and not _SHORTENED.fullmatch(row.voter.number)
    )
    if odd:
        sentence = "{count} NISN do not have ten digits (rows {rows}). They are kept as they are."
        yield Problem(Kind.ODD_NUMBER, Level.LOOK, odd, sentence, {"count": len(odd), "rows": listed(odd)})


def _grouped(pairs: Iterable[tuple[object, RollRow]]) -> Iterable[list[RollRow]]:
    groups: dict[object, list[RollRow]] = {}
    for key, row in pairs:
        groups.setdefault(key, []).append(row)
    return groups.values()
