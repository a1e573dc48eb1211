"""Opening the boxes of a key making, and judging a complaint: who of accuser and accused lied.

Invariant: whoever reads the log comes to the same verdict, because a complaint reveals the accuser's channel key of
the run and everything else that decides stands in the log. A holder who received a right share can never convict the
sender, and a holder who received a wrong one always can.
"""

from dataclasses import dataclass

from crypto.channel import ChannelKey, ChannelOpenError
from crypto.errors import CryptoError
from crypto.group import Group, Secret
from crypto.threshold import share_matches
from record.canonical import encode
from record.errors import FormatError, RecordError
from record.key_making_messages import CHANNEL_SHARE, ChannelShare, Complaint
from record.key_making_rules import KeyMakingView


class BoxError(RecordError):
    """A box does not hold the right share for its recipient: the recipient should complain."""

    code = "record-key-making-box"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who broke a key making, by owner number, and how."""

    culprit: int
    reason: str


def box_plaintext(message: ChannelShare) -> bytes:
    """What is sealed: the canonical, signed message."""
    return encode(message)


def encode_share(share: Secret) -> str:
    """The decimal text of a share, for the inside of a box only."""
    return str(int.from_bytes(share.reveal(), "big"))


def decode_share(group: Group, text: str) -> Secret:
    """The share of its canonical text; ``crypto.errors.ScalarError``, without the text, otherwise."""
    return group.secret_from_bytes(group.decode_scalar(text).to_bytes(group.scalar_bytes, "big"))


def open_box(view: KeyMakingView, group: Group, channel: ChannelKey, sender: int, recipient: int) -> Secret:
    """The share in the box from ``sender``; ``BoxError`` says what is wrong with it.

    ``view`` must have the sender's coefficients; ``channel`` must be the recipient's key of this run. The share is
    right if it lies on the polynomial that the sender's commitments fix.
    """
    genesis, facts = view.genesis, view.coefficients.get(sender)
    if genesis is None or facts is None:
        raise BoxError(f"Key holder {sender} has not sent any box yet.")
    try:
        plaintext = channel.open(bytes.fromhex(facts.message.shares[recipient - 1]))
        message = CHANNEL_SHARE.decode(plaintext)
    except ChannelOpenError:
        raise BoxError(f"The box from key holder {sender} cannot be opened.") from None
    except FormatError:
        # Not chained: the error may quote the plaintext, which is a secret of the run.
        raise BoxError(f"The box from key holder {sender} holds no share in canonical form.") from None
    if (message.run, message.sender, message.recipient) != (genesis.run, sender, recipient):
        raise BoxError(f"The box from key holder {sender} holds a share of another run, sender or recipient.")
    if not CHANNEL_SHARE.verify(genesis.holders[sender - 1], message):
        raise BoxError(f"The share in the box from key holder {sender} is not signed by it.")
    try:
        share = decode_share(group, message.share)
        right = share_matches(group, facts.commitments, recipient, share)
    except CryptoError:
        raise BoxError(f"The box from key holder {sender} holds a number that is no share.") from None
    if not right:
        raise BoxError(f"The share from key holder {sender} does not fit its coefficient commitments.")
    return share


def judge_complaint(view: KeyMakingView, group: Group, complaint: Complaint) -> Verdict:
    """The verdict on a complaint that breaks no rule; anybody can compute it."""
    certificate = view.certificates.get(complaint.owner)
    channel = ChannelKey.from_secret_bytes(bytes.fromhex(complaint.channel_secret))
    if certificate is None or channel.public_hex != certificate.message.channel:
        return Verdict(complaint.owner, f"Key holder {complaint.owner} revealed another key than its channel key.")
    try:
        open_box(view, group, channel, complaint.accused, complaint.owner)
    except BoxError as error:
        return Verdict(complaint.accused, str(error))
    return Verdict(
        complaint.owner,
        f"Key holder {complaint.owner} complained about a right share from key holder {complaint.accused}.",
    )
