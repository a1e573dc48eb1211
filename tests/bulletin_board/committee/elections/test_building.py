"""What a draft becomes: a specification, a presentation and a card order that the other parties take."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from bulletin_board.committee.elections.building import card_order, to_presentation, to_specification
from bulletin_board.committee.elections.draft import Draft, DraftTrustee, rehearsal_of
from bulletin_board.committee.elections.errors import DraftError
from bulletin_board.committee.elections.times import local_moment, local_text, record_time
from bulletin_board.config import ZONES
from bulletin_board.specification import TrusteeSpecification
from record.canonical import encode
from record.card_files import parse_card_order
from record.presentation import encode_presentation, parse_presentation
from tests.bulletin_board.committee.elections.complete import COMPLETE, PHOTO, RUN


def test_pairs_become_answers_and_local_times_utc() -> None:
    made = to_specification(COMPLETE, ("f" * 64,))
    assert made.questions[0].answers == ("Ketua A & Wakil A", "Ketua B & Wakil B")
    assert (made.opens, made.closes) == ("2026-11-24T01:00:00Z", "2026-11-24T06:00:00Z")
    assert (made.name, made.kind, made.registrar, made.booth) == ("Pilketos", "real", "a" * 64, ("f" * 64,))
    assert made.trustees == (TrusteeSpecification(key_making=RUN),)
    single = structs.replace(COMPLETE, trustees=(DraftTrustee(holder="b" * 64),))
    assert to_specification(single).trustees == (TrusteeSpecification(holder="b" * 64),)


def test_a_rehearsal_says_so_everywhere() -> None:
    copy = structs.replace(
        rehearsal_of(COMPLETE, "P" * 22),
        opens=COMPLETE.opens,
        closes=COMPLETE.closes,
        cards=COMPLETE.cards,
        trustees=COMPLETE.trustees,
    )
    made = to_specification(copy)
    assert (made.name, made.kind, made.uuid) == ("GELADI BERSIH - Pilketos", "practice", "P" * 22)
    order = card_order(copy, f"http://papan.lan/booth/?e={copy.uuid}")
    assert (order.name, order.kind) == ("GELADI BERSIH - Pilketos", "practice")


@pytest.mark.parametrize(
    "changes",
    [
        {"cards": None},
        {"trustees": ()},
        {"questions": ()},
        {"questions": (structs.replace(COMPLETE.questions[0], pairs=()),)},
        {"opens": ""},
        {"closes": "2026-02-30T08:00"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_an_unfinished_draft_is_no_election(changes: dict[str, object]) -> None:
    with pytest.raises(DraftError):
        to_specification(structs.replace(COMPLETE, **changes))


def test_the_registrar_can_read_the_card_order() -> None:
    order = card_order(COMPLETE, f"http://papan.lan/booth/?e={COMPLETE.uuid}")
    assert parse_card_order(encode(order)) == order
    with pytest.raises(DraftError):
        card_order(structs.replace(COMPLETE, opens=""), "http://papan.lan/")


def test_the_presentation_shows_the_pairs_in_the_order_of_the_ballot() -> None:
    shown = to_presentation(COMPLETE)
    assert parse_presentation(encode_presentation(shown)) == shown
    assert [each.vision for each in shown.candidates[0]] == ["Visi A", "Visi B"]
    assert shown.candidates[0][0].photo == PHOTO


FIRST, LAST = datetime.fromisoformat("1990-01-02"), datetime.fromisoformat("2200-01-01")


@given(st.datetimes(FIRST, LAST), st.sampled_from(list(ZONES)))
def test_a_local_time_is_the_same_moment_in_utc(local: datetime, zone: str) -> None:
    text = local.strftime("%Y-%m-%dT%H:%M")
    moment = local_moment(text, zone)
    assert moment == local.replace(second=0, microsecond=0, tzinfo=timezone(timedelta(hours=ZONES[zone])))
    assert moment is not None
    assert local_text(moment, zone) == text
    assert record_time(text, zone) == moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize(("local", "zone"), [("", "WIB"), ("0001-01-01T00:00", "WIT"), ("2026-11-24T08:00", "UTC")])
def test_what_is_no_local_time_is_none(local: str, zone: str) -> None:
    assert local_moment(local, zone) is None


def test_drafts_of_any_zone_are_accepted() -> None:
    for zone, hour in (("WIB", 1), ("WITA", 0), ("WIT", 23)):
        draft: Draft = structs.replace(COMPLETE, zone=zone)
        assert f"T{hour:02}:" in to_specification(draft).opens
