// Rows of one width into rows of another, widened, narrowed or as they are; zeros beyond `cols`.
template <class A, class B>
__device__ void copy_rows(const A* from, B* to, index_t rows, int cols, int ld_from, int ld_to) {
  EACH(t, rows * ld_to) {
    int j = t % ld_to;
    to[t] = j < cols ? (B) from[t / ld_to * ld_from + j] : (B) 0;
  }
}

extern "C" __global__ void widen_rows(const float* from, double* to, index_t rows, int cols, int ld_from, int ld_to) {
  copy_rows(from, to, rows, cols, ld_from, ld_to);
}

extern "C" __global__ void narrow_rows(const double* from, float* to, index_t rows, int cols, int ld_from, int ld_to) {
  copy_rows(from, to, rows, cols, ld_from, ld_to);
}

extern "C" __global__ void copy_wide_rows(const double* from, double* to, index_t rows, int cols, int ld_from, int ld_to) {
  copy_rows(from, to, rows, cols, ld_from, ld_to);
}

// The inputs under each of `count` blocks' right sides, in float64.
extern "C" __global__ void repeat_inputs(const double* x, double* to, int n, int ldx, int ld, index_t stride, int count) {
  EACH(t, (index_t) count * n * ld) {
    int j = t % ld;
    int i = t / ld % n;
    int b = t / ((index_t) n * ld);
    to[b * stride + (index_t) i * ld + j] = j < ldx ? x[(index_t) i * ldx + j] : 0;
  }
}
