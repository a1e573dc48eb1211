"""kill -9 at any write leaves the old key file or the new one, and nothing that hinders the next save."""

import json
import subprocess
import sys
from pathlib import Path

ROUNDS = 60


def test_whenever_the_process_is_killed_the_file_is_the_old_one_or_the_new_one(
    tmp_path: Path, repository: Path
) -> None:
    command = [sys.executable, "-m", "tests.support.key_file_kills", str(tmp_path), str(ROUNDS)]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False, timeout=400)
    assert done.returncode == 0, done.stderr[-4000:]
    said = json.loads(done.stdout)
    assert said["wrong"] == []
    # Six calls replace a file and seven create one: killed before each of them, and in every random round.
    assert said["killed"] >= ROUNDS + 13
    assert set(said["found"]) == {"old", "new", "none"}
    assert all(count > 2 for count in said["found"].values())
