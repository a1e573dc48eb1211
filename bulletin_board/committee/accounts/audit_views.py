"""Views: the audit log, of the whole board for administrators and of one school for its committee."""

from collections.abc import Iterator

import msgspec
from flask import Response, render_template, request

from bulletin_board.committee.access import Role, board, needs, own_schools
from bulletin_board.committee.accounts.blueprint import routes
from bulletin_board.committee.accounts.people import account_names
from bulletin_board.committee.accounts.presenting import moment_words
from bulletin_board.committee.audit_log import AuditLine, audit_lines, audit_problems, newest_hash
from bulletin_board.storage.database import reading
from record.printable import grouped

PAGE = 100
"""Lines on one page."""
_LINES = "application/jsonl"


@routes.get("/audit")
@needs(Role.ADMINISTRATOR)
def audit_pages() -> str:
    """All lines, the newest first."""
    return _page(None)


@routes.get("/audit.jsonl")
@needs(Role.ADMINISTRATOR)
def audit_export() -> Response:
    """All lines as JSON, the oldest first, with what is needed to check the chain."""
    return _export(None)


@routes.get("/schools/<int:school>/audit")
@needs(Role.COMMITTEE)
def school_audit(school: int) -> str:
    """The lines about one school."""
    return _page(school)


@routes.get("/schools/<int:school>/audit.jsonl")
@needs(Role.COMMITTEE)
def school_audit_export(school: int) -> Response:
    """The lines about one school as JSON, the oldest first."""
    return _export(school)


def _page(school: int | None) -> str:
    asked = request.args.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else None
    with reading(board().store.engine) as connection:
        lines = list(audit_lines(connection, school, before=before, count=PAGE + 1))
        names = account_names(connection)
        problems = audit_problems(connection)
        newest = newest_hash(connection)
    shown = lines[:PAGE]
    return render_template(
        "committee/accounts/audit.html",
        lines=[(line.record, moment_words(line.record.time), _details(line, names)) for line in shown],
        names=names,
        school_names={school.id: school.name for school in own_schools()},
        problems=problems,
        newest=grouped(newest),
        older=shown[-1].record.index if len(lines) > PAGE else None,
        whole=school is None,
    )


def _details(line: AuditLine, names: dict[int, str]) -> list[tuple[str, str]]:
    return [
        (name, names.get(value, str(value)) if name == "subject" and isinstance(value, int) else str(value))
        for name, value in line.record.details.items()
    ]


def _export(school: int | None) -> Response:
    with reading(board().store.engine) as connection:
        lines = list(audit_lines(connection, school))
    response = Response(b"".join(_exported(lines[::-1])), mimetype=_LINES)
    response.headers["Content-Disposition"] = "attachment; filename=audit.jsonl"
    return response


def _exported(lines: list[AuditLine]) -> Iterator[bytes]:
    for line in lines:
        yield msgspec.json.encode({"record": line.text, "hash": line.hash}) + b"\n"
