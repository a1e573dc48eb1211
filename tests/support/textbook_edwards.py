"""The Edwards curve as the textbook writes it: affine, Python integers, an inversion for each addition. Slow."""

from typing import Final

P: Final = 2**255 - 19
Q: Final = 2**252 + 27742317777372353535851937790883648493
D: Final = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int]
NEUTRAL: Final[Point] = (0, 1)


def on_curve(point: Point) -> bool:
    x, y = point
    return (-x * x + y * y - 1 - D * x * x * y * y) % P == 0


def add(a: Point, b: Point) -> Point:
    (x1, y1), (x2, y2) = a, b
    product = D * x1 * x2 * y1 * y2
    x = (x1 * y2 + y1 * x2) * pow(1 + product, -1, P) % P
    y = (y1 * y2 + x1 * x2) * pow(1 - product, -1, P) % P
    return x, y


def multiply(point: Point, scalar: int) -> Point:
    total = NEUTRAL
    while scalar:
        if scalar & 1:
            total = add(total, point)
        point = add(point, point)
        scalar >>= 1
    return total


def root(value: int) -> int | None:
    """A square root modulo p by the general method of Tonelli and Shanks, or None."""
    value %= P
    if value == 0:
        return 0
    if pow(value, (P - 1) // 2, P) != 1:
        return None
    odd = (P - 1) // 4
    candidate, rest, generator, order = pow(value, (odd + 1) // 2, P), pow(value, odd, P), pow(2, odd, P), 2
    while rest != 1:
        power, height = rest, 0
        while power != 1:
            power, height = power * power % P, height + 1
        step = pow(generator, 1 << (order - height - 1), P)
        candidate, generator, order = candidate * step % P, step * step % P, height
        rest = rest * generator % P
    return candidate


def from_y(y: int, *, odd: bool) -> Point | None:
    """The point with that y and an x of that parity."""
    x = root((y * y - 1) * pow(D * y * y + 1, -1, P))
    if x is None or (x == 0 and odd):
        return None
    return (x if x % 2 == odd else P - x), y


def compress(point: Point) -> int:
    x, y = point
    return y | (x & 1) << 255


def text(point: Point) -> str:
    return format(compress(point), "064x")


def _base() -> Point:
    point = from_y(4 * pow(5, -1, P) % P, odd=False)
    assert point is not None
    return point


def _torsion() -> tuple[Point, ...]:
    """The eight points whose order divides 8, the neutral one first."""
    y = 2
    while True:
        point = from_y(y, odd=False)
        if point is not None:
            small = multiply(point, Q)
            if multiply(small, 4) != NEUTRAL:
                return tuple(multiply(small, k) for k in range(8))
        y += 1


BASE: Final = _base()
TORSION: Final = _torsion()
