// Right sides of a block's systems below the inputs: the information of the block's columns, zeros where it has fewer
// than the most. And the means that come of them.
extern "C" __global__ void right_sides(
    const double* prior, const double* step, const int* first_column, double* to, int first_block, int n, int most, int p,
    int ld, index_t stride, int count) {
  EACH(t, (index_t) count * most * ld) {
    int j = t % ld;
    int r = t / ld % most;
    int b = t / ((index_t) ld * most);
    int k = first_column[first_block + b] + r;
    bool inside = j < p && k < first_column[first_block + b + 1];
    index_t at = (index_t) k * p + j;
    to[b * stride + (index_t) (n + r) * ld + j] = inside ? prior[at] + (step == 0 ? 0 : step[at]) : 0;
  }
}

extern "C" __global__ void take_means(
    const double* from, const int* first_column, double* to, int first_block, int n, int most, int p, int ld, index_t stride,
    int count) {
  EACH(t, (index_t) count * most * p) {
    int j = t % p;
    int r = t / p % most;
    int b = t / ((index_t) p * most);
    int k = first_column[first_block + b] + r;
    if (k < first_column[first_block + b + 1]) {
      to[(index_t) k * p + j] = from[b * stride + (index_t) (n + r) * ld + j];
    }
  }
}

// The one right side of a coupled task.
extern "C" __global__ void right_side(const double* prior, const double* step, double* to, int q) {
  EACH(t, q) {
    to[t] = prior[t] + (step == 0 ? 0 : step[t]);
  }
}
