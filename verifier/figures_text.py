"""The figures of a report in words: what the log says of roll, cards, ballots, and how these reconcile, by rule."""

from collections.abc import Iterator, Mapping
from typing import Final

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from record.figures import ElectionFigures, Reconciliation
from verifier.report import Report

_EN: Final = {
    "figures": "Figures",
    "real": "real election",
    "practice": "PRACTICE ELECTION: its votes decide nothing.",
    "roll": "{roll} voters on the roll, {cards} cards listed, {spares} of them spares",
    "replaced": "lost cards replaced by a spare: {replaced}",
    "archive": "{cards} cards listed; the archive alone does not show spares, lost cards and seal tests",
    "extension": "close moved to {closes} ({reason})",
    "no-extension": "close never moved",
    "ballots": "{ballots} ballots in the box, {superseded} superseded, {counted} counted",
    "tested": "{tested} opened in seal tests, never counted",
    "reconcile": "Reconcile",
    "cards": "voters + spares = cards",
    "spares": "lost cards <= spares",
    "turnout": "counted <= voters",
    "counted": "counted + superseded = ballots",
    "revoting": "superseded = 0, as nobody may vote again",
    "minimum": "counted >= smallest number that is opened",
    "votes": "question {question}: votes + blank = counted",
    "most-votes": "question {question}: votes <= what the counted may choose",
    "least-votes": "question {question}: votes >= what the counted must choose",
    "power": "power cut",
    "network": "network down",
    "queue": "long queue",
    "disaster": "disaster",
    "equipment": "equipment failed",
    "committee": "decision of the committee",
    "holds": "holds",
    "broken": "DOES NOT HOLD",
}
_ID: Final = {
    "figures": "Angka",
    "real": "pemilihan sungguhan",
    "practice": "GELADI BERSIH: suara di sini tidak menentukan apa pun.",
    "roll": "{roll} pemilih terdaftar, {cards} kartu tercatat, {spares} di antaranya cadangan",
    "replaced": "kartu hilang yang diganti kartu cadangan: {replaced}",
    "archive": "{cards} kartu tercatat; arsip saja tidak memuat cadangan, kartu hilang, dan uji segel",
    "extension": "penutupan diundur sampai {closes} ({reason})",
    "no-extension": "penutupan tidak pernah diundur",
    "ballots": "{ballots} suara di kotak, {superseded} digantikan, {counted} dihitung",
    "tested": "{tested} dibuka dalam uji segel, tidak dihitung",
    "reconcile": "Kecocokan",
    "cards": "pemilih + cadangan = kartu",
    "spares": "kartu hilang <= cadangan",
    "turnout": "dihitung <= pemilih",
    "counted": "dihitung + digantikan = suara di kotak",
    "revoting": "digantikan = 0, karena tidak boleh memilih lagi",
    "minimum": "dihitung >= jumlah terkecil yang boleh dibuka",
    "votes": "pertanyaan {question}: suara + tidak memilih = dihitung",
    "most-votes": "pertanyaan {question}: suara <= yang boleh dipilih",
    "least-votes": "pertanyaan {question}: suara >= yang harus dipilih",
    "power": "listrik padam",
    "network": "jaringan putus",
    "queue": "antrean panjang",
    "disaster": "bencana",
    "equipment": "peralatan rusak",
    "committee": "keputusan panitia",
    "holds": "cocok",
    "broken": "TIDAK COCOK",
}
FIGURE_WORDS: Final[Mapping[str, Mapping[str, str]]] = {"en": _EN, "id": _ID}


def print_figures(console: Console, report: Report, language: str) -> None:
    """Write the figures, and every statement about them with its rules and how these went."""
    figures = report.figures
    if figures is None:
        return
    words = FIGURE_WORDS[language]
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, min_width=9)
    grid.add_column()
    grid.add_column(no_wrap=True)
    head = words["figures"]
    if figures.kind:
        style = "bold yellow" if figures.kind == "practice" else ""
        grid.add_row(Text(head, style="bold"), Text(words[figures.kind], style=style), "V31")
        head = ""
    for line, rules in _lines(figures, words):
        grid.add_row(Text(head, style="bold"), Text(line), rules)
        head = ""
    console.print(grid)
    console.print(Text(words["reconcile"], style="bold"))
    failed = {check.id for check in report.failed()}
    console.print(Padding(_statements(figures, words, failed), (0, 0, 0, 4)))


def _lines(figures: ElectionFigures, words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    values = {name: getattr(figures, name) for name in figures.__struct_fields__}
    if figures.roll is None:
        yield words["archive"].format(**values), "V12"
    else:
        yield words["roll"].format(**values), "V12 V32"
        yield words["replaced"].format(**values), "V40 V41"
        for moved in figures.extensions:
            yield words["extension"].format(closes=moved.closes, reason=words[moved.reason]), "V43"
        if not figures.extensions:
            yield words["no-extension"], "V43"
    yield words["ballots"].format(**values), "V21 V39"
    if figures.tested is not None:
        yield words["tested"].format(**values), "V36 V37"


def _statements(figures: ElectionFigures, words: Mapping[str, str], failed: set[str]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for no_wrap in (False, True, True, True):
        table.add_column(no_wrap=no_wrap)
    for statement in figures.reconciliation:
        sound = statement.holds and failed.isdisjoint(statement.rules)
        verdict = Text(words["holds" if sound else "broken"], style="green" if sound else "bold red")
        numbers = f"{statement.left} {statement.relation} {statement.right}"
        table.add_row(_name(statement, words), numbers, " ".join(statement.rules), verdict)
    return table


def _name(statement: Reconciliation, words: Mapping[str, str]) -> str:
    # The word "ballots" is taken by the line of figures.
    name = "counted" if statement.id == "ballots" else statement.id
    return words[name].format(question=statement.question)
