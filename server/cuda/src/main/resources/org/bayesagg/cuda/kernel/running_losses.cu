// m = decay m + (1 - decay) (the labelled examples' weighted mean loss), by row; its value is m without the bias of
// its start, times `correction`, from before this step where `late`. A block a row.
extern "C" __global__ void running_losses(
    const double* loss, const float* u, const int* task_of, const int* row_of, const double* sums, double* next,
    double* values, const double* corrections, double decay, int late, int n, int columns) {
  int column = blockIdx.x;
  const float* weight = u + (index_t) task_of[column] * n;
  double sum = 0, total = 0;
  for (int i = threadIdx.x; i < n; i += blockDim.x) {
    double w = weight[i];
    sum += w > 0 ? w * loss[(index_t) i * columns + column] : 0;
    total += w;
  }
  sum = block_sum(sum);
  total = block_sum(total);
  if (threadIdx.x == 0) {
    int row = row_of[column];
    double after = total > 0 ? decay * sums[row] + (1 - decay) * sum / total : sums[row];
    next[row] = after;
    values[row] = (late ? sums[row] : after) * corrections[row];
  }
}
