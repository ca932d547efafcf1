// g = coef' [r, 0] at the centre, E[g] = coef' E phi, and Var[g] = coef' Cov(phi) coef + sum_kl R_kl E[r_k r_l] with
// R = Cov(omega) - A A', whose first part comes as products q = Cov(phi) coef [m, K + K K, d], or as gradients at every
// point, sqrt|w| (phi - E phi) coef [m, points, d]. A thread an example and dimension.
extern "C" __global__ void categorical_moments(
    const float* coef, const double* mean, const double* squares, const double* plain, const float* pairs, const float* q,
    const float* gradients, const double* weights, const int* starts, const int* chosen, float* to_plain,
    float* to_expected, float* to_variance, int from, int m, int k, int p, int d, int most) {
  int size = k + k * k;
  EACH(t, (index_t) m * d) {
    int j = t % d;
    index_t i = t / d;
    const float* own = coef + i * size * d + j;
    double g = 0, expected = 0;
    for (int f = 0; f < size; f++) {
      double value = own[(index_t) f * d];
      expected += mean[i * size + f] * value;
      g += f < k ? plain[i * k + f] * value : 0;
    }
    index_t at = (from + i) * d + j;
    to_plain[at] = (float) g;
    to_expected[at] = (float) expected;
    if (to_variance == 0) {
      continue;
    }
    double variance = 0;
    for (int f = 0; q != 0 && f < size; f++) {
      variance += (double) own[(index_t) f * d] * q[(i * size + f) * d + j];
    }
    int set = chosen[i];
    for (int s = 0; q == 0 && s < starts[set + 1] - starts[set]; s++) {
      double value = gradients[(i * most + s) * d + j];
      variance += weights[starts[set] + s] < 0 ? -value * value : value * value;
    }
    for (int a = 0; a < k; a++) {
      for (int b = 0; b < k; b++) {
        double left = pairs[((index_t) a * k + b) * p + j];
        for (int c = 0; c < k; c++) {
          left -= (double) own[(index_t) (k + a * k + c) * d] * own[(index_t) (k + b * k + c) * d];
        }
        variance += squares[i * k * k + a * k + b] * left;
      }
    }
    to_variance[at] = (float) fmax(variance, 0.0);
  }
}
