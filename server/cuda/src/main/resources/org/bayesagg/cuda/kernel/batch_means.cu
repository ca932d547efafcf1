// Means over a batch's labelled examples, weighted, by row and dimension: of the variances, and of squared plain
// gradients g = sum_c residual_c W_c at the heads. A thread a row's dimension.
extern "C" __global__ void mean_variances(
    Rows rows, const float* u, const double* totals, const int* task_of, const int* row_of, const int* shard_of, double* to) {
  EACH(t, (index_t) rows.columns * rows.d) {
    int k = t / rows.d;
    int j = t % rows.d;
    int task = task_of[rows.first + k];
    double sum = 0;
    for (int i = 0; i < rows.n; i++) {
      float w = u[(index_t) task * rows.n + i];
      if (w > 0) {
        const float* f = rows.f + ((index_t) i * rows.columns + k) * 8;
        float variance = row_variance(rows, f, k, row_centre(rows, shard_of[i], k, j), row_product(rows, i, k, j), j);
        sum += w / totals[task] * variance;
      }
    }
    to[(index_t) row_of[rows.first + k] * rows.d + j] = sum;
  }
}

extern "C" __global__ void mean_variances_stored(const float* variance, const float* u, const double* totals, int task, int row, int n, int d, double* to) {
  EACH(j, d) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += u[i] > 0 ? u[i] / totals[task] * variance[(index_t) i * d + j] : 0;
    }
    to[(index_t) row * d + j] = sum;
  }
}

// `together`: all columns are one row, the classes of a categorical task.
extern "C" __global__ void mean_squares(
    const double* residual, const float* heads, const float* u, const double* totals, const int* task_of,
    const int* row_of, const int* shard_of, int n, int outputs, int d, int together, double* to) {
  int rows = together ? 1 : outputs;
  int each = together ? outputs : 1;
  EACH(t, (index_t) rows * d) {
    int r = t / d;
    int j = t % d;
    int task = task_of[r];
    double sum = 0;
    for (int i = 0; i < n; i++) {
      float w = u[(index_t) task * n + i];
      if (w > 0) {
        float g = 0;
        for (int k = r; k < r + each; k++) {
          g += (float) residual[(index_t) i * outputs + k] * heads[((index_t) shard_of[i] * outputs + k) * (d + 1) + j];
        }
        sum += w / totals[task] * ((double) g * g);
      }
    }
    to[(index_t) row_of[r] * d + j] = sum;
  }
}
