"""The election: its questions, group and public key, and the profile of elections that we handle.

Invariant: an :class:`Election` comes from, and encodes to, exactly one byte string; ballots and shares refer to
the SHA-256 of those bytes (:func:`fingerprint`), so they are kept and published as they are. Specification 4.11
and 4.12; ``language`` and ``administrator`` as in the type definitions of release 3.3.0.
"""

from typing import Annotated, Final, Literal

import msgspec
from msgspec import UNSET, UnsetType

from crypto.errors import CryptoError
from crypto.group import Element, Group
from crypto.groups import group_by_name
from record.canonical import SmallInteger, decode, encode
from record.digests import sha256_base64
from record.errors import FormatError

#: The longest election message, in bytes.
ELECTION_LIMIT: Final = 1024 * 1024
#: The most questions of an election, and the most answers of a question without the blank one.
QUESTION_LIMIT: Final = 100
ANSWER_LIMIT: Final = 1000
#: The most characters of one text of the election.
TEXT_LIMIT: Final = 20_000

#: Base58, at least 14 characters (specification 4.2); the upper bound is ours.
Uuid = Annotated[str, msgspec.Meta(pattern=r"\A[1-9A-HJ-NP-Za-km-z]{14,64}\Z")]


class OutsideProfileError(FormatError):
    """A sound message of the protocol that uses a part of it that we do not handle."""

    code = "record-profile"


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A homomorphic question: choose ``min`` to ``max`` of ``answers``, or nothing if ``blank`` is true."""

    answers: tuple[str, ...]
    blank: bool | UnsetType = UNSET
    min: SmallInteger
    max: SmallInteger
    question: str

    @property
    def allows_blank(self) -> bool:
        """Whether a first choice stands for a blank vote (specification 4.11.1)."""
        return self.blank is True

    @property
    def slots(self) -> int:
        """How many ciphertexts an answer to this question has: the blank one, where allowed, and the answers."""
        return len(self.answers) + self.allows_blank


class Election(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The parameters of an election (specification 4.12), with homomorphic questions only."""

    version: Literal[1]
    description: str
    name: str
    group: str
    public_key: str
    questions: tuple[Question, ...]
    uuid: Uuid
    administrator: str | UnsetType = UNSET
    credential_authority: str | UnsetType = UNSET
    language: tuple[str, Literal["ltr", "rtl"]] | UnsetType = UNSET


class _TypedQuestion(msgspec.Struct):
    """The part of a question that says which kind it is; homomorphic ones have no such part."""

    type: str | UnsetType = UNSET


class _TypedQuestions(msgspec.Struct):
    questions: tuple[_TypedQuestion, ...]


def parse_election(data: bytes) -> Election:
    """The election of its canonical bytes.

    Raises :class:`OutsideProfileError` for questions of another kind, :class:`FormatError` for everything else.
    """
    try:
        return decode(data, Election, limit=ELECTION_LIMIT)
    except FormatError:
        _refuse_other_kinds(data)
        raise


def encode_election(election: Election) -> bytes:
    """The canonical bytes; :class:`FormatError` for an election that could not be read back."""
    data = encode(election)
    parse_election(data)
    return data


def _refuse_other_kinds(data: bytes) -> None:
    """Say so if the bytes fail because of a question kind; keep the first error for all other reasons."""
    try:
        questions = msgspec.json.decode(data[:ELECTION_LIMIT], type=_TypedQuestions).questions
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return
    for number, question in enumerate(questions, start=1):
        if question.type is not UNSET:
            raise OutsideProfileError(
                f"Question {number} is of the kind {question.type[:40]!r}; only plain homomorphic questions are "
                "supported. Verify this election with the tool that made it."
            )


def fingerprint(data: bytes) -> str:
    """The election's hash, written phi in the specification (4.12): 43 characters of Base64."""
    return sha256_base64(data)


def group_problem(election: Election) -> str | None:
    """A sentence unless the group is one of the named constants (attack: chosen parameters)."""
    try:
        group_by_name(election.group)
    except CryptoError:
        return f"The group {election.group[:60]!r} is not one that we know."
    return None


def questions_problem(election: Election) -> str | None:
    """A sentence unless there are questions, with answers, that can be answered."""
    if not election.questions:
        return "The election has no question."
    if len(election.questions) > QUESTION_LIMIT:
        return f"The election has {len(election.questions)} questions; at most {QUESTION_LIMIT} are supported."
    for number, question in enumerate(election.questions, start=1):
        if not question.answers:
            return f"Question {number} has no answers."
        if len(question.answers) > ANSWER_LIMIT:
            return f"Question {number} has {len(question.answers)} answers; at most {ANSWER_LIMIT} are supported."
        if not 0 <= question.min <= question.max <= ANSWER_LIMIT:
            return f"Question {number} asks for {question.min} to {question.max} answers, which means nothing."
    return None


def answerable_problem(election: Election) -> str | None:
    """A sentence if a question asks for more answers than it has: sound to read, but never to be made."""
    for number, question in enumerate(election.questions, start=1):
        if question.max > len(question.answers):
            return f"Question {number} asks for up to {question.max} of only {len(question.answers)} answers."
    return None


def texts_problem(election: Election) -> str | None:
    """A sentence if a text is longer than a person or a page could bear."""
    texts = [election.description, election.name]
    texts += [text for text in (election.administrator, election.credential_authority) if text is not UNSET]
    for question in election.questions:
        texts.append(question.question)
        texts.extend(question.answers)
    if any(len(text) > TEXT_LIMIT for text in texts):
        return f"A text of the election has more than {TEXT_LIMIT} characters."
    return None


def public_key_problem(election: Election, group: Group) -> str | None:
    """A sentence unless the public key is an element of the group and not the identity."""
    try:
        group.decode(election.public_key)
    except CryptoError:
        return "The election's public key is not an element of its group, or is the identity."
    return None


def election_problems(election: Election) -> list[str]:
    """Everything about the parameters that is outside of the profile (V05); empty if nothing is."""
    found = [rule(election) for rule in (group_problem, questions_problem, texts_problem)]
    if found[0] is None:
        found.append(public_key_problem(election, group_by_name(election.group)))
    return [problem for problem in found if problem is not None]


def public_key(election: Election, group: Group) -> Element:
    """The election's public key as an element; ``crypto.errors.ElementError`` if it is none."""
    return group.decode(election.public_key)
