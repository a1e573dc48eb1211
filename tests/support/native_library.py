"""The compiled curve arithmetic for tests, also where the package was installed without it."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from crypto.ed25519 import Ed25519Group
from crypto.edwards_native import NativeEdwards, load_native
from hatch_build import SOURCE, compile_native

CACHE = Path(__file__).resolve().parents[2] / ".cache" / "edwards_native"


@cache
def compiled() -> NativeEdwards | None:
    """The library compiled from the source as it stands, or None on a machine without a C compiler."""
    target = CACHE / f"{sha256(SOURCE.read_bytes()).hexdigest()[:16]}.so"
    CACHE.mkdir(parents=True, exist_ok=True)
    if not target.exists() and not compile_native(target):
        return None
    return load_native(str(target))


def ed25519_variants() -> list[Ed25519Group]:
    """The group without the library, and with it where it can be compiled."""
    native = compiled()
    return [Ed25519Group(None), *([Ed25519Group(native)] if native is not None else [])]
