// Lower triangle of H_b = keep_b H_b + s_b G_b, unless the step does not count.
extern "C" __global__ void accumulate(
    const int* status, double* h, const double* g, const double* keep, const double* scale, int q, int ld,
    index_t stride_h, index_t stride_g, int count) {
  if (*status != 0) {
    return;
  }
  EACH(t, (index_t) count * q * ld) {
    int b = t / ((index_t) q * ld);
    int i = t / ld % q;
    int j = t % ld;
    if (j <= i) {
      index_t at = (index_t) i * ld + j;
      double* own = h + b * stride_h + at;
      *own = keep[b] * *own + (scale == 0 ? 1 : scale[b]) * g[b * stride_g + at];
    }
  }
}
