// Addresses of matrices that lie one behind the other, `stride` bytes apart.
extern "C" __global__ void pointers(index_t* to, index_t first, index_t stride, int count) {
  EACH(t, count) {
    to[t] = first + t * stride;
  }
}
