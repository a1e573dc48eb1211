"""Key holders: joint key makings, single holders, and the observers whose signatures a final head needs."""

from dataclasses import dataclass

import msgspec
from flask import request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from msgspec.structs import replace

from bulletin_board.administration import new_key_making
from bulletin_board.committee.access import board
from bulletin_board.committee.accounts.drawing import qr_code
from bulletin_board.committee.elections.building import GROUP
from bulletin_board.committee.elections.desk import Making, read_making
from bulletin_board.committee.elections.draft import RUNS, TRUSTEES, Draft, DraftTrustee, KeyMaking
from bulletin_board.committee.elections.errors import DraftConflictError, DraftFrozenError
from bulletin_board.committee.elections.forms import Problems, Values, is_number, tidy
from bulletin_board.committee.elections.page import board_address, go_to, keep, load, load_desk, posted_revision, show
from bulletin_board.committee.elections.storage import StoredDraft
from bulletin_board.errors import SpecificationError
from crypto.groups import group_by_name
from crypto.signing_key import SigningKeyError, decode_public_key
from record.canonical import decode
from record.entries import Witness, WitnessPolicy
from record.errors import RecordError
from record.identifiers import is_identifier
from record.key_invitation import KeyInvitation, invitation_link
from record.note_key import KeyFormatError, check_key_name
from record.trustee_checks import single_problem
from record.trustees import TrusteePublicKey


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation to a key making as link and as QR code."""

    link: str
    drawing: Markup


ROWS = 7
"""Holders that a key making may be begun with here; more need the command."""
OBSERVER_NAME = 200
"""The longest name of an observer that the record can hold, in characters."""
_CHANGED = "Somebody else has changed this election. Look again, then send the form once more."


def keys(school: int, draft: int) -> ResponseReturnValue:
    """The page."""
    return _page(school, draft)


def begin_making(school: int, draft: int) -> ResponseReturnValue:
    """Begin a joint key making of t of the holders that were typed, for this election alone, and choose it."""
    stored = load(school, draft)
    values, holders, problems = _holders()
    if not problems and not is_number(values["threshold"], 1, len(holders)):
        problems["threshold"] = "Write a number from 1 to the number of holders."
    if len(stored.draft.runs) >= RUNS or len(stored.draft.trustees) >= TRUSTEES:
        problems["threshold"] = "There are too many keys already. Remove one first."
    if problems:
        return _page(school, draft, values, problems)
    if stored.frozen:
        raise DraftFrozenError("The election is set up: its keys can change no more.")
    if posted_revision(stored) != stored:
        # Before the key making begins, whose log nobody could take back.
        return _page(school, draft, values, {"threshold": _CHANGED})
    threshold = int(values["threshold"])
    try:
        run = new_key_making(board(), threshold, [key for _, key in holders], group=GROUP, election=stored.uuid)
    except SpecificationError:
        return _page(school, draft, values, {"key_1": "These keys cannot be used. Ask each holder to show it again."})
    making = KeyMaking(run, threshold, tuple(name for name, _ in holders))
    trustees = (*stored.draft.trustees, DraftTrustee(run=run))
    changed = replace(stored.draft, runs=(*stored.draft.runs, making), trustees=trustees)
    return _kept(stored, changed, "begin-key-making", "The key making has begun. Give its number to the holders.", run)


def choose_making(school: int, draft: int) -> ResponseReturnValue:
    """Choose a key making that is on this board already, such as the city's."""
    stored = load(school, draft)
    run = tidy(request.form.get("run", ""))
    values = {"run": run}
    making = read_making(board(), stored.draft, run) if is_identifier(run) else None
    if making is None:
        return _page(school, draft, values, {"run": "This board has no key making of this number."})
    if any(each.run == run for each in stored.draft.trustees):
        return _page(school, draft, values, {"run": "This key is chosen already."})
    runs = stored.draft.runs
    if all(each.run != run for each in runs):
        runs = (*runs, KeyMaking(run, making.threshold, tuple(name for name, _ in making.holders)))
    if len(runs) > RUNS or len(stored.draft.trustees) >= TRUSTEES:
        return _page(school, draft, values, {"run": "There are too many keys already. Remove one first."})
    changed = replace(stored.draft, runs=runs, trustees=(*stored.draft.trustees, DraftTrustee(run=run)))
    return _kept(stored, changed, "choose-key-making", "Saved.", run)


def add_single(school: int, draft: int) -> ResponseReturnValue:
    """Add a holder who holds a key alone: its signing key, and the file with the public key of this election."""
    stored = load(school, draft)
    values = {"single_name": tidy(request.form.get("single_name", "")), "single_key": _hex("single_key")}
    problems: Problems = {}
    if not 1 <= len(values["single_name"]) <= 100:
        problems["single_name"] = "Write who holds this key."
    if not _is_signing_key(values["single_key"]):
        problems["single_key"] = "This is no public key: it has 64 digits and letters from a to f."
    key = _public_key()
    if key is None:
        problems["single_file"] = "This is no public key of a key holder. Ask for the file again."
    if len(stored.draft.trustees) >= TRUSTEES:
        problems["single_name"] = "There are too many keys already. Remove one first."
    if problems or key is None:
        return _page(school, draft, values, problems)
    named = replace(key, name=values["single_name"])
    trustee = DraftTrustee(name=values["single_name"], holder=values["single_key"], key=named)
    changed = replace(stored.draft, trustees=(*stored.draft.trustees, trustee))
    return _kept(stored, changed, "add-key-holder", "Saved.", values["single_key"])


def remove_key(school: int, draft: int, place: int) -> ResponseReturnValue:
    """Choose a key no longer (``place`` from 1); its key making stays on the board."""
    stored = load(school, draft)
    trustees = stored.draft.trustees
    changed = replace(stored.draft, trustees=(*trustees[: place - 1], *trustees[place:]) if place else trustees)
    return _kept(stored, changed, "remove-key", "Removed.", str(place))


def change_witnesses(school: int, draft: int) -> ResponseReturnValue:
    """Keep the observers who must sign the final head."""
    stored = load(school, draft)
    lines = tidy(request.form.get("witnesses", ""), lines=True)
    values = {"witnesses": lines, "witness_threshold": request.form.get("witness_threshold", "")}
    witnesses = [_witness(line) for line in lines.splitlines() if line.strip()]
    found = [each for each in witnesses if each is not None]
    if len(found) != len(witnesses) or len({each.name for each in found}) != len(found) or len(found) > 50:
        return _page(
            school, draft, values, {"witnesses": "Write one line for each observer: name, a space, public key."}
        )
    if not is_number(values["witness_threshold"], 0, len(found)):
        return _page(school, draft, values, {"witness_threshold": "Write a number from 0 to the number of observers."})
    policy = WitnessPolicy(int(values["witness_threshold"]), found)
    changed = replace(stored.draft, witnesses=policy)
    return _kept(stored, changed, "change-observers", "Saved.", str(len(found)))


def _kept(stored: StoredDraft, changed: Draft, act: str, sentence: str, about: str) -> ResponseReturnValue:
    try:
        keep(posted_revision(stored), changed, act, about=about)
    except DraftConflictError:
        return go_to("keys", stored, _CHANGED)
    return go_to("keys", stored, sentence)


def _holders() -> tuple[Values, list[tuple[str, str]], Problems]:
    values: Values = {"threshold": tidy(request.form.get("threshold", ""))}
    holders: list[tuple[str, str]] = []
    problems: Problems = {}
    for row in range(1, ROWS + 1):
        name, key = tidy(request.form.get(f"name_{row}", "")), _hex(f"key_{row}")
        values |= {f"name_{row}": name, f"key_{row}": key}
        if not name and not key:
            continue
        if not 1 <= len(name) <= 100:
            problems[f"name_{row}"] = "Write who holds this key."
        if not _is_signing_key(key):
            problems[f"key_{row}"] = "This is no public key: it has 64 digits and letters from a to f."
        elif key in [other for _, other in holders]:
            problems[f"key_{row}"] = "Two holders have the same key. Ask both to show it again."
        holders.append((name, key))
    if not holders:
        problems["name_1"] = "Write who holds this key."
    return values, holders, problems


def _hex(field: str) -> str:
    """A key as it was typed or copied: spaces between groups and capitals do not matter."""
    return "".join(request.form.get(field, "")[:200].split()).lower()


def _is_signing_key(text: str) -> bool:
    try:
        decode_public_key(text)
    except SigningKeyError:
        return False
    return True


def _public_key() -> TrusteePublicKey | None:
    upload = request.files.get("single_file")
    data = b"" if upload is None else upload.read().strip()
    try:
        key = decode(data, TrusteePublicKey, limit=64 * 1024)
    except RecordError:
        return None
    bare = replace(key, name=msgspec.UNSET)
    return bare if single_problem(group_by_name(GROUP), bare) is None else None


def _witness(line: str) -> Witness | None:
    name, _, key = line.strip().rpartition(" ")
    name = name.strip()
    try:
        check_key_name(name)
        decode_public_key(key.lower())
    except (KeyFormatError, SigningKeyError):
        return None
    if len(name) > OBSERVER_NAME:
        return None
    return Witness(name, key.lower())


def _page(
    school: int, draft: int, values: Values | None = None, problems: Problems | None = None
) -> ResponseReturnValue:
    desk = load_desk(school, draft)
    policy = desk.draft.witnesses
    address = board_address(desk.draft)
    standing = {
        "witnesses": "\n".join(f"{each.name} {each.key}" for each in policy.witnesses),
        "witness_threshold": str(policy.threshold),
    }
    return show(
        "keys",
        desk,
        "keys",
        422 if problems else 200,
        rows=ROWS,
        values=standing | (values or {}),
        problems=problems or {},
        board_address=address,
        invitations={run: _invitation(address, desk.draft, making) for run, making in desk.makings.items()},
    )


def _invitation(address: str, draft: Draft, making: Making) -> Invitation:
    """The link that holders paste into their program, and the same as a drawing."""
    names = tuple(name[:100] for name, _ in making.holders)
    link = invitation_link(KeyInvitation(1, address, making.run, draft.name[:200], names))
    return Invitation(link, qr_code(link))
