// coef_j = [nu_j, A_j] of every example [m, K + K K, d]: the centre in contrasts, and A = Cov(omega, u) L^-T by forward
// substitution. A thread a contrast and dimension.
extern "C" __global__ void coefficients(
    const float* nu, const int* shard_of, const float* products, const double* factor, float* to, int from, int m, int k, int p, int d) {
  EACH(t, (index_t) m * k * d) {
    int j = t % d;
    int a = t / d % k;
    index_t i = t / ((index_t) d * k);
    float* own = to + i * (k + k * k) * d;
    const double* l = factor + i * k * k;
    own[(index_t) a * d + j] = nu[((index_t) shard_of[from + i] * k + a) * d + j];
    for (int c = 0; c < k; c++) {
      double value = products[((i * k + c) * k + a) * p + j];
      for (int b = 0; b < c; b++) {
        value -= l[c * k + b] * own[(index_t) (k + a * k + b) * d + j];
      }
      double pivot = l[c * k + c];
      own[(index_t) (k + a * k + c) * d + j] = pivot == 0 ? 0 : (float) (value / pivot);
    }
  }
}
