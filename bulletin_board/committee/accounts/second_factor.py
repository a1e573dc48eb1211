"""The second factor: codes of six digits from an app (TOTP, RFC 6238), and recovery codes for when it is lost.

A code is good in its time step of 30 s and in the one before and after, once: the last used step is remembered. The
server must be able to compute the codes, so it cannot store a hash of the secret. It stores the secret sealed under
the committee's key, a file outside of the database.
"""

import hashlib
import hmac
import re
import secrets

import pyotp
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

STEP_SECONDS = 30
RECOVERY_CODES = 10
ISSUER = "Suara Sah"
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_DIGITS = re.compile(r"[0-9]{6}")


def new_totp_secret() -> str:
    """160 random bits in base32, as apps take them."""
    return pyotp.random_base32(32)


def totp_address(secret: str, login: str) -> str:
    """What the QR code for the app holds: ``otpauth://...``."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def code_at(secret: str, moment: int) -> str:
    """The code of a moment (seconds since 1970)."""
    return pyotp.TOTP(secret).generate_otp(moment // STEP_SECONDS)


def matching_step(secret: str, code: str, moment: int, last: int) -> int | None:
    """The time step after ``last`` whose code this is; None if it is wrong, old or used already."""
    typed = re.sub(r"[\s-]", "", code)
    if not _DIGITS.fullmatch(typed):
        return None
    middle = moment // STEP_SECONDS
    generator = pyotp.TOTP(secret)
    for step in (middle - 1, middle, middle + 1):
        if step > last and step >= 0 and hmac.compare_digest(generator.generate_otp(step), typed):
            return step
    return None


def seal_secret(key: bytes, text: str) -> bytes:
    """A text under the committee's key (32 bytes): XSalsa20-Poly1305."""
    return bytes(SecretBox(key).encrypt(text.encode()))


def open_secret(key: bytes, sealed: bytes) -> str | None:
    """The text; None if it was sealed under another key or changed."""
    try:
        return SecretBox(key).decrypt(sealed).decode()
    except (CryptoError, ValueError):
        return None


def new_recovery_codes() -> list[str]:
    """Ten codes of 60 random bits: ``K7QX-2M9D-VT4A``."""
    texts = ("".join(secrets.choice(_ALPHABET) for _ in range(12)) for _ in range(RECOVERY_CODES))
    return [f"{text[:4]}-{text[4:8]}-{text[8:]}" for text in texts]


def recovery_hash(account: int, code: str) -> str:
    """Under what a recovery code is stored; look-alikes and case are forgiven. Nobody finds 60 bits by trying."""
    plain = re.sub(r"[\s-]", "", code.upper())[:64].translate(str.maketrans("OIL", "011"))
    return hashlib.sha256(f"suarasah recovery code {account} {plain}".encode("utf-8", "surrogatepass")).hexdigest()
