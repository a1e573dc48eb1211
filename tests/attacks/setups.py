"""Elections whose parameters, key holders or cards are not sound (V05 to V12)."""

from collections.abc import Callable, Sequence
from functools import partial

from msgspec import UNSET
from msgspec.structs import replace

from record.canonical import encode
from record.election import Election
from record.trustee_making import encode_trustees, make_single
from record.trustees import (
    CertificateKeys,
    SignedMessage,
    Single,
    ThresholdParameters,
    TrusteePublicKey,
)
from record.wire import ScalarProof
from tests.attacks.ballot_elements import SCALARS
from tests.attacks.ballot_spelling import SPELLINGS
from tests.attacks.elements import NOT_EDWARDS, with_torsion
from tests.attacks.vector import Build, Catalogue
from tests.support.election_builder import CHAIR, UNIFORM, ElectionBuilder
from tests.support.election_parties import JOINT_LABEL, make_parties, parties
from tests.support.honest_election import Plan, honest, short
from tests.support.joint_key import Hooks, resigned

CATALOGUE = Catalogue("setups", ("log", "archive"))
attack = CATALOGUE.attack
_ZERO = ScalarProof("0", "0")


def _election(change: Callable[[Election], Election], plan: Plan | None = None) -> Plan:
    return (plan or short()).instead("setup", lambda b: b.setup(election=change(b.honest_election())))


# -- V05: the profile --------------------------------------------------------------------------------------------------


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

# -- V06: Single keys --------------------------------------------------------------------------------------------------


def _single(change: Callable[[TrusteePublicKey], TrusteePublicKey], plan: Plan | None = None) -> Plan:
    def act(builder: ElectionBuilder) -> None:
        first, *others = builder.parties.items
        if not isinstance(first, Single):
            raise AssertionError("the first key holder is a Single")
        builder.setup(trustees=encode_trustees((Single(change(first.key)), *others)))

    return (plan or short()).instead("setup", act)


@attack("V06", 25)
def key_without_possession() -> Plan:
    """The proof of knowing the private key is made of zeros."""
    return _single(lambda key: replace(key, pok=_ZERO))


@attack("V06", 25)
def possession_proof_of_another_key() -> Plan:
    """The proof is a sound one, of another key."""
    other = parties("joint").private_keys[0]
    return _single(lambda key: replace(key, pok=make_single(parties().group, other).key.pok))


@attack("V06", 25)
def rogue_key() -> Plan:
    """A Single whose key cancels the others': whoever made it can read every ballot alone, but cannot prove it."""
    everybody = parties()
    group = everybody.group
    joint = group.multiply_public(everybody.key, group.invert_public(group.decode(_key(everybody.items[0]))))
    chosen = everybody.stranger.element
    rogue = group.multiply_public(chosen, group.invert_public(joint))

    def act(builder: ElectionBuilder) -> None:
        item = Single(TrusteePublicKey(make_single(group, everybody.stranger.secret).key.pok, rogue.text))
        builder.setup(
            election=builder.honest_election(public_key=chosen.text),
            trustees=encode_trustees((item, *everybody.items[1:])),
        )

    return honest().instead("setup", act).until("vote 3")


def _key(item: object) -> str:
    if not isinstance(item, Single):
        raise AssertionError("a Single")
    return item.key.public_key


@attack("V06", 9)
def possession_proof_with_q_more() -> Plan:
    """The proof's response is r + q."""
    q = parties().group.q
    return _single(lambda key: replace(key, pok=replace(key.pok, response=SCALARS["q more"](int(key.pok.response), q))))


# -- V07 to V10: the joint key -----------------------------------------------------------------------------------------


def _joint(hooks: Hooks) -> Plan:
    return honest(make_parties(hooks=hooks))


def _for(owner: int, change: Callable[[CertificateKeys], CertificateKeys]) -> Hooks:
    return Hooks(certificate=lambda number, keys: change(keys) if number == owner else keys)


def _context(**changes: object) -> Callable[[], Plan]:
    return lambda: _joint(_for(2, lambda keys: replace(keys, context=replace(keys.context, **changes))))


for _name, _changes in (
    ("of another place", {"index": 3}),
    ("of a key making with another threshold", {"threshold": 3}),
    ("of a key making with another size", {"size": 4}),
    ("of another group", {"group": "BELENIOS-2048"}),
):
    CATALOGUE.add(
        f"certificate {_name}",
        f"A key holder's certificate was made in a key making {_name}, and signed.",
        "V07",
        _context(**_changes),
        25,
        27,
        log_rules="V07 V45",
        views=("archive", "log"),
    )


def _certificate_signature(index: int, signed: SignedMessage) -> SignedMessage:
    return replace(signed, signature=_ZERO) if index == 2 else signed


CATALOGUE.add(
    "certificate without its signature",
    "A certificate is signed with zeros, and everybody signs that they saw it.",
    "V07",
    lambda: _joint(Hooks(signed_certificate=_certificate_signature)),
    41,
    views=("archive", "log"),
    log_rules="V07 V45",
)
CATALOGUE.add(
    "certificate signed by another holder",
    "The third holder signs the certificate of the second.",
    "V07",
    lambda: _joint(
        Hooks(signed_certificate=lambda i, s: resigned(parties().group, JOINT_LABEL, 3, s, s.message) if i == 2 else s)
    ),
    27,
    41,
    views=("archive", "log"),
    log_rules="V07 V45",
)
CATALOGUE.add(
    "certificate with a small point",
    "The encryption key of a certificate has a point of order 8 added.",
    "V07",
    lambda: _joint(_for(1, lambda keys: replace(keys, encryption=with_torsion(keys.encryption, 1)))),
    6,
    views=("archive", "log"),
    log_rules="V07 V45",
)


def _parameters(change: Callable[[ThresholdParameters], ThresholdParameters], *, until: str = "setup") -> Plan:
    def act(builder: ElectionBuilder) -> None:
        joint = builder.parties.joint
        if joint is None:
            raise AssertionError("the plan has a joint key")
        changed = replace(joint.item, parameters=change(joint.item.parameters))
        builder.setup(trustees=encode_trustees((builder.parties.items[0], changed)))

    return honest().instead("setup", act).until(until)


@attack("V07", 29, log_rules="V07 V45", views=("archive", "log"))
def threshold_of_none() -> Plan:
    """A threshold of 0: nobody need decrypt."""
    return _parameters(lambda p: replace(p, threshold=0))


@attack("V07", 29, log_rules="V07 V45", views=("archive", "log"))
def threshold_above_the_holders() -> Plan:
    """Four of three."""
    return _parameters(lambda p: replace(p, threshold=4))


@attack("V07", 41, log_rules="V07 V45", views=("archive", "log"))
def joint_key_without_signatures() -> Plan:
    """Nobody signed which certificates they saw."""
    return _parameters(lambda p: replace(p, signatures=UNSET))


@attack("V07", 11, log_rules="V07 V32 V45", views=("archive", "log"))
def verification_key_left_out() -> Plan:
    """Two verification keys for three holders."""
    return _parameters(lambda p: replace(p, verification_keys=p.verification_keys[:-1]))


@attack("V07", 11, log_rules="V07 V45", views=("archive", "log"))
def certificate_left_out() -> Plan:
    """Two certificates for three holders."""
    return _parameters(lambda p: replace(p, certs=p.certs[:-1]))


def _coefficients(change: Callable[[int, SignedMessage], SignedMessage]) -> Callable[[], Plan]:
    return lambda: _joint(Hooks(coefficients=change))


CATALOGUE.add(
    "coefficients signed with zeros",
    "A holder's coefficient commitments have a signature of zeros.",
    "V08",
    _coefficients(lambda i, s: replace(s, signature=_ZERO) if i == 2 else s),
    41,
    views=("archive", "log"),
    log_rules="V08 V45",
)
CATALOGUE.add(
    "coefficients signed by another holder",
    "Another holder signs the coefficient commitments of the second: an answer to what the others revealed.",
    "V08",
    _coefficients(lambda i, s: resigned(parties().group, JOINT_LABEL, 1, s, s.message) if i == 2 else s),
    26,
    41,
    views=("archive", "log"),
    log_rules="V08 V45",
)


@attack("V08", 27, log_rules="V08 V45", views=("archive", "log"))
def certificates_signed_are_others() -> Plan:
    """One holder saw other certificates than the rest: its signature does not cover those in the record."""
    return _parameters(lambda p: replace(p, signatures=(*_signatures(p)[:1], _signatures(p)[0], *_signatures(p)[2:])))


def _signatures(parameters: ThresholdParameters) -> tuple[ScalarProof, ...]:
    return () if parameters.signatures is UNSET else parameters.signatures


@attack("V08 V10 V11", 29, log_rules="V08 V10 V11 V45", views=("archive", "log"))
def coefficient_more() -> Plan:
    """A holder gives three coefficient commitments where two are asked for, signed by it."""
    return _parameters(lambda p: replace(p, coefexps=_more_coefficients(p.coefexps)))


def _more_coefficients(coefexps: Sequence[SignedMessage]) -> tuple[SignedMessage, ...]:
    first, *rest = coefexps
    text = first.message.replace('"]}', f'","{parties().group.generator.text}"]}}')
    return (resigned(parties().group, JOINT_LABEL, 1, first, text), *rest)


@attack("V08", 10, 26, log_rules="V08 V45", views=("archive", "log"))
def coefficients_exchanged_after_the_signatures() -> Plan:
    """A holder exchanges a coefficient commitment for another, and its certificate commits to the new one."""
    changed = _joint(Hooks(commitments=lambda i, c: (c[0], c[0]) if i == 2 else c)).everybody
    other = changed.items[1]
    honest_item = parties().joint
    if honest_item is None or isinstance(other, Single):
        raise AssertionError("the plan has a joint key")
    signatures = honest_item.item.parameters.signatures
    parameters = replace(other.parameters, signatures=signatures)
    return _parameters(lambda _: parameters)


# -- V09 ---------------------------------------------------------------------------------------------------------------


def _verification(change: Callable[[TrusteePublicKey], TrusteePublicKey]) -> Callable[[], Plan]:
    return lambda: _joint(Hooks(verification_key=lambda i, key: change(key) if i == 3 else key))


for _name, _story, _change in (
    (
        "verification key without possession",
        "A holder does not prove that it knows its private key.",
        lambda key: replace(key, pok=_ZERO),
    ),
    (
        "verification key without a signature",
        "A holder did not sign its verification key.",
        lambda key: replace(key, signature=UNSET),
    ),
    (
        "verification key signed with zeros",
        "The signature of a verification key is made of zeros.",
        lambda key: replace(key, signature=_ZERO),
    ),
    (
        "verification key of somebody else",
        "A holder's verification key is another sound key, so its shares prove nothing.",
        lambda key: replace(key, public_key=parties().stranger.text),
    ),
):
    CATALOGUE.add(
        _name,
        _story,
        "V09",
        _verification(_change),
        29,
        views=("archive",),
    )


@attack("V09", 6, views=("archive",), alone=False)
def verification_key_plus_a_small_point() -> Plan:
    """A verification key has a point of order 8 added."""
    return _parameters(
        lambda p: replace(
            p,
            verification_keys=(
                replace(p.verification_keys[0], public_key=with_torsion(p.verification_keys[0].public_key, 1)),
                *p.verification_keys[1:],
            ),
        )
    )


# -- V10 ---------------------------------------------------------------------------------------------------------------


@attack("V10", 26, log_rules="V10 V45", views=("archive", "log"))
def coefficients_other_than_committed() -> Plan:
    """A holder commits to other coefficients than it reveals, having seen those of the others."""
    return _joint(_for(2, lambda keys: replace(keys, commitment="ab" * 32)))


@attack("V10", 26, log_rules="V10 V45", views=("log",), alone=False)
def no_commitment_in_our_own_log() -> Plan:
    """A certificate without a commitment: fine in other people's archives, not with our log."""
    return _joint(_for(2, lambda keys: replace(keys, commitment=UNSET)))


# -- V11 ---------------------------------------------------------------------------------------------------------------


@attack("V11", 25)
def election_key_of_the_board() -> Plan:
    """Ballots are sealed for a key of the board's own."""
    return _election(lambda e: replace(e, public_key=parties().stranger.text)).until("vote 3")


@attack("V11", 25)
def election_key_without_one_holder() -> Plan:
    """The election key is that of the first holder alone, so the others protect nothing."""
    first = parties().items[0]
    return _election(lambda e: replace(e, public_key=_key(first)), honest()).until("vote 3")


@attack("V11", 25, log_rules="V11 V32 V44")
def no_key_holders() -> Plan:
    """There is nobody who holds a key."""
    return short().instead("setup", lambda b: b.setup(trustees=encode_trustees(()))).until("setup")


# -- V12: the list of cards --------------------------------------------------------------------------------------------


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


# -- V03 of setups -----------------------------------------------------------------------------------------------------


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


@attack("V03", 8, log_rules="V03 V45", views=("archive", "log"))
def certificate_with_a_space() -> Plan:
    """The message inside of a certificate has a space, and its holder signed it so."""

    def spaced(number: int, signed: SignedMessage) -> SignedMessage:
        if number != 2:
            return signed
        return resigned(parties().group, JOINT_LABEL, 2, signed, signed.message.replace(",", ", ", 1))

    return _joint(Hooks(signed_certificate=spaced))


@attack("V03", 8)
def election_of_another_kind_of_question() -> Plan:
    """A question of a kind that is outside of the profile."""
    return short().instead("setup", lambda b: b.setup(election=_typed(encode(b.honest_election())))).until("setup")


def _typed(election: bytes) -> bytes:
    return election.replace(b'"questions":[{', b'"questions":[{"type":"Lists","value":{', 1)
