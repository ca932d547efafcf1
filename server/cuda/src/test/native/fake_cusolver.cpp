// A stand-in for libcusolver.so.12: Cholesky factorisations of column-major matrices.
#include <cmath>
#include <set>

#include "fake_common.h"

namespace {

enum { SUCCESS = 0, NOT_INITIALIZED = 1, INVALID_VALUE = 3, EXECUTION_FAILED = 6 };

struct Handle {};
std::set<Handle*> handles;

int check(Handle* handle) {
  if (!handles.count(handle)) return NOT_INITIALIZED;
  return driver().lost() ? EXECUTION_FAILED : SUCCESS;
}

// Elements of workspace; some number above 0, so that callers have to ask.
int workspace(int n) { return 32 + 4 * n; }

// Factors one matrix. Returns 0 or the order of the first minor that is not positive definite;
// then the columns before it hold their factor and the others are as they were.
template <class T>
int factor(int uplo, size_t n, T* a, size_t lda) {
  // Worked on as lower triangle: the upper factor is the transposed lower one.
  Triangle l(a, lda, uplo, uplo == UPPER, false, n);
  for (size_t j = 0; j < n; j++) {
    double* column = &l.values[j * n];
    const double pivot = column[j];
    if (!(T(pivot) > 0)) return int(j + 1);  // NaN as well
    const double root = std::sqrt(pivot);
    for (size_t i = j; i < n; i++) {
      column[i] /= root;
      (uplo == UPPER ? at(a, lda, j, i) : at(a, lda, i, j)) = T(column[i]);
    }
    for (size_t c = j + 1; c < n; c++) {
      double* target = &l.values[c * n];
      for (size_t i = c; i < n; i++) target[i] -= column[c] * column[i];
    }
  }
  return 0;
}

template <class T>
int buffer_size(Handle* handle, int n, const T*, int lda, int* size) {
  Lock lock;
  if (int status = check(handle)) return status;
  if (n < 0 || !fits(lda, n) || !size) return INVALID_VALUE;
  *size = workspace(n);
  return SUCCESS;
}

template <class T>
int potrf(Handle* handle, int uplo, int n, T* a, int lda, T* work, int size, int* info) {
  Lock lock;
  if (!handles.count(handle)) return NOT_INITIALIZED;
  if (n < 0 || !fits(lda, n) || size < workspace(n) || !work || !info) return INVALID_VALUE;
  if (driver().library_call() != 0) return EXECUTION_FAILED;
  if (!reachable(a, n, n, lda) || !reachable(work, size, 1, size) || !reachable(info, 1, 1, 1))
    return EXECUTION_FAILED;
  // Callers must not count on the workspace to keep its content.
  std::fill(work, work + size, T(NAN));
  *info = factor(uplo, n, a, lda);
  return SUCCESS;
}

template <class T>
int potrf_batched(Handle* handle, int uplo, int n, T* const* a, int lda, int* info, int batch) {
  Lock lock;
  if (!handles.count(handle)) return NOT_INITIALIZED;
  if (n < 0 || !fits(lda, n) || batch < 0) return INVALID_VALUE;
  if (driver().library_call() != 0) return EXECUTION_FAILED;
  if (!reachable(a, batch, 1, batch) || !reachable(info, batch, 1, batch)) return EXECUTION_FAILED;
  for (int p = 0; p < batch; p++) {
    if (!reachable(a[p], n, n, lda)) return EXECUTION_FAILED;
    info[p] = factor(uplo, n, a[p], lda);
  }
  return SUCCESS;
}

}  // namespace

extern "C" {

int cusolverDnCreate(Handle** out) {
  Lock lock;
  if (!out) return INVALID_VALUE;
  if (driver().lost()) return EXECUTION_FAILED;
  *out = new Handle;
  handles.insert(*out);
  return SUCCESS;
}

// A handle is freed even if the device is lost.
int cusolverDnDestroy(Handle* handle) {
  Lock lock;
  const int status = check(handle);
  if (handles.erase(handle)) delete handle;
  return status;
}

int cusolverDnSetStream(Handle* handle, void*) {
  Lock lock;
  return check(handle);
}

#define SOLVER(S, T)                                                                               \
  int cusolverDn##S##potrf_bufferSize(Handle* h, int, int n, T* a, int lda, int* size) {           \
    return buffer_size(h, n, a, lda, size);                                                        \
  }                                                                                                \
  int cusolverDn##S##potrf(Handle* h, int uplo, int n, T* a, int lda, T* work, int size,           \
                           int* info) {                                                            \
    return potrf(h, uplo, n, a, lda, work, size, info);                                            \
  }                                                                                                \
  int cusolverDn##S##potrfBatched(Handle* h, int uplo, int n, T** a, int lda, int* info,           \
                                  int batch) {                                                     \
    return potrf_batched(h, uplo, n, a, lda, info, batch);                                         \
  }
SOLVER(S, float)
SOLVER(D, double)

}  // extern "C"
