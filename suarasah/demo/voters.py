"""The demo's voters: most vote, some vote again, some test a seal first, some never come; a fixed dice decides."""

import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from board_client.client import BoardClient
from record.ballot import short_code
from record.election import Question
from registrar.register import Card as IssuedCard
from registrar.rolls.preview import read_roll
from registrar.rolls.voters import Roll, Voter
from voter_client.casting import cast_ballot, enter_challenge, require_same_log
from voter_client.choices import Choices, slots
from voter_client.election import OpenElection, read_election
from voter_client.seal_test import check_opening, open_seal
from voter_client.sealing import open_card, seal

EXAMPLE_ROLL = Path(__file__).resolve().parents[2] / "examples" / "daftar_siswa.csv"
MIN_COUNTED = 10
"""Below this many counted ballots nothing would be opened (k), so at least this many of the demo's voters come."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What one voter will do: the card, the picks of each cast in turn, and whether a seal is tested first."""

    card: IssuedCard
    picks: tuple[tuple[int, ...], ...]
    tests: bool


@dataclass(frozen=True, slots=True)
class Turnout:
    """What the voters did: ballots cast, voters who came, seals tested."""

    ballots: int
    voters: int
    tested: int


def roll_of(count: int) -> Roll:
    """A synthetic roll of ``count`` voters: the example's first rows, or made here when it is too short."""
    if EXAMPLE_ROLL.exists():
        roll = read_roll(EXAMPLE_ROLL.read_bytes())
        if len(roll.voters) >= count:
            return Roll(roll.voters[:count], roll.dropped, roll.warnings)
    voters = tuple(Voter(f"Siswa {n:03}", f"{9_000_000 + n:010}", f"X {1 + n // 30}") for n in range(1, count + 1))
    return Roll(voters, (), ())


def make_plans(cards: Sequence[IssuedCard], question: Question, seed: int) -> list[Plan]:
    """One plan for each voter who comes: about one in ten stays away, tests a seal, or votes twice."""
    dice = random.Random(seed)  # noqa: S311 - which synthetic voter picks whom is no secret
    absent = max(0, min(len(cards) // 10, len(cards) - MIN_COUNTED))
    coming = dice.sample(list(cards), len(cards) - absent)
    plans = []
    for place, card in enumerate(coming):
        casts = 2 if place % 10 == 1 else 1
        plans.append(Plan(card, tuple(_pick(question, dice) for _ in range(casts)), place % 10 == 2))
    return plans


def _pick(question: Question, dice: random.Random) -> tuple[int, ...]:
    weights = [1.0 / n for n in range(1, len(question.answers) + 1)]
    if question.allows_blank and dice.random() < 0.05:
        return ()
    return (dice.choices(range(1, len(question.answers) + 1), weights)[0],)


def vote_all(
    address: str, uuid: str, plans: Sequence[Plan], receipts: Path, workers: int, progress: Callable[[], None]
) -> Turnout:
    """All voters at the same time, ``workers`` of them at once, each with a client of its own."""
    receipts.mkdir(parents=True, exist_ok=True)
    election = read_election(BoardClient(address).log(uuid), uuid)
    ballots = tested = 0
    with ThreadPoolExecutor(workers) as pool:
        futures = [pool.submit(_vote, address, election, plan, receipts) for plan in plans]
        for future in as_completed(futures):
            ballots += future.result()
            progress()
    tested = sum(plan.tests for plan in plans)
    return Turnout(ballots, len(plans), tested)


def _vote(address: str, election: OpenElection, plan: Plan, receipts: Path) -> int:
    client = BoardClient(address)
    question = election.setup.election.questions[0]
    card = open_card(election.setup, plan.card.code)
    if plan.tests:
        tested = seal(election.setup, card, _choices(question, plan.picks[0]))
        enter_challenge(client, election, card, tested)
        # The second device: it knows the code from the screen, and recomputes the ballot from the opening.
        check_opening(election.setup, open_seal(election.setup, tested), tested.code)
    for picks in plan.picks:
        sealed = seal(election.setup, card, _choices(question, picks))
        entry = cast_ballot(client, election, card, sealed)
        (receipts / f"{short_code(sealed.code)}.tlog-proof").write_bytes(entry.receipt)
        require_same_log(client.log(election.setup.uuid), election, entry)
    return len(plan.picks)


def _choices(question: Question, picks: tuple[int, ...]) -> Choices:
    return (slots(question, picks),)
