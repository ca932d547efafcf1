// Binary cross-entropy, p = sigmoid(z): omega = u p (1 - p), slope = u (p - y), pull = omega w x - slope,
// loss = log(1 + e^z) - y z.
extern "C" __global__ void evidence_bernoulli(
    const float* y, const double* z, const float* u, const float* heads, const int* shard_of, const int* task_of,
    const int* block_of, const double* precision, double* omega, double* pull, double* slope, double* residual,
    double* loss, int n, int outputs, int d, int bias) {
  EACH(t, (index_t) n * outputs) {
    int i = t / outputs;
    int k = t % outputs;
    double weight = u[(index_t) task_of[k] * n + i];
    double logit = z[t];
    double p = sigmoid(logit);
    double w = weight * p * sigmoid(-logit);
    double linear = bias ? logit : logit - heads[((index_t) shard_of[i] * outputs + k) * (d + 1) + d];
    omega[(index_t) block_of[k] * n + i] = w;
    slope[t] = weight * (p - y[t]);
    pull[t] = w * linear - slope[t];
    residual[t] = p - y[t];
    loss[t] = fmax(logit, 0.0) + log1p(exp(-fabs(logit))) - y[t] * logit;
  }
}
