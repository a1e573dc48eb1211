"""Entries that stand where the rules of the election do not allow them (V33)."""

from tests.attacks.vector import Catalogue
from tests.support.election_builder import ElectionBuilder
from tests.support.honest_election import SECOND, Plan, honest, short

CATALOGUE = Catalogue("order", ("log",))
attack = CATALOGUE.attack
LAST = 4


@attack("V33", 38)
def opened_twice() -> Plan:
    """Voting is opened a second time."""
    return short().after("vote 0", lambda b: b.open())


@attack("V33", 38)
def ballot_before_the_opening() -> Plan:
    """A ballot is in the box before voting opens."""
    return short().moved("vote 0", before="open")


@attack("V33", 38)
def never_opened() -> Plan:
    """Ballots, but no opening."""
    return short().without("open").until("vote 3")


@attack("V33", 38, 42)
def seal_test_after_the_close() -> Plan:
    """A seal test after voting has closed."""

    def act(builder: ElectionBuilder) -> None:
        card = builder.parties.cards[2]
        builder.challenge(card, builder.ballot(card, SECOND, 1))

    return short().after("tally", act)


@attack("V33", 38)
def card_replaced_after_the_close() -> Plan:
    """A card is replaced when nobody can vote any more."""
    return short().after("tally", lambda b: b.replace_card(b.parties.cards[4], b.parties.spares[0]))


@attack("V33", 21, 38)
def extension_after_the_close() -> Plan:
    """The close is moved after it has passed."""
    return short().after("tally", lambda b: b.extend("2026-11-24T09:00:00Z"))


@attack("V33", 38)
def booth_changed_after_the_close() -> Plan:
    """Another booth is announced after the close."""
    return short().after("tally", lambda b: b.booth_change())


@attack("V33", 38)
def booth_changed_after_the_result() -> Plan:
    """Something follows the result."""
    return short().after("result", lambda b: b.booth_change())


@attack("V33", 38)
def something_between_close_and_tally() -> Plan:
    """Between the close and the tally, which belong together, there is something else."""
    return short().after("end", lambda b: b.booth_change())


@attack("V33 V51", 38)
def confirmation_before_the_tally() -> Plan:
    """A head is confirmed before there is a tally."""
    return honest().without("confirm", "accuse").before("end", lambda b: b.confirm(3, 4))


@attack("V33", 38)
def closed_without_a_tally() -> Plan:
    """The log ends with the close, without the tally that is appended with it."""
    return short().until("end")


@attack("V33", 30)
def signed_proof_without_its_share() -> Plan:
    """The log ends with a signed proof whose share never came."""
    return short().instead("share 1", lambda b: b.own(b.share_proof(1, b.share_bytes(1)))).without("result")


@attack("V33 V46", 30)
def two_proofs_before_two_shares() -> Plan:
    """Two signed proofs stand before their shares."""

    def act(builder: ElectionBuilder) -> None:
        shares = [builder.share_bytes(owner) for owner in (3, LAST)]
        builder.own(builder.share_proof(3, shares[0]))
        builder.own(builder.share_proof(LAST, shares[1]))
        builder.partial_decryption(3, shares[0])
        builder.partial_decryption(LAST, shares[1])

    return honest().instead("share 3", act)


@attack("V33", 38)
def genesis_twice() -> Plan:
    """A second genesis changes the rules while people vote; here it repeats them."""
    return short().after("vote 3", lambda b: b.genesis()).until("attack")


@attack("V33", 38)
def genesis_missing() -> Plan:
    """The log begins with the setup: nobody knows by which rules, or whose head it is."""
    return short().without("genesis").until("setup")


@attack("V33", 38)
def genesis_after_the_setup() -> Plan:
    """The rules were fixed after the election."""
    return short().moved("setup", before="genesis").until("genesis")


@attack("V33 V50", 38)
def withheld_after_the_result() -> Plan:
    """The result is withheld after it was published."""
    return short().after("result", lambda b: b.withhold())
