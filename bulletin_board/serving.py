"""The web server: gunicorn with several processes, each with its own connections, on one database.

Processes share nothing but the database, so any number of them append to one log without forking it. The settings go
through the environment and not the command line, where every user of the machine could read a database password.
"""

import os
import sys
from pathlib import Path

import msgspec
from flask import Flask

from bulletin_board.app import create_app
from bulletin_board.board import connect_board
from bulletin_board.config import BoardConfig
from bulletin_board.errors import DatabaseError

SETTINGS_VARIABLE = "SUARASAH_BOARD_SETTINGS"
TIMEOUT_SECONDS = 60


class ServerSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a server process needs to know, as JSON in its environment."""

    database_url: str
    key_file: str
    booth_folder: str = ""
    trusted_proxies: int = 0
    zone: str = "WIB"

    def config(self) -> BoardConfig:
        """The frozen configuration of the process."""
        return BoardConfig(
            self.database_url,
            Path(self.key_file),
            booth_folder=Path(self.booth_folder) if self.booth_folder else None,
            trusted_proxies=self.trusted_proxies,
            zone=self.zone,
        )


def application() -> Flask:
    """The WSGI application of one process, for any server: ``bulletin_board.serving:application()``."""
    try:
        settings = msgspec.json.decode(os.environ.get(SETTINGS_VARIABLE, ""), type=ServerSettings)
    except msgspec.MsgspecError as error:
        raise DatabaseError(f"{SETTINGS_VARIABLE} is missing: start the board with `suarasah board serve`.") from error
    config = settings.config()
    # `serve` has looked at the database. A process that begins while it is away for a moment must not fail, because
    # gunicorn would end the whole server: it answers that the board is busy until the database is back.
    return create_app(config, connect_board(config))


def serve(config: BoardConfig, host: str, port: int, workers: int, threads: int) -> None:
    """Become the web server; returns never."""
    settings = ServerSettings(
        config.database_url,
        str(config.key_file),
        "" if config.booth_folder is None else str(config.booth_folder.absolute()),
        config.trusted_proxies,
        config.zone,
    )
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    # gunicorn 27 makes one control socket for each home folder, which two boards of one user would fight over.
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--bind",
        address,
        "--workers",
        str(workers),
        "--threads",
        str(threads),
    ]
    command += ["--worker-class", "gthread", "--timeout", str(TIMEOUT_SECONDS), "--no-control-socket"]
    command += ["--name", "suarasah-board", "--log-level", "warning", "bulletin_board.serving:application()"]
    environment = os.environ | {SETTINGS_VARIABLE: msgspec.json.encode(settings).decode()}
    os.execve(sys.executable, command, environment)  # noqa: S606 - our own interpreter with a fixed list
