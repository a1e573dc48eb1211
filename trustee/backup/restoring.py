"""A key file from paper, and what is known of the papers of a key file."""

from pathlib import Path

from crypto.passphrase_box import MODERATE, Cost, seal_with_passphrase
from record.canonical import encode
from trustee.backup.reading import check_copy, read_backup
from trustee.backup.sealing import make_backup, open_backup
from trustee.backup.writing import paper_number
from trustee.errors import KeyFileExistsError
from trustee.journal import Journal, PaperChecked, journal_path
from trustee.key_file import KeyContents, write_box


def restore(path: Path, text: str, passphrase: str, *, cost: Cost = MODERATE) -> KeyContents:
    """Make the key file of a paper's QR texts and lines. Its keys count as restored: others confirm before they
    decrypt.

    ``KeyFileExistsError`` where there is a key file or a journal, ``BackupError``, ``KeyFileError``, or
    ``crypto.errors.CryptoError`` for a wrong passphrase.
    """
    if journal_path(path).exists():
        raise KeyFileExistsError(
            f"There is a journal beside {path}: that key file is not lost. Restore under another name."
        )
    contents = open_backup(read_backup(text), passphrase)
    write_box(path, seal_with_passphrase(encode(contents), passphrase, cost))
    return contents


def check_paper(
    contents: KeyContents, journal: Journal, passphrase: str, text: str, *, cost: Cost = MODERATE
) -> PaperChecked:
    """Note that a paper with all keys exists, after one of its lines or QR codes came back; ``BackupError``."""
    box = make_backup(contents, passphrase, cost)
    check_copy(box, text)
    checked = PaperChecked(paper_number(box), tuple(key.public_key for key in contents.keys))
    if checked not in journal.records:
        journal.append(checked)
    return checked


def missing_on_paper(contents: KeyContents, journal: Journal) -> tuple[str, ...]:
    """The public keys of the file that stand on no paper that was checked."""
    checked = {key for record in journal.records if isinstance(record, PaperChecked) for key in record.public_keys}
    return tuple(key.public_key for key in contents.keys if key.public_key not in checked)
