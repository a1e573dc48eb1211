"""What the minutes and C.Hasil say, as plain data for their templates: every figure once, and what does not add up.

Invariant: pure; the same facts give the same document, so that a second print has the same bytes. Figures come from
:mod:`record.figures` alone; what the committee typed stands beside them and never changes them.
"""

from datetime import date, datetime, timedelta, timezone
from typing import Any

from babel.dates import format_date

from bulletin_board.committee.day.facts import DayFacts
from bulletin_board.committee.day.terbilang import date_in_words, number_in_words
from bulletin_board.committee.day.words import WORDS
from bulletin_board.config import ZONES
from bulletin_board.public.picture import number_text, percent_text
from bulletin_board.public.presenting import KeyHolder
from record.figures import QuestionFigures, Reconciliation
from record.printable import grouped

FINAL = ("published", "withheld")
"""The phases after which no figure changes."""
CLOSED = ("counting", *FINAL)
UNOPENED = ("preparing",)
"""The phases after the close, and before the opening."""
FOOTER_DIGITS = 16
"""So many hexadecimal digits of the head tell one print from another."""
MOST_SAKSI = 12
"""More pairs than these get one place for signatures together."""
Document = dict[str, Any]


def minutes_document(facts: DayFacts, language: str, address: str, qr: str) -> Document:
    """Everything that both templates print. ``address`` is that of the public record, ``qr`` its code (SVG)."""
    return _Writer(facts, language).document(address, qr)


def attendance_gap(facts: DayFacts) -> int | None:
    """Signatures on the attendance lists minus cards that voted; None if nobody counted the lists."""
    attendance = facts.remarks.attendance
    return None if attendance is None else attendance - facts.figures.counted


class _Writer:
    """One document in one language."""

    def __init__(self, facts: DayFacts, language: str) -> None:
        self.facts = facts
        self.language = language
        self.words = WORDS[language]
        self.zone = timezone(timedelta(hours=ZONES[facts.zone]))

    def document(self, address: str, qr: str) -> Document:
        facts, words = self.facts, self.words
        return {
            "words": {name: text for name, text in words.items() if "{" not in text},
            "language": self.language,
            "page_words": words["page"],
            "school": facts.school,
            "name": facts.name,
            "watermark": self._watermark(),
            "note": self._note(),
            "opening": self._opening(),
            "hours": self._hours(),
            "footer": self._footer(),
            "voters": self._voters(),
            "box": self._box(),
            "questions": [self._question(question) for question in facts.figures.questions],
            "no_result": self._no_result(),
            "reconciliation": self._reconciliation(),
            "verdict": self._verdict(),
            "incidents": facts.remarks.incidents,
            "objections": facts.remarks.objections,
            "keys": self._keys(),
            "off": [row for row in self._reconciliation() if row["holds"] is False],
            "fingerprints": self._fingerprints(address),
            "copied": [address, facts.uuid],
            "qr": qr,
            "signatures": self._signatures(),
            "revision": words["revision"].format(number=facts.revision) if facts.revision else "",
        }

    def _watermark(self) -> str:
        if self.facts.figures.kind == "practice":
            return self.words["practice"]
        return "" if self.facts.phase in FINAL else self.words["draft"]

    def _note(self) -> str:
        notes = [self.words["practice-note"]] if self.facts.figures.kind == "practice" else []
        return " ".join([*notes, *([] if self.facts.phase in FINAL else [self.words["draft-note"]])])

    def _opening(self) -> str:
        day = self.facts.opens.astimezone(self.zone).date()
        return self.words["on-this-day"].format(
            day=date_in_words(day) if self.language == "id" else format_date(day, "EEEE", locale="en"),
            date=self._date(day),
            place=self.facts.remarks.place or self.words["no-place"],
            school=self.facts.school,
            name=self.facts.name,
        )

    def _date(self, day: date) -> str:
        return format_date(day, "d MMMM y", locale=self.language)

    def _moment(self, moment: datetime) -> str:
        local = moment.astimezone(self.zone)
        clock = local.strftime("%H.%M" if self.language == "id" else "%H:%M")
        return self.words["at"].format(date=self._date(local.date()), time=clock, zone=self.facts.zone)

    def _hours(self) -> list[list[str]]:
        """What was announced, then what was done: the two need not agree."""
        facts, words = self.facts, self.words
        rows = [[words["opens"], self._moment(facts.opens)], [words["closes"], self._moment(facts.announced)]]
        for moved in facts.figures.extensions:
            time = self._moment(datetime.fromisoformat(moved.closes))
            rows.append([words["extended"], words["because"].format(time=time, reason=words[moved.reason])])
        if facts.phase not in UNOPENED:
            # To the minute, as it is printed.
            opened = None if facts.acts.opened is None else facts.acts.opened.replace(second=0, microsecond=0)
            rows.append([words["opened"], self._act(opened, "late" if opened and opened > facts.opens else "")])
        if facts.phase in CLOSED:
            closed = facts.acts.closed
            rows.append([words["closed"], self._act(closed, "early" if closed and closed < facts.closes else "")])
        return rows

    def _act(self, moment: datetime | None, remark: str) -> str:
        if moment is None:
            return self.words["no-time"]
        return " ".join([self._moment(moment), *([self.words[remark]] if remark else [])])

    def _figure(self, name: str, value: int | None) -> Document:
        known = value if value is not None else 0
        return {
            "label": self.words[name],
            "figure": "–" if value is None else number_text(known, self.language),
            "spelled": number_in_words(known) if value is not None and self.language == "id" else "",
        }

    def _voters(self) -> list[Document]:
        figures = self.facts.figures
        left = None if figures.spares is None or figures.replaced is None else figures.spares - figures.replaced
        attendance = self._figure("attendance", self.facts.remarks.attendance)
        if self.facts.remarks.attendance is None:
            attendance["figure"] = self.words["not-counted"]
        return [
            self._figure("roll", figures.roll),
            self._figure("spares", figures.spares),
            self._figure("cards", figures.cards),
            self._figure("replaced", figures.replaced),
            self._figure("spares-left", left),
            self._figure("issued", figures.issued),
            self._figure("used", figures.counted),
            self._figure("unused", figures.unused),
            attendance,
        ]

    def _box(self) -> list[Document]:
        figures = self.facts.figures
        rows = [self._figure(name, getattr(figures, name)) for name in ("ballots", "superseded", "counted", "tested")]
        turnout = percent_text(figures.turnout, self.language)
        return [*rows, {"label": self.words["turnout"], "figure": turnout, "spelled": ""}]

    def _question(self, question: QuestionFigures) -> Document:
        sole = len(question.answers) == 1
        blank = "empty-box" if sole else "blank"
        return {
            "question": question.question,
            "rows": [
                self._figure("votes", answer.votes) | {"number": str(number), "label": answer.name}
                for number, answer in enumerate(question.answers, start=1)
            ],
            "valid": self._figure("valid", question.votes),
            "blank": None if question.blank is None else self._figure(blank, question.blank),
            "all": self._figure("all-votes", question.votes + (question.blank or 0)),
        }

    def _no_result(self) -> str:
        figures = self.facts.figures
        if figures.withheld:
            return self.words["withheld"].format(counted=figures.counted, k=figures.k)
        return "" if figures.questions else self.words["no-result"]

    def _reconciliation(self) -> list[Document]:
        return [*map(self._statement, self.facts.figures.reconciliation), self._attendance()]

    def _statement(self, statement: Reconciliation) -> Document:
        label = self.words[f"rule-{statement.id}"]
        if statement.question and len(self.facts.figures.questions) > 1:
            label = self.words["of-question"].format(rule=label, number=statement.question)
        left, right = (number_text(each, self.language) for each in (statement.left, statement.right))
        sign = {"=": "=" if statement.holds else "≠", "<=": "≤" if statement.holds else ">"}.get(
            statement.relation, "≥" if statement.holds else "<"
        )
        return {
            "label": label,
            "figures": f"{left} {sign} {right}",
            "rules": " ".join(statement.rules),
            "holds": statement.holds,
            "verdict": self._off(statement.left - statement.right) if not statement.holds else self.words["holds"],
        }

    def _attendance(self) -> Document:
        gap = attendance_gap(self.facts)
        row: Document = {"label": self.words["rule-attendance"], "rules": self.words["paper-only"]}
        if gap is None:
            return row | {"figures": "", "holds": None, "verdict": self.words["unknown"]}
        left, right = (
            number_text(each, self.language) for each in (gap + self.facts.figures.counted, self.facts.figures.counted)
        )
        verdict = self._off(gap) if gap else self.words["holds"]
        return row | {"figures": f"{left} {'≠' if gap else '='} {right}", "holds": gap == 0, "verdict": verdict}

    def _off(self, difference: int) -> str:
        return self.words["off"].format(difference=number_text(abs(difference), self.language))

    def _verdict(self) -> str:
        off = sum(row["holds"] is False for row in self._reconciliation())
        if off:
            return self.words["some-off"].format(count=off)
        return self.words["all-hold" if self.facts.remarks.attendance is not None else "record-holds"]

    def _holder(self, number: int, name: str) -> str:
        return name or self.words["holder"].format(number=number)

    def _keys(self) -> list[Document]:
        single = [key for key in self.facts.keys if len(key.holders) == 1]
        joint = [key for key in self.facts.keys if len(key.holders) > 1]
        tables = [(self.words["single"], [key.holders[0] for key in single])] if single else []
        for key in joint:
            rule = self.words["threshold"].format(few=key.threshold, all=len(key.holders))
            tables.append((rule, list(key.holders)))
        return [{"rule": rule, "holders": [self._key_holder(each) for each in holders]} for rule, holders in tables]

    def _key_holder(self, holder: KeyHolder) -> Document:
        return {
            "number": str(holder.owner),
            "name": self._holder(holder.owner, holder.name),
            "signed": self.words["yes" if holder.signed else "no"],
            "decrypted": self.words["yes" if holder.decrypted else "no"],
        }

    def _fingerprints(self, address: str) -> list[list[str]]:
        prints = self.facts.fingerprints
        witnesses = ", ".join(self.facts.witnesses) or self.words["nobody"]
        rows = [
            [self.words["address"], address],
            [self.words["election-number"], self.facts.uuid],
            [self.words["agreed-root"], grouped(prints.agreed)],
            [self.words["fingerprint"], grouped(prints.election)],
            [self.words["head"].format(size=number_text(prints.size, self.language)), grouped(prints.root)],
            [self.words["board-key"], grouped(prints.board)],
        ]
        return [*(row for row in rows if row[1]), [self.words["witnesses"], witnesses]]

    def _footer(self) -> str:
        """What every page bears, so that no page can be put into another print."""
        facts, words = self.facts, self.words
        head = grouped(facts.fingerprints.root[:FOOTER_DIGITS])
        parts = [
            words["footer-number"].format(number=facts.uuid),
            *([words["footer-head"].format(head=head)] if head else []),
        ]
        return " · ".join([*parts, words["footer-revision"].format(number=facts.revision)])

    def _signatures(self) -> list[str]:
        count = self.facts.answers[0] if len(self.facts.answers) == 1 else 0
        saksi = [self.words["saksi"].format(number=number) for number in range(1, count + 1)]
        if not 0 < count <= MOST_SAKSI:
            saksi = [self.words["saksi-all"]] * 2
        holders = [
            f"{self.words['key-holder']}: {self._holder(holder.owner, holder.name)}"
            for key in self.facts.keys
            for holder in key.holders
            if holder.decrypted or self.facts.phase != "published"
        ]
        return [self.words["chair"], *saksi, *holders]
