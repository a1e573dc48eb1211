"""The steps of a key holder's work, in order, and which of them are done."""

from dataclasses import dataclass
from typing import Final, Literal

from trustee.backup.restoring import missing_on_paper
from trustee.journal import Countersigned, Decrypted
from trustee.local.desk import Holder

State = Literal["done", "now", "todo"]


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its page's name, its title in English, and whether it can be done over and over (``anytime``)."""

    name: str
    title: str
    anytime: bool = False


STEPS: Final = (
    Step("file", "Key file and passphrase"),
    Step("invitation", "Invitation"),
    Step("key", "Joint key"),
    Step("paper", "Backup on paper"),
    Step("drill", "Fire drill", anytime=True),
    Step("sign", "Sign the set-up"),
    Step("decrypt", "Open the total"),
    Step("confirm", "Vouch for another holder", anytime=True),
    Step("destroy", "Destroy the key", anytime=True),
)


def done(step: str, holder: Holder | None) -> bool:
    """Whether a step is done; those that can be done anytime never are."""
    if holder is None:
        return False
    keys, records = holder.contents.keys, holder.journal.records
    unfinished = [each for each in holder.notes.makings if holder.contents.joint_key(each.run) is None]
    match step:
        case "file":
            return True
        case "invitation":
            return bool(holder.notes.makings or keys)
        case "key":
            return bool(keys) and not unfinished
        case "paper":
            return bool(keys) and not missing_on_paper(holder.contents, holder.journal)
        case "sign":
            return any(isinstance(record, Countersigned) for record in records)
        case "decrypt":
            return any(isinstance(record, Decrypted) for record in records)
        case _:
            return False


def states(holder: Holder | None, current: str) -> list[tuple[Step, State]]:
    """Every step with its state, the one on the screen as ``now``."""
    return [(step, "now" if step.name == current else "done" if done(step.name, holder) else "todo") for step in STEPS]


def next_step(holder: Holder | None) -> str:
    """The first step that is not done: where the page opens."""
    for step in STEPS:
        if not step.anytime and not done(step.name, holder):
            return step.name
    return "decrypt"
