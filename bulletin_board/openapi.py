"""The OpenAPI 3.1 document of the API, served at ``/api/v1/openapi.json`` and held to the real answers by the tests.

It is written by hand as data: one entry for each route, with the schemas of what it takes and gives, and the codes
of the problems that it may answer with.
"""

from typing import Any

import msgspec

from bulletin_board import errors
from bulletin_board.openapi_schemas import SCHEMAS

Operation = dict[str, Any]

_ALWAYS = ("internal", "board-busy")
_POSTED = ("media-type", "body-too-large", "entry-malformed", "entry-refused")
_ERRORS = {
    error.code: error
    for error in vars(errors).values()
    if isinstance(error, type) and issubclass(error, errors.BulletinBoardError)
}
_STATUS = {code: error.status for code, error in _ERRORS.items()} | {
    "internal": 500,
    "not-found": 404,
    "method-not-allowed": 405,
}


def document() -> bytes:
    """The document as JSON."""
    return msgspec.json.encode(
        {
            "openapi": "3.1.0",
            "info": {
                "title": "Suara Sah bulletin board",
                "version": "1",
                "description": "Appends to and reads from the public logs of elections. Answers are unproved: "
                "check them against the log and its signed head.",
                "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            },
            "servers": [{"url": "/"}],
            "paths": paths(),
            "components": {"schemas": SCHEMAS},
        }
    )


def paths() -> dict[str, Any]:
    """All paths with their operations."""
    return {
        "/api/v1/openapi.json": {"get": _get("This document.", "application/json", {"type": "object"})},
        "/api/v1/elections": {"get": _get("All elections, the newest first.", "application/json", _list("Election"))},
        **_elections("/api/v1/elections/{uuid}"),
        **_key_makings("/api/v1/key-makings/{run}"),
        **_logs("/log/{uuid}", "election-unknown", _path("uuid", "Identifier")),
        **_logs("/log/keys/{run}", "key-making-unknown", _path("run", "Identifier")),
    }


def _elections(base: str) -> dict[str, Any]:
    uuid = _path("uuid", "Identifier")
    unknown = ("election-unknown",)
    message = ("Message", "application/json")

    def append(summary: str, *codes: str) -> Operation:
        return {"post": _post(summary, message, "Appended", uuid, (*unknown, *_POSTED, *codes))}

    code = _path("code", "Code")
    return {
        base: {"get": _get("One election.", "application/json", _ref("ElectionDetail"), uuid, codes=unknown)},
        f"{base}/archive": {
            "get": _get("The .bel archive as of now.", "application/x-tar", _binary(), uuid, codes=unknown)
        },
        f"{base}/presentation": {
            "get": _get(
                "What booths show beside the names: the exact bytes whose SHA-256 the genesis names.",
                "application/json",
                _ref("Presentation"),
                uuid,
                codes=(*unknown, "presentation-unknown"),
            )
        },
        f"{base}/photos/{{sha256}}": {
            "get": _get(
                "A photo that the presentation names, by the SHA-256 of its bytes.",
                ("image/jpeg", "image/png", "image/webp"),
                _binary(),
                uuid,
                _path("sha256", "Sha256"),
                codes=(*unknown, "presentation-unknown"),
            )
        },
        f"{base}/ballots": {
            "get": _get(
                "Numbers and tracking codes of the box, in order.",
                "application/json",
                _list("BallotNumber"),
                uuid,
                _query("after", "Only ballots with a greater number.", 0, 2**53 - 1, 0),
                _query("limit", "At most this many.", 1, 1000, 1000),
                codes=(*unknown, "parameter-malformed"),
            ),
            "post": _post(
                "Put a ballot into the box: its exact bytes. The same bytes always get the same entry.",
                message,
                "Cast",
                uuid,
                (*unknown, *_POSTED, "ballot-code-used", "voting-not-open", "voting-closed"),
            ),
        },
        f"{base}/codes/{{code}}": {
            "get": _get(
                "What is known of a tracking code, in full (URL-safe) or in its short form.",
                "application/json",
                _ref("CodeStatus"),
                uuid,
                code,
                codes=(*unknown, "code-malformed", "code-unknown", "code-ambiguous"),
            )
        },
        f"{base}/cards/{{credential}}": {
            "get": _get(
                "The state of a public credential: whether it is listed and active, and how often it voted.",
                "application/json",
                _ref("Card"),
                uuid,
                _path("credential", "Credential"),
                codes=unknown,
            )
        },
        f"{base}/consistency/{{old}}/{{new}}": {
            "get": _get(
                "The proof that the log's head of new entries continues the one of old entries (RFC 6962, 2.1.2).",
                "application/json",
                _ref("Consistency"),
                uuid,
                _path("old", "Size"),
                _path("new", "Size"),
                codes=(*unknown, "resource-unknown", "not-found"),
            )
        },
        f"{base}/challenges": append("Announce a seal test.", "voting-not-open", "voting-closed"),
        f"{base}/countersignatures": append("Agree to genesis and Setup."),
        f"{base}/card-replacements": append("Revoke a card and activate a spare."),
        f"{base}/confirmations": append("Confirm head and tally for a holder with a restored key."),
        f"{base}/shares": {
            "post": _post(
                "Hand in a share of the decryption.",
                ("Share", "application/json"),
                "Appended",
                uuid,
                (*unknown, *_POSTED, "bad-share", "share-already-sent"),
            )
        },
        f"{base}/machines": {
            "post": _without_answer(
                _post(
                    "Say that a machine of a polling station works; its name and the minute are kept, nothing else.",
                    ("Machine", "application/json"),
                    "Appended",
                    uuid,
                    (*unknown, "media-type", "body-too-large", "machine-malformed", "machines-full"),
                    created=False,
                )
            )
        },
        f"{base}/cosignatures": {
            "post": _post(
                "Hand in a witness' cosignature: a checkpoint's text, an empty line, signature lines.",
                ("Note", "text/plain"),
                "Cosigned",
                uuid,
                (*unknown, "media-type", "body-too-large", "cosignature-refused"),
                created=False,
            )
        },
    }


def _key_makings(base: str) -> dict[str, Any]:
    run = _path("run", "Identifier")
    unknown = ("key-making-unknown",)
    messages = {
        "certificates": "Round 1: a certificate.",
        "coefficients": "Round 2: coefficient commitments and sealed shares.",
        "verification-keys": "Round 3: a verification key.",
        "complaints": "Break the key making off, for a reason that anybody can judge.",
    }
    appends = {
        f"{base}/{name}": {
            "post": _post(summary, ("Message", "application/json"), "Appended", run, (*unknown, *_POSTED))
        }
        for name, summary in messages.items()
    }
    return {
        base: {"get": _get("How far a key making is.", "application/json", _ref("KeyMaking"), run, codes=unknown)},
        **appends,
    }


def _logs(base: str, unknown: str, name: Operation) -> dict[str, Any]:
    codes = (unknown, "resource-unknown")
    size = _path("size", "Size")
    text = {"type": "string"}
    return {
        f"{base}/checkpoint": {
            "get": _get("The signed head of now with its cosignatures.", "text/plain", text, name, codes=(unknown,))
        },
        f"{base}/checkpoint/{{size}}": {
            "get": _get(
                "The signed head that the log had at that size.",
                "text/plain",
                text,
                name,
                size,
                codes=(*codes, "not-found"),
            )
        },
        f"{base}/tile/{{tile}}": {
            "get": _get(
                "A hash tile or entry bundle (c2sp.org/tlog-tiles), such as 0/x001/067.p/3; it never changes.",
                "application/octet-stream",
                _binary(),
                name,
                _path("tile", "Tile"),
                codes=codes,
            )
        },
        f"{base}/data/{{sha256}}": {
            "get": _get(
                "A payload by the SHA-256 of its bytes; it never changes.",
                "application/octet-stream",
                _binary(),
                name,
                _path("sha256", "Sha256"),
                codes=codes,
            )
        },
    }


def _get(
    summary: str,
    media_type: str | tuple[str, ...],
    schema: Operation,
    *parameters: Operation,
    codes: tuple[str, ...] = (),
) -> Operation:
    media_types = (media_type,) if isinstance(media_type, str) else media_type
    answer = {"description": "The answer.", "content": {each: {"schema": schema} for each in media_types}}
    return {"summary": summary, "parameters": list(parameters), "responses": {"200": answer, **_problems(codes)}}


def _post(
    summary: str,
    body: tuple[str, str],
    answer: str,
    parameter: Operation,
    codes: tuple[str, ...],
    *,
    created: bool = True,
) -> Operation:
    schema, media_type = body
    content = {"application/json": {"schema": _ref(answer)}}
    responses: Operation = {"200": {"description": "It was there already." if created else "Kept.", "content": content}}
    if created:
        responses["201"] = {"description": "It is in the log, durably.", "content": content}
    return {
        "summary": summary,
        "parameters": [parameter],
        "requestBody": {"required": True, "content": {media_type: {"schema": _ref(schema)}}},
        "responses": {**responses, **_problems(codes)},
    }


def _without_answer(operation: Operation) -> Operation:
    """The same operation, answered with 204 and nothing instead of 200 and a document."""
    problems = {status: answer for status, answer in operation["responses"].items() if not status.startswith("2")}
    return operation | {"responses": {"204": {"description": "Kept, if the election is on."}, **problems}}


def _problems(codes: tuple[str, ...]) -> Operation:
    by_status: dict[int, list[str]] = {}
    for code in (*codes, *_ALWAYS):
        by_status.setdefault(_STATUS[code], []).append(code)
    return {
        str(status): {
            "description": ", ".join(found),
            "content": {
                "application/problem+json": {
                    "schema": {
                        "allOf": [_ref("Problem"), {"properties": {"code": {"enum": found}}}],
                    }
                }
            },
        }
        for status, found in sorted(by_status.items())
    }


def _ref(name: str) -> Operation:
    return {"$ref": f"#/components/schemas/{name}"}


def _list(name: str) -> Operation:
    return {"type": "array", "items": _ref(name)}


def _binary() -> Operation:
    return {"type": "string", "format": "binary"}


def _path(name: str, schema: str) -> Operation:
    return {"name": name, "in": "path", "required": True, "schema": _ref(schema)}


def _query(name: str, text: str, lowest: int, highest: int, default: int) -> Operation:
    schema = {"type": "integer", "minimum": lowest, "maximum": highest, "default": default}
    return {"name": name, "in": "query", "description": text, "schema": schema}
