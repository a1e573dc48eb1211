"""Ports of this machine that are kept for the servers of tests, so that nobody else gets one meanwhile.

A port that was found free and let go belongs to whoever asks next: to another worker's server, or to a client on its
way out. A client that tries again and again while its server is down may even be given the server's own port, and
then talks to itself. Here the port stays bound, without listening, for as long as the object lives; a server that
sets ``SO_REUSEADDR`` before it binds, as gunicorn does, may listen there all the same (Linux).
"""

import socket


class KeptPort:
    """A port of 127.0.0.1 that only a server which is told its number can have."""

    def __init__(self) -> None:
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", 0))
        self.number: int = self._socket.getsockname()[1]

    def release(self) -> None:
        """Anybody may have it now."""
        self._socket.close()
