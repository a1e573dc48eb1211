"""How long a key holder sits: many schools' elections of one day, one joint key, one passphrase, every record verified.

Each school has a Single of its own beside the joint key, as many voters as told, and all of them voted; records are
read from memory, so what a network costs is not in it. The same holder decrypts all of them; each is verified whole
(ballots, credentials, key making, witnesses), and its share is in the journal, flushed, before it is sent.

    python -m bench.sitting_bench [ELECTIONS] [VOTERS]
"""

import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from crypto.passphrase_box import seal_with_passphrase
from record.canonical import encode
from tests.support.same_key_elections import SimulatedDay, closed, school
from tests.support.trustee_elections import SimulatedElection, contents_of
from trustee.journal import Journal
from trustee.key_file import KeyFile, write_box
from trustee.sitting import decrypt_all
from verifier.run import verify

OWNER = 2
PASSPHRASE = "kabut nyiur peluit enam gerimis lentera"


def main(elections: int, voters: int) -> None:
    """Time the passphrase, and sittings on one process and on all cores."""
    start = time.perf_counter()
    day = SimulatedDay([SimulatedElection(closed(school(number, voters))) for number in range(elections)])
    uuids = [each.builder.parties.uuid for each in day.elections]
    print(f"{elections} elections, {voters} ballots each (made in {time.perf_counter() - start:.0f} s)")
    for cores in sorted({1, len(os.sched_getaffinity(0))}):
        sit(day, uuids, voters, cores)


def sit(day: SimulatedDay, uuids: list[str], voters: int, cores: int) -> None:
    """One sitting, from the passphrase to the last share; the shares are taken back afterwards."""
    lengths = [len(each.builder.entries) for each in day.elections]
    with tempfile.TemporaryDirectory(prefix="suarasah-bench-") as folder:
        path = Path(folder, "trustee.key")
        write_box(path, seal_with_passphrase(encode(contents_of(school(0), OWNER)), PASSPHRASE))
        start = time.perf_counter()
        contents = KeyFile.open(path, PASSPHRASE).contents
        opened = time.perf_counter() - start
        with (
            Journal(Path(folder, "journal"), contents.signing_key().public_hex, ()) as journal,
            ProcessPoolExecutor(cores) as pool,
        ):
            checked = partial(verify, executor=pool if cores > 1 else None)
            outcomes = decrypt_all(day, day.source, uuids, contents, journal, checked)
        seconds = time.perf_counter() - start
    assert all(outcome.error is None for outcome in outcomes), [outcome.error for outcome in outcomes if outcome.error]
    print(
        f"{cores} processes: passphrase {opened:.1f} s, all together {seconds:.0f} s, "
        f"{seconds / len(uuids) * 1000:.0f} ms an election, {len(uuids) * voters / seconds:.0f} ballots/s"
    )
    for election, length in zip(day.elections, lengths, strict=True):
        del election.builder.entries[length:]
        election.builder.rebuild_tree()
    assert seconds < 1800, "a sitting of more than half an hour"


if __name__ == "__main__":
    main(*(int(argument) for argument in (*sys.argv[1:], *("200", "40")[len(sys.argv) - 1 :])))
