// to_bij = sqrt(omega_bi) x_ij, or omega_bi x_ij; block by block of the precision, in float64.
extern "C" __global__ void weighted_inputs(
    const float* x, const double* omega, double* to, int n, int q, int ldx, int ld, int root, int count) {
  EACH(t, (index_t) count * n * ld) {
    int j = t % ld;
    index_t row = t / ld;
    double w = omega[row];
    to[t] = j < q ? (root ? sqrt(w) : w) * x[row % n * ldx + j] : 0;
  }
}
