"""The standalone verifier installs and runs with the base dependencies alone, in an environment of its own."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path, PurePosixPath

import pytest

from tests.booth.built import the_booth

SERVER_ONLY = ("alembic", "babel", "flask", "gunicorn", "jinja2", "psycopg", "sqlalchemy", "werkzeug")


def run(command: list[str | Path], directory: Path) -> str:
    """What a command printed, both streams; the test fails with it if the command does."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=directory,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}:\n{done.stdout[-4000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    the_booth()
    folder = tmp_path_factory.mktemp("wheel")
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], repository)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def base(repository: Path, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of a new environment with the base lock and the wheel, as a stranger would install it."""
    scratch = tmp_path_factory.mktemp("base")
    environment = scratch / "venv"
    venv.create(environment, with_pip=True)
    install: list[str | Path] = [
        environment / "bin" / "python",
        "-m",
        "pip",
        "install",
        "-q",
        "--retries",
        "10",
        "--timeout",
        "60",
    ]
    run([*install, "--require-hashes", "-r", repository / "requirements" / "base.txt"], scratch)
    run([*install, "--no-deps", wheel], scratch)
    return environment


def test_the_verifier_runs(base: Path, tmp_path: Path) -> None:
    assert "Usage: suarasah-verify" in run([base / "bin" / "suarasah-verify", "--help"], tmp_path)


@pytest.mark.parametrize("package", ["crypto", "record", "board_client", "verifier"])
def test_the_verifiers_packages_import(base: Path, tmp_path: Path, package: str) -> None:
    where = run([base / "bin" / "python", "-c", f"import {package}; print({package}.__file__)"], tmp_path)
    assert where.strip().startswith(str(base)), "imported from elsewhere than the new environment"


def test_no_server_package_is_there(base: Path, tmp_path: Path) -> None:
    script = "import importlib.util, sys\nprint(*[name for name in sys.argv[1:] if importlib.util.find_spec(name)])"
    assert run([base / "bin" / "python", "-c", script, *SERVER_ONLY], tmp_path).split() == []


def test_the_wheel_holds_every_data_file(repository: Path, wheel: Path) -> None:
    """Templates, translations and migrations that are missing from a wheel are missed only by strangers."""
    inside = set(zipfile.ZipFile(wheel).namelist())
    packages = sorted({name.split("/")[0] for name in inside if name.endswith("/__init__.py")})
    listing = run(["git", "ls-files", *packages], repository).splitlines()
    expected = {name for name in listing if PurePosixPath(name).parts[:2] != ("voter_client", "web")}
    assert expected
    assert {name for name in expected if (repository / name).is_file()} - inside == set()


def test_of_the_booth_the_wheel_holds_exactly_the_built_files(wheel: Path) -> None:
    built = the_booth()
    inside = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("voter_client/web/")}
    files = [file for file in built.rglob("*") if file.is_file()]
    assert files
    assert inside == {f"voter_client/web/dist/{file.relative_to(built)}" for file in files}
