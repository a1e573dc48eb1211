"""The steps of the registrar's work, in order, and which of them are done."""

from dataclasses import dataclass
from typing import Final, Literal

from registrar.register import Register

State = Literal["done", "now", "todo"]


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its page's name, its title in English, and whether it can be done over and over (``anytime``)."""

    name: str
    title: str
    anytime: bool = False


STEPS: Final = (
    Step("file", "File and passphrase"),
    Step("order", "Card order"),
    Step("roll", "Roll of voters"),
    Step("cards", "Make cards"),
    Step("print", "Print", anytime=True),
    Step("export", "Card list for the board"),
    Step("countersign", "Countersign the setup"),
    Step("lost", "Lost cards", anytime=True),
    Step("erase", "Erase for good", anytime=True),
)


def done(step: str, register: Register | None) -> bool:
    """Whether a step is done; those that can be done anytime never are."""
    if register is None:
        return False
    return {
        "file": True,
        "order": register.order is not None,
        "roll": bool(register.cards),
        "cards": bool(register.cards),
        "export": register.exported,
        "countersign": bool(register.countersigned_root),
    }.get(step, False)


def states(register: Register | None, current: str) -> list[tuple[Step, State]]:
    """Every step with its state, the one on the screen as ``now``."""
    return [
        (step, "now" if step.name == current else "done" if done(step.name, register) else "todo") for step in STEPS
    ]


def next_step(register: Register | None) -> str:
    """The first step that is not done: where the page opens."""
    for step in STEPS:
        if not step.anytime and not done(step.name, register):
            return step.name
    return "lost"
