/*
 * Decoding, and many products a^x * b^y, on the Edwards curve of Ed25519, for PUBLIC values only: fast, and in variable time.
 *
 * Optional: without it, crypto/edwards_public.py and libsodium compute the same, and tests compare the two. Points
 * come in and go out as bytes, constants come from Python, and nothing is kept between calls.
 *
 * -x^2 + y^2 = 1 + d x^2 y^2 over p = 2^255 - 19 (RFC 8032, 5.1). All formulas are complete.
 *
 * Field elements have five limbs of 51 bits. "Reduced" means that every limb is below 2^52, "loose" below 2^54.
 * Multiplication takes loose operands: its largest column is 5 * 19 * 2^108 < 2^115, so that carries fit in 64 bits
 * (2^115 / 2^51 = 2^64), and the last one, without the factor 19, is below 2^60 and still fits after times 19.
 */

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned __int128 u128;
typedef struct { uint64_t v0, v1, v2, v3, v4; } fe; /* v0 + 2^51 v1 + 2^102 v2 + ... */
typedef struct { fe x, y, z, t; } point;          /* x/z, y/z, xy = t/z; all reduced */
typedef struct { fe plus, minus, z2, t2d; } cached; /* y+x (loose), y-x, 2z (loose), 2dt */

#define MASK ((UINT64_C(1) << 51) - 1)
#define NARROW 5  /* wNAF widths: 8 odd multiples of a base that is used a few times, */
#define WIDE 8    /* 64 of one that is used often */
#define DIGITS 257

#ifndef SUARASAH_SOURCE
#error "define SUARASAH_SOURCE as the SHA-256 of this file in hex, as hatch_build.py does"
#endif

static const fe ZERO = {0, 0, 0, 0, 0};
static const fe ONE = {1, 0, 0, 0, 0};

/* What this library was compiled from: whoever loads it compares, so that an old one is never used. */
const char *suarasah_source(void) { return SUARASAH_SOURCE; }

static uint64_t load64(const uint8_t *bytes) {
    uint64_t value = 0;
    for (int i = 7; i >= 0; i--) value = value << 8 | bytes[i];
    return value;
}

/* 32 little-endian bytes of a number below 2^255. */
static fe fe_load(const uint8_t *bytes) {
    fe r;
    r.v0 = load64(bytes) & MASK;
    r.v1 = load64(bytes + 6) >> 3 & MASK;
    r.v2 = load64(bytes + 12) >> 6 & MASK;
    r.v3 = load64(bytes + 19) >> 1 & MASK;
    r.v4 = load64(bytes + 24) >> 12 & MASK;
    return r;
}

/* Reduced to loose: each limb below 2^53. */
static inline fe fe_add(fe a, fe b) {
    a.v0 += b.v0; a.v1 += b.v1; a.v2 += b.v2; a.v3 += b.v3; a.v4 += b.v4;
    return a;
}

static inline fe fe_carry(fe a) {
    uint64_t c;
    c = a.v0 >> 51; a.v0 &= MASK; a.v1 += c;
    c = a.v1 >> 51; a.v1 &= MASK; a.v2 += c;
    c = a.v2 >> 51; a.v2 &= MASK; a.v3 += c;
    c = a.v3 >> 51; a.v3 &= MASK; a.v4 += c;
    c = a.v4 >> 51; a.v4 &= MASK; a.v0 += 19 * c;
    return a;
}

/* Loose operands below 2^54 to reduced: 16p is added first, so that no limb is negative. */
static inline fe fe_sub(fe a, fe b) {
    a.v0 += UINT64_C(0x7ffffffffffed0) - b.v0;
    a.v1 += UINT64_C(0x7ffffffffffff0) - b.v1;
    a.v2 += UINT64_C(0x7ffffffffffff0) - b.v2;
    a.v3 += UINT64_C(0x7ffffffffffff0) - b.v3;
    a.v4 += UINT64_C(0x7ffffffffffff0) - b.v4;
    return fe_carry(a);
}

static inline fe fe_fold(u128 r0, u128 r1, u128 r2, u128 r3, u128 r4) {
    fe r;
    uint64_t c;
    r1 += (uint64_t)(r0 >> 51); r.v0 = (uint64_t)r0 & MASK;
    r2 += (uint64_t)(r1 >> 51); r.v1 = (uint64_t)r1 & MASK;
    r3 += (uint64_t)(r2 >> 51); r.v2 = (uint64_t)r2 & MASK;
    r4 += (uint64_t)(r3 >> 51); r.v3 = (uint64_t)r3 & MASK;
    c = (uint64_t)(r4 >> 51);   r.v4 = (uint64_t)r4 & MASK;
    r.v0 += 19 * c;
    r.v1 += r.v0 >> 51;
    r.v0 &= MASK;
    return r;
}

static inline fe fe_mul(fe a, fe b) {
    const uint64_t a0 = a.v0, a1 = a.v1, a2 = a.v2, a3 = a.v3, a4 = a.v4;
    const uint64_t b0 = b.v0, b1 = b.v1, b2 = b.v2, b3 = b.v3, b4 = b.v4;
    const uint64_t c1 = 19 * b1, c2 = 19 * b2, c3 = 19 * b3, c4 = 19 * b4;
    return fe_fold((u128)a0 * b0 + (u128)a1 * c4 + (u128)a2 * c3 + (u128)a3 * c2 + (u128)a4 * c1,
                   (u128)a0 * b1 + (u128)a1 * b0 + (u128)a2 * c4 + (u128)a3 * c3 + (u128)a4 * c2,
                   (u128)a0 * b2 + (u128)a1 * b1 + (u128)a2 * b0 + (u128)a3 * c4 + (u128)a4 * c3,
                   (u128)a0 * b3 + (u128)a1 * b2 + (u128)a2 * b1 + (u128)a3 * b0 + (u128)a4 * c4,
                   (u128)a0 * b4 + (u128)a1 * b3 + (u128)a2 * b2 + (u128)a3 * b1 + (u128)a4 * b0);
}

static inline fe fe_square(fe a) {
    const uint64_t a0 = a.v0, a1 = a.v1, a2 = a.v2, a3 = a.v3, a4 = a.v4;
    const uint64_t d0 = 2 * a0, d1 = 2 * a1, d2 = 2 * a2;
    const uint64_t e3 = 19 * a3, e4 = 19 * a4;
    return fe_fold((u128)a0 * a0 + (u128)d1 * e4 + (u128)d2 * e3,
                   (u128)d0 * a1 + (u128)d2 * e4 + (u128)a3 * e3,
                   (u128)d0 * a2 + (u128)a1 * a1 + (u128)(2 * a3) * e4,
                   (u128)d0 * a3 + (u128)d1 * a2 + (u128)a4 * e4,
                   (u128)d0 * a4 + (u128)d1 * a3 + (u128)a2 * a2);
}

static fe fe_squares(fe a, int count) {
    while (count-- > 0) a = fe_square(a);
    return a;
}

/* a^((p-5)/8) = a^(2^252 - 3); aN below is a^(2^N - 1). */
static fe fe_root_power(fe a) {
    fe a2 = fe_mul(fe_square(a), a);
    fe a4 = fe_mul(fe_squares(a2, 2), a2);
    fe a5 = fe_mul(fe_square(a4), a);
    fe a10 = fe_mul(fe_squares(a5, 5), a5);
    fe a20 = fe_mul(fe_squares(a10, 10), a10);
    fe a40 = fe_mul(fe_squares(a20, 20), a20);
    fe a50 = fe_mul(fe_squares(a40, 10), a10);
    fe a100 = fe_mul(fe_squares(a50, 50), a50);
    fe a200 = fe_mul(fe_squares(a100, 100), a100);
    fe a250 = fe_mul(fe_squares(a200, 50), a50);
    return fe_mul(fe_squares(a250, 2), a);
}

/* a^(p-2): 1/a, and 0 for 0; p - 2 = 8 * (2^252 - 3) + 3. */
static fe fe_invert(fe a) {
    return fe_mul(fe_squares(fe_root_power(a), 3), fe_mul(fe_square(a), a));
}

/* The canonical 32 little-endian bytes. */
static void fe_store(uint8_t *bytes, fe a) {
    uint64_t q, words[4];
    /* Below 2^255 + 2^9 now, so at most one p is too many: q is 1 iff a + 19 reaches 2^255. */
    a = fe_carry(a);
    q = (a.v0 + 19) >> 51;
    q = (a.v1 + q) >> 51;
    q = (a.v2 + q) >> 51;
    q = (a.v3 + q) >> 51;
    q = (a.v4 + q) >> 51;
    a.v0 += 19 * q;
    a.v1 += a.v0 >> 51; a.v0 &= MASK;
    a.v2 += a.v1 >> 51; a.v1 &= MASK;
    a.v3 += a.v2 >> 51; a.v2 &= MASK;
    a.v4 += a.v3 >> 51; a.v3 &= MASK;
    a.v4 &= MASK;
    words[0] = a.v0 | a.v1 << 51;
    words[1] = a.v1 >> 13 | a.v2 << 38;
    words[2] = a.v2 >> 26 | a.v3 << 25;
    words[3] = a.v3 >> 39 | a.v4 << 12;
    for (int i = 0; i < 32; i++) bytes[i] = (uint8_t)(words[i / 8] >> 8 * (i % 8));
}

static int fe_equal(fe a, fe b) {
    uint8_t left[32], right[32];
    fe_store(left, a);
    fe_store(right, b);
    return memcmp(left, right, 32) == 0;
}

static inline point point_of(fe e, fe f, fe g, fe h) {
    point r = {fe_mul(e, f), fe_mul(g, h), fe_mul(f, g), fe_mul(e, h)};
    return r;
}

static inline point point_double(const point *a, int with_t) {
    fe xx = fe_square(a->x), yy = fe_square(a->y), zz = fe_square(a->z);
    fe h = fe_add(xx, yy);
    fe e = fe_sub(h, fe_square(fe_add(a->x, a->y)));
    fe g = fe_sub(xx, yy);
    fe f = fe_add(fe_add(zz, zz), g);
    point r = {fe_mul(e, f), fe_mul(g, h), fe_mul(f, g), with_t ? fe_mul(e, h) : ZERO};
    return r;
}

/* a + b, or a - b. */
static inline point point_add(const point *a, const cached *b, int minus) {
    fe m = fe_mul(fe_sub(a->y, a->x), minus ? b->plus : b->minus);
    fe n = fe_mul(fe_add(a->y, a->x), minus ? b->minus : b->plus);
    fe c = fe_mul(a->t, b->t2d);
    fe d = fe_mul(a->z, b->z2);
    fe e = fe_sub(n, m), h = fe_add(n, m);
    return minus ? point_of(e, fe_add(d, c), fe_sub(d, c), h) : point_of(e, fe_sub(d, c), fe_add(d, c), h);
}

static cached cache(const point *a, fe d2) {
    cached r = {fe_add(a->y, a->x), fe_sub(a->y, a->x), fe_add(a->z, a->z), fe_mul(a->t, d2)};
    return r;
}

/*
 * The width-w non-adjacent form of a scalar below 2^255: odd digits below 2^(w-1) in absolute value, least
 * significant first. Returns one more than the index of the highest digit that is not 0.
 */
static int wnaf(int8_t *digits, const uint8_t *scalar, int width) {
    uint64_t words[5] = {load64(scalar), load64(scalar + 8), load64(scalar + 16), load64(scalar + 24), 0};
    int carry = 0, length = 0, position = 0;
    memset(digits, 0, DIGITS);
    while (position < 256) {
        int word = position / 64, bit = position % 64;
        uint64_t window = words[word] >> bit;
        if (bit) window |= words[word + 1] << (64 - bit);
        if ((window & 1) == (uint64_t)carry) { position++; continue; }
        int digit = carry + (int)(window & ((UINT64_C(1) << width) - 1));
        carry = digit >> (width - 1);
        digits[position] = (int8_t)(digit - (carry << width));
        length = position + 1;
        position += width;
    }
    return length;
}

static void add_digit(point *total, int digit, const cached *table) {
    if (digit > 0) *total = point_add(total, &table[digit / 2], 0);
    if (digit < 0) *total = point_add(total, &table[-digit / 2], 1);
}

/* An affine point to its first `count` odd multiples. */
static void odd_multiples(cached *table, size_t count, const point *a, fe d2) {
    point current = *a, twice = point_double(a, 1);
    cached step = cache(&twice, d2);
    for (size_t k = 0; k < count; k++) {
        table[k] = cache(&current, d2);
        if (k + 1 < count) current = point_add(&current, &step, 0);
    }
}

/*
 * compressed: 32 bytes, little-endian. constants: 2d, d, a root of -1 and q, 32 little-endian bytes each.
 * Returns 1 and writes x and y to out, 32 little-endian bytes each, iff the bytes are the canonical encoding of a
 * point whose order divides q; otherwise 0 (RFC 8032, 5.1.3: y < p, x exists, no negative zero).
 */
int suarasah_decode_public(const uint8_t *compressed, const uint8_t *constants, uint8_t *out) {
    const fe d2 = fe_load(constants), d = fe_load(constants + 32), root = fe_load(constants + 64);
    uint8_t bytes[32];
    const fe y = fe_load(compressed);
    fe_store(bytes, y);
    bytes[31] |= compressed[31] & 0x80;
    if (memcmp(bytes, compressed, 32) != 0) return 0;
    /* x^2 = u/v; a candidate is u v^3 (u v^7)^((p-5)/8), put right by a root of -1 if v x^2 = -u. */
    const fe y2 = fe_square(y), u = fe_sub(y2, ONE), v = fe_add(fe_mul(d, y2), ONE);
    const fe v3 = fe_mul(fe_square(v), v), uv3 = fe_mul(u, v3);
    fe x = fe_mul(uv3, fe_root_power(fe_mul(uv3, fe_mul(v3, v))));
    const fe vxx = fe_mul(v, fe_square(x));
    if (!fe_equal(vxx, u)) {
        if (!fe_equal(vxx, fe_sub(ZERO, u))) return 0;
        x = fe_mul(x, root);
    }
    const int negative = compressed[31] >> 7;
    fe_store(bytes, x);
    if ((bytes[0] & 1) != negative) {
        if (fe_equal(x, ZERO)) return 0;
        x = fe_sub(ZERO, x);
    }
    point a = {x, y, ONE, fe_mul(x, y)}, total = {ZERO, ONE, ONE, ZERO};
    cached table[1 << (NARROW - 2)];
    int8_t digits[DIGITS];
    odd_multiples(table, 1 << (NARROW - 2), &a, d2);
    for (int k = wnaf(digits, constants + 96, NARROW) - 1; k >= 0; k--) {
        total = point_double(&total, digits[k]);
        add_digit(&total, digits[k], table);
    }
    if (!fe_equal(total.x, ZERO) || !fe_equal(total.y, total.z)) return 0;
    fe_store(out, x);
    fe_store(out + 32, y);
    return 1;
}

/*
 * bases: m affine points (x, y), 32 little-endian bytes each. often[i]: base i is used many times.
 * constants: 2d, d, a root of -1 and q, 32 little-endian bytes each.
 * first, second: n indices of bases; x, y: n scalars below 2^255, 32 little-endian bytes each.
 * out: n compressed points first[i]^x[i] * second[i]^y[i], 32 little-endian bytes each.
 * Returns 0, or -1 if memory is short and nothing was written.
 */
int suarasah_commitments_public(const uint8_t *bases, const uint8_t *often, size_t m, const uint8_t *constants,
                                const uint32_t *first, const uint8_t *x, const uint32_t *second, const uint8_t *y,
                                size_t n, uint8_t *out) {
    const fe d2 = fe_load(constants);
    size_t entries = 0;
    for (size_t i = 0; i < m; i++) entries += often[i] ? 1 << (WIDE - 2) : 1 << (NARROW - 2);
    cached *entry = malloc((entries + 1) * sizeof *entry);
    cached **table = malloc((m + 1) * sizeof *table);
    point *result = malloc((n + 1) * sizeof *result);
    fe *before = malloc((n + 1) * sizeof *before);
    int failed = !entry || !table || !result || !before;
    if (!failed) {
        cached *next = entry;
        for (size_t i = 0; i < m; i++) {
            size_t count = often[i] ? 1 << (WIDE - 2) : 1 << (NARROW - 2);
            point current = {fe_load(bases + 64 * i), fe_load(bases + 64 * i + 32), ONE, ZERO};
            current.t = fe_mul(current.x, current.y);
            odd_multiples(next, count, &current, d2);
            table[i] = next;
            next += count;
        }
        fe product = ONE;
        for (size_t i = 0; i < n; i++) {
            int8_t left[DIGITS], right[DIGITS];
            int used_left = wnaf(left, x + 32 * i, often[first[i]] ? WIDE : NARROW);
            int used_right = wnaf(right, y + 32 * i, often[second[i]] ? WIDE : NARROW);
            int top = used_left > used_right ? used_left : used_right;
            point total = {ZERO, ONE, ONE, ZERO};
            for (int k = top - 1; k >= 0; k--) {
                /* T is needed only where an addition follows. */
                total = point_double(&total, left[k] || right[k]);
                add_digit(&total, left[k], table[first[i]]);
                add_digit(&total, right[k], table[second[i]]);
            }
            result[i] = total;
            before[i] = product;
            product = fe_mul(product, total.z);
        }
        /* One inversion for all (Montgomery); z is never 0. */
        fe inverse = fe_invert(product);
        for (size_t i = n; i-- > 0;) {
            uint8_t sign[32];
            fe z = fe_mul(inverse, before[i]);
            inverse = fe_mul(inverse, result[i].z);
            fe_store(sign, fe_mul(result[i].x, z));
            fe_store(out + 32 * i, fe_mul(result[i].y, z));
            out[32 * i + 31] |= (uint8_t)((sign[0] & 1) << 7);
        }
    }
    free(entry); free(table); free(result); free(before);
    return failed ? -1 : 0;
}
