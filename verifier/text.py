"""A report in words for a terminal: a table of check families, then three things that anyone can read.

Nothing from a record reaches the terminal unchecked: control characters are replaced, and markup is not interpreted.
"""

from collections.abc import Sequence

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from record.election import Question
from record.printable import printable
from record.rules import RULES
from verifier.figures_text import print_figures
from verifier.report import Check, Report
from verifier.words import FAMILIES, PHASES, WORDS, advice

_SHOWN: int = 5
"""Failures that are explained one by one."""


def print_report(console: Console, report: Report, language: str) -> None:
    """Write the whole report."""
    words = WORDS[language]
    console.print(_table(report, language))
    for check in report.failed()[:_SHOWN]:
        console.print()
        _print_failure(console, report, check, language)
    console.print()
    _print_line(console, words["verified"], _what(report, language))
    _print_result(console, report, language)
    print_figures(console, report, language)
    _print_line(console, words["compare"], Text(words["compare_with"]))
    console.print(Padding(_fingerprints(report, language), (0, 0, 0, 2)))
    if report.facts is not None and not report.fingerprints.board and report.verdict == "accepted":
        console.print()
        console.print(Text(words["archive_only"]))


def _table(report: Report, language: str) -> Table:
    words = WORDS[language]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("check", "rules", "outcome"):
        table.add_column(words[heading], no_wrap=heading == "rules")
    by_id = {check.id: check for check in report.checks}
    for family in FAMILIES.values():
        checks = [by_id[rule] for rule in family.rules]
        table.add_row(family.name(language), _spans(family.rules), _outcome(checks, language))
    return table


def _spans(rules: Sequence[str]) -> str:
    """Rules as people write them: ``V30-V33 V43``."""
    spans: list[list[str]] = []
    for rule in rules:
        if spans and int(rule[1:]) == int(spans[-1][-1][1:]) + 1:
            spans[-1] = [spans[-1][0], rule]
        else:
            spans.append([rule])
    return " ".join("-".join(span) for span in spans)


def _outcome(checks: list[Check], language: str) -> Text:
    words = WORDS[language]
    failed = [check.id for check in checks if check.status == "failed"]
    open_checks = sum(check.status == "not_checkable" for check in checks)
    if failed:
        return Text(f"{words['failed']} ({', '.join(failed)})", style="bold red")
    if open_checks == len(checks):
        return Text(words["not_checkable"], style="yellow")
    if open_checks:
        return Text(words["partly"].format(count=open_checks), style="green")
    return Text(words["passed"], style="green")


def _print_failure(console: Console, report: Report, check: Check, language: str) -> None:
    words = WORDS[language]
    finding = next(found for found in report.findings if found.rule == check.id)
    where = words["whole"] if finding.entry is None else words["entry"].format(entry=finding.entry)
    console.print(Text(f"{check.id} {check.title}, {where}", style="bold red"))
    shown: list[RenderableType] = [Text(finding.detail)]
    more = sum(found.rule == check.id for found in report.findings) - 1
    if more:
        shown.append(Text(words["more"].format(count=more)))
    shown.append(Text.assemble((f"{words['meaning']}: ", "bold"), RULES[check.id].failure))
    shown.append(Text.assemble((f"{words['next']}: ", "bold"), advice(check.id, language)))
    for part in shown:
        console.print(Padding(part, (0, 0, 0, 4)))


def _print_line(console: Console, head: str, body: Text) -> None:
    line = Table.grid(padding=(0, 2, 0, 0))
    line.add_column(no_wrap=True, min_width=9)
    line.add_column()
    line.add_row(Text(head, style="bold"), body)
    console.print(line)


def _what(report: Report, language: str) -> Text:
    words = WORDS[language]
    phase = PHASES[language].get(report.phase or "", report.phase or "")
    place = printable(report.place)
    if report.name is None:
        about = words["nothing"].format(place=place, phase=phase)
    else:
        about = words["summary"].format(
            name=printable(report.name), place=place, ballots=report.ballots, counted=report.counted, phase=phase
        )
    sound = report.verdict == "accepted"
    verdict = Text(words["accepted" if sound else "rejected"], style="bold green" if sound else "bold red")
    closing = words["sound"] if sound else words["unsound"].format(count=len(report.failed()))
    return Text.assemble(verdict, f". {about} {closing}")


def _print_result(console: Console, report: Report, language: str) -> None:
    words = WORDS[language]
    questions = report.facts.setup.election.questions if report.facts and report.facts.setup else ()
    if report.result is None or len(report.result) != len(questions):
        text = words["unread" if report.verdict == "rejected" else "no_result"]
        if report.phase == "withheld":
            text = words["withheld"]
        _print_line(console, words["result"], Text(text))
        return
    claimed = "" if report.verdict == "accepted" else words["claimed"]
    head = words["result"]
    for question, counts in zip(questions, report.result, strict=True):
        if claimed:
            _print_line(console, head, Text(claimed, style="red"))
            head, claimed = "", ""
        _print_line(console, head, Text(_counts(question, counts, language)))
        head = ""


def _counts(question: Question, counts: tuple[int, ...], language: str) -> str:
    names = [WORDS[language]["blank"]] if question.allows_blank else []
    names += [printable(answer) for answer in question.answers]
    shown = [f"{name}: {count}" for name, count in zip(names, counts, strict=False)]
    return f"{printable(question.question)} - " + ", ".join(shown)


def _fingerprints(report: Report, language: str) -> Table:
    words = WORDS[language]
    prints = report.fingerprints
    size, separator, root = prints.head.rpartition(":")
    rows = [("election", prints.election), ("setup", prints.setup), ("agreed", prints.agreed)]
    rows += [("head" if separator else "event", root), ("entries", size), ("board", prints.board)]
    rows += [("booth", "\n".join(prints.booth))]
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in rows:
        if value:
            grid.add_row(words[name], value)
    return grid
