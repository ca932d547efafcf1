// Factors of each example and row: g = f0 mu, E[g] = f1 mu + f2 c, Var[g] = f3 mu^2 + f4 mu c + f5 c^2 + f6 diag Sigma.
// Of squared errors, a = z - y: f = 2a, 2a, 2, 4v, 8a, 4, 4 (a^2 + v), with v times the row's scale.
extern "C" __global__ void factors_gaussian(
    const double* z, const float* y, const double* v, const double* values, const double* corrections, const int* row_of,
    const int* block_of, float* f, float* row_scale, int from_loss, int n, int outputs, int first, int columns, int first_block) {
  EACH(t, (index_t) n * columns) {
    int k = first + t % columns;
    index_t i = t / columns;
    int row = row_of[k];
    double scale = from_loss && corrections[row] > 0 ? values[row] : 1;
    double a = z[i * outputs + k] - y[i * outputs + k];
    double own = scale * v[(index_t) (block_of[k] - first_block) * n + i];
    float* to = f + t * 8;
    to[0] = (float) (2 * a);
    to[1] = (float) (2 * a);
    to[2] = 2;
    to[3] = (float) (4 * own);
    to[4] = (float) (8 * a);
    to[5] = 4;
    to[6] = (float) (4 * (a * a + own));
    if (i == 0) {
      row_scale[t % columns] = (float) scale;
    }
  }
}

// Of a logit z ~ N(m, v), r = sigmoid(z) - y, A = c / sqrt(v): E[g] = mu E r + A E rt,
// Var[g] = mu^2 Var r + 2 mu A Cov(r, rt) + A^2 (Var rt - E r^2) + diag Sigma E r^2.
extern "C" __global__ void factors_logistic(
    const double* z, const float* y, const double* v, const int* block_of, float* f, float* row_scale, double scale,
    int n, int outputs, int first, int columns, int first_block, Rules rules) {
  EACH(t, (index_t) n * columns) {
    int k = first + t % columns;
    index_t i = t / columns;
    double m = z[i * outputs + k];
    double label = y[i * outputs + k];
    double own = v[(index_t) (block_of[k] - first_block) * n + i];
    Logistic moments = logistic(m, own, label, rules);
    double per_deviation = own > 0 ? 1 / sqrt(own) : 0;
    double square = moments.variance + moments.mean * moments.mean;
    float* to = f + t * 8;
    to[0] = (float) (sigmoid(m) - label);
    to[1] = (float) moments.mean;
    to[2] = (float) (moments.mean_t * per_deviation);
    to[3] = (float) moments.variance;
    to[4] = (float) (2 * moments.covariance * per_deviation);
    to[5] = (float) ((moments.variance_t - square) * per_deviation * per_deviation);
    to[6] = (float) square;
    if (i == 0) {
      row_scale[t % columns] = (float) scale;
    }
  }
}

// Of the plain gradient at the heads: f0 is the residual, all else 0.
extern "C" __global__ void factors_plain(const double* residual, float* f, float* row_scale, int n, int outputs, int first, int columns) {
  EACH(t, (index_t) n * columns) {
    float* to = f + t * 8;
    to[0] = (float) residual[t / columns * outputs + first + t % columns];
    for (int s = 1; s < 7; s++) {
      to[s] = 0;
    }
    if (t < columns) {
      row_scale[t] = 1;
    }
  }
}
