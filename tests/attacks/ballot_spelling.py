"""Ballots and other messages that say the same in other bytes (V03): two readers could see different values."""

from collections.abc import Callable
from functools import partial

from record.events import next_event, parse_event
from tests.attacks.forging import counted, rewritten, superseded
from tests.attacks.vector import Catalogue
from tests.support.election_builder import ElectionBuilder
from tests.support.honest_election import Plan, honest

CATALOGUE = Catalogue("ballot spelling", ("log", "archive"))
attack = CATALOGUE.attack


def _moved_first_member_last(data: bytes) -> bytes:
    first, rest = data[1:-1].split(b",", 1)
    return b"{" + rest + b"," + first + b"}"


def _unquoted(data: bytes) -> bytes:
    return data.replace(b'"challenge":"', b'"challenge":', 1).replace(b'","response"', b',"response"', 1)


SPELLINGS: dict[str, Callable[[bytes], bytes]] = {
    "a space": lambda d: d.replace(b",", b", ", 1),
    "a final line feed": lambda d: d + b"\n",
    "a byte order mark": lambda d: b"\xef\xbb\xbf" + d,
    "a NUL at the end": lambda d: d + b"\0",
    "members in another order": _moved_first_member_last,
    "a member twice": lambda d: d.replace(b"{", b'{"election_uuid":"lain",', 1),
    "the answers twice": lambda d: d.replace(b'"answers":', b'"answers":[],"answers":', 1),
    "an unknown member": lambda d: d[:-1] + b',"memo":"x"}',
    "an escaped letter": lambda d: d.replace(b'"election_uuid":"P', b'"election_uuid":"\\u0050', 1),
    "an escaped slash": lambda d: d.replace(b"/", b"\\/", 1) if b"/" in d else d.replace(b"alpha", b"\\u0061lpha", 1),
    "an escaped member name": lambda d: d.replace(b'"answers"', b'"\\u0061nswers"', 1),
    "null for a missing blank proof": lambda d: d.replace(b'}]},{"choices"', b'}],"blank_proof":null},{"choices"', 1),
    "a number for a scalar": lambda d: d.replace(b'"challenge":"', b'"challenge":', 1).replace(
        b'","resp', b',"resp', 1
    ),
    "a lone surrogate": lambda d: d.replace(b'"election_uuid":"', b'"election_uuid":"\\ud800', 1),
    "bytes that are no UTF-8": lambda d: d.replace(b'"election_uuid":"', b'"election_uuid":"\xff', 1),
    "a list around it": lambda d: b"[" + d + b"]",
    "a string around it": lambda d: b'"' + d.replace(b'"', b'\\"') + b'"',
    "a deep nest": lambda d: d[:-1] + b',"memo":' + b"[" * 5000 + b"]" * 5000 + b"}",
    "its end missing": lambda d: d[:-1],
    "nothing": lambda d: b"",
    "a comment": lambda d: d + b"//",
    "the word NaN": lambda d: d[:-1] + b',"memo":NaN}',
}

for _name, _spell in SPELLINGS.items():
    CATALOGUE.add(
        f"ballot with {_name}",
        f"A sound ballot in other bytes: with {_name}.",
        "V03",
        partial(superseded, rewritten(_spell)),
        8,
    )


@attack("V03", 8)
def counted_ballot_with_a_space() -> Plan:
    """The only ballot of a voter has a space too many, and the count leaves it out as we would."""
    return counted(rewritten(SPELLINGS["a space"], card=3))


@attack("V03", 8, views=("log",))
def own_entry_with_a_space() -> Plan:
    """The payload of one of our own entries is not canonical."""
    return honest().instead("booth", lambda b: b.own_bytes("BoothChange", b'{"booth": []}'))


@attack("V03", 8, views=("log",))
def own_entry_with_an_unknown_member() -> Plan:
    """One of our own entries says more than its kind may say, such as when somebody acted."""
    return honest().instead(
        "booth", lambda b: b.own_bytes("BoothChange", b'{"booth":[],"time":"2026-11-24T03:00:00Z"}')
    )


@attack("V03", 8, views=("log",))
def extension_for_an_unlisted_reason() -> Plan:
    """A reason of the board's own."""
    return honest().instead(
        "extend",
        lambda b: b.own_bytes("Extension", b'{"closes":"2026-11-24T09:00:00Z","reason":"kami mau"}'),
    )


@attack("V03", 8, alone=False)
def event_with_a_space() -> Plan:
    """An event in other bytes; everything after it names its hash."""

    def act(builder: ElectionBuilder) -> None:
        leaf = next_event(builder.last_event, "EndBallots", None)
        builder.event_bytes(leaf.replace(b",", b", ", 1), parse_event(leaf), ())

    return honest().instead("end", act)


def _event_height(height: bytes) -> Callable[[], Plan]:
    def act(builder: ElectionBuilder) -> None:
        leaf = next_event(builder.last_event, "EndBallots", None)
        event = parse_event(leaf)
        true = b'"height":%d' % event.height
        builder.event_bytes(leaf.replace(true, b'"height":' + height.replace(b"N", b"%d" % event.height)), event, ())

    return lambda: honest().instead("end", act)


for _name, _height in (
    ("as a fraction", b"N.0"),
    ("with an exponent", b"Ne0"),
    ("with a leading zero", b"0N"),
    ("as a string", b'"N"'),
    ("negative", b"-N"),
    ("minus zero", b"-0"),
    ("too great", b"N000000000"),
):
    CATALOGUE.add(
        f"height {_name}",
        f"An event whose height is written {_name}.",
        "V03",
        _event_height(_height),
        8,
        alone=False,
    )
