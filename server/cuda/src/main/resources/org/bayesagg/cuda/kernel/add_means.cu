// mean_kj = prior_kj + change_kj.
template <class T>
__device__ void add_means(const double* prior, const T* change, double* to, int rows, int p, int ld) {
  EACH(t, (index_t) rows * p) {
    to[t] = prior[t] + change[t / p * ld + t % p];
  }
}

extern "C" __global__ void add_means_single(const double* prior, const float* change, double* to, int rows, int p, int ld) {
  add_means(prior, change, to, rows, p, ld);
}

extern "C" __global__ void add_means_double(const double* prior, const double* change, double* to, int rows, int p, int ld) {
  add_means(prior, change, to, rows, p, ld);
}
