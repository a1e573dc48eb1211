"""``suarasah trustee open``: serve the page to this machine alone, until Ctrl+C or until the page is asked to end."""

import os
from pathlib import Path

import click

from trustee import session
from trustee.command_parts import key_file_option


@click.command("open")
@key_file_option
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port; by default a free one.")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option(
    "--jobs", type=click.IntRange(1, 256), default=None, help="Processes that verify; all cores unless said otherwise."
)
def open_command(key_file: Path, port: int, no_browser: bool, jobs: int | None) -> None:
    """Open the key holder's page in this machine's browser; nobody else can reach it."""
    # Only whoever opens the page needs a web framework.
    from pages.local_serving import open_page
    from trustee.local.application import create_local_app
    from trustee.local.desk import Desk

    with session.plain_errors():
        if not key_file.absolute().parent.is_dir():
            session.fail("trustee-file", f"{key_file.absolute().parent} is no folder. Make it first.")
        desk = Desk(key_file.absolute(), jobs=jobs or os.cpu_count() or 1, cost=session.COST)
        try:
            open_page(lambda token, port: create_local_app(desk, token, port), port, browser=not no_browser)
        finally:
            desk.close()
