"""V45: every rule of a key making, each by a message that breaks only that rule, signed anew by who sends it."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest

from crypto.channel import ChannelKey, seal
from crypto.ed25519 import ED25519
from crypto.signing_key import SigningKey
from crypto.threshold import Polynomial, share_for
from record.canonical import encode
from record.entries import KeyMakingHead, LogEntry
from record.errors import FormatError
from record.key_making import (
    KeyMakingError,
    KeyMakingStage,
    head_problems,
    joint_key,
    judge_key_making,
    key_making_head,
    replay_key_making,
    threshold_parameters,
)
from record.key_making_complaint import encode_share
from record.key_making_messages import (
    CERTIFICATE,
    CHANNEL_SHARE,
    COEFFICIENTS,
    COMPLAINT,
    VERIFICATION_KEY,
    Certificate,
    ChannelShare,
    Coefficients,
    Complaint,
    KeyMakingMessage,
    VerificationKey,
    decode_key_making_leaf,
    key_making_entry,
    key_making_entry_of,
)
from record.merkle import leaf_hash, root_of
from record.trustee_checks import pedersen_problems
from record.trustee_making import (
    coefficients_message,
    commitment_to,
    make_certificate,
    make_verification_key,
    sign_certificates,
    sign_text,
)
from record.trustees import CertificateContext, Pedersen, SignedMessage, parse_certificate
from record.wire import ScalarProof
from tests.simulator import SimulatedKeyMaking
from tests.support.key_makings import (
    Holder,
    certificate_of,
    coefficients_of,
    everybody_steps,
    finish,
    holders_in,
    new_run,
    verification_key_of,
)
from trustee import contributions

replace = msgspec.structs.replace
M = TypeVar("M", Certificate, Coefficients, VerificationKey, Complaint)
TAGS: dict[type[Any], Any] = {
    Certificate: CERTIFICATE,
    Coefficients: COEFFICIENTS,
    VerificationKey: VERIFICATION_KEY,
    Complaint: COMPLAINT,
}


class Scene:
    """Two of three holders decrypt; ``before(round)`` stops where only holder 3's message of that round is missing."""

    def __init__(self, folder: Path) -> None:
        self.holders = holders_in(folder, 3)
        self.board = new_run(self.holders, 2)

    @property
    def last(self) -> Holder:
        return self.holders[2]

    def before(self, round_number: int) -> "Scene":
        for _ in range(round_number - 1):
            everybody_steps(self.board, self.holders)
        everybody_steps(self.board, self.holders[:2])
        return self

    def own_message(self) -> Any:
        """What holder 3 would send now, honestly; it is not sent."""
        board, sent = self.board, len(self.board.posted)
        entries = len(board.logs.entries)
        fork = SimulatedKeyMaking.__new__(SimulatedKeyMaking)
        fork.__dict__.update(board.__dict__)
        fork.posted, fork.judging = [], False
        fork.append = lambda entry: None  # type: ignore[method-assign]
        self.last.step(fork)
        assert (len(board.posted), len(board.logs.entries)) == (sent, entries)
        ((kind, payload),) = fork.posted
        return msgspec.json.decode(payload, type={each.__name__: each for each in TAGS}[kind])

    def signed(self, message: M, by: Holder | None = None) -> M:
        signed: M = TAGS[type(message)].sign((by or self.last).store.identity, message)
        return signed

    def findings(self, message: KeyMakingMessage) -> list[str]:
        entry = key_making_entry(self.board.state.size, message)
        findings = judge_key_making(self.board.state, entry).findings
        assert all(finding.rule == "V45" and finding.entry == entry.index for finding in findings)
        return [finding.detail for finding in findings]

    def refused(self, message: KeyMakingMessage) -> str:
        """The one finding on this message."""
        (finding,) = self.findings(message)
        return finding


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


# -- the whole ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("threshold", "size"), [(1, 1), (1, 3), (2, 3), (3, 3)])
def test_an_honest_run_ends_with_a_joint_key_that_satisfies_every_rule(
    tmp_path: Path, threshold: int, size: int
) -> None:
    holders = holders_in(tmp_path, size)
    board = new_run(holders, threshold)
    keys = finish(board, holders)
    state, findings = replay_key_making(board.logs.entries)
    parameters = threshold_parameters(state)
    assert findings == ()
    assert state.stage is KeyMakingStage.FINISHED
    assert pedersen_problems(ED25519, parameters, require_commitments=True) == []
    assert [key.public_key for key in keys] == [key.public_key for key in parameters.verification_keys]
    root = root_of(leaf_hash(entry.leaf) for entry in board.logs.entries).hex()
    assert key_making_head(state) == KeyMakingHead(board.run, 1 + 3 * size, root, "")
    assert list(head_problems(key_making_head(state), state, Pedersen(parameters))) == []


def test_v45_an_election_that_names_another_head_or_another_key_is_found(tmp_path: Path) -> None:
    holders = holders_in(tmp_path, 2)
    board, other = new_run(holders, 2), new_run(holders, 2)
    finish(board, holders)
    finish(other, holders)
    head, item = key_making_head(board.state), Pedersen(threshold_parameters(board.state))
    (wrong_key,) = head_problems(head, board.state, Pedersen(threshold_parameters(other.state)))
    (wrong_head,) = head_problems(replace(head, root="00" * 32), board.state, item)
    assert "is not the one" in wrong_key
    assert "does not end where" in wrong_head


def test_an_unfinished_run_gives_no_key(scene: Scene) -> None:
    scene.before(3)
    for of_state in (threshold_parameters, key_making_head, joint_key):
        with pytest.raises(KeyMakingError, match="waits for verification-keys"):
            of_state(scene.board.state)
    assert scene.board.state.missing == (3,)


def test_a_log_with_an_unsound_entry_gives_no_key(scene: Scene) -> None:
    entries = [*scene.before(1).board.logs.entries, key_making_entry_of(3, "Certificate", b"{}")]
    state, findings = replay_key_making(entries)
    assert len(findings) == 1
    with pytest.raises(KeyMakingError, match="breaks its rules"):
        threshold_parameters(state)


def test_unreadable_payloads_and_foreign_entry_types_are_findings_and_never_raise(scene: Scene) -> None:
    state = scene.before(1).board.state
    for kind, payload in [
        ("Certificate", b""),
        ("Certificate", b"\xff"),
        ("Certificate", b"[" * 100_000),
        ("Certificate", encode(certificate_of(scene.board, 1)) + b" "),
        ("Ballot", b"{}"),
        ("KeyMakingGenesis", b"{}"),
    ]:
        entry = LogEntry(3, kind, b"", None, (payload,))
        assert len(judge_key_making(state, entry).findings) == 1


@pytest.mark.parametrize(
    "leaf", [b"", b"{}", b'{"type":"Ballot","payload":"' + b"0" * 64 + b'"}', b'{"type":"Complaint"}']
)
def test_a_leaf_of_another_log_is_refused(leaf: bytes) -> None:
    with pytest.raises(FormatError):
        decode_key_making_leaf(leaf)


# -- genesis ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda g: replace(g, group="Ed448"), "group"),
        (lambda g: replace(g, threshold=4), "can never decrypt"),
        (lambda g: replace(g, holders=(*g.holders[:2], g.holders[0])), "same signing key"),
        (lambda g: replace(g, board=g.holders[0]), "same signing key"),
        (lambda g: replace(g, holders=(*g.holders[:2], "01" + "00" * 31)), "not a valid Ed25519"),
    ],
)
def test_v45_a_genesis_of_impossible_rules_is_refused(scene: Scene, change: Callable[[Any], Any], words: str) -> None:
    fresh = key_making_entry(0, change(scene.board.genesis))
    (finding,) = replay_key_making([fresh])[1]
    assert words in finding.detail


def test_v45_there_is_one_genesis(scene: Scene) -> None:
    assert "stands where" in scene.refused(scene.board.genesis)


# -- every message ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("round_number", [1, 2, 3])
def test_v45_a_message_comes_from_the_holder_it_names_in_its_run_once(scene: Scene, round_number: int) -> None:
    message = scene.before(round_number).own_message()
    assert scene.findings(message) == []
    assert "not signed by" in scene.refused(scene.signed(message, by=scene.holders[0]))
    other_run = scene.signed(replace(message, run="1" * 22))
    assert "another key making" in scene.refused(other_run)
    assert "nobody" in scene.refused(scene.signed(replace(message, owner=4)))
    of_round: dict[int, Callable[[SimulatedKeyMaking, int], KeyMakingMessage]]
    of_round = {1: certificate_of, 2: coefficients_of, 3: verification_key_of}
    twice = of_round[round_number](scene.board, 1)
    assert any("already" in finding for finding in scene.findings(twice))


def test_v45_rounds_do_not_overlap(scene: Scene) -> None:
    scene.before(2)
    assert "waits for coefficients" in scene.refused(certificate_of(scene.board, 1))
    x = ED25519.random_secret()
    early = VerificationKey(scene.board.run, 3, make_verification_key(ED25519, x, x), "0" * 128)
    assert "waits for coefficients" in scene.refused(early)
    scene.last.step(scene.board)
    assert "waits for verification-keys" in scene.refused(coefficients_of(scene.board, 1))


def test_v45_nothing_follows_the_last_verification_key(scene: Scene) -> None:
    scene.before(3).last.step(scene.board)
    assert "waits for finished" in scene.refused(verification_key_of(scene.board, 1))
    complaint = scene.signed(Complaint(scene.board.run, 3, 1, "11" * 32, ""))
    assert "waits for finished" in scene.refused(complaint)


# -- certificates -------------------------------------------------------------------------------------------------


def certificate(scene: Scene, **changes: Any) -> Certificate:
    """Holder 3's certificate with changed parts, signed inside and outside by holder 3."""
    honest: Certificate = scene.own_message()
    group, context = ED25519, CertificateContext("Ed25519", 3, 2, 3)
    signing = changes.get("signing", group.random_secret())
    inner = make_certificate(
        group,
        signing,
        changes.get("encryption", group.generator_power_secret(group.random_secret())),
        changes.get("context", context),
        changes.get("commitment", commitment_to(Polynomial.generate(group, 2).commitments)),
    )
    return scene.signed(replace(honest, certificate=inner, channel=changes.get("channel", honest.channel)))


@pytest.mark.parametrize(
    "context",
    [
        CertificateContext("BELENIOS-2048", 3, 2, 3),
        CertificateContext("Ed25519", 4, 2, 3),
        CertificateContext("Ed25519", 3, 3, 3),
        CertificateContext("Ed25519", 3, 2, 2),
    ],
)
def test_v45_a_certificate_is_for_this_group_size_threshold_and_place(
    scene: Scene, context: CertificateContext
) -> None:
    scene.before(1)
    assert scene.findings(certificate(scene)) == []
    assert "another place" in scene.refused(certificate(scene, context=context))


def test_v45_a_certificate_commits_to_coefficients(scene: Scene) -> None:
    scene.before(1)
    assert "does not commit" in scene.refused(certificate(scene, commitment=None))


def test_v45_a_certificate_is_signed_with_its_own_key(scene: Scene) -> None:
    honest = scene.before(1).own_message()
    stranger = sign_text(ED25519, ED25519.random_secret(), honest.certificate.message)
    forged = scene.signed(replace(honest, certificate=replace(honest.certificate, signature=stranger)))
    assert "signature of the certificate" in scene.refused(forged)


@pytest.mark.parametrize("channel", ["00" * 32, "01" + "00" * 31, "ed" + "ff" * 30 + "7f"])
def test_v45_a_channel_key_that_keeps_no_secret_is_refused(scene: Scene, channel: str) -> None:
    scene.before(1)
    assert "channel key" in scene.refused(certificate(scene, channel=channel))


def test_v45_a_certificate_with_the_identity_as_key_is_malformed(scene: Scene) -> None:
    scene.before(1)
    assert "malformed" in scene.refused(certificate(scene, encryption=ED25519.identity))


def test_v45_parts_of_another_certificate_cannot_be_copied(scene: Scene) -> None:
    scene.before(1)
    first = certificate_of(scene.board, 1)
    keys = parse_certificate(first.certificate)
    assert "copied" in scene.refused(certificate(scene, channel=first.channel))
    assert "copied" in scene.refused(certificate(scene, commitment=keys.commitment))
    assert "copied" in scene.refused(certificate(scene, encryption=ED25519.decode(keys.encryption)))
    signing = ED25519.secret_from_bytes(bytes.fromhex(scene.holders[0].secrets(scene.board).signing))
    assert "copied" in scene.refused(certificate(scene, signing=signing))


def test_v45_an_envelope_covers_the_channel_key(scene: Scene) -> None:
    honest = scene.before(1).own_message()
    assert "not signed by" in scene.refused(replace(honest, channel=ChannelKey.generate().public_hex))


def test_v45_a_certificate_of_another_run_is_refused_even_if_signed_by_its_owner(scene: Scene) -> None:
    other = new_run(scene.holders, 2)
    everybody_steps(other, scene.holders)
    scene.before(1)
    assert "another key making" in scene.refused(certificate_of(other, 3))


# -- coefficients -------------------------------------------------------------------------------------------------


def coefficients(scene: Scene, commitments: list[Any], message: Coefficients | None = None) -> Coefficients:
    """Holder 3's coefficients with other commitments, everything that holder 3 can sign signed anew."""
    signing = ED25519.secret_from_bytes(bytes.fromhex(scene.last.secrets(scene.board).signing))
    text = coefficients_message(commitments)
    certificates = [certificate_of(scene.board, owner).certificate for owner in (1, 2, 3)]
    honest: Coefficients = message or scene.own_message()
    return scene.signed(
        replace(
            honest,
            coefexps=SignedMessage(text, sign_text(ED25519, signing, text)),
            certs_signature=sign_certificates(ED25519, signing, certificates, commitments),
        )
    )


def test_v45_a_rogue_key_chosen_after_seeing_the_others_is_caught_by_the_commitment(scene: Scene) -> None:
    """ATTACKS 25, 26: holder 3 makes the joint key one that it knows, and proves everything else honestly."""
    scene.before(2)
    wanted = Polynomial.generate(ED25519, 2)
    others = [scene.board.state.coefficients[owner].commitments for owner in (1, 2)]
    rogue = [
        ED25519.multiply_public(want, ED25519.invert_public(ED25519.product_public([each[place] for each in others])))
        for place, want in enumerate(wanted.commitments)
    ]
    assert "other coefficients than it had committed to" in scene.refused(coefficients(scene, rogue))


def committed(scene: Scene, commitments: list[Any]) -> Coefficients:
    """Holder 3 commits to these in its certificate, and reveals exactly these."""
    secrets = contributions.begin(scene.last.store.identity, scene.board.genesis, 3)
    signing = ED25519.secret_from_bytes(bytes.fromhex(secrets.signing))
    own = msgspec.json.decode(secrets.certificate, type=Certificate)
    inner = make_certificate(
        ED25519,
        signing,
        ED25519.decode(parse_certificate(own.certificate).encryption),
        CertificateContext("Ed25519", 3, 2, 3),
        hashlib.sha256(coefficients_message(commitments).encode()).hexdigest(),
    )
    cheating = scene.signed(replace(own, certificate=inner))
    secrets = replace(secrets, certificate=encode(cheating).decode())
    scene.last.store.save(scene.last.store.contents.with_run(secrets))
    scene.board.put(cheating)
    everybody_steps(scene.board, scene.holders[:2])
    return coefficients(scene, commitments)


@pytest.mark.parametrize("number", [1, 3])
def test_v45_there_are_exactly_as_many_coefficients_as_decrypt(scene: Scene, number: int) -> None:
    scene.before(1)
    message = committed(scene, list(Polynomial.generate(ED25519, number).commitments))
    assert "instead of 2" in scene.refused(message)


def test_v45_coefficients_are_elements_of_the_group(scene: Scene) -> None:
    scene.before(1)

    class NotAnElement:
        text = "f" * 64

    message = committed(scene, [ED25519.generator, NotAnElement()])
    assert "malformed" in scene.refused(message)


def test_v45_coefficients_are_signed_with_the_certificates_key(scene: Scene) -> None:
    honest = scene.before(2).own_message()
    stranger = sign_text(ED25519, ED25519.random_secret(), honest.coefexps.message)
    forged = scene.signed(replace(honest, coefexps=replace(honest.coefexps, signature=stranger)))
    assert "did not sign its coefficient commitments" in scene.refused(forged)


def test_v45_coefficients_are_for_the_certificates_of_this_log(scene: Scene) -> None:
    """ATTACKS 27: holder 3 was shown another certificate of holder 1."""
    honest = scene.before(2).own_message()
    signing = ED25519.secret_from_bytes(bytes.fromhex(scene.last.secrets(scene.board).signing))
    commitments = contributions._polynomial(ED25519, scene.last.secrets(scene.board)).commitments
    shown = [certificate_of(scene.board, owner).certificate for owner in (2, 2, 3)]
    split = scene.signed(replace(honest, certs_signature=sign_certificates(ED25519, signing, shown, commitments)))
    assert "other certificates" in scene.refused(split)


@pytest.mark.parametrize("number", [0, 2, 4])
def test_v45_there_is_a_box_for_each_holder(scene: Scene, number: int) -> None:
    honest = scene.before(2).own_message()
    message = scene.signed(replace(honest, shares=(honest.shares * 2)[:number]))
    assert f"sent {number} boxes" in scene.refused(message)


# -- verification keys --------------------------------------------------------------------------------------------


def verification_key(scene: Scene, **changes: Any) -> VerificationKey:
    honest: VerificationKey = scene.own_message()
    return scene.signed(replace(honest, public_key=replace(honest.public_key, **changes)))


def test_v45_a_verification_key_is_the_one_that_the_coefficients_give(scene: Scene) -> None:
    scene.before(3)
    signing = ED25519.secret_from_bytes(bytes.fromhex(scene.last.secrets(scene.board).signing))
    other = make_verification_key(ED25519, ED25519.random_secret(), signing)
    message = scene.signed(replace(scene.own_message(), public_key=other))
    assert "not the one that the coefficients give" in scene.refused(message)


def test_v45_a_verification_key_comes_with_a_proof_of_its_private_key(scene: Scene) -> None:
    scene.before(3)
    assert "did not prove" in scene.refused(verification_key(scene, pok=ScalarProof("1", "2")))
    assert "malformed" in scene.refused(verification_key(scene, pok=ScalarProof("01", "2")))


def test_v45_a_verification_key_is_signed_as_version_1_wants(scene: Scene) -> None:
    scene.before(3)
    assert "did not sign" in scene.refused(verification_key(scene, signature=msgspec.UNSET))
    assert "signature of key holder 3" in scene.refused(verification_key(scene, signature=ScalarProof("1", "2")))


def test_v45_a_verification_key_names_nobody(scene: Scene) -> None:
    scene.before(3)
    assert "has a name" in scene.refused(verification_key(scene, name="Siswa 001"))


# -- complaints ---------------------------------------------------------------------------------------------------


def complaint(scene: Scene, accused: int, by: int = 3, secret: str | None = None) -> Complaint:
    accuser = scene.holders[by - 1]
    revealed = secret or accuser.secrets(scene.board).channel
    return scene.signed(Complaint(scene.board.run, by, accused, revealed, ""), by=accuser)


def test_v45_a_complaint_is_about_another_who_has_sent_boxes_by_one_who_has_not_agreed(scene: Scene) -> None:
    scene.before(2)
    assert "has not sent any box" in scene.refused(complaint(scene, 3, by=1))
    assert scene.findings(complaint(scene, 1)) == []
    scene.last.step(scene.board)
    assert "of its own" in scene.refused(complaint(scene, 3))
    scene.holders[0].step(scene.board)
    assert "declared already" in scene.refused(complaint(scene, 2, by=1))


def box_to_3(scene: Scene, **changes: Any) -> bytes:
    """A box from holder 1 to holder 3 whose plaintext is changed and signed anew by holder 1 (or by ``signer``)."""
    secrets = scene.holders[0].secrets(scene.board)
    share = encode_share(share_for(contributions._polynomial(ED25519, secrets), 3))
    message = replace(ChannelShare(scene.board.run, 1, 3, share, ""), **changes.get("members", {}))
    signer = changes.get("signer", scene.holders[0]).store.identity
    plaintext = encode(CHANNEL_SHARE.sign(signer, message)) + changes.get("suffix", b"")
    return seal(changes.get("channel", certificate_of(scene.board, 3).channel), plaintext)


def cheat(scene: Scene, box: bytes) -> None:
    """Round 2, in which holder 1 sends this box to holder 3."""
    secrets = scene.holders[0].secrets(scene.board)
    honest = contributions.coefficients(scene.holders[0].store.identity, secrets, scene.board.state)
    message = msgspec.json.decode(honest, type=Coefficients)
    message = scene.signed(replace(message, shares=(*message.shares[:2], box.hex())), by=scene.holders[0])
    scene.board.put(message)
    scene.holders[1].step(scene.board)
    scene.holders[2].step(scene.board)


BOXES: dict[str, Callable[[Scene], bytes]] = {
    "cannot be opened": lambda scene: box_to_3(scene, channel=ChannelKey.generate().public_hex),
    "no share in canonical form": lambda scene: box_to_3(scene, suffix=b" "),
    "of another run": lambda scene: box_to_3(scene, members={"run": "1" * 22}),
    "run, sender or recipient": lambda scene: box_to_3(scene, members={"recipient": 2}),
    "sender or recipient": lambda scene: box_to_3(scene, members={"sender": 2}),
    "is not signed by it": lambda scene: box_to_3(scene, signer=scene.holders[1]),
    "a number that is no share": lambda scene: box_to_3(scene, members={"share": "-1"}),
    "does not fit its coefficient commitments": lambda scene: box_to_3(scene, members={"share": "1"}),
}


@pytest.mark.parametrize("reason", BOXES)
def test_a_bad_box_convicts_its_sender_and_ends_the_run(scene: Scene, reason: str) -> None:
    everybody_steps(scene.board, scene.holders)
    cheat(scene, BOXES[reason](scene))
    assert scene.board.state.missing == (1, 2, 3)
    scene.board.put(complaint(scene, 1))
    verdict = scene.board.state.verdict
    assert verdict is not None
    assert verdict.culprit == 1
    assert reason in verdict.reason
    assert scene.board.state.stage is KeyMakingStage.BROKEN
    assert "waits for broken" in scene.refused(complaint(scene, 2))
    with pytest.raises(KeyMakingError, match="broken off"):
        threshold_parameters(scene.board.state)


def test_the_untouched_box_is_right_so_the_cheats_above_are_what_convicts(scene: Scene) -> None:
    everybody_steps(scene.board, scene.holders)
    cheat(scene, box_to_3(scene))
    scene.board.put(complaint(scene, 1))
    verdict = scene.board.state.verdict
    assert verdict is not None
    assert verdict.culprit == 3
    assert "complained about a right share" in verdict.reason


def test_who_reveals_another_key_than_its_channel_key_is_convicted(scene: Scene) -> None:
    everybody_steps(scene.board, scene.holders)
    cheat(scene, box_to_3(scene, members={"share": "1"}))
    scene.board.put(complaint(scene, 1, secret="22" * 32))
    verdict = scene.board.state.verdict
    assert verdict is not None
    assert verdict.culprit == 3
    assert "another key" in verdict.reason


def test_a_stranger_cannot_complain(scene: Scene) -> None:
    scene.before(3)
    stranger = SigningKey.generate()
    forged = COMPLAINT.sign(stranger, Complaint(scene.board.run, 3, 1, "11" * 32, ""))
    assert "not signed by" in scene.refused(forged)
