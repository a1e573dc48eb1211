"""The list of steps of a page on one's own machine: which are done, which is on the screen, what comes next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

State = Literal["done", "now", "todo"]


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its page's name, its title in English, and whether it can be done over and over (``anytime``)."""

    name: str
    title: str
    anytime: bool = False


def states(steps: Sequence[Step], done: Callable[[str], bool], current: str) -> list[tuple[Step, State]]:
    """Every step with its state, the one on the screen as ``now``; ``done`` tells it of a step by its name."""
    return [(step, "now" if step.name == current else "done" if done(step.name) else "todo") for step in steps]


def next_step(steps: Sequence[Step], done: Callable[[str], bool], otherwise: str) -> str:
    """The first step that is not done, where the page opens; ``otherwise`` when all are."""
    return next((step.name for step in steps if not step.anytime and not done(step.name)), otherwise)
