// Each task's part of an example's weight, averaged over the examples with any; and its mean variance summed over the
// examples. A block a task.
extern "C" __global__ void share_totals(const double* task_weight, double* totals, int tasks, int n) {
  EACH(i, n) {
    double sum = 0;
    for (int t = 0; t < tasks; t++) {
      sum += task_weight[(index_t) t * n + i];
    }
    totals[i] = sum;
  }
}

extern "C" __global__ void shares(const double* task_weight, const double* task_variance, const double* totals, double* to_share, double* to_variance, int n) {
  index_t first = (index_t) blockIdx.x * n;
  double share = 0, variance = 0, labelled = 0;
  for (int i = threadIdx.x; i < n; i += blockDim.x) {
    if (totals[i] > 0) {
      labelled += 1;
      share += task_weight[first + i] / totals[i];
    }
    variance += task_variance[first + i];
  }
  share = block_sum(share);
  labelled = block_sum(labelled);
  variance = block_sum(variance);
  if (threadIdx.x == 0) {
    to_share[blockIdx.x] = labelled > 0 ? share / labelled : 0;
    to_variance[blockIdx.x] = variance;
  }
}
