// num_ij += sum_r lambda_r [g_r + tau (E[g_r] - g_r)], den_ij += sum_r lambda_r over rows with a label, and of each task
// the sums over rows and dimensions of lambda and Var. Rows stay in registers; nothing of [n, rows, d] is stored. A block an example.
extern "C" __global__ void combine(
    Rows rows, Weights weights, const float* u, const int* task_of, const int* row_of, const int* shard_of,
    float* num, float* den, double* task_weight, double* task_variance, int first_task, int tasks, float gain, int varied) {
  extern __shared__ double sums[];
  int i = blockIdx.x;
  int warps = blockDim.x / 32;
  int warp = threadIdx.x / 32;
  int shard = shard_of[i];
  for (int s = threadIdx.x; s < tasks * warps * 2; s += blockDim.x) {
    sums[s] = 0;
  }
  __syncthreads();
  const float* factors = rows.f + (index_t) i * rows.columns * 8;
  for (int from = 0; from < rows.d; from += blockDim.x) {
    int j = from + threadIdx.x;
    bool inside = j < rows.d;
    index_t at = (index_t) i * rows.d + j;
    float number = inside ? num[at] : 0;
    float below = inside && den != 0 ? den[at] : 0;
    for (int k = 0; k < rows.columns;) {
      int task = task_of[rows.first + k];
      bool labelled = u[(index_t) task * rows.n + i] > 0;
      float lambdas = 0, variances = 0;
      for (; k < rows.columns && task_of[rows.first + k] == task; k++) {
        if (labelled && inside) {
          const float* f = factors + k * 8;
          float mu = row_centre(rows, shard, k, j);
          float c = row_product(rows, i, k, j);
          float variance = varied ? row_variance(rows, f, k, mu, c, j) : 0;
          float lambda = row_weight(weights, row_of[rows.first + k], i, j, rows.d, variance);
          number += lambda * ((f[0] + gain * (f[1] - f[0])) * mu + gain * f[2] * c);
          lambdas += lambda;
          variances += variance;
        }
      }
      below += lambdas;
      if (labelled) {
        double weight = warp_sum((double) lambdas);
        double spread = varied ? warp_sum((double) variances) : 0;
        if (threadIdx.x % 32 == 0) {
          sums[((task - first_task) * warps + warp) * 2] += weight;
          sums[((task - first_task) * warps + warp) * 2 + 1] += spread;
        }
      }
    }
    if (inside) {
      num[at] = number;
      if (den != 0) {
        den[at] = below;
      }
    }
  }
  __syncthreads();
  for (int t = threadIdx.x; t < tasks; t += blockDim.x) {
    double weight = 0, spread = 0;
    for (int w = 0; w < warps; w++) {
      weight += sums[(t * warps + w) * 2];
      spread += sums[(t * warps + w) * 2 + 1];
    }
    index_t at = (index_t) (first_task + t) * rows.n + i;
    task_weight[at] += weight;
    task_variance[at] += spread / rows.d;
  }
}
