"""Candidates: questions and their pairs, with photos; a pair's place in the list is its number on the ballot."""

from flask import Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from bulletin_board.committee.access import board, current_actor, now
from bulletin_board.committee.audit_log import append_audit
from bulletin_board.committee.elections.draft import (
    PAIRS,
    QUESTIONS,
    Draft,
    DraftQuestion,
    Pair,
    with_pair,
    with_question,
    without_pair,
)
from bulletin_board.committee.elections.errors import DraftConflictError, PhotoError
from bulletin_board.committee.elections.forms import Field, Problems, Values, checked, read_form
from bulletin_board.committee.elections.page import (
    change,
    conflict,
    go_to,
    keep,
    load,
    load_desk,
    posted_revision,
    show,
)
from bulletin_board.committee.elections.photos import prepare_photo
from bulletin_board.committee.elections.storage import StoredDraft, add_photo, draft_photo, save_draft
from bulletin_board.storage.database import reading, writing

QUESTION = (
    Field("question", "The question on the ballot", hint="Such as: Siapa pilihanmu?", required=True, limit=300),
    Field("min", "At least so many choices", "number", low=0, high=PAIRS),
    Field("max", "At most so many choices", "number", low=1, high=PAIRS),
    Field(
        "blank",
        "Voters may choose nobody",
        "check",
        hint="With one pair alone this is the empty box; with several it is called not choosing.",
    ),
)
PAIR = (
    Field("number", "Number on the ballot", "number", low=1, high=PAIRS),
    Field("chair", "Candidate for chair", required=True, limit=100),
    Field("deputy", "Candidate for deputy", hint="Leave empty if nobody runs as deputy.", limit=100),
    Field("vision", "Vision", "area", limit=2000),
    Field("mission", "Mission", "area", limit=4000),
)
_PHOTO_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Content-Disposition": "inline",
}


def candidates(school: int, draft: int) -> ResponseReturnValue:
    """All questions with their pairs."""
    return show("candidates", load_desk(school, draft), "candidates", most=QUESTIONS, most_pairs=PAIRS)


def question_values(draft: Draft, number: int) -> Values:
    """What stands in the form of a question (from 1)."""
    if not 1 <= number <= len(draft.questions):
        return {"question": "", "min": "1", "max": "1", "blank": ""}
    found = draft.questions[number - 1]
    return {
        "question": found.question,
        "min": str(found.min),
        "max": str(found.max),
        "blank": checked(found.blank),
    }


def question(school: int, draft: int, number: int) -> ResponseReturnValue:
    """The form of a question; one past the last is a new one."""
    desk = load_desk(school, draft)
    _require(1 <= number <= min(len(desk.draft.questions) + 1, QUESTIONS))
    return show(
        "question", desk, "candidates", fields=QUESTION, values=question_values(desk.draft, number), number=number
    )


def change_question(school: int, draft: int, number: int) -> ResponseReturnValue:
    """Keep a question, new or changed."""

    def again(values: Values, problems: Problems) -> ResponseReturnValue:
        desk = load_desk(school, draft)
        return show(
            "question", desk, "candidates", 422, fields=QUESTION, values=values, problems=problems, number=number
        )

    def edit(before: Draft, values: Values) -> Draft:
        old = before.questions[number - 1] if number <= len(before.questions) else None
        changed = DraftQuestion(
            values["question"],
            () if old is None else old.pairs,
            int(values["min"]),
            int(values["max"]),
            blank=bool(values["blank"]),
        )
        return with_question(before, number - 1, changed)

    stored = load(school, draft)
    _require(1 <= number <= min(len(stored.draft.questions) + 1, QUESTIONS))
    kept = change(stored, QUESTION, lambda each: question_values(each, number), edit, again, "change-question")
    return go_to("candidates", kept, "Saved.") if isinstance(kept, StoredDraft) else kept


def remove_question(school: int, draft: int, number: int) -> ResponseReturnValue:
    """Remove a question with its pairs."""
    stored = load(school, draft)
    _question(stored.draft, number)
    try:
        keep(posted_revision(stored), with_question(stored.draft, number - 1, None), "remove-question", question=number)
    except DraftConflictError:
        return go_to("candidates", stored, "Somebody else has changed this. Look again, nothing was removed.")
    return go_to("candidates", stored, "Removed.")


def pair_values(draft: Draft, number: int, pair: int) -> Values:
    """What stands in the form of a pair (question and pair from 1)."""
    pairs = draft.questions[number - 1].pairs if 1 <= number <= len(draft.questions) else ()
    if not 1 <= pair <= len(pairs):
        return {"number": str(len(pairs) + 1), "chair": "", "deputy": "", "vision": "", "mission": ""}
    found = pairs[pair - 1]
    return {
        "number": str(pair),
        "chair": found.chair,
        "deputy": found.deputy,
        "vision": found.vision,
        "mission": found.mission,
    }


def pair(school: int, draft: int, number: int, place: int) -> ResponseReturnValue:
    """The form of a pair; one past the last is a new one."""
    stored = load(school, draft)
    _place(stored.draft, number, place)
    return _pair_page(school, draft, number, place, pair_values(stored.draft, number, place), {})


def change_pair(school: int, draft: int, number: int, place: int) -> ResponseReturnValue:
    """Keep a pair, new or changed, with its photo if one was chosen."""
    stored = load(school, draft)
    old = _place(stored.draft, number, place)
    values, problems = read_form(PAIR, request.form)
    problems |= {
        name: "Write one name in each field, without &."
        for name in ("chair", "deputy")
        if "&" in values[name] and name not in problems
    }
    photo = b""
    upload = request.files.get("photo")
    if upload is not None and upload.filename:
        try:
            photo = prepare_photo(upload.read())
        except PhotoError as error:
            problems["photo"] = str(error)
    if problems:
        return _pair_page(school, draft, number, place, values, problems)
    try:
        _keep_pair(posted_revision(stored), number, None if old is None else place - 1, values, photo)
    except DraftConflictError:
        newer = load(school, draft)
        answer = conflict(newer, PAIR, lambda each: pair_values(each, number, place), values)
        return go_to("candidates", stored, "Saved.") if isinstance(answer, StoredDraft) else answer
    return go_to("candidates", stored, "Saved.")


def _keep_pair(stored: StoredDraft, number: int, place: int | None, values: Values, photo: bytes) -> None:
    found = stored.draft.questions[number - 1]
    old = "" if place is None else found.pairs[place].photo
    with writing(board().store.engine) as connection:
        kept = "" if "remove_photo" in request.form else old
        digest = add_photo(connection, stored, photo) if photo else kept
        changed = Pair(values["chair"], values["deputy"], digest, values["vision"], values["mission"])
        moved = with_pair(found, place, changed, int(values["number"]))
        save_draft(connection, stored, with_question(stored.draft, number - 1, moved))
        # Who runs is for the ballot to say: the audit log can never be erased and names nobody.
        line: dict[str, str | int] = {"election": stored.uuid, "question": number, "number": int(values["number"])}
        append_audit(connection, now(), current_actor().account, stored.school, "change-candidates", line)


def remove_pair(school: int, draft: int, number: int, place: int) -> ResponseReturnValue:
    """Remove a pair; the numbers after it close up."""
    stored = load(school, draft)
    if _place(stored.draft, number, place) is None:
        raise NotFound
    fewer = without_pair(_question(stored.draft, number), place - 1)
    changed = with_question(stored.draft, number - 1, fewer)
    try:
        keep(posted_revision(stored), changed, "remove-candidates", question=number, number=place)
    except DraftConflictError:
        return go_to("candidates", stored, "Somebody else has changed this. Look again, nothing was removed.")
    return go_to("candidates", stored, "Removed.")


def photo(school: int, draft: int, sha256: str) -> ResponseReturnValue:
    """A prepared photo of the draft, as an image and nothing else."""
    stored = load(school, draft)
    with reading(board().store.engine) as connection:
        data = draft_photo(connection, stored, sha256)
    if data is None:
        raise NotFound
    return Response(data, mimetype="image/jpeg", headers=_PHOTO_HEADERS)


def preview(school: int, draft: int) -> ResponseReturnValue:
    """What voters will see in the booth."""
    return show("preview", load_desk(school, draft), "candidates")


def _pair_page(
    school: int, draft: int, number: int, place: int, values: Values, problems: Problems
) -> ResponseReturnValue:
    desk = load_desk(school, draft)
    found = _place(desk.draft, number, place)
    return show(
        "pair",
        desk,
        "candidates",
        422 if problems else 200,
        fields=PAIR,
        values=values,
        problems=problems,
        number=number,
        place=place,
        shown="" if found is None else found.photo,
        exists=found is not None,
    )


def _question(draft: Draft, number: int) -> DraftQuestion:
    _require(1 <= number <= len(draft.questions))
    return draft.questions[number - 1]


def _place(draft: Draft, number: int, place: int) -> Pair | None:
    """The pair of a place (from 1), None for one past the last; ``NotFound`` for any other."""
    pairs = _question(draft, number).pairs
    _require(1 <= place <= min(len(pairs) + 1, PAIRS))
    return pairs[place - 1] if place <= len(pairs) else None


def _require(there: bool) -> None:
    if not there:
        raise NotFound
