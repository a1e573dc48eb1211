"""The built booth depends on its sources alone, so anybody can build it and compare it with what an election names."""

import json
import os
import shutil
from pathlib import Path

import pytest

from bulletin_board.booth_files import booth_hashes
from bulletin_board.errors import SpecificationError
from suarasah.booth import board_defaults, built_booth
from tests.booth.built import the_booth
from voter_client.web.build import WEB, BuildError, Node, build, find_node, sources

pytestmark = pytest.mark.xdist_group("booth build")


def copy_of_sources(folder: Path) -> Path:
    """The booth's sources and installed packages, in another place."""
    for file in sources():
        target = folder / file.relative_to(WEB)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    shutil.copytree(WEB / "node_modules", folder / "node_modules", symlinks=True, copy_function=os.link)
    (folder / "node_modules" / ".built").unlink()
    return folder


def test_two_builds_in_other_folders_by_other_nodes_are_the_same(tmp_path: Path) -> None:
    here = booth_hashes(the_booth())
    for number, node in enumerate((find_node(), find_node(own=False))):
        there = copy_of_sources(tmp_path / f"{number}" / "deep")
        assert build(node, there)
        assert booth_hashes(there / "dist") == here
        assert not build(node, there), "nothing changed"


def test_it_is_built_again_when_a_source_changes(tmp_path: Path) -> None:
    the_booth()
    there = copy_of_sources(tmp_path / "changed")
    node = find_node()
    assert build(node, there)
    before = booth_hashes(there / "dist")
    page = there / "opening.html"
    page.write_text(page.read_text("utf-8").replace("</title>", "!</title>"), "utf-8")
    assert build(node, there)
    assert booth_hashes(there / "dist") != before


def test_a_build_that_fails_says_why(tmp_path: Path) -> None:
    the_booth()
    there = copy_of_sources(tmp_path / "broken")
    (there / "index.html").write_text('<script type="module" src="./nothing.ts"></script>', "utf-8")
    with pytest.raises(BuildError, match="nothing"):
        build(find_node(), there)
    with pytest.raises(BuildError):
        build(find_node(), there)  # and it stays unbuilt


def test_a_machine_without_node_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(BuildError, match="make setup"):
        find_node(own=False)


def test_an_old_node_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("node", "npm"):
        program = tmp_path / name
        program.write_text("#!/bin/sh\necho v18.20.0\n", "utf-8")
        program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert find_node() == find_node(own=False)


def test_the_wheels_node_runs_npm(tmp_path: Path) -> None:
    node = find_node(own=False)
    assert isinstance(node, Node)
    node.npm("--version", folder=tmp_path)


def test_the_lock_names_no_registry() -> None:
    lock = json.loads((WEB / "package-lock.json").read_text("utf-8"))
    assert len(lock["packages"]) > 10
    assert [name for name, package in lock["packages"].items() if name and "integrity" not in package] == []
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    assert "omit-lockfile-registry-resolved=true" in (WEB / ".npmrc").read_text("utf-8")
    assert "://" not in (WEB / ".npmrc").read_text("utf-8")


def test_what_is_announced_is_every_file_once(tmp_path: Path) -> None:
    with pytest.raises(SpecificationError):
        booth_hashes(tmp_path)
    (tmp_path / "a").write_bytes(b"one")
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "b").write_bytes(b"one")
    (tmp_path / "below" / "c").write_bytes(b"two")
    assert booth_hashes(tmp_path) == [
        "3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3",
        "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed",
    ]
    for number in range(1000):
        (tmp_path / f"{number}").write_text(f"{number}", "utf-8")
    with pytest.raises(SpecificationError, match="1000"):
        booth_hashes(tmp_path)


def test_the_command_line_knows_the_built_booth() -> None:
    folder = the_booth()
    assert built_booth() == folder
    assert board_defaults()["board"]["serve"] == {"booth": str(folder)}
