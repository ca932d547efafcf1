// a_kj = keep_k a_kj + b_kj for rows of p values, unless the step does not count.
extern "C" __global__ void accumulate_rows(const int* status, double* a, const double* b, const double* keep, int rows, int p) {
  if (*status != 0) {
    return;
  }
  EACH(t, (index_t) rows * p) {
    a[t] = keep[t / p] * a[t] + b[t];
  }
}
