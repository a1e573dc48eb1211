"""A model of the key making: t of n for all n up to 7, with holders who cheat in every way that we can think of.

The honest holders end with the same key, or with a culprit where there is proof of one, or with a run that plainly
stopped; never with a wrong key, and nobody who kept to the protocol is blamed.
"""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.cheating.cheater import Cheater
from tests.support.cheating.cheats import CHEATS
from tests.support.key_making_model import Game, check_endings
from tests.support.key_makings import holders_in, new_run

LARGEST = 7
SIZES = [(t, n) for n in range(1, LARGEST + 1) for t in range(1, n + 1)]
SIZES_FOR_TWO = [(t, n) for t, n in SIZES if n > 1]


def game_of(
    folder: Path,
    size: tuple[int, int],
    lies: dict[int, tuple[str, int]],
    *,
    judging: bool,
    stubborn: bool = False,
    order: Random | None = None,
) -> Game:
    """A run of t of n in which the owners of ``lies`` cheat, each with a victim."""
    threshold, count = size
    holders = holders_in(folder, count)
    board = new_run(holders, threshold, judging=judging)
    cheaters = [
        Cheater(holders[owner - 1], owner, victim, board.genesis, CHEATS[lie], stubborn)
        for owner, (lie, victim) in lies.items()
    ]
    honest = {owner: holder for owner, holder in enumerate(holders, start=1) if owner not in lies}
    return Game(board, honest, cheaters, order)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_honest_holders_end_with_the_same_key(tmp_path: Path, size: tuple[int, int]) -> None:
    game = game_of(tmp_path, size, {}, judging=True, order=Random(str(size)))
    endings = game.play()
    check_endings(game)
    assert {ending.word for ending in endings.values()} == {"key"}


# -- one cheater, one lie: what it comes to is known exactly -----------------------------------------------------------


def check_one_lie(folder: Path, size: tuple[int, int], name: str, *, judging: bool, seed: int) -> None:
    """Play one lie and compare the endings of all honest holders with the only right one."""
    owner, victim = Random(seed).sample(range(1, size[1] + 1), 2)
    game = game_of(folder, size, {owner: (name, victim)}, judging=judging)
    endings = game.play()
    check_endings(game)
    (cheater,) = game.cheaters
    cheat = cheater.cheat
    assert cheater.told
    words = {ending.word for ending in endings.values()}
    if cheat.outcome == "convicted":
        assert {ending.culprit for ending in endings.values()} == {owner}
    elif cheat.outcome == "silent" or (judging and not cheat.redeemable):
        assert words == {"waiting"}
        assert {ending.missing for ending in endings.values()} == {(owner,)}
    elif judging:
        assert cheater.found_out, "the board took what it must refuse"
        assert words == {"key"}
    else:
        assert {ending.stopped for ending in endings.values()} == {"trustee-log-refused"}


def few_of_each() -> Iterator[tuple[str, tuple[int, int], bool]]:
    """Each lie with a few sizes, so that all sizes occur; on both boards."""
    for number, name in enumerate(CHEATS):
        for judging in (True, False):
            yield name, SIZES_FOR_TWO[(2 * number + judging) * 5 % len(SIZES_FOR_TWO)], judging


@pytest.mark.parametrize(("name", "size", "judging"), list(few_of_each()))
def test_a_lie_is_refused_or_convicted_or_stops_the_run(
    tmp_path: Path, name: str, size: tuple[int, int], judging: bool
) -> None:
    check_one_lie(tmp_path, size, name, judging=judging, seed=len(name))


@pytest.mark.long
@pytest.mark.parametrize("judging", [True, False])
@pytest.mark.parametrize("name", CHEATS)
def test_every_lie_with_every_size(tmp_path_factory: pytest.TempPathFactory, name: str, judging: bool) -> None:
    for number, size in enumerate(SIZES_FOR_TWO):
        check_one_lie(tmp_path_factory.mktemp("run"), size, name, judging=judging, seed=number)


# -- any number of cheaters, any lies, any order -----------------------------------------------------------------------


def play_any(folder: Path, data: st.DataObject) -> None:
    """Draw who cheats how, and who speaks when."""
    size = data.draw(st.sampled_from(SIZES_FOR_TWO), label="t of n")
    everybody = range(1, size[1] + 1)
    owners = data.draw(st.sets(st.sampled_from(everybody), min_size=1, max_size=size[1] - 1), label="cheaters")
    lies = {
        owner: (
            data.draw(st.sampled_from(sorted(CHEATS)), label=f"lie of {owner}"),
            data.draw(st.sampled_from([each for each in everybody if each != owner]), label=f"victim of {owner}"),
        )
        for owner in sorted(owners)
    }
    game = game_of(
        folder,
        size,
        lies,
        judging=data.draw(st.booleans(), label="judging"),
        stubborn=data.draw(st.booleans(), label="stubborn"),
        order=data.draw(st.randoms(use_true_random=False), label="order"),
    )
    game.play()
    check_endings(game)


@given(st.data())
@settings(max_examples=25)
def test_whatever_some_holders_do_the_others_have_no_wrong_key(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    play_any(tmp_path_factory.mktemp("run"), data)


@pytest.mark.long
@given(st.data())
@settings(max_examples=1500)
def test_whatever_some_holders_do_many_times(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    play_any(tmp_path_factory.mktemp("run"), data)
