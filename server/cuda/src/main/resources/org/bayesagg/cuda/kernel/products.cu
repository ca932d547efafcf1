// Of products P = X Sigma: c = P in float32, v = x . P in float64, at least 0. A warp a row.
template <class T>
__device__ void products(const T* p, const float* x, float* c, double* v, int n, int q, int ldp, index_t stride, int ldx, int ldc, int count) {
  for (index_t row = blockIdx.x * (index_t) blockDim.y + threadIdx.y; row < (index_t) count * n; row += (index_t) gridDim.x * blockDim.y) {
    index_t i = row % n;
    const T* own = p + row / n * stride + i * ldp;
    double sum = 0;
    for (int j = threadIdx.x; j < q; j += 32) {
      T value = own[j];
      c[row * ldc + j] = (float) value;
      sum += (double) value * x[i * ldx + j];
    }
    sum = warp_sum(sum);
    if (threadIdx.x == 0) {
      v[row] = fmax(sum, 0.0);
    }
  }
}

extern "C" __global__ void products_single(const float* p, const float* x, float* c, double* v, int n, int q, int ldp, index_t stride, int ldx, int ldc, int count) {
  products(p, x, c, v, n, q, ldp, stride, ldx, ldc, count);
}

extern "C" __global__ void products_double(const double* p, const float* x, float* c, double* v, int n, int q, int ldp, index_t stride, int ldx, int ldc, int count) {
  products(p, x, c, v, n, q, ldp, stride, ldx, ldc, count);
}
