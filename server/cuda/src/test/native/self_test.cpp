// Checks the fake CUDA libraries against plain formulas:  self_test FOLDER
#include <dlfcn.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

static std::vector<void*> libraries;
static int failures;

// Calls a function of whichever library has it. Argument types must be those of its signature.
template <class R, class... A>
R call_as(const char* name, A... args) {
  for (void* library : libraries)
    if (void* f = dlsym(library, name)) return reinterpret_cast<R (*)(A...)>(f)(args...);
  std::printf("missing: %s\n", name);
  std::exit(1);
}
template <class... A>
int call(const char* name, A... args) {
  return call_as<int>(name, args...);
}
static long long count(const char* key) { return call_as<long long>("fake_count", key); }
static void control(const char* key, long long value) { call("fake_control", key, value); }

#define CHECK(condition) check(condition, #condition, __LINE__)
static void check(bool good, const char* what, int line) {
  if (good) return;
  std::printf("line %d: %s\n", line, what);
  failures++;
}

using Address = unsigned long long;
static void* const NO_STREAM = nullptr;

static Address allocate(size_t bytes) {
  Address address = 0;
  CHECK(call("cuMemAlloc_v2", &address, bytes) == 0);
  return address;
}
template <class T>
static Address upload(const std::vector<T>& values) {
  const Address address = allocate(values.size() * sizeof(T));
  CHECK(call("cuMemcpyHtoD_v2", address, (const void*)values.data(), values.size() * sizeof(T)) == 0);
  return address;
}
template <class T>
static std::vector<T> download(Address address, size_t n) {
  std::vector<T> values(n);
  CHECK(call("cuMemcpyDtoHAsync_v2", (void*)values.data(), address, n * sizeof(T), NO_STREAM) == 0);
  return values;
}
static void release(Address address) { CHECK(call("cuMemFree_v2", address) == 0); }

static int compile(const char* source, std::vector<const char*> options, std::string& cubin,
                   std::string& log) {
  void* program;
  const char* headers[] = {"#define SCALE 3\n"};
  const char* names[] = {"parts/scale.h"};
  CHECK(call("nvrtcCreateProgram", &program, source, "test.cu", 1, (const char* const*)headers,
             (const char* const*)names) == 0);
  const int result = call("nvrtcCompileProgram", program, int(options.size()),
                          (const char* const*)options.data());
  size_t size = 0;
  call("nvrtcGetCUBINSize", program, &size);
  cubin.assign(size, 0);
  if (size > 0) call("nvrtcGetCUBIN", program, &cubin[0]);
  call("nvrtcGetProgramLogSize", program, &size);
  log.assign(size, 0);
  call("nvrtcGetProgramLog", program, &log[0]);
  call("nvrtcDestroyProgram", &program);
  return result;
}

static const char* const SOURCE = R"(
#include "parts/scale.h"
template <int N> __device__ __forceinline__ float block_sum(float v) {
  __shared__ float part[N];
  for (int d = 16; d > 0; d /= 2) v += __shfl_xor_sync(0xffffffffu, v, d);
  if (threadIdx.x % 32 == 0) part[threadIdx.x / 32] = v;
  __syncthreads();
  v = threadIdx.x < N ? part[threadIdx.x] : 0.0f;
  for (int d = N / 2; d > 0; d /= 2) v += __shfl_down_sync(0xffffffffu, v, d, N);
  return v;
}
extern "C" __global__ void __launch_bounds__(128, (1 + 1))
sums(const float* __restrict__ x, double* total, int n, float* reversed) {
  extern __shared__ __align__(16) float line[];
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  float v = i < n ? SCALE * x[i] : 0.0f;
  line[threadIdx.x] = v;
  __syncthreads();
  if (i < n) reversed[i] = line[blockDim.x - 1 - threadIdx.x];
  v = block_sum<4>(v);
  if (threadIdx.x == 0) atomicAdd(total, (double) v);
}
#define KERNEL(name) extern "C" __global__ void name##_kernel
KERNEL(votes)(unsigned* out) {
  __shared__ int seen;
  if (threadIdx.x == 0) seen = 0;
  __syncthreads();
  unsigned odd = __ballot_sync(0xffffffffu, threadIdx.x & 1);
  if (threadIdx.x >= 40) return;  // the others still pass their barriers
  atomicMax(&seen, (int) threadIdx.x);
  __syncthreads();
  out[threadIdx.x] = odd + seen + __any_sync(0xffffffffu, threadIdx.x == 35);
}
extern "C" __global__ void shuffles(double* out) {
  double v = threadIdx.x;
  out[threadIdx.x] = __shfl_sync(~0u, v, 11, 8);
  out[32 + threadIdx.x] = __shfl_up_sync(~0u, v, 3, 8);
  out[64 + threadIdx.x] = __shfl_down_sync(~0u, v, 3, 8);
  out[96 + threadIdx.x] = __shfl_xor_sync(~0u, v, 8, 8);
}
extern "C" __global__ void stuck(int* out) {
  if (threadIdx.x < 7) __syncthreads(); else __syncwarp();
  out[0] = 1;
}
extern "C" __global__ void overrun(float* x, int n) { x[n] = 1.0f; }
extern "C" __global__ void shared_overrun(int n) { extern __shared__ int s[]; s[n] = 1; }
extern "C" __global__ void sync(double* x) { x[0] = 17; }  // also in the C library
extern "C" __global__ void unwritten(float* out) { extern __shared__ float s[]; out[0] = s[0]; }
#if 0
extern "C" __global__ void absent() {}
#endif
)";

static void* module;

static int launch(const char* kernel, unsigned grid, unsigned block, unsigned shared,
                  std::vector<void*> params) {
  void* function;
  const int error = call("cuModuleGetFunction", &function, module, kernel);
  if (error) return error;
  return call("cuLaunchKernel", function, grid, 1u, 1u, block, 1u, 1u, shared, NO_STREAM,
              params.data(), (void**)nullptr);
}

static void start() {
  int number = 0;
  CHECK(call("cuDeviceGetCount", &number) == 3);
  control("init_error", 100);
  CHECK(call("cuInit", 0u) == 100);
  control("reset", 0);
  CHECK(call("cuInit", 0u) == 0);
  Address address;
  CHECK(call("cuMemAlloc_v2", &address, size_t(8)) == 201);
  void* context;
  CHECK(call("cuDevicePrimaryCtxRetain", &context, 0) == 0);
  CHECK(call("cuCtxSetCurrent", context) == 0);
  CHECK(call("cuDeviceGetAttribute", &number, 75, 0) == 0 && number == 9);
}

static void kernels() {
  std::string cubin, log;
  CHECK(compile("\n\nextern \"C\" __global__ void f() { oops; }", {}, cubin, log) == 6);
  CHECK(log.find("test.cu:3") != std::string::npos);
  CHECK(compile("#include <cmath>\n", {}, cubin, log) == 6);
  CHECK(compile("#if X != 2\n#error\n#endif\n", {"-DX=2", "--fmad=false"}, cubin, log) == 0);
  CHECK(compile(SOURCE, {}, cubin, log) == 0);
  if (cubin.empty()) std::printf("%s\n", log.c_str());
  CHECK(call("cuModuleLoadData", &module, (const void*)"not an image") == 200);
  CHECK(call("cuModuleLoadData", &module, (const void*)cubin.data()) == 0);

  int n = 300;
  std::vector<float> x(n);
  double expected = 0;
  for (int i = 0; i < n; i++) expected += 3 * (x[i] = float(i % 17) - 5);
  Address dx = upload(x), total = upload(std::vector<double>{0}), reversed = allocate(n * 4);
  CHECK(std::isnan(download<float>(reversed, n)[7]));
  CHECK(launch("sums", 3, 128, 512, {&dx, &total, &n, &reversed}) == 0);
  CHECK(download<double>(total, 1)[0] == expected);
  CHECK(download<float>(reversed, n)[130] == 3 * x[253]);
  CHECK(launch("sync", 1, 1, 0, {&total}) == 0);
  CHECK(download<double>(total, 1)[0] == 17);
  CHECK(launch("sums", 1, 1025, 512, {&dx, &total, &n, &reversed}) == 1);
  CHECK(launch("sums", 1, 128, 50000, {&dx, &total, &n, &reversed}) == 1);
  CHECK(launch("absent", 1, 1, 0, {}) == 500);

  Address votes = allocate(40 * 4);
  CHECK(launch("votes_kernel", 1, 64, 0, {&votes}) == 0);
  const auto seen = download<unsigned>(votes, 40);
  CHECK(seen[3] == 0xaaaaaaaau + 39 && seen[38] == 0xaaaaaaaau + 40);
  Address shuffled = allocate(128 * 8);
  CHECK(launch("shuffles", 1, 32, 0, {&shuffled}) == 0);
  const auto got = download<double>(shuffled, 128);
  for (int i = 0; i < 32; i++) {
    CHECK(got[i] == i / 8 * 8 + 3);
    CHECK(got[32 + i] == (i % 8 < 3 ? i : i - 3));
    CHECK(got[64 + i] == (i % 8 > 4 ? i : i + 3));
    CHECK(got[96 + i] == (i / 8 % 2 == 0 ? i : i - 8));  // only earlier segments can be reached
  }
  release(shuffled);
  CHECK(launch("unwritten", 1, 1, 4, {&reversed}) == 0);
  CHECK(std::isnan(download<float>(reversed, 1)[0]));

  CHECK(launch("stuck", 1, 32, 0, {&votes}) == 719);
  CHECK(launch("votes_kernel", 1, 64, 0, {&votes}) == 719);
  control("reset", 0);
  CHECK(launch("votes_kernel", 1, 64, 0, {&votes}) == 0);
  int behind = 2;
  CHECK(launch("shared_overrun", 1, 1, 8, {&behind}) == 700);
  control("reset", 0);

  CHECK(count("guards") == 0);
  CHECK(launch("overrun", 1, 1, 0, {&reversed, &n}) == 0);
  CHECK(count("guards") == 1);
  for (Address a : {dx, total, reversed, votes}) release(a);
  CHECK(count("guards") == 1);
  control("reset", 0);
  CHECK(count("guards") == 0 && count("live_allocations") == 0);
}

static void memory() {
  Address a = allocate(100), b = 0;
  control("total_memory", 1000);
  CHECK(call("cuMemAlloc_v2", &b, size_t(901)) == 2);
  control("fail_alloc_after", 2);
  release(allocate(900));
  CHECK(call("cuMemAlloc_v2", &b, size_t(8)) == 2);
  release(allocate(8));
  char host[200] = {};
  CHECK(call("cuMemcpyHtoD_v2", a + 50, (const void*)host, size_t(50)) == 0);
  CHECK(call("cuMemcpyHtoD_v2", a + 51, (const void*)host, size_t(50)) == 700);
  CHECK(call("cuCtxSynchronize") == 700);
  control("reset", 0);

  control("lose_error", 214);
  control("lose_after", 2);
  CHECK(call("cuMemcpyDtoH_v2", (void*)host, a, size_t(100)) == 0);
  CHECK(call("cuMemcpyDtoH_v2", (void*)host, a, size_t(100)) == 214);
  CHECK(call("cuMemFree_v2", a) == 214);
  void* handle;
  CHECK(call("cublasCreate_v2", &handle) == 13);
  control("reset", 0);
  CHECK(call("cublasCreate_v2", &handle) == 0);
  control("lose_after", 1);
  const float one = 1;
  CHECK(call("cublasSgemm_v2", handle, 0, 0, 1, 1, 1, &one, (const float*)a, 1, (const float*)a, 1,
             &one, (float*)a, 1) == 13);
  control("reset", 0);
  CHECK(call("cublasDestroy_v2", handle) == 0);
  release(a);
  CHECK(count("d2h") == 0 && count("allocated_bytes") == 0);
}

// ---- linear algebra

// A column-major matrix on the device and its content before the call.
template <class T>
struct Matrix {
  int rows, columns, leading;
  std::vector<T> host;
  Address device;
  Matrix(int r, int c) : rows(r), columns(c), leading(r + 2), host(size_t(leading) * c, T(NAN)) {
    for (int j = 0; j < c; j++)
      for (int i = 0; i < r; i++) (*this)(i, j) = T(std::rand() % 1000) / 500 - 1;
  }
  ~Matrix() { release(device); }
  T& operator()(int i, int j) { return host[size_t(j) * leading + i]; }
  double op(bool transposed, int i, int j) { return transposed ? (*this)(j, i) : (*this)(i, j); }
  // Makes a well conditioned triangle; the other one, and a unit diagonal, must not be read.
  void triangle(bool upper, bool unit) {
    for (int j = 0; j < columns; j++)
      for (int i = 0; i < rows; i++) {
        if (i == j) (*this)(i, j) = unit ? T(NAN) : 3 + std::abs((*this)(i, j));
        if (i != j) (*this)(i, j) = upper == (i < j) ? (*this)(i, j) / 4 : T(NAN);
      }
  }
  double full(bool upper, bool unit, bool transposed, int i, int j) {
    if (i == j) return unit ? 1 : (*this)(i, i);
    return upper == (transposed ? j < i : i < j) ? op(transposed, i, j) : 0;
  }
  T* send() { return (T*)(device = upload(host)); }
  Matrix receive() {
    Matrix result = *this;
    result.host = download<T>(device, host.size());
    result.device = 0;
    return result;
  }
};

template <class T>
bool close(T actual, double expected) {
  return std::abs(actual - expected) <= (sizeof(T) == 4 ? 2e-5 : 1e-12);
}
// Equal bit by bit: outside of a result nothing may change.
template <class T>
bool same(T a, T b) {
  return std::memcmp(&a, &b, sizeof(T)) == 0;
}

static std::string named(const char* prefix, char letter, const char* suffix) {
  return std::string(prefix) + letter + suffix;
}

template <class T>
static void products(void* handle, char letter) {
  const int m = 7, n = 5, k = 9;
  for (int ta = 0; ta < 2; ta++)
    for (int tb = 0; tb < 2; tb++)
      for (T beta : {T(0), T(0.5)}) {
        const T alpha = T(-1.5);
        Matrix<T> a(ta ? k : m, ta ? m : k), b(tb ? n : k, tb ? k : n), c(m, n);
        if (beta == 0)
          for (T& value : c.host) value = T(NAN);
        const T *da = a.send(), *db = b.send();
        T* dc = c.send();
        CHECK(call(named("cublas", letter, "gemm_v2").c_str(), handle, ta, tb, m, n, k, &alpha, da,
                   a.leading, db, b.leading, &beta, dc, c.leading) == 0);
        Matrix<T> r = c.receive();
        bool good = same(r.host[m], c.host[m]);
        for (int j = 0; j < n; j++)
          for (int i = 0; i < m; i++) {
            double sum = beta == 0 ? 0 : beta * c(i, j);
            for (int l = 0; l < k; l++) sum += alpha * a.op(ta, i, l) * b.op(tb, l, j);
            good = good && close(r(i, j), sum);
          }
        CHECK(good);
      }
  // Batched: one a for all, three of b and c.
  Matrix<T> a(m, k), b(k, 3 * n), c(m, 3 * n);
  const T one = 1, zero = 0;
  const T *da = a.send(), *db = b.send();
  T* dc = c.send();
  CHECK(call(named("cublas", letter, "gemmStridedBatched").c_str(), handle, 0, 0, m, n, k, &one, da,
             a.leading, 0LL, db, b.leading, (long long)(n * b.leading), &zero, dc, c.leading,
             (long long)(n * c.leading), 3) == 0);
  Matrix<T> r = c.receive();
  bool good = true;
  for (int j = 0; j < 3 * n; j++)
    for (int i = 0; i < m; i++) {
      double sum = 0;
      for (int l = 0; l < k; l++) sum += double(a(i, l)) * b(l, j);
      good = good && close(r(i, j), sum);
    }
  CHECK(good);
}

template <class T>
static void rank_updates(void* handle, char letter) {
  const int n = 7, k = 4;
  const T alpha = T(0.75), beta = T(-2);
  for (int upper = 0; upper < 2; upper++)
    for (int trans = 0; trans < 2; trans++) {
      Matrix<T> a(trans ? k : n, trans ? n : k), c(n, n);
      const T* da = a.send();
      T* dc = c.send();
      CHECK(call(named("cublas", letter, "syrk_v2").c_str(), handle, upper, trans, n, k, &alpha, da,
                 a.leading, &beta, dc, c.leading) == 0);
      Matrix<T> r = c.receive();
      bool good = true;
      for (int j = 0; j < n; j++)
        for (int i = 0; i < n; i++) {
          double sum = beta * c(i, j);
          for (int l = 0; l < k; l++) sum += alpha * a.op(trans, i, l) * a.op(trans, j, l);
          good = good && (i == j || upper == (i < j) ? close(r(i, j), sum) : same(r(i, j), c(i, j)));
        }
      CHECK(good);
    }
}

// x of trsm and the result of trmm, against the product written out.
template <class T>
static void triangles(void* handle, char letter) {
  const int m = 7, n = 5;
  const T alpha = T(1.25);
  for (int choice = 0; choice < 16; choice++) {
    const int right = choice & 1, upper = choice >> 1 & 1, trans = choice >> 2 & 1, unit = choice >> 3;
    const int order = right ? n : m;
    Matrix<T> a(order, order), b(m, n), c(m, n), single(m, n);
    a.triangle(upper, unit);
    const T* da = a.send();
    T *db = b.send(), *dc = c.send();
    auto product = [&](Matrix<T>& x, int i, int j) {
      double sum = 0;
      for (int l = 0; l < order; l++)
        sum += right ? x(i, l) * a.full(upper, unit, trans, l, j)
                     : a.full(upper, unit, trans, i, l) * x(l, j);
      return sum;
    };
    CHECK(call(named("cublas", letter, "trmm_v2").c_str(), handle, right, upper, trans, unit, m, n,
               &alpha, da, a.leading, (const T*)db, b.leading, dc, c.leading) == 0);
    Matrix<T> y = c.receive();
    single.host = b.host;
    T* ds = single.send();
    CHECK(call(named("cublas", letter, "trsm_v2").c_str(), handle, right, upper, trans, unit, m, n,
               &alpha, da, a.leading, ds, single.leading) == 0);
    Matrix<T> x = single.receive();
    const Address as = upload(std::vector<const T*>{da}), bs = upload(std::vector<T*>{db});
    CHECK(call(named("cublas", letter, "trsmBatched").c_str(), handle, right, upper, trans, unit, m,
               n, &alpha, (const T* const*)as, a.leading, (T* const*)bs, b.leading, 1) == 0);
    Matrix<T> batched = b.receive();
    release(as);
    release(bs);
    bool good = true;
    for (int j = 0; j < n; j++)
      for (int i = 0; i < m; i++)
        good = good && close(y(i, j), alpha * product(b, i, j)) && x(i, j) == batched(i, j) &&
               close(T(product(x, i, j)), double(alpha) * b(i, j));
    CHECK(good);
  }
}

template <class T>
static void factors(void* handle, char letter) {
  const int n = 7;
  for (int upper = 0; upper < 2; upper++)
    for (int bad = 0; bad < 3; bad++) {  // 0: good, 1: not positive definite, 2: NaN
      Matrix<T> a(n, n);
      a.triangle(upper, false);
      if (bad == 1) a(4, 4) = -1;
      if (bad == 2) a(4, 4) = T(NAN);
      T* da = a.send();
      int size = 0;
      CHECK(call(named("cusolverDn", letter, "potrf_bufferSize").c_str(), handle, upper, n, da,
                 a.leading, &size) == 0 && size > 0);
      const Address work = allocate(size * sizeof(T)), info = allocate(4);
      const std::string potrf = named("cusolverDn", letter, "potrf");
      CHECK(call(potrf.c_str(), handle, upper, n, da, a.leading, (T*)work, size - 1, (int*)info) == 3);
      if (bad == 0) {
        CHECK(call(potrf.c_str(), handle, upper, n, da, a.leading, (T*)work, size, (int*)info) == 0);
      } else {
        const Address pointers = upload(std::vector<T*>{da});
        CHECK(call((potrf + "Batched").c_str(), handle, upper, n, (T**)pointers, a.leading,
                   (int*)info, 1) == 0);
        release(pointers);
      }
      CHECK(download<int>(info, 1)[0] == (bad ? 5 : 0));
      Matrix<T> r = a.receive();
      bool good = true;
      for (int j = 0; j < n; j++)
        for (int i = j; i < n; i++) {  // the lower triangle of l * l'
          double sum = 0;
          for (int l = 0; l <= j; l++) sum += r.op(upper, i, l) * r.op(upper, j, l);
          good = good && (bad != 0 || close(T(sum), a.op(upper, i, j)));
          good = good && (i == j || same(T(r.op(!upper, i, j)), T(a.op(!upper, i, j))));
        }
      CHECK(good);
      release(work);
      release(info);
    }
}

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  for (const char* name : {"libcuda.so.1", "libnvrtc.so.13", "libcublas.so.13", "libcusolver.so.12"}) {
    libraries.push_back(dlopen((std::string(argv[1]) + "/" + name).c_str(), RTLD_LAZY | RTLD_GLOBAL));
    if (!libraries.back()) return std::printf("%s\n", dlerror()), 1;
  }
  start();
  kernels();
  memory();
  void *blas, *solver;
  CHECK(call("cublasCreate_v2", &blas) == 0);
  CHECK(call("cusolverDnCreate", &solver) == 0);
  products<float>(blas, 'S');
  products<double>(blas, 'D');
  rank_updates<float>(blas, 'S');
  rank_updates<double>(blas, 'D');
  triangles<float>(blas, 'S');
  triangles<double>(blas, 'D');
  factors<float>(solver, 'S');
  factors<double>(solver, 'D');
  CHECK(count("guards") == 0);
  CHECK(count("live_allocations") == 0);
  // A host address given to a library call is found out.
  float x = 1;
  CHECK(call("cublasSsyrk_v2", blas, 0, 0, 1, 1, &x, (const float*)&x, 1, &x, &x, 1) == 13);
  CHECK(call("cuCtxSynchronize") == 700);
  std::printf(failures ? "%d checks failed\n" : "all checks passed\n", failures);
  return failures != 0;
}
