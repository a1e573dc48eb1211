"""No repr of anything that holds a secret or a choice shows it: reprs end in logs and in tracebacks."""

import pickle

import pytest

from crypto.blank_proof import BlankWitness
from crypto.channel import ChannelKey
from crypto.disjunction import Branch
from crypto.ed25519 import ED25519
from crypto.elgamal import Ciphertext
from crypto.randomness import BallotRandomness
from crypto.signing_key import SigningKey
from crypto.threshold import Polynomial
from record.key_making_messages import ChannelShare
from registrar.register import Card as RegisterCard
from registrar.register import Register
from registrar.rolls.voters import Voter
from trustee.key_file import Complained, JointKey, KeyContents, RunSecrets, SingleKey
from voter_client.seal_test import Opening
from voter_client.sealing import Card, SealedBallot

CANARY = 0xC0FFEE_C0FFEE_C0FFEE_C0FFEE
SECRET = ED25519.secret_from_public(CANARY)
HEX = SECRET.reveal().hex()
TEXTS = (HEX, str(CANARY), f"{CANARY:x}", repr(SECRET.reveal()), repr(SECRET.reveal()[::-1]), "K0DE-CANARY", "c0ffee")
POINT = ED25519.generator
PAIR = Ciphertext(POINT, POINT)

HOLDERS = {
    "Secret": SECRET,
    "Polynomial": Polynomial.from_coefficients(ED25519, [SECRET, SECRET]),
    "BallotRandomness": BallotRandomness(ED25519, SECRET.reveal()),
    "SigningKey": SigningKey.from_seed(SECRET.reveal()),
    "ChannelKey": ChannelKey.from_secret_bytes(SECRET.reveal()),
    "Branch": Branch(PAIR, SECRET, True),
    "BlankWitness": BlankWitness(PAIR, SECRET, PAIR, SECRET, True, CANARY),
    "ChannelShare": ChannelShare("KunciBersamaUji1", 1, 2, str(CANARY), ""),
    "Complained": Complained("KunciBersamaUji1", 1, "K0DE-CANARY"),
    "RunSecrets": RunSecrets("KunciBersamaUji1", 1, HEX, "Ed25519", HEX, HEX, (HEX,), "K0DE-CANARY"),
    "JointKey": JointKey("Ed25519", HEX, "", 1, 1, None, HEX, ()),  # type: ignore[arg-type]
    "SingleKey": SingleKey("Ed25519", HEX, None),  # type: ignore[arg-type]
    "KeyContents": KeyContents(1, HEX),
    "Card of the register": RegisterCard(1, "K0DE-CANARY", "", 1, False, "", Voter("K0DE-CANARY", "", "")),
    "Register": Register(2, HEX, "PemiraSiswaUji123", "Ed25519", (RegisterCard(1, "K0DE-CANARY", "", 1),)),
    "Card of the voter": Card(SECRET, ""),
    "SealedBallot": SealedBallot(None, "", ((CANARY,),), SECRET.reveal()),  # type: ignore[arg-type]
    "Opening": Opening("PemiraSiswaUji123", "K0DE-CANARY", ((CANARY,),), HEX),
}


@pytest.mark.parametrize("name", HOLDERS)
def test_a_repr_shows_no_secret(name: str) -> None:
    holder = HOLDERS[name]
    for shown in (repr(holder), str(holder), f"{holder}", repr([holder]), repr({"it": (holder,)})):
        assert not [text for text in TEXTS if text in shown], shown


def test_the_canary_would_be_seen() -> None:
    assert any(text in repr(Voter("K0DE-CANARY", "", "")) for text in TEXTS)
    assert pickle.loads(pickle.dumps(SECRET)).reveal() == SECRET.reveal(), "a Secret travels, but does not show"
