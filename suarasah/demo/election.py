"""Setting the demo's elections up: key making, cards, genesis and Setup, countersignatures, opening."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bulletin_board.administration import new_election, new_key_making, open_voting
from bulletin_board.booth_files import booth_hashes
from bulletin_board.specification import ElectionSpecification, QuestionSpecification, TrusteeSpecification
from record.identifiers import new_identifier
from registrar.register import Register
from suarasah.booth import built_booth
from suarasah.demo.parties import Holder, countersign_setup, make_joint_key, make_register
from suarasah.demo.portraits import demo_presentation
from suarasah.demo.server import RunningBoard
from suarasah.demo.voters import roll_of

SPARES = 5
THRESHOLD = 2
OPEN_HOURS = 12


@dataclass(frozen=True, slots=True)
class ReadyElection:
    """An open election and the registrar's register of it."""

    uuid: str
    register: Register


def utc_text(moment: datetime) -> str:
    """A moment as genesis writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def set_up(
    running: RunningBoard,
    holders: list[Holder],
    folder: Path,
    *,
    name: str,
    candidates: int,
    voters: int,
    k: int,
    group: str,
) -> ReadyElection:
    """Make a joint key 2 of 3 for this election alone, issue cards, set the election up, countersign, and open it."""
    booth = built_booth()
    uuid = new_identifier()
    run = new_key_making(
        running.board, THRESHOLD, [holder.public_hex for holder in holders], group=group, election=uuid
    )
    make_joint_key(running.client, run, holders)
    register = make_register(roll_of(voters), uuid, group, SPARES, folder)
    now = datetime.now(UTC)
    specification = ElectionSpecification(
        uuid=uuid,
        name=name,
        description="Pemilihan contoh dengan data buatan (a demonstration with synthetic data).",
        questions=(
            QuestionSpecification(
                question="Siapa Ketua dan Wakil Ketua OSIS pilihanmu?",
                answers=tuple(f"Calon {n}A & Calon {n}B" for n in range(1, candidates + 1)),
                blank=True,
            ),
        ),
        opens=utc_text(now - timedelta(minutes=1)),
        closes=utc_text(now + timedelta(hours=OPEN_HOURS)),
        registrar=register.key.public_hex,
        trustees=(TrusteeSpecification(key_making=run),),
        kind="practice",
        revoting=True,
        k=k,
        group=group,
        booth=() if booth is None else tuple(booth_hashes(booth)),
    )
    new_election(
        running.board,
        specification,
        register.public_credentials(),
        register.spares(),
        demo_presentation(candidates),
    )
    countersign_setup(running.client, register, holders)
    open_voting(running.board, uuid)
    return ReadyElection(uuid, register)
