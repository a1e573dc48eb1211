"""Key holders who cheat in a key making, one lie each, for a model of what the honest ones must come to.

A :class:`Cheater` does what the protocol says, except for its :class:`Cheat`, which it tells as soon as it can. Lies
that break a rule (``refused``) never enter the log of an honest board, and stop everybody on a board in league with
the cheater; lies that only their victim can see (``convicted``) end the run with a verdict that anybody can repeat.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from board_client.errors import BoardError
from crypto.channel import ChannelKey, seal
from crypto.group import Element, Group, Secret
from crypto.groups import group_by_name
from crypto.threshold import Polynomial, share_for
from record.canonical import encode
from record.identifiers import new_identifier
from record.key_making import KeyMakingStage
from record.key_making_complaint import BoxError, box_plaintext, encode_share
from record.key_making_messages import (
    CERTIFICATE,
    CHANNEL_SHARE,
    COEFFICIENTS,
    COMPLAINT,
    VERIFICATION_KEY,
    Certificate,
    ChannelShare,
    Coefficients,
    Complaint,
    KeyMakingGenesis,
    VerificationKey,
)
from record.trustee_making import (
    commitment_to,
    make_certificate,
    make_verification_key,
    sign_certificates,
    sign_coefficients,
    sign_text,
)
from record.trustees import TrusteePublicKey, parse_certificate
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


# -- certificates -----------------------------------------------------------------------------------------------------


def signed_certificate(cheater: Cheater, changed: Certificate) -> Certificate:
    return CERTIFICATE.sign(cheater.holder.store.identity, changed)


def own_certificate(
    cheater: Cheater, *, commitment: str | None = "", signer: Secret | None = None, **context: int
) -> Certificate:
    """The cheater's certificate with another context, commitment (None: none), or signature."""
    honest = cheater.certificate()
    keys = parse_certificate(honest.certificate)
    group = cheater.group
    kept = commitment_to(cheater.polynomial.commitments) if commitment == "" else commitment
    made = make_certificate(
        group,
        cheater.signing,
        group.decode(keys.encryption),
        msgspec.structs.replace(keys.context, **context),
        kept,
    )
    if signer is not None:
        made = msgspec.structs.replace(made, signature=sign_text(group, signer, made.message))
    return signed_certificate(cheater, msgspec.structs.replace(honest, certificate=made))


def of_another_run(cheater: Cheater, _: SimulatedKeyMaking) -> Certificate:
    return CERTIFICATE.decode(another_run(cheater).certificate.encode())


def another_run(cheater: Cheater) -> RunSecrets:
    genesis = msgspec.structs.replace(cheater.genesis, run=new_identifier())
    return contributions.begin(cheater.holder.store.identity, genesis, cheater.owner)


def in_the_victims_name(cheater: Cheater, _: SimulatedKeyMaking) -> Certificate:
    return signed_certificate(cheater, msgspec.structs.replace(cheater.certificate(), owner=cheater.victim))


def with_copied_channel(cheater: Cheater, board: SimulatedKeyMaking) -> Certificate | None:
    theirs = board.state.certificates.get(cheater.victim)
    if theirs is None:
        return None
    return signed_certificate(cheater, msgspec.structs.replace(cheater.certificate(), channel=theirs.message.channel))


def with_copied_commitment(cheater: Cheater, board: SimulatedKeyMaking) -> Certificate | None:
    theirs = board.state.certificates.get(cheater.victim)
    return None if theirs is None else own_certificate(cheater, commitment=str(theirs.keys.commitment))


def with_weak_channel(cheater: Cheater, _: SimulatedKeyMaking) -> Certificate:
    return signed_certificate(cheater, msgspec.structs.replace(cheater.certificate(), channel="00" * 32))


def second_certificate(cheater: Cheater, board: SimulatedKeyMaking) -> Certificate | None:
    if cheater.owner not in board.state.certificates:
        return None
    other = contributions.begin(cheater.holder.store.identity, cheater.genesis, cheater.owner)
    return CERTIFICATE.decode(other.certificate.encode())


# -- coefficients -----------------------------------------------------------------------------------------------------


def signed_coefficients(cheater: Cheater, board: SimulatedKeyMaking, **changes: object) -> Coefficients:
    honest = cheater.coefficients(board)
    return COEFFICIENTS.sign(cheater.holder.store.identity, msgspec.structs.replace(honest, **changes))


def rushing(cheater: Cheater, board: SimulatedKeyMaking) -> Coefficients | None:
    """Coefficients before the certificates of all are there, over those that are."""
    state, group = board.state, cheater.group
    if cheater.owner not in state.certificates:
        return None
    commitments = cheater.polynomial.commitments
    message = Coefficients(
        cheater.genesis.run,
        cheater.owner,
        sign_coefficients(group, cheater.signing, commitments),
        sign_certificates(
            group, cheater.signing, [each.message.certificate for each in state.certificates.values()], commitments
        ),
        tuple(sealed_for(cheater, board, to) for to in board.state.owners),
        "",
    )
    return COEFFICIENTS.sign(cheater.holder.store.identity, message)


def chosen_last(cheater: Cheater, board: SimulatedKeyMaking) -> Coefficients | None:
    """Another polynomial, whose constant takes the victim's out of the joint key (ATTACKS 25)."""
    theirs = board.state.coefficients.get(cheater.victim)
    if theirs is None:
        return None
    group = cheater.group
    own = cheater.polynomial.commitments
    constant = group.multiply_public(own[0], group.invert_public(theirs.commitments[0]))
    return with_commitments(cheater, board, (constant, *own[1:]))


def with_commitments(cheater: Cheater, board: SimulatedKeyMaking, elements: tuple[Element, ...]) -> Coefficients:
    group = cheater.group
    certificates = [board.state.certificates[owner].message.certificate for owner in board.state.owners]
    return signed_coefficients(
        cheater,
        board,
        coefexps=sign_coefficients(group, cheater.signing, elements),
        certs_signature=sign_certificates(group, cheater.signing, certificates, elements),
    )


def commit_to_one_more(cheater: Cheater) -> None:
    """A polynomial of t + 1 coefficients, so that t holders could not decrypt, committed to as it must be."""
    more = (*cheater.secrets.coefficients, cheater.group.random_secret().reveal().hex())
    cheater.secrets = msgspec.structs.replace(cheater.secrets, coefficients=more)
    cheater.secrets = msgspec.structs.replace(cheater.secrets, certificate=encode(own_certificate(cheater)).decode())


def over_other_certificates(cheater: Cheater, board: SimulatedKeyMaking) -> Coefficients:
    certificates = [board.state.certificates[owner].message.certificate for owner in board.state.owners]
    other = another_run(cheater)
    certificates[cheater.owner - 1] = CERTIFICATE.decode(other.certificate.encode()).certificate
    commitments = cheater.polynomial.commitments
    return signed_coefficients(
        cheater, board, certs_signature=sign_certificates(cheater.group, cheater.signing, certificates, commitments)
    )


def coefficients_signed_by_nobody(cheater: Cheater, board: SimulatedKeyMaking) -> Coefficients:
    other = cheater.group.random_secret()
    commitments = cheater.polynomial.commitments
    return signed_coefficients(cheater, board, coefexps=sign_coefficients(cheater.group, other, commitments))


def a_box_too_few(cheater: Cheater, board: SimulatedKeyMaking) -> Coefficients:
    return signed_coefficients(cheater, board, shares=cheater.coefficients(board).shares[:-1])


def coefficients_of_another_run(cheater: Cheater, board: SimulatedKeyMaking) -> Coefficients:
    return signed_coefficients(cheater, board, run=new_identifier())


# -- boxes ------------------------------------------------------------------------------------------------------------


def channel_of(board: SimulatedKeyMaking, owner: int) -> str:
    facts = board.state.certificates.get(owner)
    return ChannelKey.generate().public_hex if facts is None else facts.message.channel


def sealed_for(cheater: Cheater, board: SimulatedKeyMaking, to: int, /, **changes: object) -> str:
    share = ChannelShare(cheater.genesis.run, cheater.owner, to, encode_share(share_for(cheater.polynomial, to)), "")
    signed = CHANNEL_SHARE.sign(cheater.holder.store.identity, msgspec.structs.replace(share, **changes))
    return seal(channel_of(board, to), box_plaintext(signed)).hex()


def with_box(cheater: Cheater, board: SimulatedKeyMaking, box: str) -> Coefficients:
    boxes = list(cheater.coefficients(board).shares)
    boxes[cheater.victim - 1] = box
    return signed_coefficients(cheater, board, shares=tuple(boxes))


def wrong_share(cheater: Cheater, board: SimulatedKeyMaking) -> Coefficients:
    right = int(encode_share(share_for(cheater.polynomial, cheater.victim)))
    wrong = str((right + 1) % cheater.group.q)
    return with_box(cheater, board, sealed_for(cheater, board, cheater.victim, share=wrong))


def share_out_of_range(cheater: Cheater, board: SimulatedKeyMaking) -> Coefficients:
    right = int(encode_share(share_for(cheater.polynomial, cheater.victim)))
    large = str(right + cheater.group.q)
    return with_box(cheater, board, sealed_for(cheater, board, cheater.victim, share=large))


def box_of_another_run(cheater: Cheater, board: SimulatedKeyMaking) -> Coefficients:
    return with_box(cheater, board, sealed_for(cheater, board, cheater.victim, run=new_identifier()))


def box_for_somebody_else(cheater: Cheater, board: SimulatedKeyMaking) -> Coefficients:
    return with_box(cheater, board, cheater.coefficients(board).shares[cheater.owner - 1])


def box_in_the_victims_name(cheater: Cheater, board: SimulatedKeyMaking) -> Coefficients:
    return with_box(cheater, board, sealed_for(cheater, board, cheater.victim, sender=cheater.victim))


def share_for_another_recipient(cheater: Cheater, board: SimulatedKeyMaking) -> Coefficients:
    return with_box(cheater, board, sealed_for(cheater, board, cheater.victim, recipient=cheater.owner))


def unsigned_share(cheater: Cheater, board: SimulatedKeyMaking) -> Coefficients:
    right = encode_share(share_for(cheater.polynomial, cheater.victim))
    share = ChannelShare(cheater.genesis.run, cheater.owner, cheater.victim, right, "00" * 64)
    return with_box(cheater, board, seal(channel_of(board, cheater.victim), box_plaintext(share)).hex())


def no_share_at_all(cheater: Cheater, board: SimulatedKeyMaking) -> Coefficients:
    return with_box(cheater, board, seal(channel_of(board, cheater.victim), b"{}").hex())


# -- verification keys ------------------------------------------------------------------------------------------------


def signed_key(cheater: Cheater, public: TrusteePublicKey, **changes: object) -> VerificationKey:
    message = VerificationKey(cheater.genesis.run, cheater.owner, public, "")
    return VERIFICATION_KEY.sign(cheater.holder.store.identity, msgspec.structs.replace(message, **changes))


def another_key(cheater: Cheater, _: SimulatedKeyMaking) -> VerificationKey:
    return signed_key(cheater, make_verification_key(cheater.group, cheater.group.random_secret(), cheater.signing))


def own_public_key(cheater: Cheater, board: SimulatedKeyMaking) -> TrusteePublicKey | None:
    honest = cheater.verification_key(board)
    return None if honest is None else honest.public_key


def wrong_proof(cheater: Cheater, board: SimulatedKeyMaking) -> VerificationKey | None:
    """The right key, with the proof that one knows another one."""
    right = own_public_key(cheater, board)
    other = make_verification_key(cheater.group, cheater.group.random_secret(), cheater.signing)
    return None if right is None else signed_key(cheater, msgspec.structs.replace(right, pok=other.pok))


def key_signed_by_nobody(cheater: Cheater, board: SimulatedKeyMaking) -> VerificationKey | None:
    x, group = cheater.share(board), cheater.group
    return None if x is None else signed_key(cheater, make_verification_key(group, x, group.random_secret()))


def key_of_another_run(cheater: Cheater, board: SimulatedKeyMaking) -> VerificationKey | None:
    right = own_public_key(cheater, board)
    return None if right is None else signed_key(cheater, right, run=new_identifier())


def key_in_the_victims_name(cheater: Cheater, board: SimulatedKeyMaking) -> VerificationKey | None:
    if cheater.victim in board.state.verification_keys:
        return None
    right = own_public_key(cheater, board)
    return None if right is None else signed_key(cheater, right, owner=cheater.victim)


# -- complaints -------------------------------------------------------------------------------------------------------


def complaint(cheater: Cheater, **changes: object) -> Complaint:
    message = Complaint(cheater.genesis.run, cheater.owner, cheater.victim, cheater.secrets.channel, "")
    return COMPLAINT.sign(cheater.holder.store.identity, msgspec.structs.replace(message, **changes))


def false_complaint(cheater: Cheater, board: SimulatedKeyMaking) -> Complaint:
    return complaint(cheater)


def complaint_with_another_key(cheater: Cheater, board: SimulatedKeyMaking) -> Complaint:
    return complaint(cheater, channel_secret=ChannelKey.generate().reveal().hex())


def complaint_before_the_box(cheater: Cheater, board: SimulatedKeyMaking) -> Complaint | None:
    return None if cheater.victim in board.state.coefficients else complaint(cheater)


def complaint_after_the_key(cheater: Cheater, board: SimulatedKeyMaking) -> Complaint | None:
    return complaint(cheater) if cheater.owner in board.state.verification_keys else None


def complaint_in_the_victims_name(cheater: Cheater, _: SimulatedKeyMaking) -> Complaint:
    return complaint(cheater, owner=cheater.victim, accused=cheater.owner)


def complaint_about_oneself(cheater: Cheater, _: SimulatedKeyMaking) -> Complaint:
    return complaint(cheater, accused=cheater.owner)


def complaint_of_another_run(cheater: Cheater, _: SimulatedKeyMaking) -> Complaint:
    return complaint(cheater, run=new_identifier())


def says_nothing(_: Cheater, __: SimulatedKeyMaking) -> None:
    return None


_CERTIFICATES: dict[str, Lie] = {
    "a certificate of another run": of_another_run,
    "a certificate for another threshold": lambda c, _: own_certificate(c, threshold=c.genesis.threshold + 1),
    "a certificate for more holders": lambda c, _: own_certificate(c, size=len(c.genesis.holders) + 1),
    "a certificate for another place": lambda c, _: own_certificate(c, index=c.victim),
    "a certificate without commitment": lambda c, _: own_certificate(c, commitment=None),
    "a certificate that nobody signed": lambda c, _: own_certificate(c, signer=c.group.random_secret()),
    "a certificate in another's name": in_the_victims_name,
    "a copied channel key": with_copied_channel,
    "a copied commitment": with_copied_commitment,
    "a channel key of low order": with_weak_channel,
}
_COEFFICIENTS: dict[str, Lie] = {
    "coefficients chosen last": chosen_last,
    "coefficients over other certificates": over_other_certificates,
    "coefficients that nobody signed": coefficients_signed_by_nobody,
    "coefficients of another run": coefficients_of_another_run,
    "a box too few": a_box_too_few,
}
_BOXES: dict[str, Lie] = {
    "a wrong share": wrong_share,
    "a share out of range": share_out_of_range,
    "a share of another run": box_of_another_run,
    "a box for somebody else": box_for_somebody_else,
    "a share in another's name": box_in_the_victims_name,
    "a share for another recipient": share_for_another_recipient,
    "a share that nobody signed": unsigned_share,
    "a box without a share": no_share_at_all,
}
_KEYS: dict[str, Lie] = {
    "another verification key": another_key,
    "a wrong proof": wrong_proof,
    "a verification key that nobody signed": key_signed_by_nobody,
    "a verification key of another run": key_of_another_run,
    "a verification key in another's name": key_in_the_victims_name,
}
_FIRST, _SECOND, _THIRD = (
    KeyMakingStage.CERTIFICATES,
    KeyMakingStage.COEFFICIENTS,
    KeyMakingStage.VERIFICATION_KEYS,
)

CHEATS: dict[str, Cheat] = {
    **{name: Cheat("refused", _FIRST, lie) for name, lie in _CERTIFICATES.items()},
    "two certificates": Cheat("refused", _FIRST, second_certificate, extra=True),
    "rushing": Cheat("refused", _FIRST, rushing, extra=True),
    **{name: Cheat("refused", _SECOND, lie) for name, lie in _COEFFICIENTS.items()},
    "a polynomial of a higher degree": Cheat(
        "refused", _SECOND, lambda c, board: c.coefficients(board), redeemable=False, prepare=commit_to_one_more
    ),
    **{name: Cheat("convicted", _SECOND, lie) for name, lie in _BOXES.items()},
    **{name: Cheat("refused", _THIRD, lie) for name, lie in _KEYS.items()},
    "a complaint before the box": Cheat("refused", _SECOND, complaint_before_the_box, extra=True),
    "a complaint after the key": Cheat("refused", _THIRD, complaint_after_the_key, extra=True),
    "a complaint in another's name": Cheat("refused", _THIRD, complaint_in_the_victims_name, extra=True),
    "a complaint about oneself": Cheat("refused", _THIRD, complaint_about_oneself, extra=True),
    "a complaint of another run": Cheat("refused", _THIRD, complaint_of_another_run, extra=True),
    "a false complaint": Cheat("convicted", _THIRD, false_complaint, extra=True),
    "a complaint with another key": Cheat("convicted", _THIRD, complaint_with_another_key, extra=True),
    "silence without a certificate": Cheat("silent", _FIRST, says_nothing),
    "silence without coefficients": Cheat("silent", _SECOND, says_nothing),
    "silence without a verification key": Cheat("silent", _THIRD, says_nothing),
}
"""Every lie that a holder tells, by name."""
