"""The reference page, made from the code: error codes, commands, routes; ``python -m tests.support.reference``.

docs/reference.md must be what this module makes, so that an error, a command or a route cannot come without its
line of documentation (tests/test_docs.py).
"""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import click

PACKAGES = (
    "crypto",
    "record",
    "board_client",
    "verifier",
    "bulletin_board",
    "registrar",
    "trustee",
    "voter_client",
    "suarasah",
)
PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference.md"


def modules() -> Iterator[object]:
    """Every module of ours except migrations, which are programs of Alembic's."""
    for name in PACKAGES:
        package = importlib.import_module(name)
        yield package
        for info in pkgutil.walk_packages(package.__path__, f"{name}."):
            # The compiled library is loaded with ctypes and is no module.
            if ".migrations" not in info.name and not info.name.endswith(("__main__", "._edwards_native")):
                yield importlib.import_module(info.name)


def first_sentence(thing: object) -> str:
    """The first line of a docstring."""
    return (inspect.getdoc(thing) or "").split("\n\n")[0].replace("\n", " ").strip()


def error_codes() -> dict[str, str]:
    """Each code with the first sentence of the class that carries it."""
    codes: dict[str, str] = {}
    for module in modules():
        for value in vars(module).values():
            own = (
                isinstance(value, type) and issubclass(value, Exception) and value.__module__.split(".")[0] in PACKAGES
            )
            code = vars(value).get("code") if own else None
            if isinstance(code, str):
                codes[code] = first_sentence(value)
    return codes


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """Each command below a group with its full name."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found is not None:
                yield from commands(found, f"{path} {name}")
    else:
        yield path, command


def options(command: click.Command) -> str:
    """A command's arguments and options, as one types them."""
    parts = []
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            parts.append(f"`{max(parameter.opts, key=len)}`")
        else:
            parts.append(f"`{(parameter.name or '').upper()}`")
    return " ".join(parts)


def routes() -> Iterator[tuple[str, str, str]]:
    """Method, rule and first sentence of every route that the board serves."""
    from tests.support.board_app import reference_app

    app = reference_app()
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        methods = ", ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        yield methods, rule.rule.replace("|", "\\|"), first_sentence(app.view_functions[rule.endpoint])


def render() -> str:
    """The whole page."""
    from suarasah.cli import main

    lines = [
        "# Reference: commands, routes, error codes",
        "",
        "Made from the code by `python -m tests.support.reference`; a test holds it to the code.",
        "",
        "## Commands",
        "",
        "Bad input ends with exit code 2 and one line `code: sentence`.",
        "",
        "| command | what it does | arguments and options |",
        "| --- | --- | --- |",
    ]
    lines += [f"| `{path}` | {first_sentence(c.callback)} | {options(c)} |" for path, c in commands(main, "suarasah")]
    lines += ["", "## Routes of the board", "", "| method | route | what it does |", "| --- | --- | --- |"]
    lines += [f"| {method} | `{rule}` | {sentence} |" for method, rule, sentence in routes()]
    lines += ["", "## Error codes", "", "| code | meaning |", "| --- | --- |"]
    lines += [f"| `{code}` | {sentence} |" for code, sentence in sorted(error_codes().items())]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
