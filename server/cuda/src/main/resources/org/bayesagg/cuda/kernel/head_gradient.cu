// The plain gradient of a categorical task at the heads: g_ij = sum_c residual_ic W_cj.
extern "C" __global__ void head_gradient(const double* residual, const float* heads, const int* shard_of, float* to, int n, int classes, int d) {
  EACH(t, (index_t) n * d) {
    int j = t % d;
    index_t i = t / d;
    const float* head = heads + (index_t) shard_of[i] * classes * (d + 1);
    float sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += (float) residual[i * classes + c] * head[(index_t) c * (d + 1) + j];
    }
    to[t] = sum;
  }
}
