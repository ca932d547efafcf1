// Curvature of a coupled task in contrasts, A = u B (diag p - p p') B', [K K, n]: as
// A_ab = u sum_c p_c (B_ac - m_a)(B_bc - m_b) with m = B p nothing cancels where one class is nearly certain.
extern "C" __global__ void contrast_curvature(const double* p, const float* u, double* to, int n, int k) {
  EACH(t, (index_t) k * k * n) {
    int i = t % n;
    int b = t / n % k;
    int a = t / ((index_t) n * k);
    double mean_a = 0, mean_b = 0;
    for (int c = 0; c <= k; c++) {
      mean_a += helmert(a, c) * p[(index_t) c * n + i];
      mean_b += helmert(b, c) * p[(index_t) c * n + i];
    }
    double sum = 0;
    for (int c = 0; c <= k; c++) {
      sum += p[(index_t) c * n + i] * (helmert(a, c) - mean_a) * (helmert(b, c) - mean_b);
    }
    to[t] = u[i] * sum;
  }
}

// B v of every example's values v [n, K + 1], to [n, K].
extern "C" __global__ void contrast_rows(const double* v, double* to, int n, int k) {
  EACH(t, (index_t) n * k) {
    index_t i = t / k;
    double sum = 0;
    for (int c = 0; c <= t % k + 1; c++) {
      sum += helmert(t % k, c) * v[i * (k + 1) + c];
    }
    to[t] = sum;
  }
}

// Centre weights in contrasts: [shards, K, d] of mu [shards, K + 1, ..], times `factor`.
extern "C" __global__ void contrast_centre(const float* mu, index_t mu_shard, int mu_ld, float* to, int shards, int k, int d, double factor) {
  EACH(t, (index_t) shards * k * d) {
    int j = t % d;
    int l = t / d % k;
    int s = t / ((index_t) d * k);
    double sum = 0;
    for (int c = 0; c <= l + 1; c++) {
      sum += helmert(l, c) * mu[s * mu_shard + (index_t) c * mu_ld + j];
    }
    to[t] = (float) (factor * sum);
  }
}

// Cov(u_l, omega_k) x of every example [m, K, K, p], from the classes' own products [K + 1, n, ldc]; from example `from` on.
extern "C" __global__ void contrast_products(const float* c, float* to, int from, int m, int n, int k, int p, int ldc) {
  EACH(t, (index_t) m * k * k * p) {
    int j = t % p;
    int b = t / p % k;
    int a = t / ((index_t) p * k) % k;
    int i = from + t / ((index_t) p * k * k);
    double sum = 0;
    for (int o = 0; o <= k; o++) {
      double both = helmert(a, o) * helmert(b, o);
      sum += both == 0 ? 0 : both * c[((index_t) o * n + i) * ldc + j];
    }
    to[t] = (float) sum;
  }
}

// Cov(omega_a, omega_b)_j [K, K, p] from the classes' own variances [K + 1, ldd].
extern "C" __global__ void contrast_pairs(const double* diagonal, float* to, int k, int p, int ldd) {
  EACH(t, (index_t) k * k * p) {
    double sum = 0;
    for (int o = 0; o <= k; o++) {
      sum += helmert(t / ((index_t) p * k), o) * helmert(t / p % k, o) * diagonal[(index_t) o * ldd + t % p];
    }
    to[t] = (float) sum;
  }
}

// The same from a covariance in contrasts [K p, K p].
extern "C" __global__ void coupled_pairs(const double* sigma, float* to, int k, int p, int ld) {
  EACH(t, (index_t) k * k * p) {
    int j = t % p;
    index_t a = t / ((index_t) p * k) * p + j;
    to[t] = (float) sigma[a * ld + t / p % k * p + j];
  }
}

// Weights of the classes [K + 1, p] from those in contrasts [K, p].
extern "C" __global__ void expand_contrasts(const double* m, double* to, int k, int p) {
  EACH(t, (index_t) (k + 1) * p) {
    int c = t / p;
    double sum = 0;
    for (int l = c > 0 ? c - 1 : 0; l < k; l++) {
      sum += helmert(l, c) * m[(index_t) l * p + t % p];
    }
    to[t] = sum;
  }
}
