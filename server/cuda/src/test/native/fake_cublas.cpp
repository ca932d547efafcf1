// A stand-in for libcublas.so.13: plain loops over column-major matrices. Single precision is
// computed in float64 and rounded once, at the end. Scalars are read from the host.
#include <memory>
#include <set>

#include "fake_common.h"

namespace {

enum { SUCCESS = 0, NOT_INITIALIZED = 1, INVALID_VALUE = 7, EXECUTION_FAILED = 13 };
enum { LEFT = 0, RIGHT = 1 };

struct Handle {};
std::set<Handle*> handles;

// The start of every call that computes; the status to return, if any.
#define COMPUTE(handle, valid)                               \
  Lock lock_;                                                \
  if (!handles.count(handle)) return NOT_INITIALIZED;        \
  if (!(valid)) return INVALID_VALUE;                        \
  if (driver().library_call() != 0) return EXECUTION_FAILED

// target := alpha * sum + beta * target; a beta of 0 does not read the target.
template <class T>
void update(T* target, const std::vector<double>& sum, size_t from, size_t to, T alpha, T beta) {
  for (size_t i = from; i < to; i++) {
    const double product = alpha == 0 ? 0 : double(alpha) * sum[i];
    target[i] = T(beta == 0 ? product : product + double(beta) * double(target[i]));
  }
}

void add_scaled(double* target, const double* column, double factor, size_t from, size_t to) {
  for (size_t i = from; i < to; i++) target[i] += factor * column[i];
}

template <class T>
int gemm(Handle* handle, int ta, int tb, int m, int n, int k, const T* alpha, const T* a, int lda,
         long long stride_a, const T* b, int ldb, long long stride_b, const T* beta, T* c, int ldc,
         long long stride_c, int batch) {
  COMPUTE(handle, m >= 0 && n >= 0 && k >= 0 && batch >= 0 && alpha && beta &&
                      fits(lda, ta ? k : m) && fits(ldb, tb ? n : k) && fits(ldc, m));
  for (int p = 0; p < batch; p++) {
    const T *ap = a + p * stride_a, *bp = b + p * stride_b;
    T* cp = c + p * stride_c;
    const bool product = *alpha != 0 && k > 0;
    if (!reachable(cp, m, n, ldc)) return EXECUTION_FAILED;
    if (m == 0 || n == 0) continue;
    if (product && !(reachable(ap, ta ? k : m, ta ? m : k, lda) &&
                     reachable(bp, tb ? n : k, tb ? k : n, ldb)))
      return EXECUTION_FAILED;
    std::vector<double> left, sum(m);
    if (product) left = pack(ap, lda, ta != 0, m, k);
    for (int j = 0; j < n; j++) {
      std::fill(sum.begin(), sum.end(), 0.0);
      for (int l = 0; product && l < k; l++)
        add_scaled(sum.data(), &left[size_t(l) * m], tb ? at(bp, ldb, j, l) : at(bp, ldb, l, j), 0, m);
      update(&at(cp, ldc, 0, j), sum, 0, m, *alpha, *beta);
    }
  }
  return SUCCESS;
}

// c := alpha * op(a) * op(a)' + beta * c, one triangle of it.
template <class T>
int syrk(Handle* handle, int uplo, int trans, int n, int k, const T* alpha, const T* a, int lda,
         const T* beta, T* c, int ldc) {
  COMPUTE(handle, n >= 0 && k >= 0 && alpha && beta && fits(lda, trans ? k : n) && fits(ldc, n));
  const bool product = *alpha != 0 && n > 0 && k > 0;
  if (!reachable(c, n, n, ldc)) return EXECUTION_FAILED;
  if (product && !reachable(a, trans ? k : n, trans ? n : k, lda)) return EXECUTION_FAILED;
  std::vector<double> left, sum(n);
  if (product) left = pack(a, lda, trans != 0, n, k);
  for (int j = 0; j < n; j++) {
    const int from = uplo == UPPER ? 0 : j, to = uplo == UPPER ? j + 1 : n;
    std::fill(sum.begin(), sum.end(), 0.0);
    for (int l = 0; product && l < k; l++)
      add_scaled(sum.data(), &left[size_t(l) * n], left[size_t(l) * n + j], from, to);
    update(&at(c, ldc, 0, j), sum, from, to, *alpha, *beta);
  }
  return SUCCESS;
}

// Solves t * x = b, or x * t = b, in place.
void solve(const Triangle& t, int side, std::vector<double>& x, size_t m, size_t n) {
  if (side == LEFT) {
    for (size_t c = 0; c < n; c++) {
      double* column = &x[c * m];
      for (size_t step = 0; step < m; step++) {
        const size_t j = t.upper ? m - 1 - step : step;
        column[j] /= t.column(j)[j];
        const size_t from = t.upper ? 0 : j + 1, to = t.upper ? j : m;
        add_scaled(column, t.column(j), -column[j], from, to);
      }
    }
  } else {
    for (size_t step = 0; step < n; step++) {
      const size_t j = t.upper ? step : n - 1 - step;
      for (size_t l = t.first(j); l < t.last(j); l++)
        if (l != j) add_scaled(&x[j * m], &x[l * m], -t.column(j)[l], 0, m);
      for (size_t i = 0; i < m; i++) x[j * m + i] /= t.column(j)[j];
    }
  }
}

// y := t * x, or x * t.
std::vector<double> multiply(const Triangle& t, int side, const std::vector<double>& x, size_t m,
                             size_t n) {
  std::vector<double> y(m * n);
  for (size_t j = 0; j < n; j++) {
    if (side == LEFT) {
      for (size_t l = 0; l < m; l++)
        add_scaled(&y[j * m], t.column(l), x[j * m + l], t.first(l), t.last(l));
    } else {
      for (size_t l = t.first(j); l < t.last(j); l++)
        add_scaled(&y[j * m], &x[l * m], t.column(j)[l], 0, m);
    }
  }
  return y;
}

template <class T>
void write(const std::vector<double>& from, double factor, T* to, size_t leading, size_t m, size_t n) {
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < m; i++) at(to, leading, i, j) = T(factor * from[j * m + i]);
}

bool valid_triangular(int side, int m, int n, const void* alpha, int lda, int ldb) {
  return m >= 0 && n >= 0 && alpha && fits(lda, side == LEFT ? m : n) && fits(ldb, m);
}

template <class T>
int trsm_one(int side, int uplo, int trans, int diag, int m, int n, T alpha, const T* a, int lda,
             T* b, int ldb) {
  const size_t order = side == LEFT ? m : n;
  if (m == 0 || n == 0) return SUCCESS;
  if (!reachable(a, order, order, lda) || !reachable(b, m, n, ldb)) return EXECUTION_FAILED;
  std::vector<double> x(size_t(m) * n);
  if (alpha != 0) {
    x = pack(b, ldb, false, m, n);
    for (double& value : x) value *= alpha;
    solve(Triangle(a, lda, uplo, trans != 0, diag != 0, order), side, x, m, n);
  }
  write(x, 1, b, ldb, m, n);
  return SUCCESS;
}

template <class T>
int trsm(Handle* handle, int side, int uplo, int trans, int diag, int m, int n, const T* alpha,
         const T* a, int lda, T* b, int ldb) {
  COMPUTE(handle, valid_triangular(side, m, n, alpha, lda, ldb));
  return trsm_one(side, uplo, trans, diag, m, n, *alpha, a, lda, b, ldb);
}

template <class T>
int trsm_batched(Handle* handle, int side, int uplo, int trans, int diag, int m, int n,
                 const T* alpha, const T* const* a, int lda, T* const* b, int ldb, int batch) {
  COMPUTE(handle, batch >= 0 && valid_triangular(side, m, n, alpha, lda, ldb));
  if (!reachable(a, batch, 1, batch) || !reachable(b, batch, 1, batch)) return EXECUTION_FAILED;
  for (int p = 0; p < batch; p++)
    if (int status = trsm_one(side, uplo, trans, diag, m, n, *alpha, a[p], lda, b[p], ldb))
      return status;
  return SUCCESS;
}

// b and c may be the same matrix: b is read to its end before c is written.
template <class T>
int trmm(Handle* handle, int side, int uplo, int trans, int diag, int m, int n, const T* alpha,
         const T* a, int lda, const T* b, int ldb, T* c, int ldc) {
  COMPUTE(handle, fits(ldc, m) && valid_triangular(side, m, n, alpha, lda, ldb));
  const size_t order = side == LEFT ? m : n;
  if (m == 0 || n == 0) return SUCCESS;
  if (!reachable(a, order, order, lda) || !reachable(b, m, n, ldb) || !reachable(c, m, n, ldc))
    return EXECUTION_FAILED;
  std::vector<double> y(size_t(m) * n);
  if (*alpha != 0)
    y = multiply(Triangle(a, lda, uplo, trans != 0, diag != 0, order), side,
                 pack(b, ldb, false, m, n), m, n);
  write(y, *alpha, c, ldc, m, n);
  return SUCCESS;
}

int check(Handle* handle) {
  if (!handles.count(handle)) return NOT_INITIALIZED;
  return driver().lost() ? EXECUTION_FAILED : SUCCESS;
}

}  // namespace

extern "C" {

int cublasCreate_v2(Handle** out) {
  Lock lock;
  if (!out) return INVALID_VALUE;
  if (driver().lost()) return EXECUTION_FAILED;
  *out = new Handle;
  handles.insert(*out);
  return SUCCESS;
}

// A handle is freed even if the device is lost.
int cublasDestroy_v2(Handle* handle) {
  Lock lock;
  const int status = check(handle);
  if (handles.erase(handle)) delete handle;
  return status;
}

int cublasSetStream_v2(Handle* handle, void*) {
  Lock lock;
  return check(handle);
}

int cublasSetWorkspace_v2(Handle* handle, void* workspace, size_t bytes) {
  Lock lock;
  if (int status = check(handle)) return status;
  return reachable(static_cast<char*>(workspace), bytes, 1, bytes) ? SUCCESS : EXECUTION_FAILED;
}

int cublasSetMathMode(Handle* handle, int) {
  Lock lock;
  return check(handle);
}

int cublasGetVersion_v2(Handle*, int* version) {
  if (!version) return INVALID_VALUE;
  *version = 130000;
  return SUCCESS;
}

const char* cublasGetStatusString(int status) {
  switch (status) {
    case SUCCESS: return "CUBLAS_STATUS_SUCCESS";
    case NOT_INITIALIZED: return "CUBLAS_STATUS_NOT_INITIALIZED";
    case 3: return "CUBLAS_STATUS_ALLOC_FAILED";
    case INVALID_VALUE: return "CUBLAS_STATUS_INVALID_VALUE";
    case EXECUTION_FAILED: return "CUBLAS_STATUS_EXECUTION_FAILED";
    case 14: return "CUBLAS_STATUS_INTERNAL_ERROR";
    case 15: return "CUBLAS_STATUS_NOT_SUPPORTED";
    default: return "<unknown>";
  }
}

#define BLAS(S, T)                                                                                 \
  int cublas##S##gemm_v2(Handle* h, int ta, int tb, int m, int n, int k, const T* alpha,           \
                         const T* a, int lda, const T* b, int ldb, const T* beta, T* c, int ldc) { \
    return gemm(h, ta, tb, m, n, k, alpha, a, lda, 0, b, ldb, 0, beta, c, ldc, 0, 1);              \
  }                                                                                                \
  int cublas##S##gemmStridedBatched(Handle* h, int ta, int tb, int m, int n, int k,                \
                                    const T* alpha, const T* a, int lda, long long sa, const T* b, \
                                    int ldb, long long sb, const T* beta, T* c, int ldc,           \
                                    long long sc, int batch) {                                     \
    return gemm(h, ta, tb, m, n, k, alpha, a, lda, sa, b, ldb, sb, beta, c, ldc, sc, batch);       \
  }                                                                                                \
  int cublas##S##syrk_v2(Handle* h, int uplo, int trans, int n, int k, const T* alpha, const T* a, \
                         int lda, const T* beta, T* c, int ldc) {                                  \
    return syrk(h, uplo, trans, n, k, alpha, a, lda, beta, c, ldc);                                \
  }                                                                                                \
  int cublas##S##trsm_v2(Handle* h, int side, int uplo, int trans, int diag, int m, int n,         \
                         const T* alpha, const T* a, int lda, T* b, int ldb) {                     \
    return trsm(h, side, uplo, trans, diag, m, n, alpha, a, lda, b, ldb);                          \
  }                                                                                                \
  int cublas##S##trsmBatched(Handle* h, int side, int uplo, int trans, int diag, int m, int n,     \
                             const T* alpha, const T* const* a, int lda, T* const* b, int ldb,     \
                             int batch) {                                                          \
    return trsm_batched(h, side, uplo, trans, diag, m, n, alpha, a, lda, b, ldb, batch);           \
  }                                                                                                \
  int cublas##S##trmm_v2(Handle* h, int side, int uplo, int trans, int diag, int m, int n,         \
                         const T* alpha, const T* a, int lda, const T* b, int ldb, T* c,           \
                         int ldc) {                                                                \
    return trmm(h, side, uplo, trans, diag, m, n, alpha, a, lda, b, ldb, c, ldc);                  \
  }
BLAS(S, float)
BLAS(D, double)

}  // extern "C"
