// The mean of a precision's diagonal, to which jitter is relative. A block a matrix.
extern "C" __global__ void mean_diagonal(const double* a, double* to, int q, int ld, index_t stride) {
  double sum = 0;
  for (int i = threadIdx.x; i < q; i += blockDim.x) {
    sum += a[blockIdx.x * stride + (index_t) i * ld + i];
  }
  sum = block_sum(sum);
  if (threadIdx.x == 0) {
    to[blockIdx.x] = sum / q;
  }
}

// The largest value on a diagonal. A block a matrix; in float64, at least 0.
extern "C" __global__ void largest_diagonal(const double* a, double* to, int q, int ld, index_t stride) {
  __shared__ double parts[256];
  double largest = 0;
  for (int i = threadIdx.x; i < q; i += blockDim.x) {
    largest = fmax(largest, a[blockIdx.x * stride + (index_t) i * ld + i]);
  }
  parts[threadIdx.x] = largest;
  __syncthreads();
  for (int half = blockDim.x / 2; half > 0; half /= 2) {
    if (threadIdx.x < half) {
      parts[threadIdx.x] = fmax(parts[threadIdx.x], parts[threadIdx.x + half]);
    }
    __syncthreads();
  }
  if (threadIdx.x == 0) {
    to[blockIdx.x] = parts[0];
  }
}
