"""The election itself: open, extend, close, follow the key holders, publish, and later erase photos and texts.

Each act is judged by the rules of the record; the pages only ask for a word, a fresh second factor, and the audit log.
"""

from datetime import datetime
from typing import get_args

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from bulletin_board.administration import close_voting, extend_voting, open_voting, publish_result
from bulletin_board.committee.access import audited, board
from bulletin_board.committee.elections.confirming import NOT_TYPED, Word, typed
from bulletin_board.committee.elections.desk import CLOSED, Desk
from bulletin_board.committee.elections.erasing import erase_shown
from bulletin_board.committee.elections.page import board_address, go_to, load_desk, show
from bulletin_board.committee.elections.times import local_moment, local_text
from bulletin_board.errors import BusyError, EntryRefusedError, StageError
from bulletin_board.opening_hours import moment
from bulletin_board.public.presenting import local_time, utc_now
from pages.look import request_language
from record.entries import ExtensionReason
from record.ledger import Stage

REASONS: tuple[tuple[ExtensionReason, str], ...] = (
    ("power", "Power cut"),
    ("network", "Network failure"),
    ("queue", "Long queue"),
    ("disaster", "Disaster"),
    ("equipment", "Broken equipment"),
    ("committee", "Decision of the committee"),
)
"""The listed reasons of the record, in words."""
STILL_READ = "Erased, but traces may remain on the disk, because others were reading. Erase once more in a minute."
_GONE = "The election is in another phase by now. Look again."


def opening(school: int, draft: int) -> ResponseReturnValue:
    """The fingerprints to read out, who has countersigned, and the opening."""
    return _page("open", _logged(school, draft))


def open_now(school: int, draft: int) -> ResponseReturnValue:
    """Open voting; from the announced time on the box takes ballots."""
    desk = _logged(school, draft)
    if not typed(Word.OPEN):
        return _page("open", desk, {"word": NOT_TYPED})
    try:
        line = audited("open-voting", school, election=desk.stored.uuid)
        open_voting(board(), desk.stored.uuid, lambda done: line(done.connection))
    except EntryRefusedError as error:
        text = _GONE
        if any(finding.rule == "V35" for finding in error.findings):
            text = "Not yet: too few have countersigned. The list shows who is missing."
        return _page("open", load_desk(school, draft), {"word": text})
    return go_to("close", desk.stored, "Voting is opened. The box takes ballots during the announced hours.")


def closing(school: int, draft: int) -> ResponseReturnValue:
    """Voting day: the state, a later close, and the close itself."""
    return _page("close", _logged(school, draft))


def extend(school: int, draft: int) -> ResponseReturnValue:
    """Move the close to a later time, publicly and with a reason."""
    desk = _logged(school, draft)
    problems = {}
    local, reason = request.form.get("closes", ""), request.form.get("reason", "")
    new = local_moment(local, desk.draft.zone)
    if new is None:
        problems["closes"] = "Write the day and the time, such as 2026-11-24T08:00."
    elif new <= _closes(desk):
        problems["closes"] = "The new close must be later than the old one."
    chosen = next((each for each in get_args(ExtensionReason) if each == reason), None)
    if chosen is None:
        problems["reason"] = "Choose one of the list."
    if not typed(Word.EXTEND):
        problems["extend_word"] = NOT_TYPED
    if problems or new is None or chosen is None:
        return _page("close", desk, problems)
    closes = new.strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        line = audited("extend-voting", school, election=desk.stored.uuid, closes=closes, reason=chosen)
        extend_voting(board(), desk.stored.uuid, closes, chosen, lambda done: line(done.connection))
    except EntryRefusedError:
        return _page("close", load_desk(school, draft), {"closes": "The board refuses this time: it is too far away."})
    return go_to("close", desk.stored, "Voting closes later. Everybody can see the new time and the reason.")


def close_now(school: int, draft: int) -> ResponseReturnValue:
    """Close the box and add up; before the announced time only with the words for that."""
    desk = _logged(school, draft)
    early = desk.logged is not None and not desk.logged.ends
    if not typed(Word.CLOSE_EARLY if early else Word.CLOSE):
        return _page("close", desk, {"word": NOT_TYPED})
    try:
        line = audited("close-voting", school, election=desk.stored.uuid, early=int(early))
        stage = close_voting(board(), desk.stored.uuid, early=early, beside=lambda done: line(done.connection))
    except (StageError, EntryRefusedError):
        return _page("close", load_desk(school, draft), {"word": _GONE})
    if stage is Stage.WITHHELD:
        return go_to("result", desk.stored, "The box is closed. Too few ballots count, so the total stays closed.")
    return go_to("result", desk.stored, "The box is closed and added up. Now the key holders open the total.")


def tally(school: int, draft: int) -> ResponseReturnValue:
    """Which key holders have sent their share, and the publication."""
    return _page("result", _logged(school, draft))


def publish(school: int, draft: int) -> ResponseReturnValue:
    """Publish the result, once enough key holders have sent their share."""
    desk = _logged(school, draft)
    if not typed(Word.PUBLISH):
        return _page("result", desk, {"word": NOT_TYPED})
    try:
        line = audited("publish-result", school, election=desk.stored.uuid)
        publish_result(board(), desk.stored.uuid, lambda done: line(done.connection))
    except StageError:
        return _page("result", load_desk(school, draft), {"word": "Not yet: key holders are missing."})
    except EntryRefusedError:
        return _page("result", load_desk(school, draft), {"word": _GONE})
    return go_to("result", desk.stored, "The result is published.")


def erase(school: int, draft: int) -> ResponseReturnValue:
    """Erase photos, visions and missions for good, after the objection period; the log never held them."""
    desk = _logged(school, draft)
    if desk.phase not in ("published", "withheld"):
        return _page("result", desk, {"erase": "Photos can be erased after the result."})
    if not typed(Word.ERASE):
        return _page("result", desk, {"erase": NOT_TYPED})
    photos = len(desk.draft.photos())
    line = audited("erase-presentation", school, election=desk.stored.uuid, photos=photos)
    try:
        erase_shown(board(), desk.stored, line)
    except BusyError:
        return _page("result", load_desk(school, draft), {"erase": STILL_READ}, 503)
    return go_to("result", desk.stored, "Photos and texts are erased.")


def _logged(school: int, draft: int) -> Desk:
    desk = load_desk(school, draft)
    if desk.logged is None:
        raise NotFound
    return desk


def _closes(desk: Desk) -> datetime:
    if desk.logged is None:
        raise NotFound
    return moment(desk.logged.summary["closes"])


def _page(page: str, desk: Desk, problems: dict[str, str] | None = None, status: int = 422) -> ResponseReturnValue:
    if desk.logged is None:
        raise NotFound
    summary, zone, language = desk.logged.summary, desk.draft.zone, request_language()
    here = utc_now(board().config.clock)
    return show(
        page,
        desk,
        page,
        status if problems else 200,
        problems=problems or {},
        e=summary
        | {
            "opens_text": local_time(summary["opens"], zone, language, here),
            "closes_text": local_time(summary["closes"], zone, language, here),
            "turnout": 100 * summary["counted"] / summary["voters"] if summary["voters"] else 0.0,
        },
        reasons=REASONS,
        values={
            "closes": request.form.get("closes") or local_text(moment(summary["closes"]), zone),
            "reason": request.form.get("reason", ""),
        },
        closed=desk.phase in CLOSED,
        enough_shares=_enough_shares(desk),
        board_address=board_address(desk.draft),
        board_key=board().store.key.public_hex,
    )


def _enough_shares(desk: Desk) -> bool:
    if desk.logged is None:
        return False
    return all(sum(each.decrypted for each in item.holders) >= item.threshold for item in desk.logged.keys)
