// What the step says about the mean beyond the prior: r_ik = pull_ik - omega_bi x_i mu0_k, by output: [outputs, n].
template <class T>
__device__ void residuals(const double* pull, const double* omega, const double* logits, const int* block_of, T* to, int n, int outputs, int ld) {
  EACH(t, (index_t) n * outputs) {
    int k = t / n;
    int i = t % n;
    index_t at = (index_t) i * outputs + k;
    to[(index_t) k * ld + i] = (T) (pull[at] - omega[(index_t) block_of[k] * n + i] * logits[at]);
  }
}

extern "C" __global__ void mean_residuals_single(const double* pull, const double* omega, const double* logits, const int* block_of, float* to, int n, int outputs, int ld) {
  residuals(pull, omega, logits, block_of, to, n, outputs, ld);
}

extern "C" __global__ void mean_residuals_double(const double* pull, const double* omega, const double* logits, const int* block_of, double* to, int n, int outputs, int ld) {
  residuals(pull, omega, logits, block_of, to, n, outputs, ld);
}
