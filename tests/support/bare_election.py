"""Whole elections as bare `.bel` archives, made by our own code in memory, for the tests of every package.

What an attacker controls is a parameter or can be replaced afterwards (:meth:`BareElection.archive` takes any
events), so that tests re-hash and re-sign whatever they change.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from crypto.group import Element, Group, Secret
from crypto.groups import group_by_name
from crypto.threshold import Polynomial, share_for, sum_of_shares
from record.archive import ArchiveWriter
from record.ballot_checks import BallotContext, Votes, ballot_context, examine_ballot
from record.ballot_making import make_unsigned_ballot, sign_ballot
from record.credentials import PublicCredentials, credential_entries, write_public_credentials
from record.election import Election, Question, encode_election, fingerprint
from record.events import EventType, next_event
from record.payloads import make_setup_data
from record.result import compute_counts, encode_result
from record.tally import make_owned_share, make_share, parse_encrypted_tally, parse_share
from record.tallying import TallyAccumulator
from record.trustee_checks import election_key
from record.trustee_making import (
    assemble_joint_key,
    commitment_to,
    encode_trustees,
    make_certificate,
    make_single,
    make_verification_key,
    sign_certificates,
    sign_coefficients,
)
from record.trustees import CertificateContext, Pedersen, TrusteeKind

UUID = "PemiLuSiswa123"
TIMESTAMP = 1_700_000_000
CHAIR = Question(answers=("Paslon 1", "Paslon 2", "Paslon 3"), min=1, max=1, question="Ketua OSIS")
BLANKABLE = Question(answers=("Biru", "Hijau"), blank=True, min=1, max=2, question="Seragam")

Step = tuple[EventType, tuple[bytes, ...]]
"""An event's type and the data that it adds, in the archive's order."""


def make_joint_key(group: Group, threshold: int, size: int, *, commit: bool = True) -> tuple[Pedersen, list[Secret]]:
    """A joint key, t of n, with the private keys of its holders in order."""
    polynomials = [Polynomial.generate(group, threshold) for _ in range(size)]
    signing = [group.random_secret() for _ in range(size)]
    certificates = [
        make_certificate(
            group,
            key,
            group.generator_power_secret(group.random_secret()),
            CertificateContext(group.name, size, threshold, index),
            commitment_to(polynomial.commitments) if commit else None,
        )
        for index, (key, polynomial) in enumerate(zip(signing, polynomials, strict=True), start=1)
    ]
    private = [
        sum_of_shares(group, [share_for(polynomial, index) for polynomial in polynomials])
        for index in range(1, size + 1)
    ]
    item = assemble_joint_key(
        threshold,
        certificates,
        [sign_coefficients(group, key, each.commitments) for key, each in zip(signing, polynomials, strict=True)],
        [
            sign_certificates(group, key, certificates, each.commitments)
            for key, each in zip(signing, polynomials, strict=True)
        ],
        [make_verification_key(group, x, key) for x, key in zip(private, signing, strict=True)],
    )
    return item, private


@dataclass
class BareElection:
    """An election of ``weights`` voters, one ``Single`` holder and perhaps a joint key (t, n)."""

    questions: tuple[Question, ...] = (CHAIR,)
    weights: Sequence[int] = (1, 1, 1)
    weighted: bool = False
    joint: tuple[int, int] | None = None
    group_name: str = "Ed25519"
    steps: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.group: Group = group_by_name(self.group_name)
        self.secrets = [self.group.random_secret() for _ in self.weights]
        self.cards: list[Element] = [self.group.generator_power_secret(secret) for secret in self.secrets]
        single = self.group.random_secret()
        self.items: list[TrusteeKind] = [make_single(self.group, single, "KPU")]
        self.private_keys = [single]
        if self.joint is not None:
            item, private = make_joint_key(self.group, *self.joint)
            self.items.append(item)
            self.private_keys += private
        self.election = Election(
            version=1,
            description="Dibuat oleh uji",
            name="Pemilihan contoh",
            group=self.group.name,
            public_key=election_key(self.group, self.items).text,
            questions=self.questions,
            uuid=UUID,
            administrator="Panitia",
            language=("id", "ltr"),
        )
        self.election_bytes = encode_election(self.election)
        self.trustees_bytes = encode_trustees(self.items)
        self.credentials_bytes = write_public_credentials(
            [(card.text, weight) for card, weight in zip(self.cards, self.weights, strict=True)],
            weighted=self.weighted,
        )
        setup_data = make_setup_data(self.election_bytes, self.trustees_bytes, self.credentials_bytes)
        setup = (self.election_bytes, self.trustees_bytes, self.credentials_bytes, setup_data)
        self.steps.append(("Setup", setup))
        self.tally = TallyAccumulator(self.group, self.questions)

    @property
    def fingerprint(self) -> str:
        """The election's phi."""
        return fingerprint(self.election_bytes)

    @property
    def context(self) -> BallotContext:
        """What its ballots are checked against."""
        return ballot_context(self.election, self.fingerprint)

    @property
    def credentials(self) -> PublicCredentials:
        """Its list of credentials."""
        return PublicCredentials(credential_entries(self.credentials_bytes))

    def ballot(self, voter: int, choices: Sequence[Sequence[int]], seed: bytes | None = None) -> bytes:
        """A signed ballot that is not in the box."""
        unsigned = make_unsigned_ballot(
            self.election, self.fingerprint, self.cards[voter], choices, seed or bytes([voter] * 32)
        )
        return sign_ballot(self.group, unsigned, self.secrets[voter])

    def cast(self, voter: int, choices: Sequence[Sequence[int]], seed: bytes | None = None) -> bytes:
        """A ballot, put into the box."""
        ballot = self.ballot(voter, choices, seed)
        self.steps.append(("Ballot", (ballot,)))
        return ballot

    def close(self) -> None:
        """``EndBallots`` and ``EncryptedTally`` over the last ballot of each voter."""
        last: dict[str, Votes] = {}
        self.tally = TallyAccumulator(self.group, self.questions)
        weights = {card.text: weight for card, weight in zip(self.cards, self.weights, strict=True)}
        for kind, blobs in self.steps:
            if kind != "Ballot":
                continue
            examined = examine_ballot(self.context, blobs[0])
            if examined.ballot is None or examined.votes is None:
                raise AssertionError("only sound ballots can be tallied")
            credential = examined.ballot.credential
            if credential in last:
                self.tally.remove(last[credential], weights[credential])
            self.tally.add(examined.votes, weights[credential])
            last[credential] = examined.votes
        self.steps.append(("EndBallots", ()))
        self.steps.append(("EncryptedTally", self.tally.payload()))

    def open(self, owners: Sequence[int]) -> None:
        """The shares of these owners (from 1) and the result."""
        tally = parse_encrypted_tally(self.group, self.tally.payload()[0])
        shares = {}
        for owner in owners:
            share = make_share(self.group, self.fingerprint, self.private_keys[owner - 1], tally)
            self.steps.append(("PartialDecryption", (share, make_owned_share(owner, share))))
            shares[owner] = parse_share(self.group, share)
        counts = compute_counts(self.group, self.items, tally, shares, self.tally.weight)
        self.steps.append(("Result", (encode_result(counts),)))

    def archive(self, steps: Sequence[Step] | None = None) -> bytes:
        """The `.bel` of these steps (by default its own), chained anew."""
        stream = io.BytesIO()
        writer = ArchiveWriter(stream, TIMESTAMP)
        previous: bytes | None = None
        for kind, blobs in self.steps if steps is None else steps:
            previous = next_event(previous, kind, blobs[-1] if blobs else None)
            writer.append(previous, blobs)
        return stream.getvalue()
