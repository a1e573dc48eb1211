"""The compiled arithmetic from the inside out: limbs at their bounds, digits of scalars, points, whole calls.

Random field elements hardly ever reach a carry that is one bit too long, and a wrong product would let forged proofs
pass. So the inner functions are compiled for the test and fed with limbs at and around every bound that the source
states, and with numbers around p; the outer ones with special points, repeated bases and results that are neutral.
Everything is compared with Python's integers or with libsodium. The number of rounds is fixed, the seed is printed.
"""

import ctypes
import itertools
import os
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from nacl.bindings import crypto_core_ed25519_is_valid_point

from crypto.ed25519 import Ed25519Group
from crypto.edwards_native import SOURCE_SHA256, NativeEdwards, load_native
from crypto.edwards_public import Affine, decompress_public
from hatch_build import SOURCE, compiler_command
from tests.support import textbook_edwards as textbook
from tests.support.native_library import CACHE, compiled
from tests.support.textbook_edwards import BASE, NEUTRAL, TORSION, D, P, Point, Q

pytestmark = pytest.mark.skipif(compiled() is None, reason="this machine has no C compiler")

INTERNALS = Path(__file__).with_name("native_internals.c")
Limbs = Sequence[int]
REDUCED, LOOSE = 2**52, 2**54
D2 = 2 * D % P
ROUNDS = pytest.mark.parametrize("rounds", [1, pytest.param(15, marks=pytest.mark.long)])
SEED = 20261124

SPECIAL_NUMBERS = [0, 1, 2, 19, 2**51 - 1, 2**51, 2**255 - 20, 2**254, (P - 1) // 2, (P + 1) // 2, D, D2]
SPECIAL_NUMBERS += [P - 1, P - 2, P - 19, *(2**k for k in (63, 64, 102, 127, 128, 153, 192, 204, 254))]


@cache
def internals() -> ctypes.CDLL:
    target = CACHE / f"internals.{INTERNALS.stat().st_mtime_ns}.{SOURCE.stat().st_mtime_ns}.so"
    if not target.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        checked = ["-fsanitize=undefined", "-fsanitize-undefined-trap-on-error"]
        unfinished = target.with_name(f"{target.name}.{os.getpid()}")
        command = compiler_command(INTERNALS, unfinished)
        subprocess.run([*command, f'-DEDWARDS_NATIVE="{SOURCE}"', *checked], check=True)
        unfinished.replace(target)
    return ctypes.CDLL(str(target))


def native() -> NativeEdwards:
    library = compiled()
    assert library is not None
    return library


def words(limbs: Limbs) -> ctypes.Array[ctypes.c_uint64]:
    return (ctypes.c_uint64 * len(limbs))(*limbs)


def value(limbs: Limbs) -> int:
    return sum(limb << 51 * place for place, limb in enumerate(limbs))


def call(name: str, *arguments: Limbs, size: int = 5, extra: Sequence[int] = ()) -> list[int]:
    out = (ctypes.c_uint64 * size)()
    internals()[name](*[words(limbs) for limbs in arguments], *extra, out)
    return list(out)


def spread(number: int) -> list[int]:
    """A number below 2^255 as limbs of 51 bits."""
    return [number >> 51 * place & 2**51 - 1 for place in range(5)]


def some_limbs(random: Random, bound: int) -> list[int]:
    """Limbs below a bound: at its edge, at other edges, like p or a multiple of it, or anything."""
    edges = [0, 1, 18, 19, 2**51 - 20, 2**51 - 19, 2**51 - 1, 2**51, 2**51 + 1, 2**52 - 1, 2**53 - 1, 2**54 - 1]
    allowed = [edge for edge in edges if edge < bound]
    match random.randrange(4):
        case 0:
            return [bound - 1] * 5
        case 1:
            return [random.choice(allowed) for _ in range(5)]
        case 2:
            times = random.choice([1, 1, 2, 3, 7]) if bound > REDUCED else 1
            near = [times * limb for limb in spread(P)]
            near[0] = max(0, min(bound - 1, near[0] + random.choice([-1, 0, 1, 18, 19])))
            return near
        case _:
            return [random.randrange(bound) for _ in range(5)]


def reduced(limbs: Limbs) -> bool:
    return all(limb < REDUCED for limb in limbs)


@ROUNDS
def test_field_arithmetic_on_limbs_at_their_bounds(rounds: int) -> None:
    random = Random(SEED)
    for _ in range(12_000 * rounds):
        a, b = some_limbs(random, LOOSE), some_limbs(random, LOOSE)
        for name, expected in (("mul", value(a) * value(b)), ("sub", value(a) - value(b))):
            found = call(f"internal_{name}", a, b)
            assert value(found) % P == expected % P, (name, a, b)
            assert reduced(found), (name, a, b)
        found = call("internal_square", a)
        assert value(found) % P == value(a) ** 2 % P, a
        assert reduced(found), a
        c, e = some_limbs(random, REDUCED), some_limbs(random, REDUCED)
        assert call("internal_add", c, e) == [x + y for x, y in zip(c, e, strict=True)]


@ROUNDS
def test_one_byte_string_for_each_number(rounds: int) -> None:
    random = Random(SEED)
    edges = [spread(number) for number in (P - 1, P, P + 1, P + 18, 2**255 - 1, *SPECIAL_NUMBERS)]
    for index in range(4_000 * rounds):
        limbs = edges[index] if index < len(edges) else some_limbs(random, REDUCED)
        out = ctypes.create_string_buffer(32)
        internals().internal_store(words(limbs), out)
        assert out.raw == (value(limbs) % P).to_bytes(32, "little"), limbs
        data = random.randbytes(31) + bytes([random.randrange(256)])
        loaded = (ctypes.c_uint64 * 5)()
        internals().internal_load(data, loaded)
        assert list(loaded) == spread(int.from_bytes(data, "little") & 2**255 - 1)


@ROUNDS
def test_inverses_and_roots(rounds: int) -> None:
    random = Random(SEED)
    for index in range(150 * rounds):
        limbs = spread(SPECIAL_NUMBERS[index]) if index < len(SPECIAL_NUMBERS) else some_limbs(random, REDUCED)
        assert value(call("internal_invert", limbs)) % P == pow(value(limbs), P - 2, P), limbs
        assert value(call("internal_root_power", limbs)) % P == pow(value(limbs), (P - 5) // 8, P), limbs


def some_scalar(random: Random, bits: int = 255) -> int:
    """A scalar with runs of ones and zeros across windows and words, or one around q, or anything."""
    match random.randrange(4):
        case 0:
            return random.getrandbits(bits)
        case 1:
            high = random.randrange(bits + 1)
            return (1 << high) - (1 << random.randrange(high + 1)) if high else 0
        case 2:
            return abs(random.choice([Q, Q // 2, 2**252, 1 << random.randrange(bits)]) + random.randrange(-9, 10))
        case _:
            pattern = random.getrandbits(16)
            return sum(pattern << 16 * place for place in range(16)) & (1 << bits) - 1


@ROUNDS
def test_digits_give_the_scalar_and_fit_the_tables(rounds: int) -> None:
    random = Random(SEED)
    for _ in range(6_000 * rounds):
        scalar, width = some_scalar(random), random.choice([5, 8])
        digits = (ctypes.c_int8 * 257)()
        length = internals().internal_wnaf(digits, scalar.to_bytes(32, "little"), width)
        assert sum(digit << place for place, digit in enumerate(digits)) == scalar
        used = [place for place, digit in enumerate(digits) if digit]
        assert length == (used[-1] + 1 if used else 0)
        assert all(digits[place] % 2 == 1 and abs(digits[place]) < 1 << width - 1 for place in used)
        assert all(later - earlier >= width for earlier, later in itertools.pairwise(used))


def some_point(random: Random) -> Point:
    """A multiple of the generator, small ones often, sometimes with a component of small order; or only that."""
    scalar = random.choice([0, 1, 2, 3, Q - 1, Q - 2, random.randrange(Q)])
    point = textbook.multiply(BASE, scalar)
    return textbook.add(point, random.choice(TORSION)) if random.randrange(2) else point


def projective(random: Random, point: Point) -> list[int]:
    """Coordinates X, Y, Z, T with any Z, limbs written in another way at times."""
    x, y = point
    z = random.choice([1, P - 1, 2, random.randrange(1, P)])
    coordinates = [spread(number % P) for number in (x * z, y * z, z, x * y * z)]
    if random.randrange(2):
        # The same numbers plus p: every limb is still below 2^52.
        coordinates = [[limb + more for limb, more in zip(c, spread(P), strict=True)] for c in coordinates]
    return [limb for c in coordinates for limb in c]


def affine_of(limbs: Limbs) -> Point:
    x, y, z, t = (value(limbs[start : start + 5]) % P for start in (0, 5, 10, 15))
    assert z, "complete formulas never end at infinity"
    inverse = pow(z, -1, P)
    assert t * inverse % P == x * y * inverse * inverse % P
    return x * inverse % P, y * inverse % P


@ROUNDS
def test_addition_is_complete_for_every_pair_of_points(rounds: int) -> None:
    random = Random(SEED)
    pool = [*TORSION, *(some_point(random) for _ in range(12))]
    pool += [(P - x, y) for x, y in pool]
    for _ in range(600 * rounds):
        a, b = random.choice(pool), random.choice(pool)
        left, right = projective(random, a), projective(random, b)
        for minus in (0, 1):
            expected = textbook.add(a, ((P - b[0]) % P, b[1]) if minus else b)
            out = (ctypes.c_uint64 * 20)()
            internals().internal_point_add(words(left), words(right), words(spread(D2)), minus, out)
            assert affine_of(list(out)) == expected, (a, b, minus)
            assert reduced(list(out))
        assert affine_of(call("internal_double", left, size=20)) == textbook.add(a, a), a


def many_points(random: Random) -> list[Point]:
    """Sums of few multiples, which cost less than a multiple each: in the group, and with small components."""
    multiples = [textbook.multiply(BASE, random.randrange(Q)) for _ in range(8)]
    members = [textbook.add(a, b) for a in multiples for b in multiples]
    return [BASE, *members, *(textbook.add(point, t) for point in members[:16] for t in TORSION)]


def encodings(random: Random, count: int) -> Iterator[bytes]:
    """Bytes of points, of points that are not of order q, and of no points; non-canonical ones among them."""
    near = [number + more for number in SPECIAL_NUMBERS for more in (0, 1)]
    yield from (
        (number | sign << 255).to_bytes(32, "little") for number in [*near, P, P + 1, P + 18] for sign in (0, 1)
    )
    points = many_points(random)
    for _ in range(count):
        match random.randrange(4):
            case 0:
                yield random.randbytes(32)
            case 1:
                limbs = [random.choice([0, 1, 2**51 - 1, 2**51 - 19]) for _ in range(5)]
                yield (value(limbs) & 2**255 - 1 | random.randrange(2) << 255).to_bytes(32, "little")
            case 2:
                yield textbook.compress(random.choice(points)).to_bytes(32, "little")
            case _:
                data = bytearray(textbook.compress(random.choice(points)).to_bytes(32, "little"))
                data[random.randrange(32)] ^= 1 << random.randrange(8)
                yield bytes(data)


@ROUNDS
def test_decoding_agrees_with_libsodium(rounds: int) -> None:
    random = Random(SEED)
    good = 0
    for data in encodings(random, 1_500 * rounds):
        found = native().decode_public(data)
        member = crypto_core_ed25519_is_valid_point(data) or data == b"\x01" + bytes(31)
        assert (found is not None) == member, data.hex()
        if found is not None:
            good += 1
            assert found == decompress_public(int.from_bytes(data, "little")), data.hex()
    assert good > 200, "the question was not trivial"


def calls(random: Random, count: int) -> Iterator[tuple[list[Affine], list[tuple[int, int, int, int]]]]:
    """Bases and pairs: few bases used often, many used once, one base in both places, sums that are neutral."""
    points = [NEUTRAL, BASE, (P - BASE[0], BASE[1]), *(some_point(random) for _ in range(20))]
    for _ in range(count):
        chosen = random.sample(points, random.randrange(1, 6))
        bases = [found for point in chosen if (found := decompress_public(textbook.compress(point))) is not None]
        pairs = []
        for _ in range(random.choice([1, 2, 7, 8, 15, 16, 17, 40])):
            i, j = random.randrange(len(bases)), random.randrange(len(bases))
            x = some_scalar(random, 252)
            pairs.append((i, x, j, random.choice([0, x, (Q - x) % Q, some_scalar(random, 252)])))
        yield bases, pairs


def expected_of(bases: Sequence[Affine], pairs: Sequence[tuple[int, int, int, int]]) -> list[bytes]:
    points = [(int(x), int(y)) for x, y in bases]
    found = []
    for i, x, j, y in pairs:
        total = textbook.add(textbook.multiply(points[i], x), textbook.multiply(points[j], y))
        found.append(textbook.compress(total).to_bytes(32, "little"))
    return found


@ROUNDS
def test_products_agree_with_the_textbook_and_in_threads(rounds: int) -> None:
    random = Random(SEED)
    work = list(calls(random, 4 * rounds))
    expected = [expected_of(*each) for each in work]
    with ThreadPoolExecutor(4) as threads:
        # The library keeps nothing between calls, so calls at once do not disturb each other.
        found = list(threads.map(lambda each: native().commitments_public(*each), work * 8))
    assert found == expected * 8


@ROUNDS
def test_products_of_the_group_agree_with_libsodium(rounds: int) -> None:
    random = Random(SEED)
    plain, fast = Ed25519Group(None), Ed25519Group(native())
    elements = [plain.identity, plain.generator, plain.invert_public(plain.generator)]
    elements += [plain.power_public(plain.generator, random.randrange(Q)) for _ in range(8)]
    for _ in range(25 * rounds):
        pairs = []
        for _ in range(random.choice([1, 15, 16, 60])):
            a, x = random.choice(elements), some_scalar(random) % Q
            b, y = random.choice([(a, -x % Q), (random.choice(elements), some_scalar(random) % Q)])
            pairs.append((a, x, b, y))
        assert fast.commitments_public(pairs) == plain.commitments_public(pairs)


def test_a_library_of_another_source_is_not_used(tmp_path: Path) -> None:
    """An old library beside a new source, which only a new installation would replace."""
    path = tmp_path / "old.so"
    source = tmp_path / "old.c"
    source.write_bytes(SOURCE.read_bytes() + b"\n")
    subprocess.run(compiler_command(source, path), check=True)
    assert load_native(str(path)) is None


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("#define WIDE 8 ", "#define WIDE 9 "),
        ("a.v0 &= MASK; a.v1 += c;", "a.v0 &= MASK; a.v1 += c / 2;"),
        ("minus ? b->plus : b->minus", "b->minus"),
        ("if (!fe_equal(total.x, ZERO) || !fe_equal(total.y, total.z)) return 0;", ""),
        ("if (memcmp(bytes, compressed, 32) != 0) return 0;", ""),
    ],
)
def test_a_library_that_answers_wrongly_is_not_used(right: str, wrong: str, tmp_path: Path) -> None:
    """Such as one that a faulty compiler made: it says that it is of our source, and is not believed."""
    text = SOURCE.read_text()
    assert text.count(right) == 1
    source, path = tmp_path / "wrong.c", tmp_path / "wrong.so"
    source.write_text(text.replace(right, wrong))
    subprocess.run(compiler_command(source, path, claimed=SOURCE), check=True)
    assert load_native(str(path)) is None


def test_the_digest_in_the_loader_is_that_of_the_source() -> None:
    assert sha256(SOURCE.read_bytes()).hexdigest() == SOURCE_SHA256
