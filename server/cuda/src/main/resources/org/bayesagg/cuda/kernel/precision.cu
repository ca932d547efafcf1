// Lower triangle of Lambda_b = H_b + s_b G_b + (1/gamma_b + jitter_b) I, with one G for all where its stride is 0.
extern "C" __global__ void precision(
    const double* h, const double* g, const double* scale, const double* inverse_prior, const double* jitter,
    double* to, int q, int ld, index_t stride_h, index_t stride_g, int count) {
  EACH(t, (index_t) count * q * ld) {
    int b = t / ((index_t) q * ld);
    int i = t / ld % q;
    int j = t % ld;
    if (j <= i) {
      index_t at = (index_t) i * ld + j;
      double value = h[b * stride_h + at];
      value += g == 0 ? 0 : (scale == 0 ? 1 : scale[b]) * g[b * stride_g + at];
      to[t] = i == j ? value + inverse_prior[b] + jitter[b] : value;
    }
  }
}
