"""The server of a page on somebody's own machine: waitress on a socket of 127.0.0.1, with everything in memory.

Invariant: neither an upload nor a download touches the disk on its way. A roll that is uploaded and a PDF of cards
that is downloaded are larger than what waitress keeps in memory by default; the rest it would put into a file.
"""

import logging
import secrets
import signal
import socket
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import click
import waitress
from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

HOST: Final = "127.0.0.1"
MAX_BODY_BYTES: Final = 256 * 1024 * 1024
"""A setup file of very many voters is the longest upload."""
_NEVER: Final = 1024 * 1024 * 1024


def serve(app: "WSGIApplication", listener: socket.socket) -> None:
    """Serve until interrupted. One request at a time: the page is one person's."""
    # The browser fetches the style sheet beside the page, which is no reason to warn on the terminal.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = waitress.create_server(
        app,
        sockets=[listener],
        threads=1,
        inbuf_overflow=_NEVER,
        outbuf_overflow=_NEVER,
        max_request_body_size=MAX_BODY_BYTES,
        ident=None,
        # select() knows no file with a number above 1023, and a program that works long may have one.
        asyncore_use_poll=True,
    )
    try:
        server.run()
    finally:
        server.close()


def open_page(make: Callable[[str, int], Flask], port: int, *, browser: bool) -> None:
    """Serve what ``make(token, port)`` gives at a port of this machine (0: a free one), until SIGINT or SIGTERM.

    The one-time address is printed and, if wanted, opened in this machine's browser. ``OSError`` if the port is taken.
    Both signals end it in order. Only the main thread of a program may call this.
    """
    # A program that was started in the background ignores SIGINT, and must end all the same when it is asked to.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    listener = socket.create_server((HOST, port))
    token = secrets.token_urlsafe(32)
    port = listener.getsockname()[1]
    app = make(token, port)
    address = f"http://{HOST}:{port}/start/{token}"
    # Being asked to end is no failure, also before the first request.
    with suppress(KeyboardInterrupt):
        click.echo(f"Open in this machine's browser, once: {address}")
        click.echo("End with Ctrl+C.")
        if browser:
            webbrowser.open(address)
        serve(app, listener)
