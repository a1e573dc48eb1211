"""Reading a built record as a verifier would: from memory, from a folder, from a bare archive."""

from pathlib import Path

from tests.attacks.vector import View
from tests.support.built_record import BuiltRecord
from verifier.report import Report
from verifier.run import verify
from verifier.source import Source, open_source


def source_of(record: BuiltRecord, view: View, folder: Path) -> Source:
    """The record as a source; files are written into ``folder``, each time anew."""
    match view:
        case "log":
            return record.source()
        case "archive":
            return open_source(str(record.write_archive(folder / "election.bel")))
        case "folder":
            place = folder / "log"
            return open_source(str(place if place.exists() else record.write_folder(place)))


def failed_rules(report: Report) -> frozenset[str]:
    """The rules that the record breaks."""
    return frozenset(check.id for check in report.failed())


def report_on(record: BuiltRecord, view: View, folder: Path, disabled: frozenset[str] = frozenset()) -> Report:
    """The verifier's report."""
    return verify(source_of(record, view, folder), disabled=disabled)
