"""Invitations survive a message around them, and nothing of them that was changed is taken."""

import base64
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from record.canonical import encode
from record.key_invitation import InvitationError, KeyInvitation, invitation_link, read_invitation

RUN = "4uPGaJ8EtS3bRc7vWqZxN2"
INVITATION = KeyInvitation(1, "http://papan.lan", RUN, "Pilketos SMAN Contoh", ("Ketua A", "Siti 'Aisyah", "KISP"))


def linked(data: bytes, board: str = "http://papan.lan", run: str = RUN) -> str:
    text = base64.urlsafe_b64encode(data).rstrip(b"=").decode()
    return f"{board}/keys/{run}?invitation={text}"


def test_a_link_is_read_back_from_the_message_around_it() -> None:
    link = invitation_link(INVITATION)
    assert link.startswith(f"http://papan.lan/keys/{RUN}?invitation=")
    for text in (link, f"  {link}\n", f"Yth. Bapak/Ibu,\n\n<{link}>\nsalam", f"{link} {link}"):
        assert read_invitation(text) == INVITATION
    assert [INVITATION.name_of(number) for number in (0, 1, 3, 4)] == ["", "Ketua A", "KISP", ""]


def test_a_board_may_stand_in_a_folder_and_on_a_port() -> None:
    invitation = KeyInvitation(1, "https://kota.example:8443/papan/satu", RUN, "", ())
    assert read_invitation(invitation_link(invitation)) == invitation


def test_a_link_without_names_still_says_board_and_run() -> None:
    assert read_invitation(f"http://papan.lan/keys/{RUN}") == KeyInvitation(1, "http://papan.lan", RUN, "", ())
    assert read_invitation(f"http://papan.lan/keys/{RUN}?lang=en") == KeyInvitation(1, "http://papan.lan", RUN, "", ())


def test_other_queries_beside_it_do_not_matter() -> None:
    link = invitation_link(INVITATION)
    assert read_invitation(link.replace("?invitation", "?lang=id&invitation") + "&from=chat") == INVITATION


@given(st.text(max_size=200))
def test_names_come_without_what_is_not_shown(name: str) -> None:
    if not 1 <= len(name) <= 100 or not name.isascii():
        name = "Ketua\u202e\n\x07A"
    read = read_invitation(linked(encode(KeyInvitation(1, "http://papan.lan", RUN, name, (name,)))))
    assert read.names[0].isprintable()
    assert read.title.isprintable()


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_by_one_error(text: str) -> None:
    for each in (text, f"http://papan.lan/keys/{RUN}?invitation={text}"):
        with suppress(InvitationError):
            assert read_invitation(each).run


@pytest.mark.parametrize(
    "text",
    [
        "",
        "suarasah trustee open",
        f"papan.lan/keys/{RUN}",
        "http://papan.lan/keys/0OIl",
        f"http://papan.lan/e/{RUN}",
        f"{invitation_link(INVITATION)} http://papan.lain/keys/{RUN}",
        "x" * 70_000 + invitation_link(INVITATION),
        linked(encode(INVITATION)[:-1]),
        linked(encode(INVITATION) + b" "),
        linked(encode(INVITATION).replace(b'"version":1', b'"version":2')),
        linked(b"\xff\xfe"),
        linked(encode(INVITATION), run="1" * 22),
        linked(encode(INVITATION), board="http://papan.lain"),
        linked(b"[" * 10_000),
        f"http://{'a' * 600}/keys/{RUN}",
    ],
)
def test_everything_else_is_refused(text: str) -> None:
    with pytest.raises(InvitationError):
        read_invitation(text)
