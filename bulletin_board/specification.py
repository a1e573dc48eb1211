"""The file that describes a new election (JSON or TOML), and the genesis and Setup that are built from it."""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET

from bulletin_board.errors import SpecificationError
from crypto.errors import CryptoError
from crypto.groups import group_by_name
from record.election import Election, Question, encode_election
from record.entries import Genesis, Hex32, KeyMakingHead, Time, Uuid, WitnessPolicy
from record.errors import RecordError
from record.payloads import make_setup_data
from record.presentation import Zone
from record.printable import ended
from record.trustee_checks import election_key
from record.trustee_making import encode_trustees
from record.trustees import Pedersen, Single, TrusteeKind, TrusteePublicKey


class CandidateSpecification(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What booths show beside an answer; ``photo`` is an image file beside the description."""

    photo: str = ""
    vision: str = ""
    mission: str = ""


class QuestionSpecification(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A question; ``blank`` allows an empty vote (*kotak kosong*, *tidak memilih*). ``candidates`` has nothing, or
    an item for each answer."""

    question: str
    answers: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    min: int = 1
    max: int = 1
    blank: bool = False
    candidates: tuple[CandidateSpecification, ...] = ()


class TrusteeSpecification(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One item of the trustees: either ``key_making``, a finished run on this board, or a single ``holder`` (its
    own Ed25519 signing key) with its ``key`` and the proof of having it, or ``key_file``, a file that holds these."""

    key_making: Uuid | None = None
    holder: Hex32 | None = None
    key: TrusteePublicKey | None = None
    key_file: str | None = None


class ElectionSpecification(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Everything that an election's organisers decide. ``credentials`` and ``spares`` name files beside this one:
    the public credentials of the registrar, canonical JSON, and a JSON list of those among them that are spares.
    ``school`` and the questions' ``candidates`` are for booths alone (record/presentation.py)."""

    uuid: Uuid
    name: str
    description: str
    questions: Annotated[tuple[QuestionSpecification, ...], msgspec.Meta(min_length=1)]
    opens: Time
    closes: Time
    registrar: Hex32
    trustees: Annotated[tuple[TrusteeSpecification, ...], msgspec.Meta(min_length=1)]
    administrator: str = ""
    credential_authority: str = ""
    school: str = ""
    zone: Zone = "WIB"
    kind: Literal["real", "practice"] = "real"
    revoting: bool = False
    k: int = 10
    group: str = "Ed25519"
    credentials: str = "public_credentials.json"
    spares: str = ""
    witnesses: WitnessPolicy = WitnessPolicy(0, [])
    booth: tuple[Hex32, ...] = ()


def parse_specification(data: bytes, *, toml: bool) -> ElectionSpecification:
    """The description in a JSON or TOML file; ``SpecificationError`` says which member is wrong."""
    decode = msgspec.toml.decode if toml else msgspec.json.decode
    try:
        return decode(data, type=ElectionSpecification)
    # ValueError: bytes that are no UTF-8, and in TOML numbers of thousands of digits.
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise SpecificationError(
            f"The description of the election cannot be used. Mend this, then try again: {ended(str(error))}"
        ) from error


def with_key_files(specification: ElectionSpecification, folder: Path) -> ElectionSpecification:
    """The description with the keys that it names by file; ``SpecificationError`` for a file that holds no key."""
    return msgspec.structs.replace(
        specification, trustees=tuple(_with_key_file(each, folder) for each in specification.trustees)
    )


def _with_key_file(trustee: TrusteeSpecification, folder: Path) -> TrusteeSpecification:
    if trustee.key_file is None:
        return trustee
    data = (folder / trustee.key_file).read_bytes()
    try:
        key = msgspec.json.decode(data, type=TrusteePublicKey)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise SpecificationError(
            f"{trustee.key_file} holds no trustee's public key. Ask its holder for the file again: {ended(str(error))}"
        ) from error
    return msgspec.structs.replace(trustee, key=key, key_file=None)


def build_setup(
    specification: ElectionSpecification, items: tuple[TrusteeKind, ...], credentials: bytes
) -> tuple[bytes, bytes, bytes, bytes]:
    """The blobs of the Setup entry: election, trustees, credentials, setup data; ``SpecificationError``."""
    try:
        group = group_by_name(specification.group)
        key = election_key(group, items).text
        election = encode_election(
            Election(
                version=1,
                description=specification.description,
                name=specification.name,
                group=group.name,
                public_key=key,
                questions=tuple(_question(each) for each in specification.questions),
                uuid=specification.uuid,
                administrator=specification.administrator or UNSET,
                credential_authority=specification.credential_authority or UNSET,
            )
        )
        trustees = encode_trustees(items)
    except (CryptoError, RecordError) as error:
        raise SpecificationError(f"The election cannot be built: {ended(str(error))}") from error
    return election, trustees, credentials, make_setup_data(election, trustees, credentials)


def _question(specification: QuestionSpecification) -> Question:
    return Question(
        answers=specification.answers,
        blank=True if specification.blank else UNSET,
        min=specification.min,
        max=specification.max,
        question=specification.question,
    )


def build_genesis(
    specification: ElectionSpecification,
    board: str,
    holders: list[str],
    key_makings: list[KeyMakingHead],
    spares: list[str],
    timestamp: int,
    presentation: str = "",
) -> Genesis:
    """The genesis; ``holders`` are signing keys (hex) in the order of the owners, ``timestamp`` POSIX seconds,
    ``presentation`` the SHA-256 (hex) of the election's presentation or empty."""
    return Genesis(
        version=1,
        uuid=specification.uuid,
        kind=specification.kind,
        board=board,
        registrar=specification.registrar,
        holders=holders,
        revoting=specification.revoting,
        spares=spares,
        k=specification.k,
        opens=specification.opens,
        closes=specification.closes,
        timestamp=timestamp,
        witnesses=specification.witnesses,
        booth=list(specification.booth),
        key_makings=key_makings,
        presentation=presentation,
    )


def single_item(specification: TrusteeSpecification) -> tuple[Single, str]:
    """A single holder's item and its signing key; ``SpecificationError`` if a member is missing."""
    if specification.key is None or specification.holder is None:
        raise SpecificationError("A trustee is either a key_making, or a holder together with its key.")
    return Single(specification.key), specification.holder


def joint_item(item: Pedersen, specification: TrusteeSpecification) -> Pedersen:
    """A joint key's item; ``SpecificationError`` if the trustee is described as a single one as well."""
    if specification.key is not None or specification.holder is not None:
        raise SpecificationError("A trustee is either a key_making, or a holder together with its key, not both.")
    return item
