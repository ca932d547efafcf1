// z_ik = sum_j x_ij W_kj in float64, for the examples from..from+count. A warp takes an output of four examples.
template <class W>
__device__ void logits(const float* x, const W* w, double* z, int from, int count, int outputs, int p, int ldx, int ldw, int ldz) {
  const int TOGETHER = 4;
  int first = from + blockIdx.x * TOGETHER;
  int end = from + count;
  for (int k = threadIdx.y; k < outputs; k += blockDim.y) {
    double sum[TOGETHER] = {0, 0, 0, 0};
    for (int j = threadIdx.x; j < p; j += 32) {
      double weight = w[(index_t) k * ldw + j];
      for (int e = 0; e < TOGETHER; e++) {
        if (first + e < end) {
          sum[e] += weight * x[(index_t) (first + e) * ldx + j];
        }
      }
    }
    for (int e = 0; e < TOGETHER; e++) {
      double total = warp_sum(sum[e]);
      if (threadIdx.x == 0 && first + e < end) {
        z[(index_t) (first + e) * ldz + k] = total;
      }
    }
  }
}

extern "C" __global__ void logits_of_heads(const float* x, const float* w, double* z, int from, int count, int outputs, int p, int ldx, int ldw, int ldz) {
  logits(x, w, z, from, count, outputs, p, ldx, ldw, ldz);
}

extern "C" __global__ void logits_of_means(const float* x, const double* w, double* z, int from, int count, int outputs, int p, int ldx, int ldw, int ldz) {
  logits(x, w, z, from, count, outputs, p, ldx, ldw, ldz);
}
