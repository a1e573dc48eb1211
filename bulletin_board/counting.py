"""The encrypted tally and the result, computed from the log alone."""

from sqlalchemy import func, select

from bulletin_board.errors import StageError
from bulletin_board.sharing import read_tally
from bulletin_board.storage.reading import log_entries, stored_blob
from bulletin_board.storage.tables import ballots, entries
from bulletin_board.storage.view import ElectionReading
from crypto.discrete_log import DiscreteLogError
from crypto.errors import CryptoError
from record.ballot import parse_ballot
from record.canonical import decode
from record.ledger import SetupFacts
from record.result import MissingShareError, compute_counts, encode_result
from record.tally import DecodedShare, OwnedShare, parse_share, parse_sized_tally, total_weight
from record.tallying import TallyAccumulator
from record.wire import decode_ciphertext


def tally_payload(election: ElectionReading) -> tuple[bytes, bytes]:
    """The two blobs of ``EncryptedTally`` for the last ballot of each credential in the log as it is now."""
    setup = _setup(election)
    group = setup.group
    accumulator = TallyAccumulator(group, setup.election.questions)
    for payload in _counted_payloads(election):
        ballot = parse_ballot(stored_blob(election.connection, election.head.log_id, payload))
        votes = [[decode_ciphertext(group, choice) for choice in answer.choices] for answer in ballot.answers]
        accumulator.add(votes, setup.credentials.weight(ballot.credential) or 0)
    return accumulator.payload()


def _counted_payloads(election: ElectionReading) -> list[str]:
    """The payload hashes of the ballots that count: 64 bytes for each."""
    log_id = election.head.log_id
    last = select(func.max(ballots.c["index"])).where(ballots.c.log_id == log_id).group_by(ballots.c.credential)
    query = select(entries.c.payload).where(entries.c.log_id == log_id, entries.c["index"].in_(last))
    return list(election.connection.execute(query).scalars())


def result_payload(election: ElectionReading) -> bytes:
    """The blob of ``Result``; ``StageError`` if key holders are missing or the shares open nothing."""
    setup = _setup(election)
    tally = read_tally(election)
    shares: dict[int, DecodedShare] = {}
    weight = 0
    size_at_tally = election.head.state.tally
    start = 0 if size_at_tally is None else size_at_tally[0] - 1
    for entry in log_entries(election.connection, election.head.log_id, start, election.head.size):
        if entry.type == "EncryptedTally":
            weight = total_weight(parse_sized_tally(entry.payload))
        elif entry.type == "PartialDecryption":
            shares[decode(entry.payload, OwnedShare).owner] = parse_share(setup.group, entry.blobs[0])
    try:
        return encode_result(compute_counts(setup.group, election.facts.trustees, tally, shares, weight))
    except MissingShareError as error:
        raise StageError(str(error)) from error
    except (DiscreteLogError, CryptoError) as error:
        raise StageError(f"The shares do not open the tally: {error} Verify the log.") from error


def _setup(election: ElectionReading) -> SetupFacts:
    if election.facts.setup is None:
        raise StageError("This election has no setup.")
    return election.facts.setup
