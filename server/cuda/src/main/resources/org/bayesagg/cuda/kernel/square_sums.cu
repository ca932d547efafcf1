// to_bj = sum_i a_bij^2, or what that leaves of base_bj, at least 0. A block of 32 by 8 threads takes 32 columns.
template <class T>
__device__ void square_sums(const T* a, const double* base, double* to, int rows, int cols, int ld, index_t stride, int ldto) {
  __shared__ double parts[8][33];
  int j = blockIdx.x * 32 + threadIdx.x;
  int b = blockIdx.y;
  double sum = 0;
  for (int i = threadIdx.y; i < rows && j < cols; i += 8) {
    double value = a[b * stride + (index_t) i * ld + j];
    sum += value * value;
  }
  parts[threadIdx.y][threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.y == 0 && j < cols) {
    sum = 0;
    for (int r = 0; r < 8; r++) {
      sum += parts[r][threadIdx.x];
    }
    index_t at = (index_t) b * ldto + j;
    to[at] = base == 0 ? sum : fmax(base[at] - sum, 0.0);
  }
}

extern "C" __global__ void square_sums_single(const float* a, const double* base, double* to, int rows, int cols, int ld, index_t stride, int ldto) {
  square_sums(a, base, to, rows, cols, ld, stride, ldto);
}

extern "C" __global__ void square_sums_double(const double* a, const double* base, double* to, int rows, int cols, int ld, index_t stride, int ldto) {
  square_sums(a, base, to, rows, cols, ld, stride, ldto);
}
