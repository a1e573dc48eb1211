"""Steps 2 and 3: take an invitation, or the address of a board; compare the list of keys, and make the joint key.

Nothing leaves this machine for a key making before the person has said that all holders see the same digits.
"""

from dataclasses import dataclass
from functools import partial

import msgspec
from flask import Flask, redirect
from flask.typing import ResponseReturnValue

from board_client.errors import BoardError
from crypto.groups import DEFAULT_GROUP_NAME, group_by_name
from record.canonical import encode
from record.key_invitation import KeyInvitation, read_invitation
from record.key_making import KeyMakingStage
from record.printable import printable
from record.trustee_making import make_single
from trustee.comparing import comparison_digits
from trustee.errors import KeyMakingBrokenError, LogRefusedError
from trustee.key_file import Complained, JointKey, SingleKey
from trustee.key_making import Progress, RunRules, read_rules, step
from trustee.local.addresses import read_board_address
from trustee.local.desk import ERRORS, Desk, Holder
from trustee.local.errors import BusyError, PageError
from trustee.local.notes import Making
from trustee.local.showing import Show, ticked, typed, waiting
from trustee.local.work import Work

WORK = "making"
_ROUNDS = {
    KeyMakingStage.CERTIFICATES: 1,
    KeyMakingStage.COEFFICIENTS: 2,
    KeyMakingStage.VERIFICATION_KEYS: 3,
}
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class HolderRow:
    """A holder of a key making for its page; ``awaited``: the round waits for this one."""

    number: int
    name: str
    key: str
    is_me: bool
    awaited: bool


@dataclass(frozen=True, slots=True)
class MakingPage:
    """A key making for its page. ``rules`` are None while the board has not been asked; ``round`` is 0 before."""

    making: Making
    rules: RunRules | None
    key: JointKey | None
    digits: tuple[str, ...]
    rows: tuple[HolderRow, ...]
    round: int
    problem: Exception | None
    culprit: int
    complained: bool
    """Whether it ended with this holder's own complaint, whatever the board shows."""

    @property
    def missing(self) -> tuple[HolderRow, ...]:
        """The holders for whom the round waits."""
        return tuple(row for row in self.rows if row.awaited)


def install_key_views(app: Flask, desk: Desk, show: Show) -> None:
    """The routes of both steps."""

    @app.get("/invitation")
    def invitation_page() -> ResponseReturnValue:
        return show("invitation")

    @app.post("/invitation/take")
    def take() -> ResponseReturnValue:
        holder = desk.opened()
        board = _typed_board()
        if board is not None:
            # Asked now, so that a wrong address is told where it was pasted.
            desk.connect(board).elections()
            desk.note(holder.notes.with_address(board))
            return redirect("/sign", 303)
        invitation = _typed_invitation()
        known = holder.notes.making(invitation.run)
        agreed = known.agreed if known else ""
        if known is not None and not invitation.names:
            invitation = msgspec.structs.replace(known.invitation, board=invitation.board)
        # Asked now, so that a wrong address or a list without this holder is told where the link was pasted.
        _rules(desk, holder, Making(invitation, agreed), again=True)
        desk.note(holder.notes.with_making(Making(invitation, agreed)))
        return redirect("/key", 303)

    @app.post("/invitation/forget")
    def forget() -> ResponseReturnValue:
        holder = desk.opened()
        run = typed("run")
        if holder.contents.run(run) is not None and typed("sure") != "yes":
            raise PageError("Tick that this key making is over. You cannot go on with it afterwards.")
        stop_making(desk)
        with desk.hands():
            if holder.contents.run(run) is not None:
                holder.file.save(holder.contents.without_run(run))
        desk.note(holder.notes.without_making(run))
        go_on_making(desk)
        return redirect("/invitation", 303)

    @app.get("/key")
    def key_page() -> ResponseReturnValue:
        holder = desk.holder
        if holder is not None:
            go_on_making(desk)
        pages = [_page(desk, holder, each) for each in reversed(holder.notes.makings)] if holder else []
        work = desk.working(WORK)
        making = work is not None and work.running
        singles = [each for each in holder.contents.keys if isinstance(each, SingleKey)] if holder else []
        ready = desk.download("single") is not None
        html = show(
            "key",
            pages=pages,
            unknown=_unknown(holder) if holder else [],
            rounds=ROUNDS,
            making=making,
            singles=singles,
            ready=ready,
        )
        return waiting(html, making)

    @app.post("/key/agree")
    def agree() -> ResponseReturnValue:
        holder = desk.opened()
        making = holder.notes.making(typed("run"))
        if making is None:
            raise PageError("Paste the invitation first.")
        ticked("compared", "Compare the digits with all other holders first, then tick that you did.")
        rules = _rules(desk, holder, making)
        if typed("fingerprint") != rules.fingerprint:
            raise PageError("The list changed while you looked at it. Compare the digits again.")
        desk.note(holder.notes.with_making(msgspec.structs.replace(making, agreed=rules.fingerprint)))
        go_on_making(desk)
        return redirect("/key", 303)

    @app.post("/key/again")
    def again() -> ResponseReturnValue:
        desk.shelf.pop(_problem_of(typed("run")), None)
        go_on_making(desk)
        return redirect("/key", 303)

    @app.post("/key/single")
    def single() -> ResponseReturnValue:
        group = group_by_name(DEFAULT_GROUP_NAME)
        secret = group.random_secret()
        public = make_single(group, secret).key
        with desk.hands() as holder:
            # The secret first: a public key without its secret would make an election that nobody can decrypt.
            holder.file.save(holder.contents.with_key(SingleKey(group.name, secret.reveal().hex(), public)))
        name = f"kunci-publik-{public.public_key[:8]}.json"
        desk.offer("single", name, "application/json", encode(public))
        desk.say("notice", "The key is made. Give its public part to the committee, then make a backup on paper.")
        return redirect("/key", 303)


def go_on_making(desk: Desk) -> None:
    """Take part in all key makings that were agreed to and are not finished, in the background, from where they are."""
    holder = desk.opened()
    unfinished = [each for each in holder.notes.makings if each.agreed and holder.contents.joint_key(each.run) is None]
    going = [each for each in unfinished if not isinstance(desk.shelf.get(_problem_of(each.run)), Exception)]
    if going and not (desk.work is not None and desk.work.running):
        desk.start(WORK, partial(_make, desk))


def stop_making(desk: Desk) -> None:
    """Let the key makings rest, so that the key file is free for a longer piece of work."""
    work = desk.working(WORK)
    if work is not None:
        work.stop()


def _make(desk: Desk, work: Work) -> None:
    """Rounds of all unfinished key makings until none is left, or only such as a person must look at."""
    while True:
        holder = desk.opened()
        waits = False
        for making in holder.notes.makings:
            if not making.agreed or holder.contents.joint_key(making.run) is not None:
                continue
            if isinstance(desk.shelf.get(_problem_of(making.run)), Exception):
                continue
            work.check()
            waits = _one_step(desk, making) or waits
        if not waits:
            return
        work.wait(desk.poll_seconds)


def _one_step(desk: Desk, making: Making) -> bool:
    """One step of one key making; whether it waits for others."""
    try:
        with desk.hands() as holder:
            rules = _rules(desk, holder, making)
            if rules.fingerprint != making.agreed:
                raise LogRefusedError(
                    "The board shows other rules of this key making than those that you agreed to. Do not continue; "
                    "tell the other key holders."
                )
            board = desk.connect(making.invitation.board)
            progress = step(board, holder.file, holder.journal, rules)
            if rules.owner in progress.missing:
                # It has just been sent: look again, so that the page does not say that it waits for the reader.
                progress = step(board, holder.file, holder.journal, rules)
    except BoardError as error:
        # The board may be back in a while: what was to be said is said then, the same bytes.
        desk.shelf[_silence_of(making.run)] = error
        return True
    except BusyError:
        return True
    except ERRORS as error:
        desk.shelf[_problem_of(making.run)] = error
        return False
    desk.shelf.pop(_silence_of(making.run), None)
    desk.shelf[f"progress-{making.run}"] = progress
    return progress.key is None


def _rules(desk: Desk, holder: Holder, making: Making, *, again: bool = False) -> RunRules:
    """The rules of a key making, asked of its board once."""
    known = desk.shelf.get(f"rules-{making.run}")
    if isinstance(known, RunRules) and not again:
        return known
    rules = read_rules(desk.connect(making.invitation.board), making.run, holder.identity)
    desk.shelf[f"rules-{making.run}"] = rules
    return rules


def _page(desk: Desk, holder: Holder, making: Making) -> MakingPage:
    key = holder.contents.joint_key(making.run)
    problem = desk.shelf.get(_problem_of(making.run)) or desk.shelf.get(_silence_of(making.run))
    complained = holder.contents.complained(making.run)
    rules: RunRules | None = None
    if key is None:
        try:
            rules = _rules(desk, holder, making)
        except BoardError as error:
            problem = error
    progress = desk.shelf.get(f"progress-{making.run}")
    known = progress if isinstance(progress, Progress) else None
    digits: tuple[str, ...] = ()
    if rules is not None and not making.agreed:
        digits = comparison_digits(rules.fingerprint)
    return MakingPage(
        making=making,
        rules=rules,
        key=key,
        digits=digits,
        rows=_rows(making.invitation, rules, key, known.missing if known else ()),
        round=_ROUNDS.get(known.stage, 0) if known else 0,
        problem=problem if isinstance(problem, Exception) else None,
        culprit=_culprit(problem, complained),
        complained=complained is not None,
    )


def _culprit(problem: object, complained: Complained | None) -> int:
    """Who ended the run: as the log shows it, or else as this holder has complained; 0 for nobody."""
    if isinstance(problem, KeyMakingBrokenError):
        return problem.culprit
    return complained.accused if complained else 0


def _unknown(holder: Holder) -> list[JointKey]:
    """Joint keys of whose board nothing is noted, such as those that came back from paper."""
    keys = [key for key in holder.contents.keys if isinstance(key, JointKey)]
    return [key for key in keys if holder.notes.making(key.head.run) is None]


def _rows(
    invitation: KeyInvitation, rules: RunRules | None, key: JointKey | None, missing: tuple[int, ...]
) -> tuple[HolderRow, ...]:
    if rules is not None:
        keys, me = rules.genesis.holders, rules.owner
    elif key is not None:
        keys, me = key.holders, key.owner
    else:
        return ()
    return tuple(
        HolderRow(number, invitation.name_of(number), text, number == me, number in missing)
        for number, text in enumerate(keys, start=1)
    )


def _typed_board() -> str | None:
    """The board of a pasted election, or of an address alone; None if a key making was meant."""
    if typed("run"):
        return None
    return read_board_address(typed("board") or printable(typed("link")))


def _typed_invitation() -> KeyInvitation:
    """The pasted link, or board and run typed one by one."""
    if typed("board") or typed("run"):
        return read_invitation(f"{typed('board').rstrip('/')}/keys/{typed('run')}")
    return read_invitation(printable(typed("link")))


def _problem_of(run: str) -> str:
    return f"problem-{run}"


def _silence_of(run: str) -> str:
    return f"silence-{run}"
