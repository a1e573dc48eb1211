"""A board that says yes to a share and lies about it afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from board_client.errors import BoardError
from record.entries import SHARE_PROOF
from tests.support.trustee_elections import ServedLog, SimulatedElection

DROPS: Final = "drops it"
PROOF_ALONE: Final = "shows its proof alone"
OTHER_BYTES: Final = "shows another share in its place"
KEEPS_BYTES: Final = "shows its hash and keeps back its bytes"
SILENT: Final = "is silent afterwards"
UNSHOWN: Final = (DROPS, PROOF_ALONE, OTHER_BYTES, KEEPS_BYTES, SILENT)
"""What a board may do with a share that it has said yes to; honest again, it takes the share."""


class WatchedLog(ServedLog):
    """A log that may keep back one payload, and that counts how many leaves it served."""

    withheld: bytes = b""
    served = 0

    def blob(self, sha256_hex: str) -> bytes:
        data = super().blob(sha256_hex)
        if data == self.withheld:
            raise BoardError("resource-unknown", 404, "There is no such payload.")
        return data

    def leaves(self, size: int, start: int = 0) -> Iterator[bytes]:
        for leaf in super().leaves(size, start):
            self.served += 1
            yield leaf


@dataclass
class DroppingElection(SimulatedElection):
    """A board that accepts every share. ``lie`` is one of :data:`UNSHOWN`, or empty: honest."""

    lie: str = ""
    logs: list[WatchedLog] = field(default_factory=list)
    """Every log that was asked for."""

    def send_share(self, uuid: str, share_proof: bytes, partial_decryption: bytes) -> None:
        owner = SHARE_PROOF.decode(share_proof).owner
        if self.lie in ("", KEEPS_BYTES, SILENT):
            super().send_share(uuid, share_proof, partial_decryption)
            return
        self.posted.append(("ShareProof", (share_proof, partial_decryption)))
        if self.lie != DROPS:
            self.builder.own_bytes("ShareProof", share_proof)
        if self.lie == OTHER_BYTES:
            self.builder.partial_decryption(owner, self.builder.share_bytes(owner))

    def log(self, uuid: str) -> ServedLog:
        if self.lie == SILENT:
            raise BoardError("board-unreachable", 0, "No answer came.")
        log = WatchedLog.of(self.record())
        if self.lie == KEEPS_BYTES and self.posted:
            log.withheld = self.posted[-1][1][1]
        self.logs.append(log)
        return log
