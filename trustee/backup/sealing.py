"""What a paper backup holds: identity and finished keys of a key file, packed small, under its passphrase.

Invariant: the same contents and passphrase give the same bytes. So a paper can be printed a second time, sheets of two
prints can be mixed, and a paper can be checked against the key file on any later day, without keeping anything.
Unfinished and broken key makings are left out, since a key making that lost a holder is begun anew. The journal is not
part of a backup, on purpose: it would be out of date the next day, so restored keys need the confirmation of others.
"""

import hashlib
import zlib
from typing import Final

import msgspec

from crypto.passphrase_box import MODERATE, Cost, open_with_passphrase, seal_with_passphrase
from record.canonical import encode
from trustee.errors import BackupError
from trustee.key_file import FILE_LIMIT, KeyContents, parse_contents

# Part of the format: what most key files have in common, so that it costs no lines to type.
_DICTIONARY: Final = (
    b'"Single""BELENIOS-2048""}],"pok":{"challenge":"","response":""},"name":"","public_key":"","}}'
    b'0123456789abcdef","election":""},"parameters":"","holders":["","root":"size":,"threshold":3,"head":{"run":"'
    b'{"version":1,"identity":"","runs":[],"keys":[{"type":"Joint","group":"Ed25519","secret":"","public_key":"",'
    b'"owner":1,"threshold":2,"head":{"run":"'
)


def make_backup(contents: KeyContents, passphrase: str, cost: Cost = MODERATE) -> bytes:
    """The sealed bytes that go on paper; ``crypto.errors.CryptoError`` for an unusable passphrase."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=_DICTIONARY)
    packed = (
        packer.compress(encode(msgspec.structs.replace(contents, runs=(), complaints=msgspec.UNSET))) + packer.flush()
    )
    seed = hashlib.blake2b(bytes.fromhex(contents.identity), digest_size=32, person=b"suarasah-paper").digest()
    return seal_with_passphrase(packed, passphrase, cost, seed=seed)


def open_backup(box: bytes, passphrase: str) -> KeyContents:
    """The contents of sealed bytes; ``BackupError``, ``KeyFileError`` or those of ``open_with_passphrase``."""
    packed = open_with_passphrase(box, passphrase)
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS, zdict=_DICTIONARY)
    try:
        secret = unpacker.decompress(packed, FILE_LIMIT)
    except zlib.error:
        raise _not_a_backup() from None
    if not unpacker.eof or unpacker.unused_data:
        raise _not_a_backup()
    return parse_contents(secret)


def _not_a_backup() -> BackupError:
    return BackupError("The passphrase opens this, but it is no backup of a key file. Use the key holder's own paper.")
