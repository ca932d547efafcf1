// direction_ij = factor_i num_ij, divided by den_ij or by a fixed divisor; a value beyond float32 makes the step not count.
extern "C" __global__ void direction(
    const float* num, const float* den, const float* divisor, int width, const float* factor, float* to, int* status, int n, int d) {
  EACH(t, (index_t) n * d) {
    float value = num[t];
    if (den != 0) {
      // Where all weights are 0, so is the numerator.
      value /= fmaxf(den[t], 1.17549435e-38f);
    } else if (divisor != 0) {
      value /= divisor[width == 1 ? 0 : t % d];
    }
    value *= factor[t / d];
    to[t] = value;
    if (!finite_float(value)) {
      atomicOr(status, 1);
    }
  }
}

extern "C" __global__ void check_finite(const float* values, index_t count, int* status) {
  EACH(t, count) {
    if (!finite_float(values[t])) {
      atomicOr(status, 1);
    }
  }
}
