"""``suarasah registrar open``: serve the page to this machine alone, until Ctrl+C."""

from pathlib import Path

import click

from registrar.command_parts import fail, plain_errors


@click.command("open")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    show_default=True,
    help="Where the registers are kept.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port; by default a free one.")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
def open_command(folder: Path, port: int, no_browser: bool) -> None:
    """Open the registrar's page in this machine's browser; nobody else can reach it."""
    try:
        # Only whoever opens the page needs a web framework.
        from pages.local_serving import open_page
        from registrar.local.application import create_local_app
        from registrar.local.desk import Desk
    except ModuleNotFoundError as error:
        fail("register", f"The page needs {error.name}, which is not installed. Install suarasah[local].")
    with plain_errors():
        if not folder.is_dir():
            fail("file", f"{folder} is no folder. Make it first, on a disk that only you can read.")
        open_page(lambda token, port: create_local_app(Desk(folder), token, port), port, browser=not no_browser)
