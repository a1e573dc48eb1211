/* The inner functions of crypto/edwards_native.c for tests: limbs in, limbs out. */

#include EDWARDS_NATIVE

static fe limbs_in(const uint64_t *limbs) {
    fe r = {limbs[0], limbs[1], limbs[2], limbs[3], limbs[4]};
    return r;
}

static void limbs_out(uint64_t *limbs, fe a) {
    limbs[0] = a.v0; limbs[1] = a.v1; limbs[2] = a.v2; limbs[3] = a.v3; limbs[4] = a.v4;
}

void internal_mul(const uint64_t *a, const uint64_t *b, uint64_t *out) { limbs_out(out, fe_mul(limbs_in(a), limbs_in(b))); }
void internal_sub(const uint64_t *a, const uint64_t *b, uint64_t *out) { limbs_out(out, fe_sub(limbs_in(a), limbs_in(b))); }
void internal_add(const uint64_t *a, const uint64_t *b, uint64_t *out) { limbs_out(out, fe_add(limbs_in(a), limbs_in(b))); }
void internal_square(const uint64_t *a, uint64_t *out) { limbs_out(out, fe_square(limbs_in(a))); }
void internal_carry(const uint64_t *a, uint64_t *out) { limbs_out(out, fe_carry(limbs_in(a))); }
void internal_invert(const uint64_t *a, uint64_t *out) { limbs_out(out, fe_invert(limbs_in(a))); }
void internal_root_power(const uint64_t *a, uint64_t *out) { limbs_out(out, fe_root_power(limbs_in(a))); }
void internal_load(const uint8_t *bytes, uint64_t *out) { limbs_out(out, fe_load(bytes)); }
void internal_store(const uint64_t *a, uint8_t *out) { fe_store(out, limbs_in(a)); }
int internal_wnaf(int8_t *digits, const uint8_t *scalar, int width) { return wnaf(digits, scalar, width); }

/* Points as X, Y, Z, T, five limbs each. */
static point point_in(const uint64_t *limbs) {
    point r = {limbs_in(limbs), limbs_in(limbs + 5), limbs_in(limbs + 10), limbs_in(limbs + 15)};
    return r;
}

static void point_out(uint64_t *limbs, point a) {
    limbs_out(limbs, a.x); limbs_out(limbs + 5, a.y); limbs_out(limbs + 10, a.z); limbs_out(limbs + 15, a.t);
}

void internal_double(const uint64_t *a, uint64_t *out) {
    point p = point_in(a);
    point_out(out, point_double(&p, 1));
}

void internal_point_add(const uint64_t *a, const uint64_t *b, const uint64_t *d2, int minus, uint64_t *out) {
    point p = point_in(a), q = point_in(b);
    cached c = cache(&q, limbs_in(d2));
    point_out(out, point_add(&p, &c, minus));
}
