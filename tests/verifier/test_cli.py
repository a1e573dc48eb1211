"""The command as people and programs run it: exit codes, the report as JSON, and what stands on the screen."""

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from click.testing import CliRunner, Result

from board_client.client import BoardClient
from record.digests import sha256_hex
from record.election import Election, encode_election
from record.payloads import make_setup_data
from record.rules import RULES
from tests.support.bare_election import BareElection
from tests.support.honest_election import honest
from verifier import cli
from verifier.cli import verify
from verifier.errors import WorkerDiedError
from verifier.words import FAMILIES, WORDS

INTEGERS = {"type": "array", "items": {"type": "integer", "minimum": 0}}
TEXT_OR_NULL = {"type": ["string", "null"]}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["verdict", "election", "phase", "ballots", "counted", "result", "checks"],
    "properties": {
        "verdict": {"enum": ["accepted", "rejected", "unreadable"]},
        "election": {
            "type": "object",
            "required": ["uuid", "name"],
            "additionalProperties": False,
            "properties": {"uuid": TEXT_OR_NULL, "name": TEXT_OR_NULL},
        },
        "phase": TEXT_OR_NULL,
        "ballots": {"type": "integer", "minimum": 0},
        "counted": {"type": "integer", "minimum": 0},
        "result": {"anyOf": [{"type": "null"}, {"type": "array", "items": INTEGERS}]},
        "checks": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "title", "status", "detail"],
                "additionalProperties": False,
                "properties": {
                    "id": {"enum": list(RULES)},
                    "title": {"type": "string"},
                    "status": {"enum": ["passed", "failed", "not_checkable"]},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An accepted log, an accepted and a rejected archive."""
    place = tmp_path_factory.mktemp("records")
    record = honest().record()
    record.write_folder(place / "log")
    record.write_archive(place / "sound.bel")
    data = bytearray(record.archive())
    data[-600] ^= 1
    (place / "bad.bel").write_bytes(data)
    return place


def run(*arguments: object, **environment: str) -> Result:
    variables: dict[str, str | None] = {"LC_ALL": None, "LC_MESSAGES": None, "LANG": "en_US.UTF-8", "COLUMNS": "80"}
    return CliRunner().invoke(verify, [str(each) for each in arguments], env=variables | environment)


@pytest.mark.parametrize(("name", "code", "verdict"), [("log", 0, "accepted"), ("sound.bel", 0, "accepted")])
def test_accepted(folder: Path, name: str, code: int, verdict: str) -> None:
    result = run(folder / name, "--json")
    report = json.loads(result.stdout)
    jsonschema.validate(report, SCHEMA)
    assert (result.exit_code, report["verdict"], result.stderr) == (code, verdict, "")
    assert list(report)[:7] == SCHEMA["required"]
    assert [check["id"] for check in report["checks"]] == list(RULES)
    assert report["result"] == [[3, 4, 1], [1, 6, 4]]
    assert report["election"]["name"] == "Pilketos Uji"
    assert report["findings"] == []


def test_rejected(folder: Path) -> None:
    result = run(folder / "bad.bel", "--json")
    report = json.loads(result.stdout)
    jsonschema.validate(report, SCHEMA)
    assert (result.exit_code, report["verdict"]) == (1, "rejected")
    assert {check["id"] for check in report["checks"] if check["status"] == "failed"} == {"V01"}
    assert report["findings"][0]["rule"] == "V01"
    shown = run(folder / "bad.bel")
    assert shown.exit_code == 1
    for words in ("V01 Stored bytes, at entry", "What it means:", "What to do next:", "REJECTED"):
        assert words in shown.stdout


def unreadables(place: Path) -> dict[str, Path | str]:
    """Everything that is no record."""
    (place / "empty.bel").touch()
    (place / "text.bel").write_text("Bukan arsip.\n" * 100)
    (place / "bomb.bel").write_bytes(gzip.compress(bytes(50_000_000)))
    (place / "folder").mkdir()
    (place / "folder" / "notes.txt").write_text("Bukan log.")
    os.mkfifo(place / "pipe")
    (place / "loop").symlink_to(place / "loop")
    return {
        "empty": place / "empty.bel",
        "text": place / "text.bel",
        "bomb": place / "bomb.bel",
        "folder without checkpoint": place / "folder",
        "missing": place / "nowhere.bel",
        "pipe": place / "pipe",
        "loop": place / "loop",
        "null": "/dev/null",
        "zero": "/dev/zero",
        "long name": "x" * 5000,
        "no name": "",
        "NUL": "a\0b",
        "no board": "http://127.0.0.1:9",
        "no address": "http://",
        "no election": "http://127.0.0.1:9/e/PemiLuSiswa123",
    }


def test_what_is_no_record_is_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("verifier.source.board.BoardClient", partial(BoardClient, sleep=lambda _: None))
    for what, target in unreadables(tmp_path).items():
        start = time.perf_counter()
        result = run(target, "--json")
        assert time.perf_counter() - start < 60, what
        assert result.exit_code == 2, what
        report = json.loads(result.stdout)
        jsonschema.validate(report, SCHEMA)
        assert (report["verdict"], report["election"], report["checks"]) == (
            "unreadable",
            {"uuid": None, "name": None},
            [],
        ), what
        assert re.match(r"Error \[[a-z-]+\]: \S", result.stderr), what
        assert run(target).stdout == "", what


@pytest.mark.parametrize(
    "arguments", [(), ("a", "b"), ("a", "--jobs", "0"), ("a", "--jobs", "x"), ("a", "--lang", "fr")]
)
def test_wrong_usage(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_a_cut_archive_is_rejected(folder: Path, tmp_path: Path) -> None:
    data = (folder / "sound.bel").read_bytes()
    for size in (512, 513, 1023, 1024, len(data) - 1):
        path = tmp_path / "cut.bel"
        path.write_bytes(data[:size])
        assert run(path).exit_code == 1, size


def test_the_screen_has_the_result_and_what_to_compare(folder: Path) -> None:
    result = run(folder / "log")
    for words in ("ACCEPTED", "6 ballots", "5 counted", "Paslon 1: 3, Paslon 2: 4, Paslon 3: 1", "blank: 1, Biru: 6"):
        assert words in " ".join(result.stdout.split())
    report = json.loads(run(folder / "log", "--json").stdout)
    size, _, root = report["fingerprints"].pop("head").partition(":")
    booth = report["fingerprints"].pop("booth")
    assert booth == [sha256_hex(b"booth 2")], "what was announced last"
    for value in (*report["fingerprints"].values(), *booth, root, size):
        assert value in result.stdout


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", ["log", "sound.bel", "bad.bel"])
def test_nothing_is_wider_than_80_columns(folder: Path, name: str, language: str) -> None:
    result = run(folder / name, "--lang", language)
    assert max(len(line.rstrip()) for line in result.stdout.splitlines()) <= 80


def test_the_language_is_that_of_the_environment(folder: Path) -> None:
    assert "DITERIMA" in run(folder / "log", LANG="id_ID.UTF-8").stdout
    assert "ACCEPTED" in run(folder / "log", LANG="id_ID.UTF-8", LC_ALL="C").stdout
    assert "ACCEPTED" in run(folder / "log", LANG="fr_FR.UTF-8").stdout
    assert "ACCEPTED" in run(folder / "log", "--lang", "en", LANG="id_ID.UTF-8").stdout


def test_a_terminal_that_cannot_show_a_name_still_gets_the_verdict(folder: Path) -> None:
    command = [sys.executable, "-m", "verifier", str(folder / "sound.bel"), "--lang", "en"]
    done = subprocess.run(command, env=os.environ | {"PYTHONIOENCODING": "ascii"}, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"ACCEPTED. ?Pilketos Uji?" in done.stdout


def test_a_records_own_texts_do_not_steer_the_terminal(tmp_path: Path) -> None:
    election = BareElection()
    evil = msgspec.structs.replace(election.election, name="[red]Jahat[/red] \x1b]0;judul\x07\u202e")
    path = tmp_path / "evil.bel"
    path.write_bytes(_setup_of(election, evil))
    result = run(path)
    assert result.exit_code == 0
    assert "[red]Jahat[/red]" in " ".join(result.stdout.split())
    assert not set(result.stdout) & {"\x1b", "\x07", "\u202e"}


def _setup_of(trustees: BareElection, election: Election) -> bytes:
    """The archive of a setup alone, of the same trustees and credentials with other parameters."""
    data = encode_election(election)
    setup = make_setup_data(data, trustees.trustees_bytes, trustees.credentials_bytes)
    return trustees.archive([("Setup", (data, trustees.trustees_bytes, trustees.credentials_bytes, setup))])


def test_dead_workers_end_with_a_sentence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: object, **__: object) -> None:
        raise WorkerDiedError("Processes were killed.")

    monkeypatch.setattr(cli, "run", die)
    result = run(folder / "log")
    assert (result.exit_code, result.stdout, result.stderr) == (
        2,
        "",
        "Error [verifier-worker-died]: Processes were killed.\n",
    )


def test_an_interrupted_run_decides_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "run", interrupt)
    result = run(folder / "log")
    assert (result.exit_code, result.stdout) == (130, "")
    assert "nothing was decided" in result.stderr


def test_ctrl_c_ends_the_program_and_its_workers(tmp_path: Path) -> None:
    election = BareElection(weights=(1,) * 3)
    ballots = [election.ballot(voter, [[1, 0, 0]]) for voter in range(3)]
    election.steps += [("Ballot", (ballots[number % 3],)) for number in range(6000)]
    path = tmp_path / "long.bel"
    path.write_bytes(election.archive())
    command = [sys.executable, "-m", "verifier", str(path), "--jobs", "2"]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env=os.environ | {"LC_ALL": "C"},
    ) as process:
        while len(_children(process.pid)) < 3 and process.poll() is None:
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)
        output, errors = process.communicate(timeout=120)
    assert (process.returncode, output) == (130, b"")
    assert errors.decode() == WORDS["en"]["interrupted"] + "\n"
    assert _group_is_gone(process.pid)


def _children(parent: int) -> list[str]:
    """The processes that a process has started: both workers and the one that tidies up after them."""
    try:
        return Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    except OSError:
        return []


def _group_is_gone(group: int) -> bool:
    """Whether no process of the group is left, soon."""
    for _ in range(1200):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_every_rule_is_in_exactly_one_family() -> None:
    assert sorted(rule for family in FAMILIES.values() for rule in family.rules) == sorted(RULES)


def test_both_languages_say_the_same_things() -> None:
    assert WORDS["id"].keys() == WORDS["en"].keys()
    for key, text in WORDS["en"].items():
        assert re.findall(r"{\w+}", text) == re.findall(r"{\w+}", WORDS["id"][key]), key
