// eta_kj = sign sum_i f_ik x_ij in float64, for p inputs. A thread takes an input of eight outputs.
extern "C" __global__ void information(const double* f, const float* x, double* to, double sign, int n, int outputs, int p, int ldx) {
  const int TOGETHER = 8;
  int j = blockIdx.x * blockDim.x + threadIdx.x;
  int first = blockIdx.y * TOGETHER;
  if (j >= p) {
    return;
  }
  double sum[TOGETHER] = {0, 0, 0, 0, 0, 0, 0, 0};
  for (int i = 0; i < n; i++) {
    double value = x[(index_t) i * ldx + j];
    for (int k = 0; k < TOGETHER; k++) {
      if (first + k < outputs) {
        sum[k] += f[(index_t) i * outputs + first + k] * value;
      }
    }
  }
  for (int k = 0; k < TOGETHER; k++) {
    if (first + k < outputs) {
      to[(index_t) (first + k) * p + j] = sign * sum[k];
    }
  }
}
