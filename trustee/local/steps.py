"""The steps of a key holder's work, in order, and which of them are done."""

from typing import Final

from pages import local_steps
from pages.local_steps import State, Step
from trustee.arrival import unshown_elections
from trustee.backup.restoring import missing_on_paper
from trustee.journal import Countersigned, Shown
from trustee.local.desk import Holder

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
            return any(isinstance(record, Shown) for record in records) and not unshown_elections(holder.journal)
        case _:
            return False


def states(holder: Holder | None, current: str) -> list[tuple[Step, State]]:
    """Every step with its state."""
    return local_steps.states(STEPS, lambda step: done(step, holder), current)


def next_step(holder: Holder | None) -> str:
    """Where the page opens."""
    return local_steps.next_step(STEPS, lambda step: done(step, holder), "decrypt")
