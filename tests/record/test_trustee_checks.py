"""Each rule about key holders is broken alone, everything else signed anew, and is the only one that says so."""

from collections.abc import Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import replace

from crypto.group import Element, Secret
from crypto.groups import group_by_name
from crypto.threshold import Polynomial, share_for, sum_of_shares
from record.canonical import encode
from record.errors import FormatError
from record.trustee_checks import election_key, trustees_problems
from record.trustee_making import (
    assemble_joint_key,
    coefficients_message,
    commitment_to,
    encode_trustees,
    make_certificate,
    make_single,
    make_verification_key,
    sign_certificates,
    sign_coefficients,
    sign_text,
)
from record.trustees import (
    CertificateContext,
    Pedersen,
    SignedMessage,
    TrusteeKind,
    item_owners,
    owner_keys,
    parse_certificate,
    parse_trustees,
    threshold_of,
)
from record.wire import ScalarProof

GROUP = group_by_name("Ed25519")
SIZE, THRESHOLD = 3, 2


def element(exponent: int) -> Element:
    return GROUP.power_public(GROUP.generator, exponent)


class KeyMaking:
    """An honest key making whose steps can be replaced one by one; later steps follow from earlier ones."""

    def __init__(self, polynomials: Sequence[Polynomial] | None = None) -> None:
        self.threshold = THRESHOLD
        self.polynomials = list(polynomials or (Polynomial.generate(GROUP, THRESHOLD) for _ in range(SIZE)))
        self.signing = [GROUP.random_secret() for _ in self.polynomials]
        self.contexts = [
            CertificateContext(GROUP.name, len(self.polynomials), THRESHOLD, index)
            for index in range(1, len(self.polynomials) + 1)
        ]
        self.encryption = [element(10 + index) for index in range(len(self.polynomials))]
        self.commitments: list[str | None] = [commitment_to(each.commitments) for each in self.polynomials]
        self.certificates: list[SignedMessage] | None = None
        self.coefficients: list[SignedMessage] | None = None
        self.signatures: list[ScalarProof] | None = None

    @property
    def private(self) -> list[Secret]:
        return [
            sum_of_shares(GROUP, [share_for(each, index) for each in self.polynomials])
            for index in range(1, len(self.polynomials) + 1)
        ]

    def item(self) -> Pedersen:
        certificates = self.certificates or [
            make_certificate(GROUP, *parts)
            for parts in zip(self.signing, self.encryption, self.contexts, self.commitments, strict=True)
        ]
        each = list(zip(self.signing, self.polynomials, strict=True))
        return assemble_joint_key(
            self.threshold,
            certificates,
            self.coefficients or [sign_coefficients(GROUP, key, poly.commitments) for key, poly in each],
            self.signatures or [sign_certificates(GROUP, key, certificates, poly.commitments) for key, poly in each],
            [make_verification_key(GROUP, x, key) for x, key in zip(self.private, self.signing, strict=True)],
        )


def rules(*items: TrusteeKind, key: str | None = None, required: bool = True) -> list[str]:
    expected = election_key(GROUP, items).text if key is None else key
    # What is checked is what was read, so the wire form is part of every test.
    read = parse_trustees(encode_trustees(items))
    return [problem.rule for problem in trustees_problems(GROUP, read, expected, require_commitments=required)]


def test_what_honest_holders_make_breaks_no_rule() -> None:
    single = make_single(GROUP, GROUP.random_secret(), "KPU")
    assert rules(single, KeyMaking().item()) == []


@pytest.mark.parametrize(("size", "threshold"), [(1, 1), (2, 1), (3, 3)])
def test_other_thresholds(size: int, threshold: int) -> None:
    making = KeyMaking([Polynomial.generate(GROUP, threshold) for _ in range(size)])
    making.threshold = threshold
    making.contexts = [replace(context, threshold=threshold) for context in making.contexts]
    assert rules(making.item()) == []


def test_owners_are_numbered_over_all_items() -> None:
    first, last, joint = (
        make_single(GROUP, GROUP.random_secret()),
        make_single(GROUP, GROUP.random_secret()),
        KeyMaking(),
    )
    items = (first, joint.item(), last)
    assert item_owners(items) == [range(1, 2), range(2, 5), range(5, 6)]
    assert [key.public_key for key in owner_keys(items)] == [
        first.key.public_key,
        *(GROUP.generator_power_secret(x).text for x in joint.private),
        last.key.public_key,
    ]
    assert [threshold_of(item) for item in items] == [1, 2, 1]


def test_v06_a_key_that_nobody_proves_to_hold() -> None:
    honest = make_single(GROUP, GROUP.random_secret())
    other = make_single(GROUP, GROUP.random_secret())
    rogue = replace(other, key=replace(other.key, pok=honest.key.pok))
    assert rules(honest, rogue) == ["V06"]


def test_v06_malformed_keys() -> None:
    honest = make_single(GROUP, GROUP.random_secret())
    identity = replace(honest, key=replace(honest.key, public_key=GROUP.identity.text))
    assert "V06" in rules(identity, key="")
    endless = replace(honest.key, pok=ScalarProof(honest.key.pok.challenge, str(GROUP.q)))
    assert rules(replace(honest, key=endless)) == ["V06"]


def test_v03_certificates_have_one_spelling() -> None:
    making = KeyMaking()
    message = making.item().parameters.certs[1].message + " "
    making.certificates = list(making.item().parameters.certs)
    making.certificates[1] = SignedMessage(message, sign_text(GROUP, making.signing[1], message))
    assert rules(making.item()) == ["V03"]


def test_v03_coefficients_have_one_spelling() -> None:
    making = KeyMaking()
    message = coefficients_message(making.polynomials[0].commitments).replace(",", ", ")
    making.coefficients = list(making.item().parameters.coefexps)
    making.coefficients[0] = SignedMessage(message, sign_text(GROUP, making.signing[0], message))
    assert rules(making.item(), key=election_key(GROUP, [KeyMaking(making.polynomials).item()]).text) == ["V03", "V11"]


@pytest.mark.parametrize(
    "change", [{"group": "BELENIOS-2048"}, {"size": 4}, {"threshold": 1}, {"threshold": 3}, {"index": 2}, {"index": 3}]
)
def test_v07_a_certificate_for_something_else(change: dict[str, object]) -> None:
    making = KeyMaking()
    making.contexts[0] = replace(making.contexts[0], **change)
    assert rules(making.item()) == ["V07"]


def test_v07_certificates_in_another_order() -> None:
    making = KeyMaking()
    making.contexts[0], making.contexts[1] = making.contexts[1], making.contexts[0]
    assert rules(making.item()) == ["V07"]


def test_v07_keys_of_certificates_are_elements() -> None:
    making = KeyMaking()
    making.encryption[2] = GROUP.identity
    assert rules(making.item()) == ["V07"]


def test_v07_a_certificate_signed_by_somebody_else() -> None:
    making = KeyMaking()
    certificates = list(making.item().parameters.certs)
    message = certificates[0].message
    certificates[0] = SignedMessage(message, sign_text(GROUP, making.signing[1], message))
    making.certificates = certificates
    assert rules(making.item()) == ["V07"]


@pytest.mark.parametrize("threshold", [0, 4])
def test_v07_impossible_thresholds(threshold: int) -> None:
    item = KeyMaking().item()
    assert rules(replace(item, parameters=replace(item.parameters, threshold=threshold))) == ["V07"]


@pytest.mark.parametrize("field", ["certs", "coefexps", "signatures", "verification_keys"])
def test_v07_one_of_everything_for_each_holder(field: str) -> None:
    item = KeyMaking().item()
    shorter = replace(item.parameters, **{field: getattr(item.parameters, field)[:-1]})
    assert "V07" in rules(replace(item, parameters=shorter), key="")


def test_v07_nobody_and_nothing_signed() -> None:
    item = KeyMaking().item()
    assert rules(replace(item, parameters=replace(item.parameters, signatures=UNSET))) == ["V07"]
    nobody = replace(item.parameters, certs=(), coefexps=(), signatures=(), verification_keys=())
    assert "V07" in rules(replace(item, parameters=nobody), key="")


def test_v08_too_many_coefficients() -> None:
    making = KeyMaking([Polynomial.generate(GROUP, THRESHOLD + 1) for _ in range(SIZE)])
    assert rules(making.item()) == ["V08"]


def test_v08_what_is_no_element() -> None:
    making = KeyMaking()
    message = coefficients_message(making.polynomials[0].commitments[:1]).replace("]", ',"00"]')
    making.coefficients = list(making.item().parameters.coefexps)
    making.coefficients[0] = SignedMessage(message, sign_text(GROUP, making.signing[0], message))
    assert rules(making.item(), key="", required=False)[0] == "V08"


def test_v08_coefficients_signed_by_somebody_else() -> None:
    making = KeyMaking()
    making.coefficients = list(making.item().parameters.coefexps)
    making.coefficients[0] = sign_coefficients(GROUP, making.signing[1], making.polynomials[0].commitments)
    assert rules(making.item()) == ["V08"]


def test_v08_a_split_view_of_certificates() -> None:
    making = KeyMaking()
    item = making.item()
    making.certificates = list(item.parameters.certs)
    other = [*making.certificates[:2], make_certificate(GROUP, making.signing[2], element(99), making.contexts[2])]
    making.signatures = [
        sign_certificates(GROUP, key, other if place == 0 else making.certificates, each.commitments)
        for place, (key, each) in enumerate(zip(making.signing, making.polynomials, strict=True))
    ]
    assert rules(making.item()) == ["V08"]


def test_v09_another_verification_key() -> None:
    making = KeyMaking()
    item = making.item()
    keys = list(item.parameters.verification_keys)
    keys[1] = make_verification_key(GROUP, GROUP.random_secret(), making.signing[1])
    assert rules(replace(item, parameters=replace(item.parameters, verification_keys=tuple(keys)))) == ["V09"]


@pytest.mark.parametrize("field", ["pok", "signature"])
def test_v09_unproven_or_unsigned_keys(field: str) -> None:
    item = KeyMaking().item()
    keys = item.parameters.verification_keys
    changed = (replace(keys[0], **{field: getattr(keys[1], field)}), *keys[1:])
    assert rules(replace(item, parameters=replace(item.parameters, verification_keys=changed))) == ["V09"]


def test_v09_a_missing_signature() -> None:
    item = KeyMaking().item()
    keys = item.parameters.verification_keys
    changed = (replace(keys[0], signature=UNSET), *keys[1:])
    assert rules(replace(item, parameters=replace(item.parameters, verification_keys=changed))) == ["V09"]


def test_v10_other_coefficients_than_committed_to() -> None:
    making = KeyMaking()
    making.commitments[1] = making.commitments[0]
    assert rules(making.item(), required=False) == ["V10"]


def test_v10_commitments_are_mandatory_with_our_log_alone() -> None:
    making = KeyMaking()
    making.commitments[1] = None
    assert rules(making.item(), required=True) == ["V10"]
    assert rules(making.item(), required=False) == []


def test_v11_another_election_key() -> None:
    assert rules(make_single(GROUP, GROUP.random_secret()), key=GROUP.generator.text) == ["V11"]
    assert rules(key=GROUP.identity.text) == ["V11"]


def test_v11_every_item_is_in_the_key() -> None:
    items = (make_single(GROUP, GROUP.random_secret()), KeyMaking().item())
    assert rules(*items, key=election_key(GROUP, items[:1]).text) == ["V11"]


def test_the_commitment_is_the_last_key_of_a_certificate() -> None:
    making = KeyMaking()
    message = making.item().parameters.certs[0].message
    assert message.endswith(f'"commitment":"{making.commitments[0]}"}}')
    assert parse_certificate(making.item().parameters.certs[0]).commitment == making.commitments[0]


def test_what_is_written_is_read() -> None:
    items = (make_single(GROUP, GROUP.random_secret()), KeyMaking().item())
    data = encode_trustees(items)
    assert parse_trustees(data) == items
    assert encode(parse_trustees(data)) == data


@given(st.binary(max_size=100) | st.sampled_from([b"[[]]", b'[["Single"]]', b'[["Joint",{}]]', b'[["Single",{},1]]']))
def test_garbage_is_refused_with_our_error_alone(data: bytes) -> None:
    assume(data != b"[]")
    with pytest.raises(FormatError):
        parse_trustees(data)
