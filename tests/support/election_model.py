"""A board as a few sets and numbers: what each act must be answered, told apart from how the board finds out.

``k`` counted ballots are needed to decrypt, there are two single key holders, and every card weighs the same.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

Phase = Literal["setup", "voting", "tally", "published", "withheld"]
Signature = Literal["own", "other", "false"]
"""A ballot's own signature, a second valid one of the same card, or one of another card."""

Code = tuple[int, int]
"""A ballot's tracking code: whose ballot it is, and which of that card's."""


@dataclass(frozen=True)
class Taken:
    """Accepted: the entry stands at ``index``; ``new`` if it was not there before."""

    index: int
    new: bool


@dataclass(frozen=True)
class Refused:
    """Refused with this code, for exactly these rules."""

    code: str
    rules: frozenset[str] = frozenset()


Reply = Taken | Refused


def against(*rules: str) -> Refused:
    """Refused by the rules of the election."""
    return Refused("entry-refused", frozenset(rules))


@dataclass
class ModelElection:
    """The state of the election; ``size`` entries are in the log. Cards and holders are known by number."""

    revoting: bool
    k: int
    voters: int
    spares: int
    now: datetime
    opens: datetime
    closes: datetime
    phase: Phase = "setup"
    size: int = 2
    places: dict[object, int] = field(default_factory=dict)
    signers: set[int] = field(default_factory=set)
    box: list[tuple[Code, int]] = field(default_factory=list)
    tested: list[tuple[Code, int]] = field(default_factory=list)
    revoked: set[int] = field(default_factory=set)
    confirmed: set[tuple[int, int]] = field(default_factory=set)
    activated: set[int] = field(default_factory=set)
    shares: set[int] = field(default_factory=set)
    accused: set[int] = field(default_factory=set)

    @property
    def counted(self) -> int:
        """How many cards have a ballot."""
        return len({card for _, card in self.box})

    def _active(self, card: int) -> bool:
        return card not in self.revoked and (card < self.voters or card in self.activated)

    def _append(self, message: object, entries: int = 1) -> Taken:
        index = self.size
        self.places[message] = index
        self.size += entries
        return Taken(index, new=True)

    def _known(self, message: object) -> Taken | None:
        index = self.places.get(message)
        return None if index is None else Taken(index, new=False)

    def _closed(self) -> Refused | None:
        """Why ballots and seal tests are not taken now."""
        if self.phase == "setup":
            return Refused("voting-not-open")
        if self.phase != "voting" or self.now >= self.closes:
            return Refused("voting-closed")
        return Refused("voting-not-open") if self.now < self.opens else None

    def countersign(self, signer: int) -> Reply:
        """A party agrees to the setup."""
        message = ("countersignature", signer)
        known = self._known(message)
        if known is not None:
            return known
        if self.phase != "setup":
            return against("V33")
        self.signers.add(signer)
        return self._append(message)

    def open(self) -> Reply:
        """The owner opens the box."""
        broken = {"V33"} if self.phase != "setup" else set()
        if self.signers != {0, 1, 2}:
            broken.add("V35")
        if broken:
            return against(*broken)
        self.phase = "voting"
        return self._append(("open",))

    def cast(self, card: int, code: Code, signature: Signature) -> Reply:
        """A ballot of a card; its code says which one, and ``signature`` which bytes."""
        message = ("ballot", code, signature)
        known, closed = self._known(message), self._closed()
        if known is not None or closed is not None:
            return known or closed or against()
        if signature == "false":
            return against("V20")
        if code in {each for each, _ in self.box}:
            return Refused("ballot-code-used", frozenset({"V21"}))
        broken = set()
        if (code, card) in self.tested:
            broken.add("V37")
        if not self.revoting and card in {each for _, each in self.box}:
            broken.add("V39")
        if not self._active(card):
            broken.add("V42")
        if broken:
            return against(*broken)
        self.box.append((code, card))
        return self._append(message)

    def test_seal(self, card: int, code: Code) -> Reply:
        """A card will open the ballot of this code, its own or another's."""
        message = ("challenge", card, code)
        known, closed = self._known(message), self._closed()
        if known is not None or closed is not None:
            return known or closed or against()
        broken = set()
        if (code, card) in self.box:
            broken.add("V37")
        if not self._active(card):
            broken.add("V42")
        if broken:
            return against(*broken)
        self.tested.append((code, card))
        return self._append(message)

    def replace_card(self, lost: int, spare: int) -> Reply:
        """The registrar gives a spare, counted after the voters' cards, for a lost card."""
        message = ("replacement", lost, spare)
        known = self._known(message)
        if known is not None:
            return known
        broken = {"V33"} if self.phase not in ("setup", "voting") else set()
        usable = spare not in self.activated and spare not in self.revoked
        if not self._active(lost) or not usable or lost in {card for _, card in self.box}:
            broken.add("V41")
        if broken:
            return against(*broken)
        self.revoked.add(lost)
        self.activated.add(spare)
        return self._append(message)

    def extend(self, closes: datetime) -> Reply:
        """The owner moves the close."""
        broken = {"V33"} if self.phase not in ("setup", "voting") else set()
        if not self.closes < closes <= self.closes + timedelta(days=7):
            broken.add("V43")
        if broken:
            return against(*broken)
        self.closes = closes
        return self._append(("extension", closes))

    def close(self, *, early: bool) -> Reply:
        """The owner closes the box; below ``k`` the result is withheld."""
        if self.phase != "voting" or (not early and self.now < self.closes):
            return Refused("stage")
        withheld = self.counted < self.k
        self.phase = "withheld" if withheld else "tally"
        return self._append(("close",), 3 if withheld else 2)

    def confirm(self, owner: int, confirmer: int, message: object) -> Reply:
        """A holder confirms head and tally for another; only made when there is a tally."""
        known = self._known(message)
        if known is not None:
            return known
        broken = {"V33"} if self.phase != "tally" else set()
        if owner == confirmer or (owner, confirmer) in self.confirmed:
            broken.add("V51")
        if broken:
            return against(*broken)
        self.confirmed.add((owner, confirmer))
        return self._append(message)

    def share(self, owner: int, message: object, false: Literal["", "V23", "V47"]) -> Reply:
        """A holder's signed share, with a false proof or none; only made when there is a tally."""
        known = self._known(message)
        if known is not None:
            return known
        broken = {"V33"} if self.phase != "tally" else set()
        if self.counted < self.k:
            broken.add("V50")
        if broken:
            return against(*broken)
        if owner in self.shares:
            return Refused("share-already-sent", frozenset({"V23"}))
        if false:
            if owner not in self.accused:
                self.accused.add(owner)
                self.size += 1
            return Refused("bad-share", frozenset({false}))
        self.shares.add(owner)
        return self._append(message, 2)

    def publish(self) -> Reply:
        """The owner publishes the result."""
        if self.phase in ("setup", "voting") or self.shares != {1, 2}:
            return Refused("stage")
        if self.phase == "published":
            return against("V04")
        self.phase = "published"
        return self._append(("result",))
