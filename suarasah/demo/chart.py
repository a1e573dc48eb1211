"""The result as a bar chart for a terminal: answers in ballot order, count and per cent of the counted ballots."""

from rich.table import Table
from rich.text import Text

from record.election import Question

WIDTH = 32
_EIGHTHS = " ▏▎▍▌▋▊▉█"


def bar(count: int, largest: int, width: int = WIDTH) -> str:
    """A bar of at most ``width`` characters, in steps of an eighth."""
    if largest <= 0:
        return ""
    eighths = round(count * width * 8 / largest)
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def result_chart(question: Question, counts: list[int]) -> Table:
    """One row for each answer; ``counts`` has the blank votes first where blank is allowed."""
    answers = [*question.answers]
    blank, votes = (counts[0], counts[1:]) if question.allows_blank else (None, counts)
    rows = list(zip(answers, votes, strict=True))
    if blank is not None:
        rows.append(("Tidak memilih (blank)", blank))
    total, largest = sum(count for _, count in rows), max((count for _, count in rows), default=0)
    table = Table(title=question.question, show_header=False, box=None, padding=(0, 1), title_justify="left")
    table.add_column(no_wrap=True, overflow="ellipsis")
    table.add_column(width=WIDTH)
    table.add_column(justify="right")
    table.add_column(justify="right")
    for name, count in rows:
        share = f"{100 * count / total:.1f} %" if total else "-"
        table.add_row(name, Text(bar(count, largest), style="cyan"), str(count), share)
    return table
