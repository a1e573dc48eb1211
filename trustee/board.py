"""What a key holder asks of a board: :class:`board_client.BoardClient` answers it, and so does the tests' simulator.

Nothing that a board says is believed: heads are signed, entries lead to heads, and the rules judge entries.
"""

from collections.abc import Iterator
from typing import Protocol


class BoardLog(Protocol):
    """One log as a board serves it; every method may raise ``board_client.errors.BoardError``."""

    def checkpoint(self) -> bytes:
        """The signed head with its cosignatures, unverified."""
        ...

    def leaves(self, size: int, start: int = 0) -> Iterator[bytes]:
        """The leaves ``start`` to ``size`` - 1, unverified."""
        ...

    def blob(self, sha256_hex: str) -> bytes:
        """A payload by its hash, unverified."""
        ...


class KeyMakingBoard(Protocol):
    """The routes of a key making; what the posting methods return is not looked at."""

    def key_log(self, run: str) -> BoardLog:
        """The log of a key making."""
        ...

    def send_certificate(self, run: str, payload: bytes) -> object:
        """Enter a certificate."""
        ...

    def send_coefficients(self, run: str, payload: bytes) -> object:
        """Enter coefficients."""
        ...

    def send_verification_key(self, run: str, payload: bytes) -> object:
        """Enter a verification key."""
        ...

    def complain(self, run: str, payload: bytes) -> object:
        """Enter a complaint."""
        ...


class ElectionBoard(Protocol):
    """The routes of an election that a key holder uses."""

    def log(self, uuid: str) -> BoardLog:
        """The log of an election."""
        ...

    def countersign(self, uuid: str, payload: bytes) -> object:
        """Enter a countersignature."""
        ...

    def confirm(self, uuid: str, payload: bytes) -> object:
        """Enter a confirmation."""
        ...

    def send_share(self, uuid: str, share_proof: bytes, partial_decryption: bytes) -> object:
        """Enter a share."""
        ...
