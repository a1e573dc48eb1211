"""Arithmetic on the Edwards curve of Ed25519 for public values only: fast, and in variable time.

-x^2 + y^2 = 1 + d x^2 y^2 over p = 2^255 - 19 (RFC 8032, 5.1). The formulas are complete: -1 is a square and d is
not, so no pair of points on the curve, equal, opposite, neutral or of small order, is an exception.

Invariant: every coordinate is in [0, p) and every point is on the curve. Nothing here checks the order of a point.
"""

from collections.abc import Sequence
from typing import Final

from gmpy2 import invert, mpz, powmod

Affine = tuple[mpz, mpz]
"""(x, y)."""
Extended = tuple[mpz, mpz, mpz, mpz]
"""(X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z (Hisil, Wong, Carter, Dawson 2008)."""
Niels = tuple[mpz, mpz, mpz]
"""(y - x, y + x, 2dxy) of an affine point: what a table stores, one multiplication less for each addition."""

P: Final = mpz(2**255 - 19)
Q: Final = 2**252 + 27742317777372353535851937790883648493
D: Final = -121665 * invert(mpz(121666), P) % P
D2: Final = 2 * D % P
SQRT_MINUS_ONE: Final = powmod(mpz(2), (P - 1) // 4, P)
NEUTRAL: Final[Extended] = (mpz(0), mpz(1), mpz(1), mpz(0))
_ROOT_EXPONENT: Final = (P - 5) // 8
_SIGN_BIT: Final = mpz(1) << 255
_Y_MASK: Final = _SIGN_BIT - 1


def decompress_public(compressed: int) -> Affine | None:
    """The point of a 256-bit number, or None unless the number is the canonical encoding of a point of the curve.

    Refused are y >= p, a y without x, and the negative sign on x = 0. RFC 8032, 5.1.3.
    """
    number = mpz(compressed)
    y = number & _Y_MASK
    if y >= P or number.bit_length() > 256:
        return None
    negative = number.bit_test(255)
    y2 = y * y % P
    u = y2 - 1
    v = (D * y2 + 1) % P
    v3 = v * v % P * v % P
    x = u * v3 % P * powmod(u * v3 % P * v3 % P * v, _ROOT_EXPONENT, P) % P
    residue = (v * x % P * x - u) % P
    if residue:
        # x^2 = -u/v is put right by a root of -1; anything else has no root.
        if (residue + 2 * u) % P:
            return None
        x = x * SQRT_MINUS_ONE % P
    if not x:
        return None if negative else (x, y)
    return (P - x if x.is_odd() != negative else x, y)


def compress_public(point: Affine) -> mpz:
    """The 256-bit number of a point: y, with the least significant bit of x above it."""
    x, y = point
    return y | _SIGN_BIT if x.is_odd() else y


def extend(point: Affine) -> Extended:
    """The extended coordinates of an affine point."""
    x, y = point
    return x, y, mpz(1), x * y % P


def to_niels(point: Affine) -> Niels:
    """The table form of an affine point."""
    x, y = point
    return y - x, y + x, x * y % P * D2 % P


def add_public(a: Extended, b: Extended) -> Extended:
    """a + b for any two points, 9 multiplications."""
    ax, ay, az, at = a
    bx, by, bz, bt = b
    m = (ay - ax) * (by - bx) % P
    n = (ay + ax) * (by + bx) % P
    c = at * D2 % P * bt % P
    d = 2 * az * bz % P
    e, f, g, h = n - m, d - c, d + c, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P


def add_niels_public(a: Extended, b: Niels) -> Extended:
    """a + b for any two points, 7 multiplications."""
    ax, ay, az, at = a
    minus, plus, product = b
    m = (ay - ax) * minus % P
    n = (ay + ax) * plus % P
    c = at * product % P
    d = az + az
    e, f, g, h = n - m, d - c, d + c, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P


def double_public(a: Extended) -> Extended:
    """2a, 8 multiplications."""
    ax, ay, az, _ = a
    x2 = ax * ax % P
    y2 = ay * ay % P
    h = x2 + y2
    e = h - (ax + ay) ** 2 % P
    g = x2 - y2
    f = 2 * az * az % P + g
    return e * f % P, g * h % P, f * g % P, e * h % P


def negate(a: Extended) -> Extended:
    """-a."""
    x, y, z, t = a
    return -x % P, y, z, -t % P


def multiply_public(a: Extended, scalar: int) -> Extended:
    """scalar * a for scalar >= 0, by doubling and adding: the plain method that tables are compared with."""
    total = NEUTRAL
    for bit in bin(scalar)[2:]:
        total = double_public(total)
        if bit == "1":
            total = add_public(total, a)
    return total


def affine_all_public(points: Sequence[Extended]) -> list[Affine]:
    """The affine coordinates of all points, with a single inversion (Montgomery's trick)."""
    if not points:
        return []
    partial = []
    product = mpz(1)
    for point in points:
        partial.append(product)
        product = product * point[2] % P
    # Z is never 0 in complete formulas, so the product has an inverse.
    inverse = invert(product, P)
    result = []
    for (x, y, z, _), before in zip(reversed(points), reversed(partial), strict=True):
        z_inverse = inverse * before % P
        inverse = inverse * z % P
        result.append((x * z_inverse % P, y * z_inverse % P))
    result.reverse()
    return result
