// What the fake cuBLAS and cuSOLVER share: the way to the fake driver beside them, and matrices.
#pragma once
#include <dlfcn.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

enum { LOWER = 0, UPPER = 1 };

// Entry points of the fake driver. Found by path, so that no other libcuda.so.1 gets in the way.
struct Driver {
  void (*lock)();
  void (*unlock)();
  int (*lost)();
  int (*library_call)();
  int (*device_range)(const void*, size_t);
};

const Driver& driver() {
  static const Driver found = [] {
    Dl_info info;
    dladdr(reinterpret_cast<void*>(&driver), &info);
    std::string path = info.dli_fname;
    path = path.substr(0, path.find_last_of('/') + 1) + "libcuda.so.1";
    void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!library) {
      std::fprintf(stderr, "fake cuda: %s\n", dlerror());
      std::abort();
    }
    Driver d;
    d.lock = reinterpret_cast<void (*)()>(dlsym(library, "fake_lock"));
    d.unlock = reinterpret_cast<void (*)()>(dlsym(library, "fake_unlock"));
    d.lost = reinterpret_cast<int (*)()>(dlsym(library, "fake_lost"));
    d.library_call = reinterpret_cast<int (*)()>(dlsym(library, "fake_library_call"));
    d.device_range =
        reinterpret_cast<int (*)(const void*, size_t)>(dlsym(library, "fake_device_range"));
    return d;
  }();
  return found;
}

struct Lock {
  Lock() { driver().lock(); }
  ~Lock() { driver().unlock(); }
};

// Whether all of a column-major matrix is device memory. If not, the device is lost.
template <class T>
bool reachable(const T* a, size_t rows, size_t columns, size_t leading) {
  if (rows == 0 || columns == 0) return true;
  return driver().device_range(a, ((columns - 1) * leading + rows) * sizeof(T)) == 0;
}

// Element (i, j) of a column-major matrix.
template <class T>
T& at(T* a, size_t leading, size_t i, size_t j) {
  return a[j * leading + i];
}

bool fits(int leading, int rows) { return leading >= std::max(1, rows); }

// op(a) in float64 without gaps; rows and columns are those of op(a).
template <class T>
std::vector<double> pack(const T* a, size_t leading, bool transposed, size_t rows, size_t columns) {
  std::vector<double> packed(rows * columns);
  for (size_t j = 0; j < columns; j++)
    for (size_t i = 0; i < rows; i++)
      packed[j * rows + i] = transposed ? at(a, leading, j, i) : at(a, leading, i, j);
  return packed;
}

// A triangle of order n, transposed or not, in float64. The other triangle of `a` is not read.
struct Triangle {
  size_t n;
  bool upper;  // of op(a)
  std::vector<double> values;

  template <class T>
  Triangle(const T* a, size_t leading, int uplo, bool transposed, bool unit, size_t order)
      : n(order), upper((uplo == UPPER) != transposed), values(order * order) {
    for (size_t j = 0; j < n; j++) {
      for (size_t i = first(j); i < last(j); i++)
        if (i != j || !unit)
          values[j * n + i] = transposed ? at(a, leading, j, i) : at(a, leading, i, j);
      if (unit) values[j * n + j] = 1;
    }
  }
  // The rows of column j in the triangle: from first to before last.
  size_t first(size_t j) const { return upper ? 0 : j; }
  size_t last(size_t j) const { return upper ? j + 1 : n; }
  const double* column(size_t j) const { return &values[j * n]; }
};

}  // namespace
