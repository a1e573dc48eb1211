"""Elections whose parameters are outside of the profile or misspelt (V03, V05)."""

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from record.canonical import encode
from record.election import Election
from record.trustee_making import encode_trustees
from tests.attacks.ballot_spelling import SPELLINGS
from tests.attacks.elements import NOT_EDWARDS
from tests.attacks.vector import Build, Catalogue
from tests.support.election_builder import CHAIR, UNIFORM, ElectionBuilder
from tests.support.honest_election import Plan, short

CATALOGUE = Catalogue("setup parameters", ("log", "archive"))
attack = CATALOGUE.attack


def _election(change: Callable[[Election], Election], plan: Plan | None = None) -> Plan:
    return (plan or short()).instead("setup", lambda b: b.setup(election=change(b.honest_election())))


# -- V05: the profile -------------------------------------------------------------------------------------------------


@attack("V32", 4, views=("log",))
def more_answers_asked_for_than_there_are() -> Plan:
    """A question asks for up to four of three answers: an empty branch to hide in."""
    return _election(lambda e: replace(e, questions=(replace(CHAIR, max=4), UNIFORM)))


@attack("V05", 24)
def endless_text() -> Plan:
    """A candidate's name that no page could bear."""
    return _election(lambda e: replace(e, name="x" * 20_001))


def _only_setup(change: Callable[[Election], Election]) -> Plan:
    return _election(change).until("setup")


@attack("V05", 4)
def fewer_answers_at_most_than_at_least() -> Plan:
    """A question asks for at least two and at most one answer."""
    return _only_setup(lambda e: replace(e, questions=(replace(CHAIR, min=2, max=1),)))


@attack("V05", 4)
def no_question() -> Plan:
    """Nothing is asked."""
    return _only_setup(lambda e: replace(e, questions=()))


@attack("V05", 4)
def question_without_answers() -> Plan:
    """A question that has no answers."""
    return _only_setup(lambda e: replace(e, questions=(replace(CHAIR, answers=(), min=0, max=0),)))


@attack("V05", 3)
def unknown_group() -> Plan:
    """A group that is no named constant."""
    return _only_setup(lambda e: replace(e, group="Ed25519-lemah"))


@attack("V05", 3, 4)
def parameters_instead_of_a_group() -> Plan:
    """The group's name is a text with parameters of the attacker's choice."""
    return _only_setup(lambda e: replace(e, group='{"g":"4","p":"23","q":"11"}'))


def _sealed_for(key: str) -> Plan:
    return _only_setup(lambda e: replace(e, public_key=key))


for _name, _text in NOT_EDWARDS.items():
    CATALOGUE.add(
        f"election key is {_name}",
        f"The key that ballots are sealed for is {_name}.",
        "V05 V11",
        partial(_sealed_for, _text),
        5,
        7,
    )

# -- V03 of setups ----------------------------------------------------------------------------------------------------


def _spelt(spell: Callable[[bytes], bytes], place: int) -> Build:
    def act(builder: ElectionBuilder) -> None:
        blobs = [encode(builder.honest_election()), encode_trustees(builder.parties.items)]
        blobs[place] = spell(blobs[place])
        builder.setup(election=blobs[0], trustees=blobs[1])

    return lambda: short().instead("setup", act).until("setup")


for _name in ("a space", "a final line feed", "a byte order mark", "a list around it", "its end missing", "nothing"):
    for _place, _what in ((0, "election"), (1, "trustees")):
        CATALOGUE.add(
            f"{_what} with {_name}",
            f"The {_what} in other bytes: with {_name}.",
            "V03",
            _spelt(SPELLINGS[_name], _place),
            8,
        )


@attack("V03", 8)
def election_of_another_kind_of_question() -> Plan:
    """A question of a kind that is outside of the profile."""
    return short().instead("setup", lambda b: b.setup(election=_typed(encode(b.honest_election())))).until("setup")


def _typed(election: bytes) -> bytes:
    return election.replace(b'"questions":[{', b'"questions":[{"type":"Lists","value":{', 1)
