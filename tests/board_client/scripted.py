"""A web application that answers as a test wrote down, and remembers what it was asked."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

JSON = "application/json"
PROBLEM = "application/problem+json"


@dataclass(frozen=True)
class Answer:
    """One answer; ``length`` is what Content-Length claims, if that is not the truth."""

    status: int = 200
    body: bytes = b"{}"
    media_type: str = JSON
    headers: tuple[tuple[str, str], ...] = ()
    length: int | None = None


@dataclass
class Request:
    """What was asked."""

    method: str
    path: str
    body: bytes
    media_type: str


@dataclass
class Scripted:
    """Gives the answers in turn, the last one again and again."""

    answers: list[Answer]
    requests: list[Request] = field(default_factory=list)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        path = environ["PATH_INFO"] + ("?" + environ["QUERY_STRING"] if environ["QUERY_STRING"] else "")
        self.requests.append(
            Request(
                environ["REQUEST_METHOD"], path, environ["wsgi.input"].read(length), environ.get("CONTENT_TYPE", "")
            )
        )
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        length = len(answer.body) if answer.length is None else answer.length
        headers = [("Content-Type", answer.media_type), ("Content-Length", str(length)), *answer.headers]
        start_response(f"{answer.status} Scripted", headers)
        return [answer.body]
