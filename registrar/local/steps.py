"""The steps of the registrar's work, in order, and which of them are done."""

from typing import Final

from pages import local_steps
from pages.local_steps import State, Step
from registrar.register import Register

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
    """Every step with its state."""
    return local_steps.states(STEPS, lambda step: done(step, register), current)


def next_step(register: Register | None) -> str:
    """Where the page opens."""
    return local_steps.next_step(STEPS, lambda step: done(step, register), "lost")
