"""Cosignatures of witnesses under a head (c2sp.org/tlog-cosignature, type 04), and the policy that counts them.

A cosignature says: at this time the largest consistent head that I saw of this log was this one. It does not sign
its author's name, so a policy lists every name and every key once, and a witness counts once however often it signed.
"""

from collections.abc import Sequence

import msgspec

from crypto.signing_key import SigningKey
from record.checkpoint import Checkpoint, OpenedCheckpoint, add_signatures
from record.entries import Witness, WitnessPolicy
from record.errors import RecordError
from record.note import Note, NoteSignature, NoteUnsignedError, parse_signature_lines, verify_note
from record.note_key import MAX_TIME, TIME_BYTES, VerifierKey, cosignature_time, cosigned_message, witness_key


class WitnessPolicyError(RecordError):
    """A witness policy is not sound, or a head does not meet it."""

    code = "record-witness-policy"


class CosignatureTimeError(RecordError):
    """The clock gave a time that no cosignature can carry."""

    code = "record-cosignature-time"


class Cosignature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A verified cosignature: the witness and the POSIX time in seconds that it signed."""

    witness: Witness
    time: int


def cosign(checkpoint: Checkpoint, name: str, signer: SigningKey, time: int) -> NoteSignature:
    """The cosignature of the witness ``name`` over a head at a POSIX time in seconds, 1 to 2**63 - 1.

    Only for a head that was verified against the last one, after the new one is durably recorded.
    """
    if not 1 <= time <= MAX_TIME:
        raise CosignatureTimeError("The clock of this machine is wrong: set date and time, then cosign again.")
    key = witness_key(name, signer.public_hex)
    signature = signer.sign(cosigned_message(checkpoint.text(), time))
    return NoteSignature(key.name, key.key_id, time.to_bytes(TIME_BYTES, "big") + signature)


def keys_of(witnesses: Sequence[Witness]) -> dict[VerifierKey, Witness]:
    """The cosignature keys of witnesses; ``WitnessPolicyError`` if a name or a key stands there twice."""
    if len({w.name for w in witnesses}) != len(witnesses) or len({w.key for w in witnesses}) != len(witnesses):
        raise WitnessPolicyError("A witness policy names every witness once, each with a key of its own.")
    return {witness_key(witness.name, witness.key): witness for witness in witnesses}


def cosignatures(opened: OpenedCheckpoint, witnesses: Sequence[Witness]) -> list[Cosignature]:
    """The verified cosignatures of these witnesses, one for each witness: its latest, in the policy's order.

    Raises ``NoteSignatureError`` if a line under the name and ID of one of them is false, ``WitnessPolicyError`` if
    one of them has the board's own key: a board is no witness of itself.
    """
    keys = keys_of(witnesses)
    if any(key.public == opened.board.public for key in keys):
        raise WitnessPolicyError("The board's own key stands among the witnesses: it cannot watch itself.")
    try:
        verified = verify_note(opened.note, keys)
    except NoteUnsignedError:  # no witness has signed yet; the board has, or the head would not be open
        return []
    latest: dict[VerifierKey, int] = {}
    for key, signature in verified:
        latest[key] = max(latest.get(key, 0), cosignature_time(signature.signature))
    return [Cosignature(witness, latest[key]) for key, witness in keys.items() if key in latest]


def count_cosignatures(opened: OpenedCheckpoint, witnesses: Sequence[Witness]) -> int:
    """How many of these witnesses cosigned the head; errors as of :func:`cosignatures`."""
    return len(cosignatures(opened, witnesses))


def check_policy(opened: OpenedCheckpoint, policy: WitnessPolicy) -> list[Cosignature]:
    """The cosignatures that count, if they are at least ``policy.threshold``; ``WitnessPolicyError`` otherwise.

    A threshold above the number of witnesses can never be met and is refused as such.
    """
    if policy.threshold > len(policy.witnesses):
        raise WitnessPolicyError("The witness policy asks for more cosignatures than it names witnesses.")
    found = cosignatures(opened, policy.witnesses)
    if len(found) < policy.threshold:
        raise WitnessPolicyError(
            f"{len(found)} of the named witnesses cosigned this head, and {policy.threshold} are needed: "
            "wait for them, or compare heads with them directly."
        )
    return found


def accept_answer(opened: OpenedCheckpoint, lines: str, witness: Witness) -> OpenedCheckpoint:
    """The head with the cosignatures of ``witness`` from its answer to add-checkpoint.

    Lines of other keys are dropped. Raises ``NoteFormatError`` for other text, ``NoteSignatureError`` for a false
    cosignature, ``NoteUnsignedError`` if the answer holds none of this witness.
    """
    answer = Note(opened.note.text, parse_signature_lines(lines))
    verified = verify_note(answer, [witness_key(witness.name, witness.key)])
    return add_signatures(opened, tuple(signature for _, signature in verified))
