"""The JSON schemas of what the API takes and gives (JSON Schema 2020-12, as OpenAPI 3.1 uses it)."""

from typing import Any, Final

_HASH: Final = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_COUNT: Final = {"type": "integer", "minimum": 0}
_TIME: Final = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"}
_RECEIPT: Final = {"type": "string", "description": "c2sp.org/tlog-proof", "pattern": "^c2sp.org/tlog-proof@v1\n"}
_FULL_CODE: Final = {"type": "string", "pattern": "^[A-Za-z0-9+/]{43}$"}


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None, text: str = "") -> dict[str, Any]:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": required | (optional or {}),
        "required": list(required),
        "additionalProperties": False,
    }
    return schema | ({"description": text} if text else {})


_ELECTION: Final[dict[str, Any]] = {
    "uuid": {"$ref": "#/components/schemas/Identifier"},
    "name": {"type": "string"},
    "kind": {"enum": ["real", "practice"]},
    "stage": {"enum": ["genesis", "setup", "voting", "tally", "published", "withheld"]},
    "phase": {"enum": ["preparing", "waiting", "open", "ended", "counting", "published", "withheld"]},
    "origin": {"type": "string"},
    "board": _HASH,
    "size": _COUNT,
    "voters": _COUNT,
    "ballots": _COUNT,
    "counted": _COUNT,
    "challenges": _COUNT,
    "revoting": {"type": "boolean"},
    "k": {"type": "integer", "minimum": 1},
    "opens": _TIME,
    "closes": _TIME,
    "fingerprint": _FULL_CODE,
    "presentation": {"type": "string", "pattern": "^([0-9a-f]{64})?$"},
    "school": {"type": "string"},
    "zone": {"enum": ["WIB", "WITA", "WIT"]},
}
_CANDIDATE: Final = _object(
    {
        "photo": {"type": "string", "pattern": "^([0-9a-f]{64})?$"},
        "vision": {"type": "string", "maxLength": 2000},
        "mission": {"type": "string", "maxLength": 4000},
    }
)
_OWNERS: Final = {"type": "array", "items": {"type": "integer", "minimum": 0}}

SCHEMAS: Final[dict[str, Any]] = {
    "Identifier": {"type": "string", "pattern": "^[1-9A-HJ-NP-Za-km-z]{14,64}$"},
    "Code": {
        "type": "string",
        "description": "43 characters with - and _ for + and /, or twelve symbols in three groups",
        "pattern": "^([A-Za-z0-9_-]{43}|[0-9A-Za-z]{4}-?[0-9A-Za-z]{4}-?[0-9A-Za-z]{4})$",
    },
    "Credential": {
        "type": "string",
        "description": "A group element as Setup lists it: 64 hex digits, or a decimal number",
        "pattern": "^([0-9a-f]{64}|[1-9][0-9]{0,699})$",
    },
    "Sha256": _HASH,
    "Size": {"type": "integer", "minimum": 1, "maximum": 2**53 - 1},
    "Tile": {
        "type": "string",
        "description": "level/index, with .p/width for a partial tile; it has slashes of its own",
        "pattern": "^(entries|0|[1-9][0-9]?)/(x[0-9]{3}/){0,5}[0-9]{3}(\\.p/[1-9][0-9]{0,2})?$",
    },
    "Message": {"type": "object", "description": "The canonical bytes of the message that becomes the payload."},
    "Note": {"type": "string", "description": "A signed note (c2sp.org/signed-note)."},
    "Share": _object({"share_proof": {"type": "string"}, "partial_decryption": {"type": "string"}}),
    "Machine": _object({"machine": {"type": "string", "minLength": 1, "maxLength": 40}}),
    "Election": _object(_ELECTION, text="An election; counted is the number of cards that have a ballot."),
    "ElectionDetail": _object(
        _ELECTION | {"countersigned": _OWNERS, "shares": _OWNERS},
        text="With who countersigned (0 is the registrar) and whose share is in the log.",
    ),
    "Presentation": _object(
        {
            "version": {"const": 1},
            "school": {"type": "string", "maxLength": 200},
            "zone": {"enum": ["WIB", "WITA", "WIT"]},
            "candidates": {"type": "array", "items": {"type": "array", "items": _CANDIDATE}},
        },
        text="What booths show beside the names: for each question an item for each answer, in order.",
    ),
    "BallotNumber": _object({"number": _COUNT, "code": _FULL_CODE}, text="The height of a ballot's event, its code."),
    "CodeStatus": _object(
        {
            "code": _FULL_CODE,
            "status": {"enum": ["in-box", "counted", "superseded", "tested"]},
            "index": _COUNT,
            "witnesses": _COUNT,
            "receipt": _RECEIPT,
        },
        {"number": _COUNT, "superseded_by": _COUNT},
    ),
    "Card": _object(
        {
            "status": {"enum": ["active", "inactive", "revoked", "unknown"]},
            "ballots": _COUNT,
            "challenges": _COUNT,
            "revoting": {"type": "boolean"},
            "may_vote": {"type": "boolean"},
        },
        text="may_vote: by its state and the rule for voting again; it says nothing of the hours.",
    ),
    "Consistency": _object(
        {"proof": {"type": "array", "items": {"type": "string", "pattern": "^[A-Za-z0-9+/]{43}=$"}}},
        text="Hashes in the order of RFC 6962; none if both heads are the same.",
    ),
    "Cast": _object({"index": _COUNT, "number": _COUNT, "code": _FULL_CODE, "receipt": _RECEIPT}),
    "Appended": _object({"index": _COUNT, "receipt": _RECEIPT}),
    "Cosigned": _object({"witnesses": {"type": "integer", "minimum": 1}}),
    "KeyMaking": _object(
        {
            "run": {"$ref": "#/components/schemas/Identifier"},
            "stage": {"enum": ["certificates", "coefficients", "verification-keys", "finished", "broken"]},
            "missing": _OWNERS,
            "origin": {"type": "string"},
            "size": _COUNT,
            "board": _HASH,
            "group": {"type": "string"},
            "threshold": {"type": "integer", "minimum": 1},
            "holders": {"type": "array", "items": _HASH},
            "election": {"type": "string"},
            "reason": {"type": "string"},
        }
    ),
    "Problem": {
        "type": "object",
        "description": "RFC 9457",
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "code": {"type": "string"},
            "rule": {"type": "string", "pattern": "^V[0-9]{2}$"},
            "findings": {
                "type": "array",
                "items": _object({"rule": {"type": "string"}, "detail": {"type": "string"}}),
            },
        },
        "required": ["type", "title", "status", "detail", "code"],
        "additionalProperties": False,
    },
}
