"""Lists of public credentials that are malformed, double, or weigh too much (V12, V32)."""

from collections.abc import Callable

from record.election import Election
from record.wire import ScalarProof
from tests.attacks.elements import NOT_EDWARDS, with_torsion
from tests.attacks.vector import Build, Catalogue
from tests.support.election_builder import ElectionBuilder
from tests.support.honest_election import Plan, short

CATALOGUE = Catalogue("card lists", ("log", "archive"))
attack = CATALOGUE.attack
_ZERO = ScalarProof("0", "0")


def _election(change: Callable[[Election], Election], plan: Plan | None = None) -> Plan:
    return (plan or short()).instead("setup", lambda b: b.setup(election=change(b.honest_election())))


def _credentials(change: Callable[[bytes], bytes]) -> Build:
    def act(builder: ElectionBuilder) -> None:
        sound = builder.honest_credentials()
        data = change(sound)
        if data == sound:
            raise AssertionError("an attack must change something")
        builder.setup(credentials=data)

    return lambda: short().instead("setup", act).until("setup")


def _weight(weight: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(b',3"', b"," + weight + b'"')


def _with_torsion(element: bytes) -> bytes:
    return with_torsion(element.decode(), 1).encode()


_LISTS: tuple[tuple[str, Callable[[bytes], bytes], tuple[int, ...]], ...] = (
    ("a card twice", lambda d: b'["' + d[2:].split(b'"')[0] + b'",' + d[1:], (20,)),
    ("a card twice with another weight", lambda d: b'["' + d[2:66] + b',9",' + d[1:], (20, 22)),
    ("a weight of -1", _weight(b"-1"), (22,)),
    ("a weight of 2^63", _weight(str(2**63).encode()), (22,)),
    ("a weight in words of science", _weight(b"1e3"), (22,)),
    ("a weight with a leading zero", _weight(b"03"), (22,)),
    ("a weight with a plus sign", _weight(b"+3"), (22,)),
    ("a fraction of a weight", _weight(b"3.0"), (22,)),
    ("an empty weight", _weight(b""), (22,)),
    ("a card without its weight", lambda d: d.replace(b',3"', b'"'), (22,)),
    ("a voter's name", lambda d: d.replace(b',3"', b',3,siswa001"'), (8,)),
    ("a space", lambda d: d.replace(b'","', b'", "', 1), (8,)),
    ("the identity", lambda d: b'["' + format(1, "064x").encode() + b',1",' + d[1:], (5,)),
    ("a point off the curve", lambda d: b'["' + NOT_EDWARDS["a point off the curve"].encode() + b',1",' + d[1:], (5,)),
    (
        "a point of another subgroup",
        lambda d: b'["' + with_torsion(d[2:66].decode(), 1).encode() + b',1",' + d[1:],
        (6,),
    ),
    ("a number outside of quotes", lambda d: b"[1," + d[1:], (8,)),
    ("its end missing", lambda d: d[:-1], (8,)),
)
for _name, _list in (
    ("a weight above the limit of all", _weight(b"100000001")),
    ("weights that overflow together", lambda d: d.replace(b',1"', b',99999999"')),
):
    CATALOGUE.add(
        f"list of cards with {_name}",
        f"The public credentials hold {_name}: nobody could open the total.",
        "V32",
        _credentials(_list),
        22,
        33,
        views=("log",),
    )
for _name, _list, _attacks in _LISTS:
    CATALOGUE.add(
        f"list of cards with {_name}", f"The public credentials hold {_name}.", "V12", _credentials(_list), *_attacks
    )


@attack("V12", 20)
def spare_listed_as_a_second_card() -> Plan:
    """A card stands twice in the list of a whole election with ballots."""

    def act(builder: ElectionBuilder) -> None:
        data = builder.honest_credentials()
        builder.setup(credentials=b'["' + data[2:].split(b'"')[0] + b'",' + data[1:])

    return short().instead("setup", act).until("open")
