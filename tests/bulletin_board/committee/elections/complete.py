"""A draft that lacks nothing, for tests that take one thing away."""

from datetime import UTC, datetime

from bulletin_board.committee.elections.checklist import RunState, Situation
from bulletin_board.committee.elections.draft import Cards, Draft, DraftQuestion, DraftTrustee, Pair

NOW = datetime(2026, 11, 20, tzinfo=UTC)
RUN = "R" * 22
PHOTO = "0" * 64
PAIRS = (
    Pair("Ketua A", "Wakil A", PHOTO, "Visi A", "Misi A"),
    Pair("Ketua B", "Wakil B", PHOTO, "Visi B", "Misi B"),
)
COMPLETE = Draft(
    uuid="U" * 22,
    school="SMAN Contoh",
    name="Pilketos",
    opens="2026-11-24T08:00",
    closes="2026-11-24T13:00",
    questions=(DraftQuestion("Siapa pilihanmu?", PAIRS),),
    trustees=(DraftTrustee(run=RUN),),
    cards=Cards("a" * 64, 100, 20),
)
FINISHED = RunState("finished", fresh=True, holders=3)
READY = Situation(NOW, {RUN: FINISHED}, rehearsed=True)
