"""The real HTTP client of the parties over a board's test client: both sides of the API, without a socket."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from board_client.answers import read_refusal
from board_client.client import BoardClient
from board_client.transport import Transport


class FlaskTransport(Transport):
    """Answers of a test client; refusals as the real transport raises them."""

    def __init__(self, client: FlaskClient) -> None:
        super().__init__("http://board.example")
        self._client = client

    def get(self, path: str, *, limit: int = 2**26) -> bytes:
        return self._body(self._client.get(path))

    def post(self, path: str, body: bytes, media_type: str = "application/json", *, limit: int = 2**26) -> bytes:
        return self._body(self._client.post(path, data=body, content_type=media_type))

    @contextmanager
    def stream(self, path: str) -> Iterator[BinaryIO]:
        yield cast(BinaryIO, io.BytesIO(self._body(self._client.get(path))))

    def _body(self, answer: TestResponse) -> bytes:
        data = answer.get_data()
        if answer.status_code >= 300:
            raise read_refusal(answer.status_code, answer.content_type, data)
        return data


def board_client(client: FlaskClient) -> BoardClient:
    """A board client that speaks to the test client."""
    made = BoardClient("http://board.example")
    made.transport = FlaskTransport(client)
    return made
