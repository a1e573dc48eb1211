"""Steps 7 and 8: verify everything, see what would be opened, send the shares; vouch for a holder who lost a key.

Two acts, on purpose: the first verifies each election with the person's own machine and opens nothing; then the
person sees of how many ballots the total would be opened, compares fingerprints, and sends all shares at once. A part
that no record has shown stays among what waits for this holder, and is sent again, whatever the board says.
"""

from dataclasses import dataclass
from functools import partial

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue

from board_client.errors import BoardError
from record.ledger import Stage
from trustee.arrival import Part
from trustee.comparing import sitting_fingerprint
from trustee.confirming import confirm
from trustee.decrypting import SentShare, look_first, send_verified
from trustee.errors import LogRefusedError
from trustee.local.desk import ERRORS, Desk, Holder
from trustee.local.elections import Found, Mine, find_elections
from trustee.local.errors import PageError, StoppedError
from trustee.local.key_views import stop_making
from trustee.local.naming import names_of_holders
from trustee.local.showing import Show, ticked, typed, waiting
from trustee.local.work import Work
from trustee.parts_given import parts_given
from trustee.verifying import VerifiedTally
from verifier.run import verify
from verifier.source.board import BoardSource

LOOK, SEND, CONFIRM = "look", "send", "confirm"


@dataclass(frozen=True, slots=True)
class Looked:
    """What verifying an election gave: a tally that may be opened, or why not; then what became of the share."""

    election: Mine
    verified: VerifiedTally | None
    error: Exception | None
    sent: SentShare | None = None

    @property
    def shown(self) -> bool:
        """Whether the record shows the share."""
        return self.sent is not None and self.sent.shown

    @property
    def ready(self) -> bool:
        """Whether the share can be sent, perhaps once more after the board fell silent."""
        return (
            self.verified is not None
            and self.sent is None
            and (self.error is None or isinstance(self.error, BoardError))
        )

    @property
    def unshown(self) -> bool:
        """Whether the share was sent just now, and the board has not shown it in the record."""
        return self.sent is not None and not self.sent.shown

    @property
    def misshown(self) -> bool:
        """Whether the board has answered a share with a log that does not go on from the verified one."""
        return self.verified is not None and isinstance(self.error, LogRefusedError)


def install_decrypt_views(app: Flask, desk: Desk, show: Show) -> None:
    """The routes of both steps."""

    @app.get("/decrypt")
    def decrypt() -> ResponseReturnValue:
        work = desk.working(LOOK) or desk.working(SEND)
        running = work is not None and work.running
        # While the machine verifies, the board is left in peace.
        found = find_elections(desk, desk.holder) if desk.holder and not running else Found((), ())
        looked = _looked(desk)
        ready = [each for each in looked if each.ready]
        html = show(
            "decrypt",
            found=found,
            work=work,
            running=running,
            looked=looked,
            ready=ready,
            together=sitting_fingerprint(_totals(ready)),
            given=partial(_given, desk.holder),
            waits=_waiting(found, looked),
            shown=_shown(found, looked),
            unsigned=[each for each in found.elections if each.unsigned],
            later=[each for each in found.elections if each.stage in (Stage.SETUP, Stage.VOTING) and not each.waits],
            over=[each for each in found.elections if each.stage in (Stage.PUBLISHED, Stage.WITHHELD)],
        )
        return waiting(html, running)

    @app.post("/decrypt/look")
    def look() -> ResponseReturnValue:
        chosen = set(request.form.getlist("election"))
        found = find_elections(desk, desk.opened())
        elections = [each for each in found.elections if each.uuid in chosen and each.waits]
        if not elections:
            raise PageError("Choose at least one election whose voting has been closed.")
        stop_making(desk)
        desk.shelf["looked"] = []
        desk.start(LOOK, partial(_look, desk, elections))
        return redirect("/decrypt", 303)

    @app.post("/decrypt/send")
    def send() -> ResponseReturnValue:
        ticked("compared", "Compare the fingerprints with the other holders first, then tick that you did.")
        ready = [each for each in _looked(desk) if each.ready]
        if not ready:
            raise PageError("Let this machine check the election first.")
        stop_making(desk)
        desk.start(SEND, partial(_send, desk, ready))
        return redirect("/decrypt", 303)

    @app.post("/decrypt/again")
    def send_again() -> ResponseReturnValue:
        unshown = [each for each in _looked(desk) if each.unshown]
        if unshown:
            stop_making(desk)
            desk.start(SEND, partial(_send, desk, unshown))
        return redirect("/decrypt", 303)

    @app.post("/decrypt/stop")
    def stop() -> ResponseReturnValue:
        work = desk.working(LOOK) or desk.working(SEND)
        if work is not None:
            work.stop()
        return redirect("/decrypt", 303)

    @app.get("/confirm")
    def confirm_page() -> ResponseReturnValue:
        work = desk.working(CONFIRM)
        running = work is not None and work.running
        found = find_elections(desk, desk.holder) if desk.holder and not running else Found((), ())
        closed = [each for each in found.elections if each.stage == Stage.TALLY]
        html = show("confirm", elections=closed, found=found, work=work, running=running)
        return waiting(html, running)

    @app.post("/confirm/now")
    def confirm_now() -> ResponseReturnValue:
        ticked("told", "Meet or call the holder first, then tick that you did.")
        election = find_elections(desk, desk.opened()).find(typed("election"))
        owner = typed("owner")
        if election is None or not owner.isdecimal() or len(owner) > 5:
            raise PageError("Choose the election, and type the number of the holder whose key came back.")
        stop_making(desk)
        desk.start(CONFIRM, partial(_confirm, desk, election, int(owner)))
        return redirect("/confirm", 303)


def _looked(desk: Desk) -> list[Looked]:
    found = desk.shelf.get("looked")
    return found if isinstance(found, list) else []


def _totals(ready: list[Looked]) -> list[tuple[str, str]]:
    return [(each.election.uuid, each.verified.tally_hash) for each in ready if each.verified is not None]


def _given(holder: Holder | None, sent: SentShare) -> dict[str, object]:
    """Whose parts are there and whose are awaited, with the names that the invitation tells."""
    names = names_of_holders(holder.notes, sent.owner, sent.record.key) if holder is not None else {}
    return {"items": parts_given(sent.record, mine=sent.shown), "names": names, "accused": sent.record.accused}


def _waiting(found: Found, looked: list[Looked]) -> list[Mine]:
    """Elections that wait for this holder and were not looked at yet."""
    seen = {each.election.uuid for each in looked if each.error is None}
    return [each for each in found.elections if each.waits and each.uuid not in seen]


def _shown(found: Found, looked: list[Looked]) -> list[Mine]:
    """Elections that wait for others only, and were not looked at just now."""
    seen = {each.election.uuid for each in looked}
    return [
        each
        for each in found.elections
        if each.part is Part.SHOWN and each.stage == Stage.TALLY and each.uuid not in seen
    ]


def _look(desk: Desk, elections: list[Mine], work: Work) -> None:
    """Verify elections one after another; what one does wrong keeps no other from being verified."""
    results: list[Looked] = []
    for number, election in enumerate(elections, start=1):
        work.subject = f"{election.name} ({number}/{len(elections)})" if len(elections) > 1 else election.name
        try:
            with desk.hands() as holder:
                source = BoardSource(desk.connect(election.board), election.uuid)
                checked = partial(verify, jobs=desk.jobs, progress=work.tell)
                seen = look_first(source, election.uuid, holder.contents, holder.journal, checked)
            if isinstance(seen, SentShare):
                results.append(Looked(election, None, None, seen))
            else:
                results.append(Looked(election, seen, None))
        except StoppedError:
            raise
        except ERRORS as error:
            results.append(Looked(election, None, error))
        desk.shelf["looked"] = list(results)


def _send(desk: Desk, ready: list[Looked], work: Work) -> None:
    """Send the shares of verified tallies; one that fails keeps no other from being sent."""
    for number, each in enumerate(ready, start=1):
        work.subject = each.election.name
        work.tell(number - 1, len(ready))
        if each.verified is None:
            continue
        try:
            with desk.hands() as holder:
                board = desk.connect(each.election.board)
                sent = send_verified(board, each.verified, holder.contents, holder.journal)
            now = Looked(each.election, each.verified, None, sent)
        except ERRORS as error:
            now = Looked(each.election, each.verified, error, each.sent)
        desk.shelf["looked"] = [now if old.election.uuid == each.election.uuid else old for old in _looked(desk)]


def _confirm(desk: Desk, election: Mine, owner: int, work: Work) -> None:
    work.subject = election.name
    with desk.hands() as holder:
        board = desk.connect(election.board)
        source = BoardSource(board, election.uuid)
        checked = partial(verify, jobs=desk.jobs, progress=work.tell)
        confirm(board, source, election.uuid, owner, holder.contents, holder.journal, checked)
    desk.say("notice", "Your word is on the board. The other holder can now open the total.")
