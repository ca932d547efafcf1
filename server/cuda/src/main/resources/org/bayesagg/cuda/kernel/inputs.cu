// x = [h; 1], with zeros up to the end of a padded row; in float32, and in float64 where that is wanted.
extern "C" __global__ void inputs(const float* h, float* x, double* wide, int n, int d, int ld) {
  EACH(t, (index_t) n * ld) {
    int i = t / ld;
    int j = t % ld;
    float value = j < d ? h[(index_t) i * d + j] : j == d ? 1.0f : 0.0f;
    x[t] = value;
    if (wide != 0) {
      wide[t] = value;
    }
  }
}
