// As combine, of one row whose moments lie in [n, d] arrays: plain gradients g, E[g] and Var[g] (0 where not wanted).
extern "C" __global__ void combine_stored(
    const float* plain, const float* expected, const float* variance, Weights weights, const float* u, int row,
    float* num, float* den, double* task_weight, double* task_variance, float gain, int n, int d) {
  int i = blockIdx.x;
  if (!(u[i] > 0)) {
    return;
  }
  double lambdas = 0, variances = 0;
  for (int j = threadIdx.x; j < d; j += blockDim.x) {
    index_t at = (index_t) i * d + j;
    float spread = variance == 0 ? 0 : variance[at];
    float lambda = row_weight(weights, row, i, j, d, spread);
    float g = plain[at];
    num[at] += lambda * (gain == 0 ? g : gain == 1 ? expected[at] : g + gain * (expected[at] - g));
    if (den != 0) {
      den[at] += lambda;
    }
    lambdas += lambda;
    variances += spread;
  }
  lambdas = block_sum(lambdas);
  variances = block_sum(variances);
  if (threadIdx.x == 0) {
    task_weight[i] += lambdas;
    task_variance[i] += variances / d;
  }
}
