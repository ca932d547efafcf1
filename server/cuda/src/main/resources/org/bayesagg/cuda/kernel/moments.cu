// E[g] and Var[g] of every row and example, for those who ask: [n, all columns, d].
extern "C" __global__ void moments(Rows rows, const int* shard_of, int all, float* mean, float* variance) {
  EACH(t, (index_t) rows.n * rows.columns * rows.d) {
    int j = t % rows.d;
    int k = t / rows.d % rows.columns;
    int i = t / ((index_t) rows.d * rows.columns);
    const float* f = rows.f + ((index_t) i * rows.columns + k) * 8;
    float mu = row_centre(rows, shard_of[i], k, j);
    float c = row_product(rows, i, k, j);
    index_t at = ((index_t) i * all + rows.first + k) * rows.d + j;
    mean[at] = f[1] * mu + f[2] * c;
    variance[at] = row_variance(rows, f, k, mu, c, j);
  }
}
