"""Steps 3 and 4: a roll is uploaded, looked at and decided, then cards are made from it or follow it."""

import re

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue

from pages.local_texts import translated
from registrar.errors import RegisterError, RollError
from registrar.local.desk import Desk, LookedAt
from registrar.local.showing import Show, typed, uploaded
from registrar.register import issue
from registrar.rolls.preview import preview_roll
from registrar.rolls.problems import Decisions
from registrar.rolls.update import update_roll

SHOWN_ROWS = 50
"""How many sound rows a preview shows; rows with problems are shown all."""
_ROW = re.compile(r"[1-9][0-9]{0,6}")


def _rows(name: str) -> frozenset[int]:
    return frozenset(int(text) for text in request.form.getlist(name) if _ROW.fullmatch(text))


def install_roll_views(app: Flask, desk: Desk, show: Show) -> None:
    """The routes of both steps."""

    @app.get("/roll")
    def roll() -> ResponseReturnValue:
        looked = desk.roll
        if looked is None:
            return show("roll", preview=None)
        preview = looked.preview
        by_row = {row.row: row for row in preview.rows}
        marked = sorted({row for problem in preview.problems for row in problem.rows if row in by_row})
        shown = [by_row[row] for row in marked] + [row for row in preview.rows if row.row not in marked][:SHOWN_ROWS]
        problems = [(problem, translated(problem.template, problem.values)) for problem in preview.problems]
        return show(
            "roll",
            preview=preview,
            problems=problems,
            rows=shown,
            marked=set(marked),
            decisions=looked.decisions,
            more=looked.more,
            sheets=any(problem.kind == "other-sheets" for problem in preview.problems),
            short=any(problem.kind == "short-number" for problem in preview.problems),
        )

    @app.post("/roll/read")
    def read() -> ResponseReturnValue:
        register = desk.opened()
        data = uploaded("file")
        desk.roll = None
        more = bool(register.cards) and typed("kind") == "more"
        desk.roll = LookedAt(data, Decisions(), preview_roll(data), more)
        return redirect("/roll", 303)

    @app.post("/roll/decide")
    def decide() -> ResponseReturnValue:
        looked = _looked_at()
        decisions = Decisions(
            restore_zeros=typed("zeros") == "restore",
            # A row that was left out is not on the page any more, so what was decided before goes along.
            left_out=_rows("leave") | _rows("left"),
            without_number=_rows("without"),
            group=typed("group"),
            first_sheet=typed("sheets") == "first",
        )
        desk.roll = LookedAt(looked.data, decisions, preview_roll(looked.data, decisions), looked.more)
        return redirect("/roll", 303)

    @app.post("/roll/forget")
    def forget() -> ResponseReturnValue:
        desk.roll = None
        return redirect("/roll", 303)

    @app.get("/cards")
    def cards() -> ResponseReturnValue:
        register = desk.register
        looked, changes = desk.roll, None
        ready = looked is not None and not looked.preview.undecided
        if register is not None and register.cards and looked is not None and ready:
            _, changes = update_roll(register, looked.roll(register))
        spares = register.order.spares if register is not None and register.order is not None else 10
        many_left = (
            changes is not None and 2 * len(changes.left) > len(changes.left) + len(changes.changed) + changes.unchanged
        )
        return show("cards", looked=looked, ready=ready, changes=changes, many_left=many_left, spares=spares)

    @app.post("/cards/make")
    def make() -> ResponseReturnValue:
        register, looked = desk.opened(), _looked_at()
        if register.order is None:
            raise RegisterError("Read the committee's card order first.")
        spares = typed("spares")
        if not re.fullmatch(r"[0-9]{1,5}", spares):
            raise RegisterError("Type the number of spare cards in digits.")
        named = {"named": True, "shuffled": False}.get(typed("mode"))
        if named is None:
            raise RegisterError("Choose whether the cards bear names.")
        order = register.order
        desk.save(issue(register, looked.preview.roll(), order.uuid, order.group, int(spares), named))
        desk.roll = None
        desk.say("notice", "The cards are made. Print them next.")
        return redirect("/print", 303)

    @app.post("/cards/update")
    def update() -> ResponseReturnValue:
        register = desk.opened()
        updated, _ = update_roll(register, _looked_at().roll(register))
        desk.save(updated)
        desk.roll = None
        desk.say("notice", "The register follows the new roll.")
        return redirect("/print", 303)

    def _looked_at() -> LookedAt:
        desk.opened()
        if desk.roll is None:
            raise RollError("Upload the roll first.")
        return desk.roll
