"""Every lie that a holder tells, by name: what it leads to, when it is told, and whether the truth can follow."""

from record.key_making import KeyMakingStage
from tests.simulator import SimulatedKeyMaking
from tests.support.cheating.boxes import BOX_LIES
from tests.support.cheating.certificates import CERTIFICATE_LIES, second_certificate
from tests.support.cheating.cheater import Cheat, Cheater
from tests.support.cheating.coefficients import COEFFICIENT_LIES, commit_to_one_more, rushing
from tests.support.cheating.complaints import (
    complaint_about_oneself,
    complaint_after_the_key,
    complaint_before_the_box,
    complaint_in_the_victims_name,
    complaint_of_another_run,
    complaint_with_another_key,
    false_complaint,
)
from tests.support.cheating.verification_keys import KEY_LIES


def says_nothing(_: Cheater, __: SimulatedKeyMaking) -> None:
    return None


_FIRST, _SECOND, _THIRD = (
    KeyMakingStage.CERTIFICATES,
    KeyMakingStage.COEFFICIENTS,
    KeyMakingStage.VERIFICATION_KEYS,
)

CHEATS: dict[str, Cheat] = {
    **{name: Cheat("refused", _FIRST, lie) for name, lie in CERTIFICATE_LIES.items()},
    "two certificates": Cheat("refused", _FIRST, second_certificate, extra=True),
    "rushing": Cheat("refused", _FIRST, rushing, extra=True),
    **{name: Cheat("refused", _SECOND, lie) for name, lie in COEFFICIENT_LIES.items()},
    "a polynomial of a higher degree": Cheat(
        "refused", _SECOND, lambda c, board: c.coefficients(board), redeemable=False, prepare=commit_to_one_more
    ),
    **{name: Cheat("convicted", _SECOND, lie) for name, lie in BOX_LIES.items()},
    **{name: Cheat("refused", _THIRD, lie) for name, lie in KEY_LIES.items()},
    "a complaint before the box": Cheat("refused", _SECOND, complaint_before_the_box, extra=True),
    "a complaint after the key": Cheat("refused", _THIRD, complaint_after_the_key, extra=True),
    "a complaint in another's name": Cheat("refused", _THIRD, complaint_in_the_victims_name, extra=True),
    "a complaint about oneself": Cheat("refused", _THIRD, complaint_about_oneself, extra=True),
    "a complaint of another run": Cheat("refused", _THIRD, complaint_of_another_run, extra=True),
    "a false complaint": Cheat("convicted", _THIRD, false_complaint, extra=True),
    "a complaint with another key": Cheat("convicted", _THIRD, complaint_with_another_key, extra=True),
    "silence without a certificate": Cheat("silent", _FIRST, says_nothing),
    "silence without coefficients": Cheat("silent", _SECOND, says_nothing),
    "silence without a verification key": Cheat("silent", _THIRD, says_nothing),
}
"""Every lie that a holder tells, by name."""
