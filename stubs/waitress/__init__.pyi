import socket
from collections.abc import Sequence

from _typeshed.wsgi import WSGIApplication

class _Server:
    def run(self) -> None: ...
    def close(self) -> None: ...

def create_server(
    application: WSGIApplication,
    *,
    sockets: Sequence[socket.socket] = ...,
    threads: int = ...,
    inbuf_overflow: int = ...,
    outbuf_overflow: int = ...,
    max_request_body_size: int = ...,
    ident: str | None = ...,
    asyncore_use_poll: bool = ...,
) -> _Server: ...
