// The system of a low rank, S = I + D G D with D = diag sqrt(omega). An example without evidence gets
// sqrt(omega) = 1e-6 / sqrt(G_ii), a certainty of 1e-12, and needs no case of its own.
template <class T>
__device__ void roots(const T* gram, const double* omega, double* root, double* inverse, int n, int ld, int count) {
  EACH(t, (index_t) count * n) {
    index_t i = t % n;
    double certain = gram[t / n * n * ld + i * ld + i];
    double least = certain > 0 ? 1e-6 / sqrt(certain) : 1;
    root[t] = fmax(sqrt(omega[t]), least);
    inverse[t] = 1 / root[t];
  }
}

template <class T>
__device__ void system_of(const T* gram, const double* root, T* to, int n, int ld, int count) {
  EACH(t, (index_t) count * n * ld) {
    int b = t / ((index_t) n * ld);
    int i = t / ld % n;
    int j = t % ld;
    if (j <= i) {
      double value = root[(index_t) b * n + i] * root[(index_t) b * n + j] * gram[t];
      to[t] = i == j ? value + 1 : value;
    }
  }
}

template <class T>
__device__ void scale(T* rows, const double* factor, index_t count, int ld) {
  EACH(t, count * ld) {
    rows[t] *= factor[t / ld];
  }
}

extern "C" __global__ void low_rank_roots_single(const float* gram, const double* omega, double* root, double* inverse, int n, int ld, int count) {
  roots(gram, omega, root, inverse, n, ld, count);
}

extern "C" __global__ void low_rank_roots_double(const double* gram, const double* omega, double* root, double* inverse, int n, int ld, int count) {
  roots(gram, omega, root, inverse, n, ld, count);
}

extern "C" __global__ void low_rank_system_single(const float* gram, const double* root, float* to, int n, int ld, int count) {
  system_of(gram, root, to, n, ld, count);
}

extern "C" __global__ void low_rank_system_double(const double* gram, const double* root, double* to, int n, int ld, int count) {
  system_of(gram, root, to, n, ld, count);
}

extern "C" __global__ void scale_rows_single(float* rows, const double* factor, index_t count, int ld) {
  scale(rows, factor, count, ld);
}

extern "C" __global__ void scale_rows_double(double* rows, const double* factor, index_t count, int ld) {
  scale(rows, factor, count, ld);
}
