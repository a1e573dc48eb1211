"""No credential code, passphrase or seed leaves its place: not in what is printed, stored, served or exported."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from crypto.credential import credential_secret
from crypto.groups import group_by_name
from tests.elections.conftest import Held
from tests.elections.holding import PASSPHRASE, HeldElection


def secrets_of(election: HeldElection) -> Iterator[tuple[str, bytes]]:
    """(what it is, a form in which it could have leaked); hex and text forms are in lower case."""
    yield "passphrase", PASSPHRASE.encode()
    group = group_by_name(election.scenario.group)
    with (election.folder / "cards.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for code in (row["code"], row["code"].replace("-", ""), row["code"].replace("-", " ")):
                yield f"code of card {row['serial']}", code.lower().encode()
            secret = credential_secret(group, election.uuid, row["code"]).reveal()
            yield f"secret of card {row['serial']}", secret
            yield f"secret of card {row['serial']}", secret.hex().encode()
            yield f"secret of card {row['serial']}", str(int.from_bytes(secret)).encode()
    for path in election.openings:
        seed = json.loads(path.read_bytes())["seed"]
        yield f"seed of {path.name}", seed.encode()
        yield f"seed of {path.name}", bytes.fromhex(seed)
    for name in ("Siswa 001", "0009000001", "Pekerjaan Orang Tua"):
        yield "the roll", name.lower().encode()


def places_of(election: HeldElection) -> Iterator[tuple[str, bytes]]:
    """(where, the bytes that are there)."""
    for answer in election.commands.said:
        # The registrar's `cards` writes codes to its file; nothing prints them.
        yield " ".join(answer.arguments), answer.text.encode()
    yield election.board.log.name, election.board.log.read_bytes()
    for folder in (election.board.folder, election.log, election.receipts):
        for path in folder.rglob("*"):
            if path.is_file() and path.suffix != ".opening":
                yield path.name, path.read_bytes()
    yield election.archive.name, election.archive.read_bytes()
    for path in (*election.folder.glob("*.box"), *election.folder.glob("*.key"), *election.folder.glob("*.journal")):
        yield path.name, path.read_bytes()
    for path in (election.folder / "for-the-board").iterdir():
        yield path.name, path.read_bytes()


def test_no_secret_is_anywhere(held: Held) -> None:
    election = held("two-of-three")
    secrets = list(secrets_of(election))
    assert len(secrets) > 30
    assert {"board.db", "server.log", "register.box", "1.key"} <= {where for where, _ in places_of(election)}
    for where, data in places_of(election):
        plain, lower = data, data.lower()
        for what, secret in secrets:
            assert secret not in plain, f"{what} is in {where}"
            assert secret not in lower, f"{what} is in {where}"


def test_the_search_would_find_them(held: Held) -> None:
    """What is public and known to be in the database and the outputs is found by the same search."""
    election = held("two-of-three")
    everything = dict(places_of(election))
    code = election.cast_codes[0][1].encode()
    assert any(code in data for where, data in everything.items() if where.startswith("board.db"))
    assert any(code in data for where, data in everything.items() if where.startswith("vote "))
    # The opening, which stays with the voter, does hold its seed.
    opening = election.openings[0].read_bytes()
    assert any(what.startswith("seed") and secret in opening for what, secret in secrets_of(election))


@pytest.mark.parametrize("wrong", ["other-passphrase", "other-card", "mistyped-card", "long-card"])
def test_refusals_do_not_repeat_what_was_typed(held: Held, tmp_path: Path, wrong: str) -> None:
    election = held("two-of-three")
    card = next(election.folder.glob("card-*.txt")).read_text().strip()
    typed = {
        "other-passphrase": "kata sandi yang keliru",
        "other-card": "AAAA-AAAA-AAAA-AAAA-AAAA",
        "mistyped-card": card[:-1] + ("0" if card[-1] != "0" else "1"),
        "long-card": card + "ZZZZ",
    }[wrong]
    file = tmp_path / "typed"
    file.write_text(typed + "\n")
    if wrong == "other-passphrase":
        files = ("--key-file", election.folder / "1.key", "--passphrase-file", file)
        answer = election.commands("trustee", "show", *files, expect=2)
    else:
        files = ("--card-file", file, "--receipts", tmp_path)
        answer = election.commands("vote", *election.at_board(), *files, "--choose", "1", expect=2)
    answer.problem()
    for form in (typed, typed.replace("-", ""), typed[:9], typed.upper()):
        assert form.lower() not in answer.text.lower()
