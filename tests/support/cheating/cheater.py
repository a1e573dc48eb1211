"""A key holder who cheats in a key making with one lie, for a model of what the honest ones must come to.

A :class:`Cheater` does what the protocol says, except for its :class:`Cheat`, which it tells as soon as it can. Lies
that break a rule (``refused``) never enter the log of an honest board, and stop everybody on a board in league with
the cheater; lies that only their victim can see (``convicted``) end the run with a verdict that anybody can repeat.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from board_client.errors import BoardError
from crypto.group import Group, Secret
from crypto.groups import group_by_name
from crypto.threshold import Polynomial
from record.canonical import encode
from record.key_making import KeyMakingStage
from record.key_making_complaint import BoxError
from record.key_making_messages import (
    CERTIFICATE,
    COEFFICIENTS,
    VERIFICATION_KEY,
    Certificate,
    Coefficients,
    Complaint,
    KeyMakingGenesis,
    VerificationKey,
)
from tests.simulator import SimulatedKeyMaking
from tests.support.key_makings import Holder
from trustee import contributions
from trustee.key_file import RunSecrets

Message = Certificate | Coefficients | VerificationKey | Complaint
Lie = Callable[["Cheater", SimulatedKeyMaking], Message | None]
"""What the cheater says instead of the truth, or None as long as it waits for a better moment."""


@dataclass(frozen=True)
class Cheat:
    """One lie. ``extra``: it is told besides the honest messages, not in place of one; ``stage``: when."""

    outcome: Literal["refused", "convicted", "silent"]
    stage: KeyMakingStage
    lie: Lie
    extra: bool = False
    redeemable: bool = True
    """Whether the honest message can still follow."""
    prepare: Callable[["Cheater"], None] = lambda _: None


@dataclass
class Cheater:
    """A holder with a cheat and a victim (an owner number). ``told``: the lie has been told."""

    holder: Holder
    owner: int
    victim: int
    genesis: KeyMakingGenesis
    cheat: Cheat
    stubborn: bool = False
    """Says nothing any more once it was found out; otherwise it does then what the protocol says."""
    told: bool = False
    found_out: bool = False
    secrets: RunSecrets = field(init=False)
    _cached: dict[str, bytes] = field(default_factory=dict)
    _spoken: set[KeyMakingStage] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.secrets = contributions.begin(self.holder.store.identity, self.genesis, self.owner)
        self.cheat.prepare(self)

    @property
    def group(self) -> Group:
        return group_by_name(self.genesis.group)

    @property
    def signing(self) -> Secret:
        return self.secret(self.secrets.signing)

    @property
    def polynomial(self) -> Polynomial:
        return Polynomial.from_coefficients(self.group, [self.secret(each) for each in self.secrets.coefficients])

    def secret(self, text: str) -> Secret:
        return self.group.secret_from_bytes(bytes.fromhex(text))

    def act(self, board: SimulatedKeyMaking) -> None:
        """Tell the lie if its time has come, or else do the next thing that the protocol asks for."""
        if self.found_out and self.stubborn:
            return
        if not self.told and board.state.stage is self.cheat.stage:
            lie = self.cheat.lie(self, board)
            if lie is not None:
                self.told = True
                self._post(board, type(lie).__name__, encode(lie))
                return
            if self.cheat.outcome == "silent":
                self.told = self.found_out = self.stubborn = True
                return
            if not self.cheat.extra:
                return
        self.do_ones_part(board)

    def do_ones_part(self, board: SimulatedKeyMaking) -> None:
        """The honest message that the stage waits for, if any, and only once."""
        stage = board.state.stage
        if self.owner in board.state.missing and stage not in self._spoken:
            made = self.honest(board)
            if made is not None:
                self._spoken.add(stage)
                self._post(board, type(made).__name__, encode(made))

    def honest(self, board: SimulatedKeyMaking) -> Message | None:
        """What the protocol asks for now; None if a wrong share of somebody else's keeps the cheater from it."""
        match board.state.stage:
            case KeyMakingStage.CERTIFICATES:
                return self.certificate()
            case KeyMakingStage.COEFFICIENTS:
                return self.coefficients(board)
            case KeyMakingStage.VERIFICATION_KEYS:
                return self.verification_key(board)
            case _:
                return None

    def certificate(self) -> Certificate:
        return CERTIFICATE.decode(self.secrets.certificate.encode())

    def coefficients(self, board: SimulatedKeyMaking) -> Coefficients:
        return COEFFICIENTS.decode(self._once("coefficients", lambda: self._coefficients(board)))

    def verification_key(self, board: SimulatedKeyMaking) -> VerificationKey | None:
        x = self.share(board)
        if x is None:
            return None
        identity = self.holder.store.identity
        return VERIFICATION_KEY.decode(contributions.verification_key(identity, self.secrets, x).encode())

    def share(self, board: SimulatedKeyMaking) -> Secret | None:
        """The cheater's own part of the joint private key."""
        try:
            shares = [contributions.received_share(self.secrets, board.state, each) for each in board.state.owners]
        except BoxError:
            return None
        return contributions.private_key(self.secrets, shares)

    def _coefficients(self, board: SimulatedKeyMaking) -> bytes:
        return contributions.coefficients(self.holder.store.identity, self.secrets, board.state).encode()

    def _once(self, name: str, make: Callable[[], bytes]) -> bytes:
        if name not in self._cached:
            self._cached[name] = make()
        return self._cached[name]

    def _post(self, board: SimulatedKeyMaking, entry_type: str, payload: bytes) -> None:
        try:
            board.post(entry_type, payload)
        except BoardError:
            self.found_out = True
