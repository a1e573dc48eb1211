"""The routes of a board (docs/protocol.md and the board's own ``/api/v1/openapi.json``), one method for each.

Bodies are the exact bytes that become payloads; answers are typed and unproved. Every method raises ``BoardError``.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import BinaryIO, Final
from urllib.parse import quote

import msgspec

from board_client.answers import (
    Appended,
    BallotNumber,
    Cast,
    CodeStatus,
    ElectionSummary,
    KeyMakingStatus,
    read_answer,
)
from board_client.remote_log import RemoteLog
from board_client.transport import Transport
from record.presentation import DOCUMENT_LIMIT

PAGE: Final = 1000
"""How many ballots the board lists in one answer."""
_SHARE_MEMBERS: Final = ("share_proof", "partial_decryption")


class BoardClient:
    """A board at ``base_url``, such as ``https://board.example`` or ``http://192.168.1.10:8000``."""

    def __init__(
        self,
        base_url: str,
        *,
        attempts: int = 5,
        connect_seconds: float = 5.0,
        read_seconds: float = 30.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Nothing is sent yet; ``BoardAddressError`` for a text that is no address. ``sleep`` waits between tries."""
        self.transport = Transport(
            base_url,
            attempts=attempts,
            connect_seconds=connect_seconds,
            read_seconds=read_seconds,
            sleep=sleep,
        )

    @property
    def base_url(self) -> str:
        """The address, without a trailing slash."""
        return self.transport.base_url

    # -- reading ----------------------------------------------------------------------------------------------------
    def elections(self) -> list[ElectionSummary]:
        """All elections of the board."""
        return read_answer(self.transport.get("/api/v1/elections"), list[ElectionSummary])

    def election(self, uuid: str) -> ElectionSummary:
        """One election."""
        return read_answer(self.transport.get(_election(uuid)), ElectionSummary)

    def presentation(self, uuid: str) -> bytes:
        """What booths show beside the names, exact bytes, unverified; status 404 if there is none, or no longer."""
        return self.transport.get(f"{_election(uuid)}/presentation", limit=DOCUMENT_LIMIT)

    def archive(self, uuid: str) -> AbstractContextManager[BinaryIO]:
        """The `.bel` archive as it is now, as a stream to be used in a ``with``."""
        return self.transport.stream(f"{_election(uuid)}/archive")

    def ballots(self, uuid: str, *, after: int = 0, limit: int = PAGE) -> list[BallotNumber]:
        """Up to ``limit`` <= 1000 ballots whose number is greater than ``after``, in order."""
        answer = self.transport.get(f"{_election(uuid)}/ballots?after={int(after)}&limit={int(limit)}")
        return read_answer(answer, list[BallotNumber])

    def all_ballots(self, uuid: str) -> Iterator[BallotNumber]:
        """Every ballot in the box, page by page; ends even if the board's pages do not advance."""
        after = 0
        while page := [ballot for ballot in self.ballots(uuid, after=after) if ballot.number > after]:
            yield from page
            after = page[-1].number

    def code(self, uuid: str, code: str) -> CodeStatus:
        """What is known of a tracking code, in full (Base64) or in the short form; status 404 if nothing is."""
        text = code.replace("+", "-").replace("/", "_")
        return read_answer(self.transport.get(f"{_election(uuid)}/codes/{_segment(text)}"), CodeStatus)

    def key_making(self, run: str) -> KeyMakingStatus:
        """How far a key making is."""
        return read_answer(self.transport.get(_key_making(run)), KeyMakingStatus)

    def openapi(self) -> dict[str, object]:
        """The board's own description of its routes."""
        return read_answer(self.transport.get("/api/v1/openapi.json"), dict[str, object])

    def log(self, uuid: str) -> RemoteLog:
        """The log of an election."""
        return RemoteLog(self.transport, f"/log/{_segment(uuid)}")

    def key_log(self, run: str) -> RemoteLog:
        """The log of a key making."""
        return RemoteLog(self.transport, f"/log/keys/{_segment(run)}")

    # -- appending --------------------------------------------------------------------------------------------------
    def cast(self, uuid: str, ballot: bytes) -> Cast:
        """Put a ballot into the box; casting the same bytes again gives the same entry."""
        return read_answer(self.transport.post(f"{_election(uuid)}/ballots", ballot), Cast)

    def challenge(self, uuid: str, payload: bytes) -> Appended:
        """Enter a seal test."""
        return self._append(f"{_election(uuid)}/challenges", payload)

    def countersign(self, uuid: str, payload: bytes) -> Appended:
        """Enter a countersignature of the setup."""
        return self._append(f"{_election(uuid)}/countersignatures", payload)

    def replace_card(self, uuid: str, payload: bytes) -> Appended:
        """Enter a card replacement."""
        return self._append(f"{_election(uuid)}/card-replacements", payload)

    def confirm(self, uuid: str, payload: bytes) -> Appended:
        """Enter a confirmation of head and tally."""
        return self._append(f"{_election(uuid)}/confirmations", payload)

    def send_share(self, uuid: str, share_proof: bytes, partial_decryption: bytes) -> Appended:
        """Enter a signed share and its partial decryption, each given as its canonical bytes."""
        texts = (share_proof.decode("utf-8", "replace"), partial_decryption.decode("utf-8", "replace"))
        body = msgspec.json.encode(dict(zip(_SHARE_MEMBERS, texts, strict=True)))
        return self._append(f"{_election(uuid)}/shares", body)

    def cosign(self, uuid: str, cosigned: bytes) -> None:
        """Hand in cosignatures: a checkpoint's text, an empty line and signature lines."""
        self.transport.post(f"{_election(uuid)}/cosignatures", cosigned, "text/plain; charset=utf-8")

    def send_certificate(self, run: str, payload: bytes) -> Appended:
        """Enter a key holder's certificate."""
        return self._append(f"{_key_making(run)}/certificates", payload)

    def send_coefficients(self, run: str, payload: bytes) -> Appended:
        """Enter a key holder's coefficient commitments and sealed shares."""
        return self._append(f"{_key_making(run)}/coefficients", payload)

    def send_verification_key(self, run: str, payload: bytes) -> Appended:
        """Enter a key holder's verification key."""
        return self._append(f"{_key_making(run)}/verification-keys", payload)

    def complain(self, run: str, payload: bytes) -> Appended:
        """Enter a complaint, which ends the key making."""
        return self._append(f"{_key_making(run)}/complaints", payload)

    def _append(self, path: str, payload: bytes) -> Appended:
        return read_answer(self.transport.post(path, payload), Appended)


def _segment(text: str) -> str:
    """One path segment, whatever a person typed: neither slashes nor dots lead elsewhere."""
    return quote(text, safe="").replace(".", "%2E")


def _election(uuid: str) -> str:
    return f"/api/v1/elections/{_segment(uuid)}"


def _key_making(run: str) -> str:
    return f"/api/v1/key-makings/{_segment(run)}"
