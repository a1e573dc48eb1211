"""From a finished draft to what the board sets up: the specification, the presentation, the registrar's card order."""

from bulletin_board.committee.elections.draft import Draft, DraftQuestion, DraftTrustee
from bulletin_board.committee.elections.errors import DraftError
from bulletin_board.committee.elections.times import record_time
from bulletin_board.specification import ElectionSpecification, QuestionSpecification, TrusteeSpecification
from record.card_files import CardOrder
from record.presentation import CandidatePresentation, Presentation

GROUP = "Ed25519"
PRACTICE = "GELADI BERSIH"
"""Stands before the name of every practice election, on paper and on every screen."""


def shown_name(draft: Draft) -> str:
    """The election's name as voters see it; a rehearsal can never be mistaken for the real election."""
    return f"{PRACTICE} - {draft.name}" if draft.kind == "practice" else draft.name


def to_specification(draft: Draft, booth: tuple[str, ...] = ()) -> ElectionSpecification:
    """What the board sets up, ``booth`` being the hashes of its booth's files; ``DraftError`` if a part is missing."""
    if draft.cards is None:
        raise DraftError("There is no card list yet: upload the registrar's file first.")
    if not draft.trustees:
        raise DraftError("There are no key holders yet: choose them first.")
    if not draft.questions or not all(each.pairs for each in draft.questions):
        raise DraftError("There is a question without candidates: add them first.")
    return ElectionSpecification(
        uuid=draft.uuid,
        name=shown_name(draft),
        description=draft.description,
        questions=tuple(_question(each) for each in draft.questions),
        opens=record_time(draft.opens, draft.zone),
        closes=record_time(draft.closes, draft.zone),
        registrar=draft.cards.registrar,
        trustees=tuple(_trustee(each) for each in draft.trustees),
        administrator=draft.school,
        kind=draft.kind,
        revoting=draft.revoting,
        k=draft.k,
        group=GROUP,
        witnesses=draft.witnesses,
        booth=booth,
    )


def _question(question: DraftQuestion) -> QuestionSpecification:
    return QuestionSpecification(
        question=question.question,
        answers=tuple(pair.answer for pair in question.pairs),
        min=question.min,
        max=question.max,
        blank=question.blank,
    )


def _trustee(trustee: DraftTrustee) -> TrusteeSpecification:
    if trustee.run:
        return TrusteeSpecification(key_making=trustee.run)
    return TrusteeSpecification(holder=trustee.holder or None, key=trustee.key)


def to_presentation(draft: Draft) -> Presentation:
    """What the booth shows beside the names."""
    return Presentation(
        version=1,
        school=draft.school,
        zone=draft.zone,
        candidates=tuple(
            tuple(
                CandidatePresentation(photo=pair.photo, vision=pair.vision, mission=pair.mission) for pair in each.pairs
            )
            for each in draft.questions
        ),
    )


def card_order(draft: Draft, address: str) -> CardOrder:
    """What the registrar needs for the cards; ``address`` leads voters to the booth. ``DraftError`` without times."""
    return CardOrder(
        version=1,
        uuid=draft.uuid,
        name=shown_name(draft),
        school=draft.school,
        kind=draft.kind,
        group=GROUP,
        address=address,
        spares=draft.spares,
        opens=record_time(draft.opens, draft.zone),
        closes=record_time(draft.closes, draft.zone),
        zone=draft.zone,
    )
