"""The same races against a board of three gunicorn processes: what clients see over HTTP."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import msgspec
import urllib3

from bulletin_board.administration import close_voting
from tests.support.board_process import BoardProcess, serving
from tests.support.live_elections import LiveElection, code_of
from tests.support.log_audit import Held, assert_sound


class Reply(NamedTuple):
    """A status, and what the answer holds."""

    sent: bytes
    status: int
    answer: dict[str, Any]

    @property
    def held(self) -> Held:
        return Held(self.sent, self.answer["index"], self.answer["receipt"].encode())


def race(server: BoardProcess, uuid: str, parts: Sequence[Sequence[tuple[str, bytes]]]) -> list[list[Reply]]:
    """Each client posts its messages, (route, bytes), all beginning at once."""
    barrier = threading.Barrier(len(parts))

    def client(part: Sequence[tuple[str, bytes]]) -> list[Reply]:
        with urllib3.HTTPConnectionPool("127.0.0.1", server.port, timeout=120, retries=False) as pool:
            barrier.wait()
            replies = []
            for route, data in part:
                url = f"/api/v1/elections/{uuid}/{route}"
                reply = pool.request("POST", url, body=data, headers={"Content-Type": "application/json"})
                replies.append(Reply(data, reply.status, msgspec.json.decode(reply.data)))
            return replies

    with ThreadPoolExecutor(len(parts)) as threads:
        return list(threads.map(client, parts))


def test_a_board_of_three_processes_keeps_one_order(election: LiveElection) -> None:
    board, uuid = election.board, election.uuid
    ballots = election.seal(66)
    # Two clients send the same ballots and a third one tests their seals, two send the same tracking codes under two
    # signatures each, one sends other ballots.
    same, codes, free, last = ballots[:8], ballots[8:16], ballots[16:36], ballots[36:]
    others = [election.resigned(n, ballot) for n, ballot in enumerate(codes)]
    tests = [election.challenge(n, code_of(ballot)) for n, ballot in enumerate(same)]
    parts = [_posts("ballots", part) for part in (same, same, codes, others, free)]
    with serving(board.config, workers=3, threads=2) as server:
        first, again, one, other, alone, tested = race(server, uuid, [*parts, _posts("challenges", tests)])
        closing = threading.Timer(0.05, close_voting, (board, uuid), {"early": True})
        closing.start()
        late = flat(race(server, uuid, [_posts("ballots", last[n::3]) for n in range(3)]))
        closing.join()
    assert [reply.status for reply in alone] == [201] * len(free)
    for mine, yours, test in zip(first, again, tested, strict=True):
        if test.status == 201:
            assert {(reply.status, reply.answer["rule"]) for reply in (mine, yours)} == {(422, "V37")}
        else:
            assert (test.status, test.answer["rule"]) == (422, "V37")
            assert {mine.status, yours.status} == {200, 201}
            assert mine.answer["index"] == yours.answer["index"]
    for mine, yours in zip(one, other, strict=True):
        assert {mine.status, yours.status} == {201, 409}
        loser = mine if mine.status == 409 else yours
        assert (loser.answer["code"], loser.answer["rule"]) == ("ballot-code-used", "V21")
    assert {reply.answer["code"] for reply in late if reply.status != 201} <= {"voting-closed"}
    replies = flat([first, again, one, other, alone, tested, late])
    held = [reply.held for reply in replies if reply.status in (200, 201)]
    ledger = assert_sound(board, uuid, held)
    assert ledger.tally is not None
    assert all(each.index < ledger.tally[0] - 2 for each in held)


def _posts(route: str, messages: Sequence[bytes]) -> list[tuple[str, bytes]]:
    return [(route, message) for message in messages]


def flat(replies: list[list[Reply]]) -> list[Reply]:
    return [reply for part in replies for reply in part]
