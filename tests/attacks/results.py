"""Results that the shares do not open (V24)."""

from collections.abc import Callable

from record.canonical import encode
from tests.attacks.vector import Build, Catalogue
from tests.support.election_builder import ElectionBuilder
from tests.support.honest_election import Plan, short

CATALOGUE = Catalogue("results", ("log", "archive"))
attack = CATALOGUE.attack


def _result(change: Callable[[list[list[int]]], object]) -> Build:
    def act(builder: ElectionBuilder) -> None:
        counts = [list(question) for question in builder.counts()]
        changed = change(counts)
        builder.result(encode({"result": changed}))

    return lambda: short().instead("result", act)


for _name, _change, _rules in (
    ("two candidates swapped", lambda c: [[c[0][1], c[0][0], c[0][2]], c[1]], "V24"),
    ("a vote moved", lambda c: [[c[0][0] - 1, c[0][1] + 1, c[0][2]], c[1]], "V24"),
    ("one vote more than all", lambda c: [[5, c[0][1], c[0][2]], c[1]], "V24"),
    ("2^80 more votes", lambda c: [[str(c[0][0] + 2**80), c[0][1], c[0][2]], c[1]], "V24"),
    ("a number more", lambda c: [[*c[0], 0], c[1]], "V24"),
    ("a number less", lambda c: [c[0][:-1], c[1]], "V24"),
    ("a question less", lambda c: c[:1], "V24"),
    ("the questions swapped", lambda c: c[::-1], "V24"),
    ("minus one vote", lambda c: [[-1, c[0][1], c[0][2]], c[1]], "V03"),
    ("a count as a string", lambda c: [[str(c[0][0]), c[0][1], c[0][2]], c[1]], "V03"),
    ("a fraction of a vote", lambda c: [[0.5, c[0][1], c[0][2]], c[1]], "V03"),
    ("a count that is true", lambda c: [[True, c[0][1], c[0][2]], c[1]], "V03"),
):
    CATALOGUE.add(
        f"result with {_name}", f"The published result has {_name}.", _rules, _result(_change), 33, alone=True
    )


@attack("V03", 8)
def result_with_a_space() -> Plan:
    """The result in other bytes."""
    return short().instead("result", lambda b: b.result(b'{"result": []}'))
