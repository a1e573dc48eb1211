"""A key making as a game: honest holders and cheaters take turns in any order, and each honest holder comes to an end.

:func:`check_endings` says what must be true whatever the cheaters did: no honest holder has a wrong key, all who have
one have the same, and nobody who kept to the protocol is ever named as the culprit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from random import Random

from crypto.groups import group_by_name
from crypto.threshold import combine_factors_public
from record.canonical import encode
from record.digests import sha256_hex
from record.key_making import joint_key, replay_key_making, threshold_parameters
from tests.simulator import SimulatedKeyMaking
from tests.support.cheating.cheater import Cheater
from tests.support.key_makings import Holder
from trustee.errors import KeyMakingBrokenError, LogRefusedError
from trustee.key_file import JointKey, secret_of

ROUNDS = 20
"""More than any run needs before nothing changes any more."""


@dataclass(frozen=True)
class Ending:
    """How a run ended for one holder: with a key, with a culprit, stopped by a log that is no log, or waiting."""

    key: JointKey | None = None
    culprit: int = 0
    stopped: str = ""
    missing: tuple[int, ...] = ()

    @property
    def word(self) -> str:
        """Which of the four."""
        if self.key is not None:
            return "key"
        return "culprit" if self.culprit else "stopped" if self.stopped else "waiting"


@dataclass
class Game:
    """A run on one board. ``honest`` and ``cheaters`` are by owner number; ``order`` is who takes turns when."""

    board: SimulatedKeyMaking
    honest: Mapping[int, Holder]
    cheaters: Sequence[Cheater] = ()
    order: Random | None = None
    """None: cheaters first in each round, then the honest holders."""
    endings: dict[int, Ending] = field(default_factory=dict)

    def play(self) -> dict[int, Ending]:
        """Everybody's turns until nothing changes any more; the endings of the honest holders."""
        for _ in range(ROUNDS):
            before = (len(self.board.logs.entries), dict(self.endings))
            turns = [cheater.owner for cheater in self.cheaters for _ in range(2)] + list(self.honest)
            if self.order is not None:
                self.order.shuffle(turns)
            for owner in turns:
                self.turn(owner)
            if before == (len(self.board.logs.entries), self.endings):
                return self.endings
        raise AssertionError("the run does not come to rest")

    def turn(self, owner: int) -> None:
        """One step of one holder."""
        if owner in self.honest:
            self.endings[owner] = ending_of(self.board, self.honest[owner])
            return
        next(cheater for cheater in self.cheaters if cheater.owner == owner).act(self.board)


def ending_of(board: SimulatedKeyMaking, holder: Holder) -> Ending:
    """What one more step comes to; every other error than those of a lie is a fault of the program."""
    try:
        progress = holder.step(board)
    except KeyMakingBrokenError as error:
        return Ending(culprit=error.culprit)
    except LogRefusedError as error:
        return Ending(stopped=error.code)
    return Ending(key=progress.key, missing=progress.missing)


def check_endings(game: Game) -> None:
    """What must hold of any run on one log."""
    dishonest = {cheater.owner for cheater in game.cheaters}
    culprits = {ending.culprit for ending in game.endings.values() if ending.culprit}
    keys = {owner: ending.key for owner, ending in game.endings.items() if ending.key is not None}
    assert culprits <= dishonest, "an honest holder is named as culprit"
    assert len(culprits) <= 1
    assert not (culprits and keys), "a broken run gave a key"
    for owner, holder in game.honest.items():
        ending = game.endings[owner]
        assert holder.store.contents.keys == (() if ending.key is None else (ending.key,))
        if ending.word in ("key", "culprit"):
            assert holder.store.contents.runs == (), "the secrets of a run that is over are still there"
    if keys:
        check_keys(game, keys)


def check_keys(game: Game, keys: Mapping[int, JointKey]) -> None:
    """All keys belong to one joint key, that of a sound log, and any t of them decrypt."""
    genesis, group = game.board.genesis, group_by_name(game.board.genesis.group)
    (size,) = {key.head.size for key in keys.values()}
    state, findings = replay_key_making(game.board.logs.entries[:size])
    assert not findings
    assert {key.head.root for key in keys.values()} == {state.tree.root().hex()}
    assert {key.parameters for key in keys.values()} == {sha256_hex(encode(threshold_parameters(state)))}
    for owner, key in keys.items():
        assert (key.owner, key.threshold, key.holders) == (owner, genesis.threshold, genesis.holders)
        assert key.public_key == group.generator_power_secret(secret_of(key)).text
        assert key.public_key == state.verification_keys[owner].public_key.public_key
    message = group.random_secret()
    alpha, expected = group.generator_power_secret(message), group.power_secret(joint_key(state), message)
    factors = [(owner, group.power_secret(alpha, secret_of(key))) for owner, key in keys.items()]
    for chosen in combinations(factors, genesis.threshold):
        assert combine_factors_public(group, genesis.threshold, chosen) == expected
