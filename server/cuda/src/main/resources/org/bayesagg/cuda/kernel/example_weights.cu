// One weight an example and row, from the mean of its variances over the dimensions; 0 without a label. A block a row
// of an example.
extern "C" __global__ void example_weights(
    Rows rows, Weights weights, const float* u, const int* task_of, const int* row_of, const int* shard_of, float* lambda) {
  int i = blockIdx.x;
  int k = blockIdx.y;
  int row = row_of[rows.first + k];
  bool labelled = u[(index_t) task_of[rows.first + k] * rows.n + i] > 0;
  double sum = 0;
  for (int j = threadIdx.x; labelled && j < rows.d; j += blockDim.x) {
    const float* f = rows.f + ((index_t) i * rows.columns + k) * 8;
    sum += row_variance(rows, f, k, row_centre(rows, shard_of[i], k, j), row_product(rows, i, k, j), j);
  }
  sum = block_sum(sum);
  if (threadIdx.x == 0) {
    double value = fmax(sum / rows.d, (double) weights.floor);
    double s = weights.exponents[row];
    lambda[(index_t) i * weights.rows + row] = labelled ? (float) (s == 0 ? 1 : s == 1 ? 1 / value : exp(-s * log(value))) : 0;
  }
}

extern "C" __global__ void example_weights_stored(const float* variance, Weights weights, const float* u, int row, int d, float* lambda) {
  int i = blockIdx.x;
  bool labelled = u[i] > 0;
  double sum = 0;
  for (int j = threadIdx.x; labelled && j < d; j += blockDim.x) {
    sum += variance[(index_t) i * d + j];
  }
  sum = block_sum(sum);
  if (threadIdx.x == 0) {
    double value = fmax(sum / d, (double) weights.floor);
    double s = weights.exponents[row];
    lambda[(index_t) i * weights.rows + row] = labelled ? (float) (s == 0 ? 1 : s == 1 ? 1 / value : exp(-s * log(value))) : 0;
  }
}
