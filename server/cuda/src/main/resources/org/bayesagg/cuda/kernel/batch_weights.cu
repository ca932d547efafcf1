// lambda = max(statistic, floor)^-s, by row or by dimension; 0 where the row has no label. A block a row.
__device__ double batch_weight(double statistic, double least, double s) {
  double value = fmax(statistic, least);
  return s == 0 ? 1 : s == 1 ? 1 / value : s == 0.5 ? 1 / sqrt(value) : exp(-s * log(value));
}

extern "C" __global__ void weights_of_means(
    const double* means, const double* totals, const int* task_of, const int* row_of, const double* exponents,
    double least, int by_dimension, int d, float* lambda) {
  int row = row_of[blockIdx.x];
  bool labelled = totals[task_of[blockIdx.x]] > 0;
  double s = exponents[row];
  double sum = 0;
  for (int j = threadIdx.x; j < d; j += blockDim.x) {
    double mean = means[(index_t) row * d + j];
    sum += mean;
    if (by_dimension) {
      lambda[(index_t) row * d + j] = labelled ? (float) batch_weight(mean, least, s) : 0;
    }
  }
  sum = block_sum(sum);
  if (threadIdx.x == 0 && !by_dimension) {
    lambda[row] = labelled ? (float) batch_weight(sum / d, least, s) : 0;
  }
}

extern "C" __global__ void weights_of_losses(const double* values, const double* corrections, const double* exponents, double least, int rows, float* lambda) {
  EACH(r, rows) {
    lambda[r] = corrections[r] > 0 ? (float) batch_weight(values[r], least, exponents[r]) : 0;
  }
}

// The divisor of FIRST: the sum of this step's weights; where it has none, the one before, or 1.
extern "C" __global__ void first_divisor(const float* lambda, const float* held, int has_held, int follows, int rows, int width, float* to) {
  EACH(j, width) {
    float total = 0;
    for (int r = 0; r < rows; r++) {
      total += lambda[(index_t) r * width + j];
    }
    float before = has_held ? held[j] : 1;
    to[j] = follows && total > 0 ? total : before;
  }
}
