"""The page's server: waitress on a socket of this machine, with everything in memory.

Invariant: neither an upload nor a download touches the disk on its way. A roll that is uploaded and a PDF of cards
that is downloaded are larger than what waitress keeps in memory by default; the rest it would put into a file.
"""

import logging
import socket
from typing import TYPE_CHECKING, Final

import waitress

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

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
    )
    try:
        server.run()
    finally:
        server.close()
