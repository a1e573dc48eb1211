"""SHA-256 in the two written forms of the record: hexadecimal, and Base64 without padding."""

import hashlib
from base64 import b64encode


def sha256_hex(data: bytes) -> str:
    """64 lower-case hex digits: the form of event links, payload hashes and file names (specification 4.2)."""
    return hashlib.sha256(data).hexdigest()


def sha256_base64(data: bytes) -> str:
    """43 characters of Base64 without padding: the form of election and ballot hashes (specification 4.13)."""
    return b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode("ascii")
