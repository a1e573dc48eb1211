"""The register: the registrar's encrypted file, the only place that links a voter to a credential.

It holds the registrar's own Ed25519 signing key, for one election each card's code and public credential, the roll,
and a journal of what was signed. Named cards are linked to their voters. Otherwise not even the register knows who
holds which card: a card then says its class alone, and the names stand apart, for the signature list.

The file is a passphrase box (argon2id, secretbox) around canonical JSON, written to a sibling file and renamed, so it
is never half-written. Deleting it for good erases the link (DESIGN section 7).
"""

import secrets
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, Literal

import msgspec

from crypto.credential import credential_secret, generate_code, public_credential
from crypto.errors import CryptoError
from crypto.groups import group_by_name
from crypto.passphrase_box import WrongPassphraseError, open_with_passphrase, seal_with_passphrase
from crypto.signing_key import SigningKey
from record.canonical import decode, encode
from record.card_files import MAX_SPARES, CardOrder
from record.credentials import write_public_credentials
from record.durable import replace
from record.entries import Hex32
from record.errors import RecordError
from record.identifiers import is_identifier
from registrar.errors import CardError, RegisterError
from registrar.rolls.voters import Roll, Voter

REGISTER_LIMIT: Final = 256 * 1024 * 1024
REGISTER_VERSION: Final = 2


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One credential card. ``serial`` is printed on the card's stub.

    ``group`` is the class whose envelope the card goes into, empty for a ``spare`` until it replaces a card.
    ``voter`` is who the card is for, in a register with named cards; else None. ``replaced_by`` is the serial of the
    spare that took this card's place, 0 while it is good. A ``withheld`` card is never handed out: its voter left.
    """

    serial: int
    code: str
    credential: str
    weight: int
    spare: bool = False
    group: str = ""
    voter: Voter | None = None
    replaced_by: int = 0
    withheld: bool = False

    def __repr__(self) -> str:
        return f"Card(serial={self.serial})"


class Exported(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """The card list left this machine, so the set of cards is fixed; ``digest`` is the file's SHA-256."""

    digest: Hex32


class Countersigned(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """The setup that was countersigned, by the root (hex) of the log after it."""

    root: Hex32


class Replaced(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """A replacement was signed: serials of the lost card and of the spare."""

    lost: int
    spare: int


class Released(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """A replacement came to nothing and its spare is free again: a ballot of the lost card was shown (``ballot``),
    or the registrar took the committee's word that the board refused it (``word``)."""

    lost: int
    spare: int
    shown: Literal["ballot", "word"]


JournalEntry = Exported | Countersigned | Replaced | Released


class Register(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that the registrar keeps: the signing seed (hex), the election, its group, the cards and the roll.

    ``voters`` is the roll as it is now, sorted by class and name; ``late`` are those among them who came after the
    card list was exported and have no card. Serials up to ``last_serial`` were used, also of cards that are none any
    more. ``order`` is the committee's card order, where one was read.
    """

    version: Literal[2]
    seed: str
    uuid: str = ""
    group: str = ""
    cards: tuple[Card, ...] = ()
    voters: tuple[Voter, ...] = ()
    named: bool = False
    late: tuple[Voter, ...] = ()
    last_serial: int = 0
    order: CardOrder | None = None
    journal: tuple[JournalEntry, ...] = ()

    def __repr__(self) -> str:
        return f"Register(uuid={self.uuid}, cards={len(self.cards)})"

    @property
    def key(self) -> SigningKey:
        """The registrar's own signing key."""
        return SigningKey.from_seed(bytes.fromhex(self.seed))

    @property
    def exported(self) -> bool:
        """Whether the cards left this machine in a list or a signed setup: none can be added or taken away any more."""
        return any(isinstance(entry, Exported | Countersigned) for entry in self.journal)

    @property
    def countersigned_root(self) -> str:
        """The root of the setup that was countersigned, or empty."""
        return next((entry.root for entry in self.journal if isinstance(entry, Countersigned)), "")

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
        raise CardError("No card has the serial number {serial}. Look at its stub again.", serial=serial)

    def free_spares(self, weight: int) -> list[Card]:
        """The spares of a weight that took no card's place yet, by serial."""
        given = {card.replaced_by for card in self.cards}
        return [c for c in self.cards if c.spare and c.weight == weight and c.serial not in given]

    def noted(self, entry: JournalEntry) -> "Register":
        """The register with one more entry in its journal; the same export or setup is not noted twice."""
        if isinstance(entry, Exported | Countersigned) and entry in self.journal:
            return self
        return msgspec.structs.replace(self, journal=(*self.journal, entry))

    def with_changed(self, *changed: Card) -> "Register":
        """The register with these cards in place of those of the same serials."""
        by_serial = {card.serial: card for card in changed}
        return msgspec.structs.replace(self, cards=tuple(by_serial.get(card.serial, card) for card in self.cards))


def new_register() -> Register:
    """A register with a fresh signing key and no election."""
    return Register(REGISTER_VERSION, SigningKey.generate().reveal_seed().hex())


def issue(register: Register, roll: Roll, uuid: str, group_name: str, spares: int, named: bool = False) -> Register:
    """Cards for each voter of the roll and the spares, with serials in random order; fresh codes from the system.

    With ``named`` each card is linked to its voter; otherwise a class gets as many cards as it has voters, and which
    card is whose is decided by the envelope. Spares have weight 1, or the one weight that all voters have. Raises
    :class:`RegisterError` when cards were issued before, for an identifier that no election has, for another than the
    register's card order names, for an impossible number of spares, and for different weights among cards that are
    shuffled.
    """
    if register.cards:
        raise RegisterError(
            "This register has cards for election {uuid}. Make a new one for each election.", uuid=register.uuid
        )
    if not is_identifier(uuid):
        raise RegisterError("This is no identifier of an election. Copy it from: suarasah board new-identifier")
    if not 0 <= spares <= MAX_SPARES:
        raise RegisterError("The number of spare cards is from 0 to {most}.", most=MAX_SPARES)
    if register.order is not None and register.order.uuid != uuid:
        raise RegisterError("This register's card order is for election {uuid}.", uuid=register.order.uuid)
    if not named:
        require_even_classes((voter.group, voter.weight) for voter in roll.voters)
    weights = {voter.weight for voter in roll.voters}
    spare_weight = weights.pop() if len(weights) == 1 else 1
    holders: list[Voter | None] = [*roll.voters, *([None] * spares)]
    cards = make_cards(uuid, group_name, holders, spare_weight, named=named, first_serial=1)
    return msgspec.structs.replace(
        register,
        uuid=uuid,
        group=group_name,
        cards=tuple(sorted(cards, key=lambda card: card.serial)),
        voters=in_order(roll.voters),
        named=named,
        last_serial=len(cards),
    )


def require_even_classes(weights: Iterable[tuple[str, int]]) -> None:
    """That all cards of a class, given as (class, weight), weigh the same; :class:`RegisterError` otherwise.

    For shuffled cards: whoever draws a card from the envelope of a class draws its weight.
    """
    first: dict[str, int] = {}
    for group, weight in weights:
        if first.setdefault(group, weight) != weight:
            raise RegisterError(
                "Class {group} has voters of different weights, and shuffled cards would mix them up. "
                "Put names on the cards, or give each weight a class of its own.",
                group=group or "-",
            )


def make_cards(
    uuid: str,
    group_name: str,
    holders: Sequence[Voter | None],
    spare_weight: int,
    *,
    named: bool,
    first_serial: int,
) -> list[Card]:
    """A fresh card for each holder, None for a spare; serials from ``first_serial`` on in random order."""
    group = group_by_name(group_name)
    serials = list(range(first_serial, first_serial + len(holders)))
    secrets.SystemRandom().shuffle(serials)
    codes = [generate_code() for _ in holders]

    def credential_of(code: str) -> str:
        return public_credential(group, credential_secret(group, uuid, code)).text

    # Stretching a code takes most of the time, and leaves the interpreter to other threads.
    with ThreadPoolExecutor() as pool:
        credentials = list(pool.map(credential_of, codes))
    cards = []
    for serial, voter, code, credential in zip(serials, holders, codes, credentials, strict=True):
        if voter is None:
            cards.append(Card(serial, code, credential, spare_weight, spare=True))
        else:
            cards.append(
                Card(serial, code, credential, voter.weight, group=voter.group, voter=voter if named else None)
            )
    return cards


def in_order(voters: Iterable[Voter]) -> tuple[Voter, ...]:
    """Voters by class, name and number: the roll's own order is not kept."""
    return tuple(sorted(voters, key=lambda voter: (voter.group, voter.name.casefold(), voter.name, voter.number)))


def with_cards(register: Register) -> Register:
    """The same register if cards were issued; :class:`RegisterError` otherwise."""
    if not register.cards:
        raise RegisterError("This register has no cards yet. Make them first with: suarasah registrar issue")
    return register


def save_register(path: Path, register: Register, passphrase: str) -> None:
    """Write the encrypted file (mode 0600) so that a crash leaves the old or the new one, whole."""
    replace(path.absolute(), seal_with_passphrase(encode(register), passphrase))


def load_register(path: Path, passphrase: str) -> Register:
    """The register of an encrypted file; :class:`RegisterError` if it is missing or no register."""
    try:
        sealed = path.read_bytes()
    except OSError as error:
        raise RegisterError(
            "The register {path} cannot be read: {reason}.", path=str(path), reason=error.strerror or ""
        ) from error
    try:
        data = open_with_passphrase(sealed, passphrase)
        if _version_of(data) not in (None, REGISTER_VERSION):
            raise RegisterError(
                "The register {path} was written by another version of this program. Open it with that version.",
                path=path.name,
            )
        return decode(data, Register, limit=REGISTER_LIMIT)
    except WrongPassphraseError as error:
        raise RegisterError(
            "This passphrase does not open the register {path}. Type it again; nothing is lost.", path=path.name
        ) from error
    except (CryptoError, RecordError) as error:
        raise RegisterError(
            "The register {path} cannot be opened: {reason}", path=str(path), reason=str(error)
        ) from error


class _Versioned(msgspec.Struct, frozen=True):
    version: int


def _version_of(data: bytes) -> int | None:
    """The version that a register says it has; None if it says none."""
    try:
        return msgspec.json.decode(data, type=_Versioned).version
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
