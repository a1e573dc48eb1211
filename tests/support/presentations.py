"""Presentations of elections of the tests: drawn portraits, and whatever texts a test is about."""

from collections.abc import Sequence

from bulletin_board.presentations import PresentationFiles
from record.digests import sha256_hex
from record.presentation import CandidatePresentation, Presentation, Zone, encode_presentation
from suarasah.demo.portraits import portrait

VISION = "Sekolah yang ramah dan bersih."
MISSION = "1. Kotak saran.\n2. Bank sampah."


def presented(
    candidates: int = 3,
    *,
    vision: str = VISION,
    mission: str = MISSION,
    without_photo: Sequence[int] = (),
    zone: Zone = "WIB",
    plain_questions: Sequence[int] = (),
) -> PresentationFiles:
    """One question of so many pairs with photos, then questions of so many answers with nothing beside them."""
    photos = {number: portrait(number) for number in range(1, candidates + 1) if number not in without_photo}
    shown = tuple(
        CandidatePresentation(sha256_hex(photos[number]) if number in photos else "", vision, mission)
        for number in range(1, candidates + 1)
    )
    plain = tuple(tuple(CandidatePresentation() for _ in range(answers)) for answers in plain_questions)
    document = encode_presentation(Presentation(school="SMAN Contoh", zone=zone, candidates=(shown, *plain)))
    return PresentationFiles(document, {sha256_hex(photo): photo for photo in photos.values()})
