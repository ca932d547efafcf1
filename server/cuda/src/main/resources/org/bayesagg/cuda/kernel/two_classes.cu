// Two classes are one logit z_0 - z_1 = sqrt(2) u, of twice the contrast's covariance: m, y and v of it.
extern "C" __global__ void two_classes(const double* z, const float* y, const double* covariance, double* m, float* label, double* v, int n) {
  EACH(i, n) {
    m[i] = z[2 * i] - z[2 * i + 1];
    label[i] = y == 0 ? 0 : y[2 * i];
    v[i] = 2 * fmax(covariance[i], 0.0);
  }
}
