// A diagonal precision: H_bj = keep_b H_bj + sum_i omega_bi x_ij^2, its inverse, and eta_kj = D_j w_kj - sum_i slope_ik x_ij
// of this step at its heads, D being this step's alone.
extern "C" __global__ void diagonal_precision(const double* omega, const float* x, double* to, int n, int q, int ldx, int count) {
  EACH(t, (index_t) count * q) {
    const double* own = omega + t / q * n;
    int j = t % q;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double value = x[(index_t) i * ldx + j];
      sum += own[i] * value * value;
    }
    to[t] = sum;
  }
}

extern "C" __global__ void diagonal_variances(const double* h, const double* step, const double* inverse_prior, double* to, int q, int count) {
  EACH(t, (index_t) count * q) {
    to[t] = 1 / (h[t] + (step == 0 ? 0 : step[t]) + inverse_prior[t / q]);
  }
}

extern "C" __global__ void diagonal_information(
    const double* omega, const double* slope, const float* x, const float* heads, const int* shard_of, const int* block_of,
    double* to, int n, int outputs, int p, int d, int ldx) {
  EACH(t, (index_t) outputs * p) {
    int k = t / p;
    int j = t % p;
    const double* own = omega + (index_t) block_of[k] * n;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double value = x[(index_t) i * ldx + j];
      sum -= slope[(index_t) i * outputs + k] * value;
      sum += own[i] * value * value * heads[((index_t) shard_of[i] * outputs + k) * (d + 1) + j];
    }
    to[t] = sum;
  }
}

extern "C" __global__ void diagonal_products(const double* variances, const float* x, float* c, double* v, int n, int q, int ldx, int ldc, int count) {
  for (index_t row = blockIdx.x * (index_t) blockDim.y + threadIdx.y; row < (index_t) count * n; row += (index_t) gridDim.x * blockDim.y) {
    index_t i = row % n;
    const double* own = variances + row / n * q;
    double sum = 0;
    for (int j = threadIdx.x; j < q; j += 32) {
      double value = own[j] * x[i * ldx + j];
      c[row * ldc + j] = (float) value;
      sum += (float) value * (double) x[i * ldx + j];
    }
    sum = warp_sum(sum);
    if (threadIdx.x == 0) {
      v[row] = fmax(sum, 0.0);
    }
  }
}

extern "C" __global__ void diagonal_means(const double* variances, const double* prior, const double* step, const int* block_of, double* to, int outputs, int p) {
  EACH(t, (index_t) outputs * p) {
    double eta = prior[t] + (step == 0 ? 0 : step[t]);
    to[t] = variances[(index_t) block_of[t / p] * p + t % p] * eta;
  }
}
