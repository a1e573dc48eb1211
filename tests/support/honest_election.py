"""The honest election that attacks start from, as a plan: named acts, any of which an attacker may replace.

A plan is data, so nothing of one test reaches another. What costs most (keys, ballots, shares) is cached by its
inputs, so that playing a plan again takes a few milliseconds.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from record.canonical import encode
from record.tally import PartialDecryption, parse_share
from record.wire import encode_proof
from tests.support.built_record import BuiltRecord
from tests.support.election_builder import QUESTIONS, ElectionBuilder
from tests.support.election_parties import Parties, parties

Act = Callable[[ElectionBuilder], object]
"""What one party does; a value that it gives back is of no use here."""


@dataclass(frozen=True)
class Step:
    """A named act; ``attack`` marks what an attacker put there."""

    name: str
    act: Act
    attack: bool = False


@dataclass(frozen=True)
class Plan:
    """The acts of an election in order. Every method gives a changed copy; names that are missing are an error."""

    everybody: Parties
    steps: tuple[Step, ...]
    weighted: bool = True

    def _place(self, name: str) -> int:
        return [step.name for step in self.steps].index(name)

    def instead(self, name: str, *acts: Act) -> "Plan":
        """These acts in place of one."""
        place = self._place(name)
        new = tuple(Step(f"{name} (attack)" if i else name, act, True) for i, act in enumerate(acts))
        return replace(self, steps=self.steps[:place] + new + self.steps[place + 1 :])

    def before(self, name: str, *acts: Act) -> "Plan":
        """These acts before one."""
        place = self._place(name)
        new = tuple(Step("attack", act, True) for act in acts)
        return replace(self, steps=self.steps[:place] + new + self.steps[place:])

    def after(self, name: str, *acts: Act) -> "Plan":
        """These acts after one."""
        place = self._place(name) + 1
        new = tuple(Step("attack", act, True) for act in acts)
        return replace(self, steps=self.steps[:place] + new + self.steps[place:])

    def without(self, *names: str) -> "Plan":
        """Without these acts."""
        for name in names:
            self._place(name)
        return replace(self, steps=tuple(step for step in self.steps if step.name not in names))

    def until(self, name: str) -> "Plan":
        """Ends with this act."""
        return replace(self, steps=self.steps[: self._place(name) + 1])

    def moved(self, name: str, *, before: str, attack: bool = True) -> "Plan":
        """One act happens earlier or later; ``attack``: whoever performs it is at fault."""
        step = self.steps[self._place(name)]
        rest = tuple(each for each in self.steps if each.name != name)
        place = [each.name for each in rest].index(before)
        return replace(self, steps=(*rest[:place], replace(step, attack=attack), *rest[place:]))

    def of(self, everybody: Parties) -> "Plan":
        """The same with other parties."""
        return replace(self, everybody=everybody)

    def play(self) -> ElectionBuilder:
        """Perform it."""
        builder = ElectionBuilder(self.everybody, QUESTIONS, self.weighted)
        for step in self.steps:
            builder.tampering = step.attack
            step.act(builder)
        return builder

    def record(self) -> BuiltRecord:
        """Perform it and sign the head."""
        return self.play().record()


FIRST = ((1, 0, 0), (0, 1, 0))
SECOND = ((0, 1, 0), (0, 1, 1))
THIRD = ((0, 0, 1), (0, 0, 1))
BLANK = ((0, 1, 0), (1, 0, 0))
"""Choices for the two questions; the second one has its blank slot first."""

TESTED_SEED = 77
REVOTE_SEED = 2


def try_the_seal(builder: ElectionBuilder) -> None:
    """The second voter has her booth open a ballot that she does not cast."""
    card = builder.parties.cards[1]
    builder.challenge(card, builder.ballot(card, SECOND, TESTED_SEED))


def accuse_the_last_owner(builder: ElectionBuilder) -> None:
    """The last key holder sent a share with a false v1 proof, signed; the board says so."""
    owner = builder.parties.owners[-1]
    share = with_false_proof(builder, owner)
    builder.bad_share(owner, share, builder.share_proof(owner, share), "V23")


def with_false_proof(builder: ElectionBuilder, owner: int) -> bytes:
    """A right share whose first proof of version 1 is false."""
    decoded = parse_share(builder.group, builder.share_bytes(owner))
    first = decoded.proofs[0][0]
    false = replace(first, response=(first.response + 1) % builder.group.q)
    proofs = ((false, *decoded.proofs[0][1:]), *decoded.proofs[1:])
    return encode(
        PartialDecryption(
            tuple(tuple(factor.text for factor in question) for question in decoded.factors),
            tuple(tuple(encode_proof(proof) for proof in question) for question in proofs),
        )
    )


def honest(everybody: Parties | None = None) -> Plan:
    """Five cards and a spare, a revote, a blank vote, a seal test, a replaced card, a bad share, a result."""
    who = everybody or parties()
    opening = [
        Step("genesis", lambda b: b.genesis()),
        Step("setup", lambda b: b.setup()),
        *(Step(f"countersign {signer}", _countersign(signer)) for signer in (0, *who.owners)),
        Step("open", lambda b: b.open()),
    ]
    voting = [
        Step("vote 0", lambda b: _cast(b, 0, FIRST)),
        Step("challenge", try_the_seal),
        Step("vote 1", lambda b: _cast(b, 1, SECOND)),
        Step("booth", lambda b: b.booth_change()),
        Step("vote 2", lambda b: _cast(b, 2, BLANK)),
        Step("replace", lambda b: b.replace_card(b.parties.cards[4], b.parties.spares[0])),
        Step("vote spare", lambda b: _cast_spare(b)),
        Step("extend", lambda b: b.extend("2026-11-24T09:00:00Z")),
        Step("revote 0", lambda b: _cast(b, 0, THIRD, REVOTE_SEED)),
        Step("vote 3", lambda b: _cast(b, 3, FIRST)),
    ]
    deciding = who.deciding_owners()
    closing = [
        Step("end", lambda b: b.end()),
        Step("tally", lambda b: b.encrypted_tally()),
    ]
    if len(who.owners) > 1:
        closing += [
            Step("confirm", lambda b: b.confirm(b.parties.owners[-2], b.parties.owners[-1])),
            Step("accuse", accuse_the_last_owner),
        ]
    closing += [Step(f"share {owner}", _share(owner)) for owner in deciding]
    closing.append(Step("result", lambda b: b.result()))
    return Plan(who, (*opening, *voting, *closing))


def short(everybody: Parties | None = None) -> Plan:
    """The same with one key holder and only a revote and one more ballot: quicker to verify, again and again."""
    plan = honest(everybody or parties("single"))
    return plan.without("challenge", "vote 1", "booth", "vote 2", "replace", "vote spare", "extend")


def _countersign(signer: int) -> Act:
    return lambda builder: builder.countersign(signer)


def _share(owner: int) -> Act:
    return lambda builder: builder.share(owner)


def _cast(builder: ElectionBuilder, voter: int, choices: tuple[tuple[int, ...], ...], seed: int = 1) -> None:
    builder.cast(builder.parties.cards[voter], choices, seed)


def _cast_spare(builder: ElectionBuilder) -> None:
    builder.cast(builder.parties.spares[0], SECOND, 1)
