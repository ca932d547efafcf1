// Flips the sign of phi where a point's weight is negative: the left side of products that sum over points.
extern "C" __global__ void signed_phi(const float* phi, float* to, const double* weights, const int* starts, const int* chosen, int most, int size, int m) {
  EACH(t, (index_t) m * most * size) {
    int point = t / size % most;
    int set = chosen[t / ((index_t) most * size)];
    bool negative = point < starts[set + 1] - starts[set] && weights[starts[set] + point] < 0;
    to[t] = negative ? -phi[t] : phi[t];
  }
}
