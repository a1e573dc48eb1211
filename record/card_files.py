"""The two files between a committee and its registrar: the order of the cards, and the list of their credentials.

Invariant: what :func:`parse_card_order` and :func:`parse_card_list` return is canonical, complete and consistent; a
list is signed by the registrar that it names. Neither file holds a name, a code or a class. They are carried by
hand, so every refusal says which file was meant.
"""

import json
from typing import Annotated, Any, Final, Literal, TypeVar
from urllib.parse import parse_qsl, urlsplit

import msgspec

from crypto.errors import CryptoError
from crypto.group import Group
from crypto.groups import GROUP_NAMES
from record.canonical import decode
from record.credentials import CredentialsError, PublicCredentials, credential_entries, first_non_member
from record.entries import Hex32, SignatureHex, Text, Time, Uuid
from record.errors import FormatError, RecordError
from record.opening import parse_time
from record.signed import SignedType

CARD_ORDER_LIMIT: Final = 64 * 1024
"""The longest order, in bytes."""
CARD_LIST_LIMIT: Final = 64 * 1024 * 1024
"""The longest list, in bytes: about 900,000 cards."""
MAX_SPARES: Final = 10_000
"""The most spare cards of one election."""
NAME_LIMIT: Final = 300
"""The most characters of the election's name on a card."""
SCHOOL_LIMIT: Final = 200

_END_OF_TIME: Final = "9999-12-31"
"""From here on, clocks ahead of UTC have no date."""

Zone = Literal["WIB", "WITA", "WIT"]
"""The time zones of Indonesia: UTC+7, UTC+8, UTC+9."""
Address = Annotated[str, msgspec.Meta(pattern=r"\Ahttps?://[!#-;=?-\[\]_a-z~]{1,300}\Z")]
"""An http or https address in ASCII, short enough for a QR code that a cheap phone reads from a card."""

T = TypeVar("T")


class CardFileError(RecordError):
    """A card order or a card list is damaged, of another kind, of another election, or not signed.

    ``template`` is the sentence with the names of ``values`` in braces, for translation.
    """

    code = "record-card-file"

    def __init__(self, template: str, **values: str | int) -> None:
        super().__init__(template.format(**values))
        self.template = template
        self.values = values


class CardOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a registrar needs for making cards, from the committee's page: for which election, and what they say.

    ``address`` is the booth's public address for this election; ``opens`` and ``closes`` are UTC, to be shown in
    ``zone``; ``group`` is the election's group by name.
    """

    version: Literal[1]
    uuid: Uuid
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=NAME_LIMIT)]
    school: Annotated[str, msgspec.Meta(max_length=SCHOOL_LIMIT)]
    kind: Literal["real", "practice"]
    group: str
    address: Address
    spares: Annotated[int, msgspec.Meta(ge=0, le=MAX_SPARES)]
    opens: Time
    closes: Time
    zone: Zone


class CardList(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the board gets back: all public credentials and which of them are spares, sorted, signed.

    ``credentials`` is the exact text of Setup's list (specification 4.10), ``spares`` are texts among them in
    increasing order, so that no order follows a roll; ``registrar`` is the signing key, for the genesis.
    """

    version: Literal[1]
    uuid: Uuid
    registrar: Hex32
    credentials: str
    spares: Annotated[list[Text], msgspec.Meta(max_length=MAX_SPARES)]
    signature: SignatureHex

    @property
    def cards(self) -> int:
        """How many cards the list has, spares among them."""
        return sum(1 for _ in credential_entries(self.credentials.encode()))


CARD_LIST: Final = SignedType("card-list", CardList)


def parse_card_order(data: bytes) -> CardOrder:
    """The order in a file's bytes; :class:`CardFileError` for everything else."""
    order = _decode(
        data,
        CardOrder,
        CARD_ORDER_LIMIT,
        "This is no card order. Download it again from the committee's page and do not edit it.",
    )
    if order.group not in GROUP_NAMES:
        raise CardFileError("The card order names a group that this program does not know. Update the program.")
    for text in (order.name, order.school):
        if not text.isprintable() or text != text.strip():
            raise CardFileError(
                "The name of the election or of the school has characters that cannot be printed. "
                "Ask the committee to type it again."
            )
    if parse_time(order.opens) is None or parse_time(order.closes) is None or order.closes >= _END_OF_TIME:
        raise CardFileError("The card order has a time that is no day of the calendar. Download it again.")
    if not order.opens < order.closes:
        raise CardFileError("The card order closes the election before it opens. Ask the committee to mend the times.")
    if _election_of(order.address) != order.uuid:
        raise CardFileError("The address on the cards leads to another election. Download the card order again.")
    return order


def _election_of(address: str) -> str:
    """The one election that a booth's address opens, empty for none; :class:`CardFileError` if it is not a board's.

    Names before an ``@`` look like a site and are none: ``http://school.id@elsewhere/`` leads elsewhere.
    """
    try:
        parts = urlsplit(address)
        usable = bool(parts.hostname) and parts.username is None and parts.password is None and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise CardFileError("The address on the cards is no address of a board. Ask the committee to mend it.")
    named = [value for name, value in parse_qsl(parts.query) if name in ("election", "e")]
    return named[0] if len(named) == 1 else ""


def parse_card_list(data: bytes) -> CardList:
    """The list in a file's bytes, with a good signature; :class:`CardFileError` for everything else.

    Whether the credentials are elements of the election's group needs the group: :func:`check_card_list`.
    """
    found = _decode(
        data,
        CardList,
        CARD_LIST_LIMIT,
        "This is no card list. Ask the registrar to export it again and do not edit it.",
    )
    try:
        listed = PublicCredentials(credential_entries(found.credentials.encode()))
    except (CredentialsError, UnicodeEncodeError) as error:
        raise CardFileError(
            "The card list's credentials are damaged: {detail} Ask the registrar to export it again.", detail=str(error)
        ) from error
    texts = [text for text, _ in credential_entries(found.credentials.encode())]
    if not texts:
        raise CardFileError("The card list has no cards. Ask the registrar to make cards first.")
    if texts != sorted(texts):
        raise CardFileError("The card list is not sorted; its order could tell whose cards they are. Do not use it.")
    if any(first >= second for first, second in zip(found.spares, found.spares[1:], strict=False)):
        raise CardFileError("The card list's spare cards are not sorted, or one stands there twice. Do not use it.")
    if any(spare not in listed for spare in found.spares):
        raise CardFileError("The card list has a spare card that is not among its cards. Do not use it.")
    if len(found.spares) == len(texts):
        raise CardFileError("The card list has spare cards only. Ask the registrar to make cards from the roll.")
    if not _signed(found):
        raise CardFileError(
            "The card list was changed after the registrar signed it. Ask the registrar for the file again."
        )
    return found


def check_card_list(card_list: CardList, uuid: str, group: Group | None = None) -> None:
    """That a list is for this election, and that its credentials are elements of ``group``, where that is known.

    Raises :class:`CardFileError`.
    """
    if card_list.uuid != uuid:
        raise CardFileError(
            "These cards are for another election ({theirs}), this one is {ours}. Choose the file that belongs here.",
            theirs=card_list.uuid,
            ours=uuid,
        )
    if group is not None:
        texts = (text for text, _ in credential_entries(card_list.credentials.encode()))
        bad = first_non_member(group, texts)
        if bad is not None:
            raise CardFileError(
                "Credential {place} of the card list does not belong to this kind of election. "
                "Ask the registrar to make the cards from this election's card order.",
                place=bad + 1,
            )


def _signed(card_list: CardList) -> bool:
    try:
        return bool(card_list.signature) and CARD_LIST.verify(card_list.registrar, card_list)
    except CryptoError:
        return False


def _decode(data: bytes, kind: type[T], limit: int, sentence: str) -> T:
    try:
        return decode(data, kind, limit=limit)
    except FormatError as error:
        raise CardFileError(_other_kind(data[:limit], kind) or sentence) from error


def _other_kind(data: bytes, kind: type[Any]) -> str:
    """A sentence for the mistake that is made most: the other of the two files."""
    try:
        members = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(members, dict):
        return ""
    if kind is CardOrder and "credentials" in members:
        return "This is a card list, which goes to the committee. Here belongs the card order that came from there."
    if kind is CardList and "address" in members:
        return "This is a card order, which goes to the registrar. Here belongs the card list that came from there."
    return ""
