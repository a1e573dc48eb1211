"""Honest key makings for tests, in memory, without files."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crypto.channel import ChannelKey
from record.key_making_messages import Certificate, Coefficients, VerificationKey
from tests.simulator import MemoryStore, SimulatedKeyMaking
from trustee.journal import Journal
from trustee.key_file import JointKey, RunSecrets
from trustee.key_making import Progress, read_rules, step


@dataclass
class Holder:
    """A key holder of the tests: key file in memory, journal in a folder, closed as soon as nobody has the holder."""

    store: MemoryStore
    journal: Journal

    def __del__(self) -> None:
        self.journal.close()

    @classmethod
    def fresh(cls, folder: Path, name: str) -> "Holder":
        store = MemoryStore()
        return cls(store, Journal(folder / f"{name}.journal", store.identity.public_hex, ()))

    @property
    def public_hex(self) -> str:
        return self.store.identity.public_hex

    def step(self, board: SimulatedKeyMaking) -> Progress:
        return step(board, self.store, self.journal, read_rules(board, board.run, self.public_hex))

    def secrets(self, board: SimulatedKeyMaking) -> RunSecrets:
        secrets = self.store.contents.run(board.run)
        assert secrets is not None
        return secrets

    def channel(self, board: SimulatedKeyMaking) -> ChannelKey:
        return ChannelKey.from_secret_bytes(bytes.fromhex(self.secrets(board).channel))


def holders_in(folder: Path, count: int) -> list[Holder]:
    return [Holder.fresh(folder, f"holder-{number}") for number in range(1, count + 1)]


def new_run(
    holders: Sequence[Holder], threshold: int, *, group: str = "Ed25519", election: str = "", judging: bool = True
) -> SimulatedKeyMaking:
    names = [holder.public_hex for holder in holders]
    return SimulatedKeyMaking(names, threshold, group=group, election=election, judging=judging)


def everybody_steps(board: SimulatedKeyMaking, holders: Sequence[Holder]) -> list[Progress]:
    """One step of each holder: one round, since a round ends only after the last holder's step."""
    return [holder.step(board) for holder in holders]


def finish(board: SimulatedKeyMaking, holders: Sequence[Holder]) -> list[JointKey]:
    """All rounds, and everybody's key."""
    for _ in range(3):
        everybody_steps(board, holders)
    keys = [progress.key for progress in everybody_steps(board, holders)]
    assert all(key is not None for key in keys)
    return [key for key in keys if key is not None]


def certificate_of(board: SimulatedKeyMaking, owner: int) -> Certificate:
    return board.state.certificates[owner].message


def coefficients_of(board: SimulatedKeyMaking, owner: int) -> Coefficients:
    return board.state.coefficients[owner].message


def verification_key_of(board: SimulatedKeyMaking, owner: int) -> VerificationKey:
    return board.state.verification_keys[owner]
