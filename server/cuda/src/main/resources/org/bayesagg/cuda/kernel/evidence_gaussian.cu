// Squared error with noise precision 1/nu: omega = u/nu, pull = omega y, slope = omega (w x - y), loss = (z - y)^2.
extern "C" __global__ void evidence_gaussian(
    const float* y, const double* z, const float* u, const float* heads, const int* shard_of, const int* task_of,
    const int* block_of, const double* precision, double* omega, double* pull, double* slope, double* residual,
    double* loss, int n, int outputs, int d, int bias) {
  EACH(t, (index_t) n * outputs) {
    int i = t / outputs;
    int k = t % outputs;
    double w = u[(index_t) task_of[k] * n + i] * precision[k];
    if (k == 0 || block_of[k] != block_of[k - 1]) {
      omega[(index_t) block_of[k] * n + i] = w;
    }
    double linear = bias ? z[t] : z[t] - heads[((index_t) shard_of[i] * outputs + k) * (d + 1) + d];
    double error = z[t] - y[t];
    pull[t] = w * y[t];
    slope[t] = w * (linear - y[t]);
    residual[t] = 2 * error;
    loss[t] = error * error;
  }
}
