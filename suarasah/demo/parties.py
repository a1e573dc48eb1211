"""The demo's registrar and key holders, each with files of its own, as the real programs keep them."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from board_client.client import BoardClient
from crypto.passphrase_box import INTERACTIVE
from record.canonical import encode
from record.key_making import KeyMakingStage
from registrar.countersigning import countersign, read_setup_of_log
from registrar.register import Register, issue, new_register, save_register
from registrar.rolls.voters import Roll
from suarasah.demo.errors import DemoError
from trustee.countersigning import countersign as holder_countersign
from trustee.countersigning import examine_setup
from trustee.decrypting import decrypt
from trustee.journal import Journal, journal_path
from trustee.key_file import KeyFile
from trustee.key_making import read_rules, step
from verifier.run import verify
from verifier.source.board import BoardSource

MAX_STEPS = 20
"""A key making takes four steps of each holder; more means that it hangs."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A key holder: its name for the screen, its key file and its journal."""

    name: str
    file: KeyFile
    journal: Journal

    @property
    def public_hex(self) -> str:
        """Its public signing key."""
        return self.file.contents.signing_key().public_hex


def make_holder(name: str, folder: Path) -> Holder:
    """A holder with a fresh key file under a passphrase that nobody keeps; the demo's holders end with it."""
    folder.mkdir(parents=True)
    path = folder / "trustee.key"
    file = KeyFile.create(path, secrets.token_urlsafe(24), cost=INTERACTIVE)
    return Holder(name, file, Journal(journal_path(path), file.contents.signing_key().public_hex, []))


def make_joint_key(client: BoardClient, run: str, holders: list[Holder]) -> None:
    """All rounds of the key making, each holder in turn, until each has its key."""
    rules = [read_rules(client, run, holder.public_hex) for holder in holders]
    for _ in range(MAX_STEPS):
        stages = [
            step(client, holder.file, holder.journal, rule).stage for holder, rule in zip(holders, rules, strict=True)
        ]
        if all(stage is KeyMakingStage.FINISHED for stage in stages):
            return
    raise DemoError("The demo's key making did not end. Try again; if it happens again, please report it.")


def make_register(roll: Roll, uuid: str, group: str, spares: int, folder: Path) -> Register:
    """The registrar issues cards from the roll and keeps its encrypted file in ``folder``."""
    folder.mkdir(parents=True)
    register = issue(new_register(), roll, uuid, group, spares)
    save_register(folder / "register.box", register, secrets.token_urlsafe(24))
    return register


def countersign_setup(client: BoardClient, register: Register, holders: list[Holder]) -> None:
    """The registrar and every holder check genesis and Setup on the board and sign the head after them."""
    setup = read_setup_of_log(client.log(register.uuid))
    _, message = countersign(register, setup)
    client.countersign(register.uuid, encode(message))
    for holder in holders:
        summary = examine_setup(client, register.uuid, holder.file.contents, holder.journal)
        holder_countersign(client, summary, holder.file.contents, holder.journal)


def send_share(client: BoardClient, uuid: str, holder: Holder) -> None:
    """A holder verifies the whole record from the board by itself and sends its share."""
    decrypt(client, BoardSource(client, uuid), uuid, holder.file.contents, holder.journal, verify)
