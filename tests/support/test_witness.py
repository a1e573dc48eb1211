"""A witness in memory, for tests of boards and observers: the rules are the product's, only the store is a dict."""

from crypto.signing_key import SigningKey
from record.entries import Witness
from record.witness import Accepted, Answer, Head, KnownLog, answer, conflict, judge


class InMemoryWitness:
    """Answers add-checkpoint requests for the logs that it was told to watch. Its clock ticks once for each head."""

    def __init__(self, name: str, signer: SigningKey, time: int = 1_800_000_000) -> None:
        self.name = name
        self.signer = signer
        self.time = time
        self.logs: dict[str, KnownLog] = {}
        self.suspects: list[Answer] = []

    @property
    def description(self) -> Witness:
        """What a policy lists."""
        return Witness(name=self.name, key=self.signer.public_hex)

    def watch(self, origin: str, board_public_hex: str) -> None:
        """Begin to watch a log."""
        self.logs[origin] = KnownLog(board_public_hex)

    def add_checkpoint(self, body: bytes) -> Answer:
        """The answer to a request."""
        judged = judge(body, self.logs.get)
        if isinstance(judged, Answer):
            if judged.suspect is not None:
                self.suspects.append(judged)
            return judged
        return self.commit(judged)

    def commit(self, accepted: Accepted) -> Answer:
        """Compare-and-swap, then the cosignature: the two halves, apart so that tests can put a race between."""
        log = self.logs[accepted.opened.origin]
        if log.head != accepted.old:
            return conflict(log.head.size)
        self.logs[accepted.opened.origin] = KnownLog(log.board_public_hex, accepted.new)
        self.time += 1
        return answer(accepted, self.name, self.signer, self.time)

    def head(self, origin: str) -> Head:
        """The last head that it cosigned."""
        return self.logs[origin].head
