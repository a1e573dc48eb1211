"""The registrar's countersignature: the board's Setup holds exactly the credentials and weights that were issued.

The election's hash covers neither credentials nor weights, so this signature is what keeps a board from adding cards or
changing weights (DESIGN section 2, "Setup is countersigned").
"""

from dataclasses import dataclass
from itertools import islice

from record.checkpoint import open_checkpoint, origin_of
from record.entries import COUNTERSIGNATURE, Countersignature, Genesis, LogEntry
from record.errors import RecordError
from record.ledger import HEAD_AFTER_SETUP, Ledger
from record.merkle import consistency_proof, verify_consistency
from record.phases import judge
from record.printable import ended
from record.reading import claimed_size, read_entry
from record.rules import RULES
from record.setup import setup_problems
from record.setup_file import Log
from registrar.errors import RegisterError
from registrar.register import Countersigned, Register

_BROKEN = "The board's setup breaks rule {rule} ({title}): {reason} Do not sign."


@dataclass(frozen=True, slots=True)
class SetupOfLog:
    """A log's genesis and Setup, sound by themselves, under a signed head; ``root`` (hex) is of the two alone."""

    genesis: Genesis
    credentials: bytes
    root: str
    name: str
    cards: int


def read_setup_of_log(log: Log) -> SetupOfLog:
    """The first two entries of a log, checked, and that the board's signed head begins with them.

    Raises :class:`RegisterError` if they break a rule, and what ``log`` raises.
    """
    ledger = Ledger()
    entries: list[LogEntry] = []
    try:
        checkpoint = log.checkpoint()
        size = claimed_size(checkpoint)
        for index, leaf in enumerate(islice(log.leaves(size), HEAD_AFTER_SETUP)):
            entry = read_entry(index, leaf, log.blob)
            judgement = judge(ledger, entry)
            for finding in judgement.findings:
                raise _broken(finding.rule, finding.detail)
            ledger.append(entry, judgement.effect)
            entries.append(entry)
        root = ledger.root_at(HEAD_AFTER_SETUP)
        if ledger.genesis is None or ledger.setup is None or root is None:
            raise RegisterError("The board has no setup for this election yet.")
        head = open_checkpoint(checkpoint, origin_of(ledger.genesis.uuid), ledger.genesis.board)
        proof = consistency_proof(log.nodes(head.size), HEAD_AFTER_SETUP, head.size)
        verify_consistency(HEAD_AFTER_SETUP, bytes.fromhex(root), head.size, head.root, proof)
    except RecordError as error:
        raise RegisterError("The board's setup cannot be read: {reason}", reason=str(error)) from error
    for problem in setup_problems(entries[1], require_commitments=True):
        raise _broken(problem.rule, problem.sentence)
    setup = ledger.setup
    return SetupOfLog(ledger.genesis, entries[1].blobs[2], root, setup.election.name, len(setup.credentials))


def _broken(rule: str, reason: str) -> RegisterError:
    return RegisterError(_BROKEN, rule=rule, title=RULES[rule].title, reason=ended(reason))


def countersign(register: Register, setup: SetupOfLog) -> tuple[Register, Countersignature]:
    """The register that remembers it, to be saved first, and the signed message of the registrar (signer 0).

    Deterministic. :class:`RegisterError` for any difference, and for another setup than was countersigned before.
    """
    genesis = setup.genesis
    if genesis.uuid != register.uuid:
        raise RegisterError(
            "This register is for election {ours}, the board's is {theirs}.", ours=register.uuid, theirs=genesis.uuid
        )
    if genesis.registrar != register.key.public_hex:
        raise RegisterError("The genesis names another registrar. Do not sign; tell the committee.")
    if setup.credentials != register.public_credentials():
        raise RegisterError("The board's credentials or weights are not the ones that you issued. Do not sign.")
    if sorted(genesis.spares) != register.spares():
        raise RegisterError("The genesis lists other spare cards than you made. Do not sign; tell the committee.")
    if register.order is not None and register.order.kind != genesis.kind:
        raise RegisterError(
            "The card order is for a {ordered} election, the board's is {kind}. Do not sign; tell the committee.",
            ordered=register.order.kind,
            kind=genesis.kind,
        )
    if register.countersigned_root not in ("", setup.root):
        raise RegisterError(
            "You countersigned another setup of this election before. The board shows two different ones: "
            "do not sign, and tell the key holders."
        )
    message = Countersignature(genesis.uuid, 0, HEAD_AFTER_SETUP, setup.root, "")
    return register.noted(Countersigned(setup.root)), COUNTERSIGNATURE.sign(register.key, message)
