"""Drafts in the database: revisions, freezing, pictures, and no way from one school to another's."""

from collections.abc import Iterator

import msgspec
import pytest
from sqlalchemy import Connection

from bulletin_board.committee.elections.draft import Draft, DraftQuestion, Pair
from bulletin_board.committee.elections.errors import (
    DraftConflictError,
    DraftError,
    DraftFrozenError,
    DraftUnknownError,
)
from bulletin_board.committee.elections.storage import (
    StoredDraft,
    add_photo,
    all_photos,
    card_list,
    copy_photos,
    create_draft,
    delete_draft,
    draft_of_election,
    draft_photo,
    freeze_draft,
    keep_card_list,
    load_draft,
    overwrite_draft,
    save_draft,
    school_drafts,
    thaw_draft,
)
from bulletin_board.errors import ExistsError
from bulletin_board.storage.database import migrate, open_database, writing
from record.identifiers import new_identifier
from tests.bulletin_board.committee.elections.support import add_school


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = open_database(database_url)
    migrate(engine)
    with writing(engine) as opened:
        yield opened


@pytest.fixture
def stored(connection: Connection) -> StoredDraft:
    return create_draft(connection, add_school(connection), fresh())


def fresh() -> Draft:
    return Draft(uuid=new_identifier(), school="SMAN Contoh", name="Pilketos")


def named(stored: StoredDraft, name: str) -> Draft:
    return msgspec.structs.replace(stored.draft, name=name)


def test_a_draft_is_found_by_its_own_school_alone(connection: Connection, stored: StoredDraft) -> None:
    other = add_school(connection)
    assert load_draft(connection, stored.school, stored.id) == stored
    assert draft_of_election(connection, stored.uuid) == stored
    assert draft_of_election(connection, new_identifier()) is None
    for school, draft in ((other, stored.id), (stored.school, stored.id + 1), (stored.school, 10**30)):
        with pytest.raises(DraftUnknownError):
            load_draft(connection, school, draft)
    assert school_drafts(connection, other) == []
    newer = create_draft(connection, stored.school, fresh())
    assert school_drafts(connection, stored.school) == [newer, stored]


def test_only_the_newest_revision_can_be_changed(connection: Connection, stored: StoredDraft) -> None:
    saved = save_draft(connection, stored, named(stored, "Satu"))
    assert load_draft(connection, stored.school, stored.id) == saved
    with pytest.raises(DraftConflictError):
        save_draft(connection, stored, named(stored, "Dua"))
    with pytest.raises(DraftConflictError):
        delete_draft(connection, stored)
    assert load_draft(connection, stored.school, stored.id).draft.name == "Satu"


def test_a_frozen_draft_changes_only_after_its_set_up_failed(connection: Connection, stored: StoredDraft) -> None:
    frozen = freeze_draft(connection, stored)
    for change in (
        lambda: save_draft(connection, frozen, named(stored, "Satu")),
        lambda: freeze_draft(connection, frozen),
        lambda: delete_draft(connection, frozen),
    ):
        with pytest.raises(DraftFrozenError):
            change()
    assert load_draft(connection, stored.school, stored.id) == frozen
    thaw_draft(connection, frozen)
    assert not load_draft(connection, stored.school, stored.id).frozen


def test_a_picture_goes_with_the_pair_that_showed_it(connection: Connection, stored: StoredDraft) -> None:
    digest = add_photo(connection, stored, b"picture")
    assert add_photo(connection, stored, b"picture") == digest
    question = DraftQuestion("Siapa?", (Pair("Ketua A", photo=digest),))
    shown = save_draft(connection, stored, msgspec.structs.replace(stored.draft, questions=(question,)))
    assert all_photos(connection, shown) == {digest: b"picture"}
    copy = create_draft(connection, stored.school, fresh())
    copy_photos(connection, shown, copy)
    save_draft(connection, shown, stored.draft)
    assert draft_photo(connection, shown, digest) is None
    assert draft_photo(connection, copy, digest) == b"picture"
    overwrite_draft(connection, freeze_draft(connection, copy), named(copy, "Tanpa foto"))
    assert all_photos(connection, copy) == {}
    assert load_draft(connection, copy.school, copy.id).draft.name == "Tanpa foto"


def test_a_deleted_draft_leaves_nothing(connection: Connection, stored: StoredDraft) -> None:
    add_photo(connection, stored, b"picture")
    keep_card_list(connection, stored, b"first")
    keep_card_list(connection, stored, b"second")
    assert card_list(connection, stored) == b"second"
    delete_draft(connection, stored)
    assert all_photos(connection, stored) == {}
    assert card_list(connection, stored) is None
    assert school_drafts(connection, stored.school) == []


def test_an_election_has_one_draft(connection: Connection, stored: StoredDraft) -> None:
    with pytest.raises(ExistsError):
        create_draft(connection, stored.school, stored.draft)


def test_what_could_not_be_read_again_is_not_stored(connection: Connection, stored: StoredDraft) -> None:
    """Or one draft would close all pages of its school."""
    for broken in ({"name": "N" * 201}, {"opens": "tomorrow"}, {"description": "\ud800"}):
        with pytest.raises(DraftError):
            save_draft(connection, stored, msgspec.structs.replace(stored.draft, **broken))
    assert load_draft(connection, stored.school, stored.id) == stored
