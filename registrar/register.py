"""The register: the registrar's encrypted file, the only place that links a voter to a credential.

It holds the registrar's own Ed25519 signing key, and for one election each card's code, public credential and voter.
The file is a passphrase box (argon2id, secretbox) around canonical JSON, written to a sibling file and renamed, so it
is never half-written. Deleting it for good erases the link (DESIGN section 7).
"""

import secrets
from pathlib import Path

import msgspec

from crypto.credential import credential_secret, generate_code, public_credential
from crypto.errors import CryptoError
from crypto.groups import group_by_name
from crypto.passphrase_box import open_with_passphrase, seal_with_passphrase
from crypto.signing_key import SigningKey
from record.canonical import decode, encode
from record.credentials import write_public_credentials
from record.durable import replace
from record.entries import CARD_REPLACEMENT, CardReplacement
from record.errors import RecordError
from record.identifiers import is_identifier
from registrar.errors import CardError, RegisterError
from registrar.roll import Roll, Voter

REGISTER_LIMIT = 256 * 1024 * 1024
MAX_SPARES = 10_000


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One credential card. ``serial`` is printed on the card's stub.

    ``voter`` is None for a ``spare`` that nobody was given yet; ``replaced_by`` is the serial of the spare that took
    this card's place, 0 while it is good.
    """

    serial: int
    code: str
    credential: str
    weight: int
    spare: bool = False
    voter: Voter | None = None
    replaced_by: int = 0

    def __repr__(self) -> str:
        return f"Card(serial={self.serial})"


class Register(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that the registrar keeps: the signing seed (hex), the election, its group and the cards."""

    version: int
    seed: str
    uuid: str = ""
    group: str = ""
    cards: tuple[Card, ...] = ()

    def __repr__(self) -> str:
        return f"Register(uuid={self.uuid}, cards={len(self.cards)})"

    @property
    def key(self) -> SigningKey:
        """The registrar's own signing key."""
        return SigningKey.from_seed(bytes.fromhex(self.seed))

    def spares(self) -> list[str]:
        """Public credentials of the spare cards, sorted by text: what the genesis lists."""
        return sorted(card.credential for card in self.cards if card.spare)

    def public_credentials(self) -> bytes:
        """The bytes of the public credentials for Setup, sorted by text; weights are written if any is not 1."""
        weighted = any(card.weight != 1 for card in self.cards)
        return write_public_credentials(sorted((c.credential, c.weight) for c in self.cards), weighted=weighted)

    def card(self, serial: int) -> Card:
        """The card of a serial number; :class:`CardError` for none."""
        for card in self.cards:
            if card.serial == serial:
                return card
        raise CardError(f"No card has the serial number {serial}. Look at its stub or at the list of cards.")


def new_register() -> Register:
    """A register with a fresh signing key and no election."""
    return Register(1, SigningKey.generate().reveal_seed().hex())


def issue(register: Register, roll: Roll, uuid: str, group_name: str, spares: int) -> Register:
    """Cards for each voter of the roll and the spares, with serials in random order; fresh codes from the system.

    Spares have weight 1, or the one weight that all voters have. Raises :class:`RegisterError` when cards were issued
    before, for an identifier that no election has, and for an impossible number of spares.
    """
    if register.cards:
        raise RegisterError(f"This register has cards for election {register.uuid}. Make a new one for each election.")
    if not is_identifier(uuid):
        raise RegisterError("This is no identifier of an election. Copy it from: suarasah board new-identifier")
    if not 0 <= spares <= MAX_SPARES:
        raise RegisterError(f"The number of spare cards is from 0 to {MAX_SPARES}.")
    group = group_by_name(group_name)
    weights = {voter.weight for voter in roll.voters}
    spare_weight = weights.pop() if len(weights) == 1 else 1
    holders: list[tuple[Voter | None, int]] = [(voter, voter.weight) for voter in roll.voters]
    holders += [(None, spare_weight)] * spares
    serials = list(range(1, len(holders) + 1))
    secrets.SystemRandom().shuffle(serials)
    cards = []
    for serial, (voter, weight) in zip(serials, holders, strict=True):
        code = generate_code()
        credential = public_credential(group, credential_secret(group, uuid, code)).text
        cards.append(Card(serial, code, credential, weight, voter is None, voter))
    cards.sort(key=lambda card: card.serial)
    return msgspec.structs.replace(register, uuid=uuid, group=group_name, cards=tuple(cards))


def with_cards(register: Register) -> Register:
    """The same register if cards were issued; :class:`RegisterError` otherwise."""
    if not register.cards:
        raise RegisterError("This register has no cards yet. Make them first with: suarasah registrar issue")
    return register


def replace_card(register: Register, serial: int) -> tuple[Register, CardReplacement, Card]:
    """Revoke a card and give out an unused spare of its weight: the register after it, the signed entry, the spare.

    Replacing the same card again gives the same entry. Raises :class:`CardError` for a spare that was never given
    out and when no spare of that weight is left.
    """
    lost = register.card(serial)
    if lost.voter is None:
        raise CardError(f"Card {serial} is a spare that nobody was given, so it need not be replaced.")
    if lost.replaced_by:
        spare = register.card(lost.replaced_by)
    else:
        unused = [c for c in register.cards if c.voter is None and c.weight == lost.weight]
        if not unused:
            raise CardError(f"No spare card of weight {lost.weight} is left. This voter cannot get another card.")
        spare = unused[0]
        given = msgspec.structs.replace(spare, voter=lost.voter)
        changed = {serial: msgspec.structs.replace(lost, replaced_by=spare.serial), spare.serial: given}
        cards = tuple(changed.get(card.serial, card) for card in register.cards)
        register = msgspec.structs.replace(register, cards=cards)
    message = CardReplacement(register.uuid, lost.credential, spare.credential, "")
    return register, CARD_REPLACEMENT.sign(register.key, message), spare


def save_register(path: Path, register: Register, passphrase: str) -> None:
    """Write the encrypted file (mode 0600) so that a crash leaves the old or the new one, whole."""
    replace(path.absolute(), seal_with_passphrase(encode(register), passphrase))


def load_register(path: Path, passphrase: str) -> Register:
    """The register of an encrypted file; :class:`RegisterError` if it is missing or no register."""
    try:
        sealed = path.read_bytes()
    except OSError as error:
        raise RegisterError(f"The register {path} cannot be read: {error.strerror}.") from error
    try:
        return decode(open_with_passphrase(sealed, passphrase), Register, limit=REGISTER_LIMIT)
    except (CryptoError, RecordError) as error:
        raise RegisterError(f"The register {path} cannot be opened: {error}") from error
