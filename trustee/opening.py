"""Opening a key file together with its journal, so that no two programs ever write the same key file.

Invariant: what is open is what stood on the disk when the journal's lock was taken. The file must be read before there
is a lock, because the journal belongs to an identity that only the file tells; another program may have written it in
between, and saving over that would lose a key for good.
"""

from pathlib import Path

from crypto.passphrase_box import MODERATE, Cost
from trustee.errors import InUseError
from trustee.journal import Journal, journal_path
from trustee.key_file import KeyFile, read_box, read_contents


def open_key_file(path: Path, passphrase: str, *, cost: Cost = MODERATE) -> tuple[KeyFile, Journal]:
    """An existing key file and its locked journal, which is begun if it is missing.

    Raises ``InUseError`` also for a file that was written while it was opened, and the errors of ``KeyFile.open`` and
    ``Journal``.
    """
    box = read_box(path)
    file = KeyFile(path, passphrase, read_contents(box, passphrase), cost)
    journal = lock_journal(file)
    try:
        if read_box(path) != box:
            raise InUseError("Another program uses this key file. Wait until it has ended, then try again.")
    except BaseException:
        journal.close()
        raise
    return file, journal


def lock_journal(file: KeyFile) -> Journal:
    """The locked journal of an open key file; the errors of ``Journal``."""
    contents = file.contents
    return Journal(
        journal_path(file.path), contents.signing_key().public_hex, [key.public_key for key in contents.keys]
    )
