// Predictions under a posterior, of a task whose columns begin at `first`: mean and variance of a label, its noise
// included, of squared errors; the probability of 1 and the variance of the logit; of each class.
extern "C" __global__ void predict_gaussian(const double* z, const double* v, double noise, float* mean, float* variance, int n, int columns, int first, int outputs) {
  EACH(t, (index_t) n * outputs) {
    mean[t] = (float) z[t / outputs * columns + first + t % outputs];
    variance[t] = (float) (v[t / outputs] + noise);
  }
}

extern "C" __global__ void predict_bernoulli(const double* z, const double* v, Rules rules, float* mean, float* variance, int n, int columns, int first, int outputs) {
  EACH(t, (index_t) n * outputs) {
    double own = v[t % outputs * n + t / outputs];
    mean[t] = (float) logistic(z[t / outputs * columns + first + t % outputs], own, 0, rules).mean;
    variance[t] = (float) own;
  }
}

// `coupled` adds the prior's variance in the constant direction, which no evidence reaches.
extern "C" __global__ void predict_categorical(
    const double* z, const double* sampled, const double* covariance, const double* v, const float* x, Rules rules,
    double prior_variance, float* mean, float* variance, int from, int m, int n, int k, int p, int ldx, int coupled) {
  int classes = k + 1;
  int size = k + k * k;
  EACH(t, (index_t) m * classes) {
    int a = t % classes;
    index_t i = t / classes;
    index_t at = (from + i) * classes + a;
    const double* own = covariance + i * k * k;
    if (k == 1) {
      double first = logistic(z[(from + i) * 2] - z[(from + i) * 2 + 1], 2 * fmax(own[0], 0.0), 0, rules).mean;
      mean[at] = (float) (a == 0 ? first : 1 - first);
    } else {
      double sum = 1.0 / classes;
      for (int l = 0; l < k; l++) {
        sum += helmert(l, a) * sampled[i * size + l];
      }
      mean[at] = (float) fmax(sum, 0.0);
    }
    if (!coupled) {
      variance[at] = (float) v[(index_t) a * n + from + i];
      continue;
    }
    double sum = 0;
    for (int l = 0; l < k; l++) {
      for (int o = 0; o < k; o++) {
        sum += helmert(l, a) * helmert(o, a) * own[l * k + o];
      }
    }
    for (int j = 0; j < p; j++) {
      double value = x[(from + i) * ldx + j];
      sum += prior_variance * value * value / classes;
    }
    variance[at] = (float) fmax(sum, 0.0);
  }
}
