"""A school's committee at work: each method is what somebody does on the pages, or what another party sends."""

import io
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape

from flask import Flask
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from bulletin_board.board import Board
from bulletin_board.casting import cast
from bulletin_board.committee.access import Role
from bulletin_board.committee.elections.draft import Draft
from bulletin_board.committee.elections.storage import StoredDraft, load_draft, school_drafts
from bulletin_board.posting import post
from bulletin_board.sharing import send_share
from bulletin_board.storage.committee_tables import accounts, schools
from bulletin_board.storage.database import reading
from record.canonical import encode
from record.card_files import CARD_LIST, CardList
from record.trustee_making import make_single
from tests.support import committee
from tests.support.board_elections import GROUP, UNSIGNED, BoardElection, TurnedClock
from tests.support.committee import Visitor

TODAY = datetime(2026, 11, 20, 1, tzinfo=UTC)
NAME = "SMAN Contoh"
TIMES = {"opens": "2026-11-24T08:00", "closes": "2026-11-24T13:00"}


def picture(colour: str = "teal") -> bytes:
    """A photo as a committee uploads it."""
    out = io.BytesIO()
    plain, noise = Image.new("RGB", (600, 800), colour), Image.effect_noise((600, 800), 60).convert("RGB")
    Image.blend(plain, noise, 0.3).save(out, "JPEG")
    return out.getvalue()


def text_of(page: TestResponse) -> str:
    """What a page says, without its tags, on one line."""
    html = page.get_data(as_text=True)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def add_people(board: Board, name: str = NAME) -> int:
    """A school with a committee and a saksi; answers its number."""
    school = committee.school(board, name)
    for role in (Role.COMMITTEE, Role.SAKSI):
        committee.account(board, _login(role, name), roles={school: role})
    return school


def _login(role: Role, name: str) -> str:
    return f"{role} {name}".lower().replace(" ", "-")


@dataclass
class SchoolElections:
    """One school of :func:`add_people`; ``panitia`` is its committee, ``saksi`` looks on. Parties have known keys."""

    app: Flask
    board: Board
    clock: TurnedClock
    name: str = NAME
    rehearse: bool = False
    """Whether an election gets a rehearsal on its way; these methods go on with the real one."""
    focus: int | None = None
    parties: BoardElection = field(init=False)
    panitia: Visitor = field(init=False)
    saksi: Visitor = field(init=False)

    def __post_init__(self) -> None:
        self.clock.now = TODAY
        with reading(self.board.store.engine) as connection:
            query = select(schools.c.id).where(schools.c.name == self.name)
            self.school: int = connection.execute(query).scalar_one()
        self.stay()

    def stay(self) -> None:
        """Both sign in anew, as after a night."""
        self.panitia, self.saksi = self._signed_in(Role.COMMITTEE), self._signed_in(Role.SAKSI)

    def _signed_in(self, role: Role) -> Visitor:
        with reading(self.board.store.engine) as connection:
            query = select(accounts.c.id).where(accounts.c.login == _login(role, self.name))
            number = connection.execute(query).scalar_one()
        return committee.signed_in(self.app, self.board, number)

    def path(self, page: str = "", draft: int | None = None) -> str:
        """The address of a page of the newest election, or of another one."""
        number = self.stored().id if draft is None else draft
        return f"/schools/{self.school}/elections/{number}/{page}"

    def stored(self, draft: int | None = None) -> StoredDraft:
        """The newest election of the school, or the one in focus, or another one."""
        with reading(self.board.store.engine) as connection:
            number = draft or self.focus or school_drafts(connection, self.school)[0].id
            return load_draft(connection, self.school, number)

    @property
    def draft(self) -> Draft:
        """What the committee has decided for the newest election."""
        return self.stored().draft

    def send(self, page: str, /, **fields: object) -> TestResponse:
        """A form of the newest election, sent by its committee from its newest revision."""
        return self.send_as(self.panitia, page, **fields)

    def send_as(self, visitor: Visitor, page: str, /, **fields: object) -> TestResponse:
        """The same by somebody else."""
        return visitor.post(self.path(page), **({"revision": str(self.stored().revision)} | fields))

    def create(self, name: str = "Pilketos SMAN Contoh") -> "SchoolElections":
        """A new election."""
        answer = self.panitia.post(f"/schools/{self.school}/elections/new", name=name, source="")
        assert answer.status_code == 303, text_of(answer)
        return self

    def set_times(self, **changes: str) -> TestResponse:
        """The form of school and times."""
        fields = {"name": self.draft.name, "school": self.name, "zone": "WIB", "k": "2", "description": "", **TIMES}
        return self.send("schedule", **(fields | changes))

    def ask(self, number: int = 1, /, **changes: str) -> TestResponse:
        """A question."""
        fields = {"question": "Siapa pilihanmu?", "min": "1", "max": "1", "blank": "1"}
        return self.send(f"candidates/{number}", **(fields | changes))

    def add_pair(self, place: int, photo: bytes = b"", /, **changes: str) -> TestResponse:
        """A pair of the first question."""
        letter = "ABCDEFG"[place - 1]
        fields: dict[str, object] = {
            "number": str(place),
            "chair": f"Ketua {letter}",
            "deputy": f"Wakil {letter}",
            "vision": f"Visi {letter}",
            "mission": f"Misi {letter}",
        }
        if photo:
            fields["photo"] = (io.BytesIO(photo), "foto.jpg")
        return self.send(f"candidates/1/pairs/{place}", **(fields | changes))

    def fill(self) -> "SchoolElections":
        """Times, a question and three pairs with photos, and two spare cards."""
        for answer in (
            self.set_times(),
            self.ask(),
            *(self.add_pair(place, picture(colour)) for place, colour in ((1, "teal"), (2, "olive"), (3, "navy"))),
            self.send("cards", spares="1", address="http://papan.lan"),
        ):
            assert answer.status_code == 303, text_of(answer)
        # A board's election has 4 voters, 1 spare and two single holders: their keys serve here.
        self.parties = BoardElection(self.board, uuid=self.draft.uuid)
        return self

    def card_list(self, **changes: object) -> bytes:
        """The registrar's file."""
        fields: dict[str, object] = {
            "version": 1,
            "uuid": self.draft.uuid,
            "registrar": self.parties.registrar.public_hex,
            "credentials": self.parties.credentials.decode(),
            "spares": sorted(self.parties.spare_texts),
            "signature": UNSIGNED,
        }
        return encode(CARD_LIST.sign(self.parties.registrar, CardList(**{**fields, **changes})))  # type: ignore[arg-type]

    def upload_cards(self, data: bytes | None = None) -> TestResponse:
        """The registrar's card list, as a file."""
        content = self.card_list() if data is None else data
        return self.send("cards/list", file=(io.BytesIO(content), "daftar.json"))

    def add_holder(self, number: int) -> TestResponse:
        """A single key holder with a key for this election."""
        key = make_single(GROUP, self.parties.keys[number - 1]).key
        return self.send(
            "keys/singles",
            single_name=f"Pemegang {number}",
            single_key=self.parties.holders[number - 1].public_hex,
            single_file=(io.BytesIO(encode(key)), "kunci.json"),
        )

    def complete(self) -> "SchoolElections":
        """Everything that a set-up needs."""
        self.create().fill()
        if self.rehearse:
            self.focus = self.stored().id
            assert self.send("rehearsal").status_code == 303
        for answer in (self.upload_cards(), self.add_holder(1), self.add_holder(2)):
            assert answer.status_code == 303, text_of(answer)
        return self

    def set_up(self) -> "SchoolElections":
        """Genesis and Setup."""
        answer = self.complete().send("setup", word="SIAPKAN")
        assert answer.status_code == 303, text_of(answer)
        return self

    def countersigned(self) -> "SchoolElections":
        """Registrar and both holders have signed."""
        self.set_up()
        for signer in (0, 1, 2):
            post(self.board, self.parties.uuid, "Countersignature", self.parties.countersignature(signer))
        return self

    def opened(self) -> "SchoolElections":
        """Voting day, an hour after the opening."""
        answer = self.countersigned().send("open", word="BUKA")
        assert answer.status_code == 303, text_of(answer)
        self.turn_to("2026-11-24T02:00:00")
        return self

    def closed(self, ballots: int = 3) -> "SchoolElections":
        """Ballots were cast, and the box was closed after its time."""
        self.opened()
        for voter in range(ballots):
            cast(self.board, self.parties.uuid, self.parties.ballot(voter, choice=1 + voter % 2))
        self.turn_to("2026-11-24T06:00:01")
        answer = self.send("close", word="TUTUP")
        assert answer.status_code == 303, text_of(answer)
        return self

    def decrypted(self) -> "SchoolElections":
        """Both holders have sent their shares."""
        self.closed()
        for owner in (1, 2):
            send_share(self.board, self.parties.uuid, *self.parties.share(owner))
        return self

    def turn_to(self, moment: str) -> None:
        """Another day or hour (UTC); sessions of the committee are new."""
        self.clock.now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        self.stay()

    def later(self, **how_much: int) -> None:
        """A while later, in the same sessions."""
        self.clock.now += timedelta(**how_much)
