"""How many ballots' proofs one core verifies in a second, beside the plainest way to do it, in one run.

A ballot has one question with five candidates, one to be chosen: 11 elements to decode with their membership, 23
commitments to recompute and 7 hashes to compare. The plain way multiplies every base with libsodium and adds with
libsodium, without tables and without shared inversions.

    python -m bench.crypto_bench [BALLOTS]
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from nacl.bindings import crypto_core_ed25519_add, crypto_scalarmult_ed25519_noclamp

from crypto.ed25519 import ED25519, Ed25519Group
from crypto.edwards_native import load_native
from crypto.elgamal import Ciphertext, combine_public, encrypt, joined_texts
from crypto.group import Element
from crypto.interval_proof import interval_statement, prove_interval
from crypto.proof import Proof
from crypto.randomness import BallotRandomness, signature_nonce
from crypto.signature import ballot_prefix, sign, signature_statement
from crypto.statement import Statement, hold

CANDIDATES = 5
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ballot:
    """A ballot as texts and numbers, as a record holds it."""

    credential: str
    choices: tuple[tuple[str, str], ...]
    individual: tuple[tuple[Proof, ...], ...]
    overall: tuple[Proof, ...]
    signature: Proof


def make_ballot(key: Element, number: int) -> Ballot:
    """Ballot ``number``, for the candidate number modulo 5."""
    group = ED25519
    randomness = BallotRandomness(group, number.to_bytes(32, "big"))
    secret = group.secret_from_public(number + 1000)
    credential = group.generator_power_secret(secret)
    prefix = f"hash|{credential.text}"
    chosen = [j == number % CANDIDATES for j in range(CANDIDATES)]
    secrets = [randomness.secret(f"q0/a{j}/r") for j in range(CANDIDATES)]
    choices = [encrypt(group, key, r, bit) for r, bit in zip(secrets, chosen, strict=True)]
    individual = tuple(
        prove_interval(group, key, prefix, choices[j], secrets[j], int(chosen[j]), (0, 1), randomness, f"q0/a{j}")
        for j in range(CANDIDATES)
    )
    total_r = group.secret_from_public(0)
    for r in secrets:
        total_r = group.add_secret(total_r, r)
    long_prefix = f"{prefix}|{joined_texts(choices)}"
    total = combine_public(group, choices)
    overall = prove_interval(group, key, long_prefix, total, total_r, 1, (1,), randomness, "q0/overall")
    nonce = signature_nonce(group, secret, "bench", str(number))
    signature = sign(group, secret, ballot_prefix(str(number)), nonce)
    texts = tuple((choice.alpha.text, choice.beta.text) for choice in choices)
    return Ballot(credential.text, texts, individual, overall, signature)


def decode(group: Ed25519Group, ballot: Ballot) -> tuple[Element, list[Ciphertext]]:
    """All elements of a ballot, each with the full membership check."""
    choices = [Ciphertext(group.decode(alpha), group.decode(beta)) for alpha, beta in ballot.choices]
    return group.decode(ballot.credential), choices


def statements(
    key: Element, number: int, ballot: Ballot, credential: Element, choices: list[Ciphertext]
) -> list[Statement]:
    """Everything that must hold of a ballot."""
    group = ED25519
    prefix = f"hash|{credential.text}"
    long_prefix = f"{prefix}|{joined_texts(choices)}"
    return [
        *[
            interval_statement(group, key, prefix, choice, (0, 1), proofs)
            for choice, proofs in zip(choices, ballot.individual, strict=True)
        ],
        interval_statement(group, key, long_prefix, combine_public(group, choices), (1,), ballot.overall),
        signature_statement(group, credential, ballot_prefix(str(number)), ballot.signature),
    ]


def plain_commitments(all_statements: list[Statement]) -> None:
    """Two multiplications and one addition of libsodium for each commitment, and nothing shared."""
    for statement in all_statements:
        for a, x, b, y in statement.pairs:
            left = crypto_scalarmult_ed25519_noclamp(x.to_bytes(32, "little"), bytes.fromhex(a.text)[::-1])
            right = crypto_scalarmult_ed25519_noclamp(y.to_bytes(32, "little"), bytes.fromhex(b.text)[::-1])
            crypto_core_ed25519_add(left, right)


def timed(label: str, count: int, run: Callable[[], T]) -> tuple[float, T]:
    """Runs once, prints ballots per second, and returns seconds and the result."""
    start = time.process_time()
    result = run()
    seconds = time.process_time() - start
    print(f"  {label:<42}{count / seconds:9.0f} ballots/s {seconds / count * 1e6:9.0f} us each")
    return seconds, result


def verify(group: Ed25519Group, key: Element, ballots: list[Ballot], title: str) -> list[Statement]:
    """Verifies all ballots with one group, prints each part, and returns the statements."""
    print(title)
    count = len(ballots)
    decoding, decoded = timed("decoding with membership", count, lambda: [decode(group, ballot) for ballot in ballots])

    def state() -> list[Statement]:
        found = []
        for number, (ballot, (credential, choices)) in enumerate(zip(ballots, decoded, strict=True)):
            found += statements(key, number, ballot, credential, choices)
        return found

    stating, all_statements = timed("stating", count, state)
    # The first call makes the tables of the generator and of the key, where there are tables.
    hold(group, all_statements[:70])
    holding, results = timed("holding: commitments and hashes", count, lambda: hold(group, all_statements))
    assert all(results)
    total = decoding + stating + holding
    print(f"  {'all of it':<42}{count / total:9.0f} ballots/s {total / count * 1e6:9.0f} us each")
    return all_statements


def main(count: int) -> None:
    """Makes ``count`` ballots, then verifies them in both ways."""
    key = ED25519.generator_power_secret(ED25519.secret_from_public(424242))
    key = ED25519.decode(key.text)
    _, ballots = timed("sealing", count, lambda: [make_ballot(key, number) for number in range(count)])
    without = verify(Ed25519Group(None), key, ballots, "without the compiled library")
    if load_native() is None:
        print("the compiled library is not installed")
        all_statements = without
    else:
        all_statements = verify(ED25519, key, ballots, "with the compiled library")
    print("the plain way")
    timed("commitments alone", count, lambda: plain_commitments(all_statements))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
