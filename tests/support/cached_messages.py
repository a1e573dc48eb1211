"""What an election's honest parties make, cached by its inputs, because it costs most of building a record.

Shares hold fresh randomness, but here the same tally gets the same bytes, as a key holder's journal would have it.
"""

from functools import lru_cache

from crypto.errors import CryptoError
from crypto.group import Secret
from crypto.groups import group_by_name
from crypto.share_binding import prove_share_binding
from record.ballot import parse_ballot
from record.ballot_checks import Votes
from record.ballot_making import make_unsigned_ballot, sign_ballot
from record.election import fingerprint, parse_election
from record.errors import RecordError
from record.tally import make_share, parse_encrypted_tally, parse_share
from record.wire import ScalarProof, decode_ciphertext, encode_proof
from tests.support.election_parties import Card


@lru_cache(maxsize=1024)
def sound_ballot(election_bytes: bytes, card: Card, choices: tuple[tuple[int, ...], ...], seed: int) -> bytes:
    """A sound ballot; a visibly synthetic seed."""
    election = parse_election(election_bytes)
    unsigned = make_unsigned_ballot(
        election, fingerprint(election_bytes), card.element, choices, seed.to_bytes(32, "big")
    )
    return sign_ballot(group_by_name(election.group), unsigned, card.secret)


@lru_cache(maxsize=1024)
def votes_of(group_name: str, data: bytes, slots: tuple[int, ...]) -> Votes | None:
    """The ciphertexts of a ballot, if it has as many as the questions ask for and all are elements."""
    group = group_by_name(group_name)
    try:
        answers = parse_ballot(data).answers
        votes = tuple(tuple(decode_ciphertext(group, each) for each in answer.choices) for answer in answers)
    except (RecordError, CryptoError):
        return None
    return votes if tuple(map(len, votes)) == slots else None


@lru_cache(maxsize=1024)
def sound_share(group_name: str, election_fingerprint: str, key: bytes, tally: bytes) -> bytes:
    """The share of a private key."""
    group = group_by_name(group_name)
    return make_share(group, election_fingerprint, Secret(key), parse_encrypted_tally(group, tally))


@lru_cache(maxsize=1024)
def binding_proof(group_name: str, setup_hash: str, key: bytes, tally: bytes, share: bytes) -> ScalarProof:
    """The binding proof over the factors of a share; over honest ones if the share cannot be read."""
    group = group_by_name(group_name)
    secret = Secret(key)
    alphas = parse_encrypted_tally(group, tally).alphas()
    try:
        factors = [factor for question in parse_share(group, share).factors for factor in question]
    except (RecordError, CryptoError):
        factors = []
    if len(factors) != len(alphas):
        factors = [group.power_secret(alpha, secret) for alpha in alphas]
    public = group.generator_power_secret(secret)
    return encode_proof(prove_share_binding(group, setup_hash, secret, public, alphas, factors))
