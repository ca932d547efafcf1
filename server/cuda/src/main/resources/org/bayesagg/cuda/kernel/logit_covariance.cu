// Cov(u) of every example [m, K, K]: x' Cov(u_l, omega_k) x. A warp a pair.
extern "C" __global__ void logit_covariance(const float* products, const float* x, double* to, int from, int m, int k, int p, int ldx) {
  for (index_t row = blockIdx.x * (index_t) blockDim.y + threadIdx.y; row < (index_t) m * k * k; row += (index_t) gridDim.x * blockDim.y) {
    index_t i = from + row / (k * k);
    double sum = 0;
    for (int j = threadIdx.x; j < p; j += 32) {
      sum += (double) products[row * p + j] * x[i * ldx + j];
    }
    sum = warp_sum(sum);
    if (threadIdx.x == 0) {
      to[row] = sum;
    }
  }
}
