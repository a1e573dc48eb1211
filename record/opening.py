"""Rules of the opening: genesis, Setup's fit to it, countersignatures, Open (V31, V32, V34, V35, V44).

The election's own hash covers neither credentials nor weights. So the registrar and the key holders sign the head of
the log just after Setup, and nobody votes before enough of them did (DESIGN section 2, "Setup is countersigned").
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from crypto.discrete_log import LARGEST_MAXIMUM
from crypto.signing_key import SigningKeyError, decode_public_key
from record.election import answerable_problem
from record.entries import COUNTERSIGNATURE, Countersignature, Genesis
from record.ledger import HEAD_AFTER_SETUP, LedgerView, SetupFacts
from record.note_key import KeyFormatError, check_key_name
from record.tar import NUMBER_LIMIT


def parse_time(text: str) -> datetime | None:
    """The UTC moment of a ``Time`` text; None for a date that no calendar has."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def genesis_problems(genesis: Genesis) -> Iterator[str]:
    """V31: what the message types alone cannot say about a genesis."""
    opens, closes = parse_time(genesis.opens), parse_time(genesis.closes)
    if opens is None or closes is None:
        yield "opens or closes is a date that no calendar has"
    elif opens >= closes:
        yield "the election closes before it opens"
    keys = [genesis.board, genesis.registrar, *genesis.holders, *(w.key for w in genesis.witnesses.witnesses)]
    if len(set(keys)) != len(keys):
        yield "two parties have the same signing key"
    for key in keys:
        try:
            decode_public_key(key)
        except SigningKeyError:
            yield f"the signing key {key} is not a valid Ed25519 public key"
    if genesis.witnesses.threshold > len(genesis.witnesses.witnesses):
        yield "the witness policy asks for more witnesses than it names"
    if len({w.name for w in genesis.witnesses.witnesses}) != len(genesis.witnesses.witnesses):
        yield "two witnesses have the same name"
    for witness in genesis.witnesses.witnesses:
        try:
            check_key_name(witness.name)
        except KeyFormatError:
            # Its cosignatures could not be written, so that nobody could ever decrypt.
            yield f"{witness.name!r} cannot be the name of a witness"
    if genesis.timestamp > NUMBER_LIMIT:
        yield "the time stamp does not fit into an archive, so that there could never be one"
    if len(set(genesis.spares)) != len(genesis.spares):
        yield "a spare card is listed twice"
    if len({head.run for head in genesis.key_makings}) != len(genesis.key_makings):
        yield "a key making is listed twice"
    if any(head.election not in ("", genesis.uuid) for head in genesis.key_makings):
        yield "a joint key was made for another election alone"


def setup_fit_problems(genesis: Genesis, setup: SetupFacts) -> Iterator[str]:
    """V32: Setup and genesis speak of the same election, key holders, key makings and spare cards."""
    if setup.uuid != genesis.uuid:
        yield f"genesis is of {genesis.uuid}, the election is {setup.uuid}"
    if len(setup.owner_keys) != len(genesis.holders):
        yield f"genesis names {len(genesis.holders)} key holders, the trustees are {len(setup.owner_keys)}"
    if sum(item.kind == "Pedersen" for item in setup.items) != len(genesis.key_makings):
        yield "genesis does not name one key making for each joint key"
    if setup.credentials.total_weight > LARGEST_MAXIMUM:
        yield f"the cards weigh more than {LARGEST_MAXIMUM} together, so that nobody could open the total"
    if setup.credentials.lightest == 0:
        # Its ballot would be one of the k that must hide each other, and hide nobody.
        yield "a card weighs nothing"
    answerable = answerable_problem(setup.election)
    if answerable is not None:
        yield answerable
    missing = [spare for spare in genesis.spares if spare not in setup.credentials]
    if missing:
        yield f"{len(missing)} spare cards are not among the public credentials"


def fresh_key_problems(genesis: Genesis, setup: SetupFacts) -> Iterator[str]:
    """V44: a reusable joint key is joined by a key made for this election, so no two share a public key."""
    fresh = sum(item.kind == "Single" for item in setup.items)
    fresh += sum(head.election == genesis.uuid for head in genesis.key_makings)
    if fresh == 0:
        yield "every key of this election may be used by other elections too; join a key made for this one"


def countersignature_problems(view: LedgerView, message: Countersignature) -> Iterator[str]:
    """V34: a known signer, once, over the head after Setup, with a valid signature."""
    genesis = view.genesis
    if genesis is None:
        yield "there is no genesis to countersign"
        return
    if message.uuid != genesis.uuid:
        yield "it is for another election"
    if message.signer > len(genesis.holders):
        yield f"signer {message.signer} is nobody of this election"
        return
    if message.signer in view.signers():
        yield f"signer {message.signer} has signed already"
    if message.size != HEAD_AFTER_SETUP or message.root != view.root_at(HEAD_AFTER_SETUP):
        yield "it is for another genesis or Setup"
    key = genesis.registrar if message.signer == 0 else genesis.holders[message.signer - 1]
    if not COUNTERSIGNATURE.verify(key, message):
        yield f"the signature of signer {message.signer} is not valid"


def opening_problems(view: LedgerView) -> Iterator[str]:
    """V35: the registrar, every Single and t of each Pedersen have countersigned."""
    signers = view.signers()
    if 0 not in signers:
        yield "the registrar has not countersigned the setup"
    for number, item in enumerate(view.setup.items if view.setup else (), start=1):
        signed = sum(owner in signers for owner in item.owners)
        if signed < item.threshold:
            yield f"of key {number}, {signed} of {item.threshold} necessary key holders have countersigned"
