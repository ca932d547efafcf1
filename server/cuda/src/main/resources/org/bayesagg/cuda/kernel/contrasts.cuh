// Orthonormal contrasts of C classes, K = C - 1 of them: the Helmert matrix B without its constant row.
__device__ __forceinline__ double helmert(int k, int c) {
  if (c > k + 1) {
    return 0;
  }
  double norm = sqrt((k + 1.0) * (k + 2.0));
  return c == k + 1 ? -(k + 1) / norm : 1 / norm;
}
