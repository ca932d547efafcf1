// Identity matrices.
extern "C" __global__ void identity(double* to, int q, int ld, int count) {
  EACH(t, (index_t) count * q * ld) {
    to[t] = t / ld % q == t % ld ? 1 : 0;
  }
}

// Zeros above the diagonals, where a library left what it found.
extern "C" __global__ void lower_only(double* a, int q, int ld, int count) {
  EACH(t, (index_t) count * q * ld) {
    if (t % ld > t / ld % q) {
      a[t] = 0;
    }
  }
}

// The upper triangles from the lower ones.
extern "C" __global__ void mirror(double* a, int q, int ld, int count) {
  EACH(t, (index_t) count * q * ld) {
    int i = t / ld % q;
    int j = t % ld;
    if (j > i && j < q) {
      a[t] = a[t + (index_t) (j - i) * ld - (j - i)];
    }
  }
}
