"""Random tokens of 256 bits that only their bearer knows: the database holds their hash."""

import hashlib
import re
import secrets

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """43 characters of base64url."""
    return secrets.token_urlsafe(32)


def is_token(text: str) -> bool:
    """Whether a text has the form of a token."""
    return _TOKEN.fullmatch(text) is not None


def token_hash(token: str) -> str:
    """Under what a token is stored: 64 hex digits. Nobody guesses 256 bits, so a plain SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
