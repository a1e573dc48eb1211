"""What the official tool writes is read, passes every check, and is written again byte for byte."""

import io
from collections.abc import Mapping
from pathlib import Path

import pytest

from record.archive import ArchiveReader, ArchiveWriter
from tests.official.archives import ELECTIONS


@pytest.mark.parametrize("name", sorted(ELECTIONS))
def test_rewriting_gives_identical_bytes(official_archives_both: Mapping[str, Path], name: str) -> None:
    data = official_archives_both[name].read_bytes()
    reader = ArchiveReader(io.BytesIO(data))
    copy = io.BytesIO()
    writer = ArchiveWriter(copy, reader.header)
    for archived in reader:
        writer.append(archived.event_bytes, archived.blobs)
    assert copy.getvalue() == data
