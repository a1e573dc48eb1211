"""A key's end: its file is overwritten and deleted, so that nobody can ever open a single ballot with it.

Invariant: the journal stays. It holds no secret, and shows for as long as anybody asks what was signed and decrypted;
that the key is gone stands in it before the file is touched. What overwriting is worth: the file is sealed under a
passphrase, so forgetting the passphrase forgets the key, whatever a disk keeps. Papers and copies are somebody's to
destroy by hand, and the record lists them.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from record.digests import sha256_hex
from record.durable import erase
from trustee.arrival import waiting_elections
from trustee.errors import DestructionError
from trustee.journal import Destroyed, Journal, PaperChecked
from trustee.key_file import HolderKey, JointKey, KeyContents, read_box


@dataclass(frozen=True, slots=True)
class DestroyedKey:
    """A key that ends: its public key; for a joint key its run, this holder's number, t and n, otherwise "", 0."""

    public_key: str
    run: str
    owner: int
    threshold: int
    size: int


@dataclass(frozen=True, slots=True)
class Destruction:
    """What was destroyed: file name and SHA-256, whose, which keys, and when.

    ``signed`` and ``decrypted`` count elections; ``waiting`` are those that this holder signed and whose record has
    not shown its share: without the key they open without this holder or never. ``papers`` are the numbers of checked
    backups.
    """

    file: str
    digest: str
    identity: str
    keys: tuple[DestroyedKey, ...]
    signed: int
    decrypted: int
    waiting: tuple[str, ...]
    papers: tuple[str, ...]
    at: datetime


def describe_destruction(path: Path, contents: KeyContents, journal: Journal, at: datetime) -> Destruction:
    """What destroying a key file would destroy; ``KeyFileError`` if the file cannot be read."""
    uuids = {uuid for key in contents.keys for uuid in journal.elections_of(key.public_key)}
    decrypted = {uuid for uuid in uuids if journal.decrypted(uuid) is not None}
    return Destruction(
        file=path.name,
        digest=sha256_hex(read_box(path)),
        identity=contents.signing_key().public_hex,
        keys=tuple(map(_described, contents.keys)),
        signed=len(uuids),
        decrypted=len(decrypted),
        waiting=waiting_elections(journal),
        papers=tuple(dict.fromkeys(record.paper for record in journal.records if isinstance(record, PaperChecked))),
        at=at,
    )


def destroy(path: Path, destruction: Destruction, journal: Journal) -> None:
    """Note the end in the journal, then overwrite and delete the key file, and drafts of it that a crash left.

    ``JournalError`` before anything was touched, ``KeyFileError`` or ``DestructionError``; then the file may be
    unreadable already. A file that has changed since ``destruction`` described it is left alone.
    """
    if sha256_hex(read_box(path)) != destruction.digest:
        raise DestructionError("The key file has changed since you looked at it. Look again before you destroy it.")
    journal.append(Destroyed(destruction.digest, tuple(key.public_key for key in destruction.keys)))
    try:
        erase(path)
    except OSError as error:
        raise DestructionError(
            "The key file {path} could not be destroyed: {reason}. Destroy its medium.",
            path=path.name,
            reason=error.strerror or "",
        ) from error


def _described(key: HolderKey) -> DestroyedKey:
    if isinstance(key, JointKey):
        return DestroyedKey(key.public_key, key.head.run, key.owner, key.threshold, len(key.holders))
    return DestroyedKey(key.public_key, "", 0, 0, 0)
