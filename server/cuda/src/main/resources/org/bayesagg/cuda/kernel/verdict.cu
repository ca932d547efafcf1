// A factor that failed makes the step not count.
extern "C" __global__ void verdict(int* status, const int* info, int count) {
  EACH(t, count) {
    if (info[t] != 0) {
      atomicOr(status, 2);
    }
  }
}
