"""The root command: it finds every party's command, imports none too early, and says what to install."""

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from suarasah import cli
from suarasah.cli import COMMANDS, main

HEAVY = ("flask", "sqlalchemy", "bulletin_board", "trustee", "registrar", "voter_client", "verifier", "typst")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_there_and_has_help(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.name == name
    assert CliRunner().invoke(main, [name, "--help"]).exit_code == 0


def test_help_lists_the_commands_without_importing_them() -> None:
    script = (
        "import sys\nfrom click.testing import CliRunner\nfrom suarasah.cli import main\n"
        "result = CliRunner().invoke(main, ['--help'])\n"
        "print(result.exit_code, *[name for name in sys.argv[1:] if name in sys.modules])\nprint(result.output)"
    )
    done = subprocess.run([sys.executable, "-c", script, *HEAVY], capture_output=True, text=True, check=True)
    first, _, rest = done.stdout.partition("\n")
    assert first == "0"
    assert all(f"  {name}" in rest for name in COMMANDS)


def test_a_party_whose_packages_are_missing_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError("No module named 'sqlalchemy.orm'", name="sqlalchemy.orm")

    monkeypatch.setattr("suarasah.cli.importlib.import_module", missing)
    result = CliRunner().invoke(main, ["board", "init", "--what", "--help"])
    assert result.exit_code == 2
    assert "sqlalchemy, which is not installed" in result.stderr
    assert "suarasah[server]" in result.stderr


def test_a_missing_module_of_our_own_is_a_fault_and_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError("No module named 'record.gone'", name="record.gone")

    monkeypatch.setattr("suarasah.cli.importlib.import_module", missing)
    with pytest.raises(ModuleNotFoundError):
        CliRunner().invoke(main, ["verify", "x"], catch_exceptions=False)


def test_an_unknown_command_is_wrong_usage() -> None:
    assert CliRunner().invoke(main, ["encrypt"]).exit_code == 2
    assert cli.main.get_command(click.Context(main), "encrypt") is None
