"""What a tampered record holds from outside, the board would not have taken; and its owner could not enter the rest."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import groupby
from typing import Any, Final

import pytest

from bulletin_board.errors import EntryRefusedError
from record.errors import RecordError
from tests.attacks.catalogue import VECTORS
from tests.attacks.vector import Vector
from tests.support.board_with_record import Boards, Prepared
from tests.support.built_record import BuiltRecord, Submission

IDEMPOTENT: Final = frozenset({"superseded ballot replayed", "ballot twice in a row", "countersigned twice"})
"""The very bytes of an entry that is there: the board answers with that entry and appends nothing."""
BY_CLOCK_OR_STAGE: Final = frozenset({"voting-closed", "voting-not-open"})
"""Codes without a rule: the log could not show what the board refuses by its stage or clock."""
MALFORMED: Final = frozenset({"V03", "V23", "V40"})
"""Rules of vectors in which something may be so malformed that no other rule is reached."""
OWNERS_RULES: Final = frozenset({"V03", "V04", "V12", "V31", "V32", "V33", "V35", "V39", "V43", "V44", "V46", "V50"})
"""Rules that the board applies to each entry, also to those that its owner enters by command."""
TOGETHER: Final = frozenset({"closed without a tally", "signed proof without its share"})
"""The log ends between two entries that no command appends apart."""
FAMILIES: Final = {family: list(group) for family, group in groupby(VECTORS, lambda vector: vector.family)}
SILENT: Final = frozenset(
    {"setup parameters", "election keys", "joint keys", "card lists", "key makings", "results", "storage"}
)
"""Families in which nobody outside of the board sends anything false."""
POSTING: Final = [family for family in FAMILIES if family not in SILENT]
ENTERING: Final = ["setup parameters", "card lists", "opening", "key makings", "voting", "order", "ending"]


@pytest.fixture(scope="module")
def boards(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Boards]:
    with ExitStack() as copies:
        yield Boards(tmp_path_factory.mktemp("boards"), copies)


def tampered(record: BuiltRecord) -> Submission | None:
    """The first message from outside that is the attack."""
    return next((each for each in record.submissions if each.tampered), None)


def answer_to(prepared: Prepared, submission: Submission) -> tuple[int, str | None, dict[str, Any]]:
    """Status, media type and document of the board's answer."""
    path = f"/api/v1/elections/{prepared.uuid}/{submission.route}"
    answer = prepared.client.post(path, data=submission.body, content_type="application/json")
    document: dict[str, Any] = answer.get_json(force=True)
    return answer.status_code, answer.mimetype, document


def what_is_wrong(vector: Vector, record: BuiltRecord, submission: Submission, boards: Boards) -> object:
    """None if the board refuses the message for a rule of the vector, and its log does not grow."""
    prepared = boards.holding(record, submission.index)
    status, media_type, document = answer_to(prepared, submission)
    if vector.name in IDEMPOTENT:
        return None if status == 200 and prepared.size() == submission.index else (status, document)
    code, rule = document.get("code"), document.get("rule")
    if not 400 <= status < 500 or media_type != "application/problem+json":
        return status, document
    if code == "entry-malformed":
        right = rule == "V03" and bool(vector.log_rules & MALFORMED)
    else:
        right = code in BY_CLOCK_OR_STAGE or rule in vector.log_rules
    # A bad share leaves an accusation, once for each key holder; everything else leaves nothing.
    accused = any(entry.type == "BadShare" for entry in record.entries[: submission.index])
    grown = int(code == "bad-share" and not accused)
    return None if right and prepared.size() == submission.index + grown else (prepared.size(), document)


@pytest.mark.parametrize("family", POSTING)
def test_the_board_refuses_what_is_sent_to_it(family: str, boards: Boards) -> None:
    sent = 0
    wrong: dict[str, object] = {}
    for vector in FAMILIES[family]:
        record = vector.record()
        submission = tampered(record)
        if submission is not None:
            sent += 1
            problem = what_is_wrong(vector, record, submission, boards)
            if problem is not None:
                wrong[vector.name] = problem
    assert wrong == {}
    assert sent


def refused_rules(record: BuiltRecord, boards: Boards) -> set[str]:
    """The rules for which a board refuses one of the entries, entered in order in one transaction."""
    try:
        with boards.empty(record).store.create_election(record.parties.uuid) as transaction:
            for entry in record.entries:
                transaction.append(entry.type, *entry.blobs)
    except EntryRefusedError as refused:
        return {finding.rule for finding in refused.findings}
    except RecordError:
        return {"V03"}
    return set()


@pytest.mark.parametrize("family", ENTERING)
def test_the_boards_owner_cannot_enter_it(family: str, boards: Boards) -> None:
    entered = 0
    wrong: dict[str, object] = {}
    for vector in FAMILIES[family]:
        if "log" not in vector.views or not vector.log_rules <= OWNERS_RULES or vector.name in TOGETHER:
            continue
        record = vector.record()
        if tampered(record) is None:
            entered += 1
            rules = refused_rules(record, boards)
            if not rules & vector.log_rules:
                wrong[vector.name] = rules
    assert wrong == {}
    assert entered
