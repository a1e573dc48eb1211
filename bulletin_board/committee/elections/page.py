"""What the views share: load an election of the school, show its pages, keep a change with its line in the audit log.

A change is kept only under the revision that its form was made from. If somebody was faster, the page shows both and
asks; what was typed is never lost.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bulletin_board.committee.access import Role, board, current_actor, notice, now
from bulletin_board.committee.audit_log import append_audit
from bulletin_board.committee.elections.desk import Desk, read_desk
from bulletin_board.committee.elections.draft import Draft
from bulletin_board.committee.elections.errors import DraftConflictError
from bulletin_board.committee.elections.forms import Form, Problems, Values, is_number, read_form
from bulletin_board.committee.elections.stages import stages_of
from bulletin_board.committee.elections.storage import StoredDraft, load_draft, save_draft
from bulletin_board.storage.database import reading, writing

REVISION = "revision"
"""The hidden field with the revision that a form was made from."""


def load(school: int, draft: int) -> StoredDraft:
    """An election of the school; ``DraftUnknownError``."""
    with reading(board().store.engine) as connection:
        return load_draft(connection, school, draft)


def load_desk(school: int, draft: int) -> Desk:
    """The same with everything that its pages show."""
    return read_desk(board(), load(school, draft))


def address(page: str, stored: StoredDraft, **values: Any) -> str:
    """The address of a page of an election."""
    return url_for(f"committee.elections.{page}", school=stored.school, draft=stored.id, **values)


def board_address(draft: Draft) -> str:
    """The board as others reach it: as the committee wrote it for the cards, or else as this browser does."""
    return draft.address or request.host_url.rstrip("/")


def go_to(page: str, stored: StoredDraft, sentence: str = "", **values: Any) -> ResponseReturnValue:
    """On to a page, which shows a sentence."""
    if sentence:
        notice(sentence)
    return redirect(address(page, stored, **values), 303)


def show(template: str, desk: Desk, current: str, status: int = 200, **values: Any) -> ResponseReturnValue:
    """A page of an election; ``current`` is its step."""
    may = current_actor().may(Role.COMMITTEE, desk.stored.school)
    page = render_template(
        f"elections/{template}.html",
        desk=desk,
        stored=desk.stored,
        draft=desk.draft,
        logged=desk.logged,
        stages=stages_of(desk, current),
        may_act=may,
        may_change=may and not desk.stored.frozen,
        problems=values.pop("problems", {}),
        **values,
    )
    return page, status


def posted_revision(stored: StoredDraft) -> StoredDraft:
    """The draft under the revision that the form was made from, so that keeping it fails if somebody was faster."""
    typed = request.form.get(REVISION, "")
    return replace(stored, revision=int(typed) if is_number(typed, 0, 10**11) else 0)


def keep(stored: StoredDraft, changed: Draft, act: str, **details: str | int) -> StoredDraft:
    """Store a change and its line in the audit log together; ``DraftConflictError``, ``DraftFrozenError``."""
    with writing(board().store.engine) as connection:
        saved = save_draft(connection, stored, changed)
        line: Mapping[str, str | int] = {"election": stored.uuid, **details}
        append_audit(connection, now(), current_actor().account, stored.school, act, line)
    return saved


def change(
    stored: StoredDraft,
    form: Form,
    values_of: Callable[[Draft], Values],
    edit: Callable[[Draft, Values], Draft],
    again: Callable[[Values, Problems], ResponseReturnValue],
    act: str,
    also: Callable[[Values], Problems] = lambda values: {},
) -> StoredDraft | ResponseReturnValue:
    """Keep what a form says: the draft after it; or the form ``again`` with its problems; or the page of a conflict.

    ``also`` finds problems that no field can see by itself.
    """
    values, problems = read_form(form, request.form)
    problems = also(values) | problems
    if problems:
        return again(values, problems)
    try:
        return keep(posted_revision(stored), edit(stored.draft, values), act)
    except DraftConflictError:
        return conflict(load(stored.school, stored.id), form, values_of, values)


def conflict(
    stored: StoredDraft, form: Form, values_of: Callable[[Draft], Values], mine: Values
) -> StoredDraft | ResponseReturnValue:
    """Both versions beside each other; if they say the same, there is nothing to ask."""
    theirs = values_of(stored.draft)
    rows = [
        (each, theirs.get(each.name, ""), mine[each.name]) for each in form if theirs.get(each.name) != mine[each.name]
    ]
    if not rows:
        return stored
    desk = read_desk(board(), stored)
    return show("conflict", desk, "", 409, rows=rows, mine=mine, action=request.path)
