// Lets kernel source written for NVRTC compile as plain C++ with g++. It is force-included, and
// includes no standard header: NVRTC has none either, and compiling stays quick.
//
// The fake NVRTC puts the kernel source into the same unnamed namespace as this file, so that
// overloads written in a kernel join those here, and appends one launcher per kernel. Everything
// has internal linkage then, which GCC needs to place all __shared__ variables in one section.
//
// Static shared memory: `__shared__ T x[N]` becomes a static variable in the section shim_shared.
// Dynamic shared memory: the fake NVRTC rewrites `extern __shared__ T x[];` to
// `static T* const x = (T*) shim_dynamic_shared();`.
#pragma once
#include "shim_abi.h"

#define __global__
#define __device__
#define __host__
#define __constant__
#define __managed__
#define __grid_constant__
#define __forceinline__ inline __attribute__((always_inline))
#define __noinline__ __attribute__((noinline))
#define __align__(n) __attribute__((aligned(n)))
#define __launch_bounds__(...)
#define __shared__ static __attribute__((section("shim_shared")))

#define INFINITY __builtin_inff()
#define NAN __builtin_nanf("")
#define threadIdx (shim_state.thread)
#define blockIdx (shim_state.block)
#define blockDim (shim_state.block_dim)
#define gridDim (shim_state.grid_dim)

extern "C" char __start_shim_shared[], __stop_shim_shared[];
extern "C" __attribute__((visibility("default"))) int printf(const char*, ...);

namespace {

typedef __SIZE_TYPE__ size_t;
typedef ShimIndex uint3;
typedef ShimIndex dim3;
constexpr int warpSize = 32;

// Keeps the section, and with it the two symbols above, in modules without shared variables.
__attribute__((used, section("shim_shared"))) char shim_shared_anchor;
alignas(1024) char shim_dynamic[SHIM_DYNAMIC_LIMIT + SHIM_DYNAMIC_GUARD];
ShimModule shim_state;

inline void* shim_dynamic_shared() { return shim_dynamic; }

// ---- barriers, votes and shuffles

inline int shim_lane() {
  return (threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z)) % 32;
}
inline void __syncthreads() { shim_state.block_sync(0); }
inline int __syncthreads_count(int p) { return shim_state.block_sync(p); }
inline int __syncthreads_or(int p) { return shim_state.block_sync(p) != 0; }
inline int __syncthreads_and(int p) { return shim_state.block_sync(!p) == 0; }
inline void __syncwarp(unsigned mask = 0xffffffffu) {
  shim_state.warp_sync(mask, SHIM_WARP_BARRIER, 0, 0);
}
inline unsigned __ballot_sync(unsigned mask, int p) {
  return (unsigned)shim_state.warp_sync(mask, SHIM_WARP_VOTE, p != 0, 0);
}
inline int __any_sync(unsigned mask, int p) { return __ballot_sync(mask, p) != 0; }
inline int __all_sync(unsigned mask, int p) { return __ballot_sync(mask, !p) == 0; }

template <class T>
T shim_shuffle(unsigned mask, T value, int source) {
  unsigned long long bits = 0;
  __builtin_memcpy(&bits, &value, sizeof(T));
  bits = shim_state.warp_sync(mask, SHIM_WARP_SHUFFLE, bits, source);
  __builtin_memcpy(&value, &bits, sizeof(T));
  return value;
}
// A source outside the lane's segment of `width` lanes gives the lane's own value.
#define SHIM_SHUFFLES(T)                                                               \
  inline T __shfl_sync(unsigned mask, T v, int source, int width = 32) {               \
    return shim_shuffle(mask, v, (shim_lane() & -width) + (source & (width - 1)));     \
  }                                                                                    \
  inline T __shfl_up_sync(unsigned mask, T v, unsigned delta, int width = 32) {        \
    int lane = shim_lane(), source = lane - (int)delta;                                \
    return shim_shuffle(mask, v, source < (lane & -width) ? lane : source);            \
  }                                                                                    \
  inline T __shfl_down_sync(unsigned mask, T v, unsigned delta, int width = 32) {      \
    int lane = shim_lane(), source = lane + (int)delta;                                \
    return shim_shuffle(mask, v, source >= (lane & -width) + width ? lane : source);   \
  }                                                                                    \
  inline T __shfl_xor_sync(unsigned mask, T v, int flip, int width = 32) {             \
    int lane = shim_lane(), source = lane ^ flip;                                      \
    return shim_shuffle(mask, v, source >= (lane & -width) + width ? lane : source);   \
  }
SHIM_SHUFFLES(int) SHIM_SHUFFLES(unsigned) SHIM_SHUFFLES(float) SHIM_SHUFFLES(double)
SHIM_SHUFFLES(long) SHIM_SHUFFLES(unsigned long)
SHIM_SHUFFLES(long long) SHIM_SHUFFLES(unsigned long long)

// ---- atomics: threads only change places at barriers, so plain reads and writes do. Only the
// types CUDA has are here, so that a kernel using another one fails here as well.

#define SHIM_ATOMIC(name, T, expression) \
  inline T name(T* p, T v) { T old = *p; *p = (expression); return old; }
#define SHIM_ATOMICS_INTEGER(T)                      \
  SHIM_ATOMIC(atomicMax, T, old < v ? v : old)       \
  SHIM_ATOMIC(atomicMin, T, v < old ? v : old)       \
  SHIM_ATOMIC(atomicOr, T, old | v)                  \
  SHIM_ATOMIC(atomicAnd, T, old & v)                 \
  SHIM_ATOMIC(atomicXor, T, old ^ v)
SHIM_ATOMICS_INTEGER(int) SHIM_ATOMICS_INTEGER(unsigned)
SHIM_ATOMICS_INTEGER(long long) SHIM_ATOMICS_INTEGER(unsigned long long)
#define SHIM_ATOMICS_ANY(T)                          \
  SHIM_ATOMIC(atomicAdd, T, old + v)                 \
  SHIM_ATOMIC(atomicExch, T, v)
SHIM_ATOMICS_ANY(int) SHIM_ATOMICS_ANY(unsigned) SHIM_ATOMICS_ANY(unsigned long long)
SHIM_ATOMICS_ANY(float)
SHIM_ATOMIC(atomicAdd, double, old + v)
SHIM_ATOMIC(atomicSub, int, old - v) SHIM_ATOMIC(atomicSub, unsigned, old - v)
#define SHIM_CAS(T) \
  inline T atomicCAS(T* p, T expected, T v) { T old = *p; if (old == expected) *p = v; return old; }
SHIM_CAS(int) SHIM_CAS(unsigned) SHIM_CAS(unsigned long long)

inline void __threadfence() {}
inline void __threadfence_block() {}
inline void __trap() { shim_state.fault("__trap"); }
template <class T> T __ldg(const T* p) { return *p; }

// ---- mathematics: names are in this namespace, the builtins reach the C library

#define SHIM_MATH1(name)                                           \
  inline double name(double x) { return __builtin_##name(x); }     \
  inline float name(float x) { return __builtin_##name##f(x); }    \
  inline float name##f(float x) { return __builtin_##name##f(x); }
#define SHIM_MATH2(name)                                                             \
  inline double name(double x, double y) { return __builtin_##name(x, y); }          \
  inline float name(float x, float y) { return __builtin_##name##f(x, y); }          \
  inline float name##f(float x, float y) { return __builtin_##name##f(x, y); }       \
  template <class A, class B> double name(A x, B y) { return name((double)x, (double)y); }
SHIM_MATH1(sqrt) SHIM_MATH1(cbrt) SHIM_MATH1(exp) SHIM_MATH1(exp2) SHIM_MATH1(exp10)
SHIM_MATH1(expm1) SHIM_MATH1(log) SHIM_MATH1(log2) SHIM_MATH1(log10) SHIM_MATH1(log1p)
SHIM_MATH1(sin) SHIM_MATH1(cos) SHIM_MATH1(tan) SHIM_MATH1(asin) SHIM_MATH1(acos) SHIM_MATH1(atan)
SHIM_MATH1(sinh) SHIM_MATH1(cosh) SHIM_MATH1(tanh) SHIM_MATH1(erf) SHIM_MATH1(erfc)
SHIM_MATH1(lgamma) SHIM_MATH1(tgamma) SHIM_MATH1(floor) SHIM_MATH1(ceil) SHIM_MATH1(trunc)
SHIM_MATH1(round) SHIM_MATH1(rint) SHIM_MATH1(nearbyint) SHIM_MATH1(fabs)
SHIM_MATH2(pow) SHIM_MATH2(fmod) SHIM_MATH2(fmin) SHIM_MATH2(fmax) SHIM_MATH2(fdim)
SHIM_MATH2(atan2) SHIM_MATH2(hypot) SHIM_MATH2(copysign)
inline float pow(float x, int n) { return __builtin_powf(x, (float)n); }
inline double fma(double a, double b, double c) { return __builtin_fma(a, b, c); }
inline float fma(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
inline float fmaf(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
inline double ldexp(double x, int n) { return __builtin_ldexp(x, n); }
inline float ldexp(float x, int n) { return __builtin_ldexpf(x, n); }
inline float ldexpf(float x, int n) { return __builtin_ldexpf(x, n); }
inline double rsqrt(double x) { return 1.0 / __builtin_sqrt(x); }
inline float rsqrt(float x) { return (float)(1.0 / __builtin_sqrt((double)x)); }
inline float rsqrtf(float x) { return rsqrt(x); }
inline float __expf(float x) { return __builtin_expf(x); }
inline float __logf(float x) { return __builtin_logf(x); }
inline float __log2f(float x) { return __builtin_log2f(x); }
inline float __powf(float x, float y) { return __builtin_powf(x, y); }
inline float __fdividef(float x, float y) { return x / y; }
template <class T> bool isnan(T x) { return __builtin_isnan(x); }
template <class T> bool isinf(T x) { return __builtin_isinf(x); }
template <class T> bool isfinite(T x) { return __builtin_isfinite(x); }
template <class T> bool signbit(T x) { return __builtin_signbit(x); }
template <class T> T abs(T x) { return x < 0 ? -x : x == 0 ? (T)0 : x; }
// As in CUDA, of a NaN and a number these give the number.
template <class A, class B> auto min(A a, B b) -> decltype(a + b) {
  typedef decltype(a + b) R;
  R x = a, y = b;
  return x != x ? y : y < x ? y : x;
}
template <class A, class B> auto max(A a, B b) -> decltype(a + b) {
  typedef decltype(a + b) R;
  R x = a, y = b;
  return x != x ? y : x < y ? y : x;
}

// ---- bits

template <class To, class From> To shim_bits(From x) {
  static_assert(sizeof(To) == sizeof(From), "sizes differ");
  To y;
  __builtin_memcpy(&y, &x, sizeof(To));
  return y;
}
inline float __int_as_float(int x) { return shim_bits<float>(x); }
inline int __float_as_int(float x) { return shim_bits<int>(x); }
inline float __uint_as_float(unsigned x) { return shim_bits<float>(x); }
inline unsigned __float_as_uint(float x) { return shim_bits<unsigned>(x); }
inline double __longlong_as_double(long long x) { return shim_bits<double>(x); }
inline long long __double_as_longlong(double x) { return shim_bits<long long>(x); }
inline int __popc(unsigned x) { return __builtin_popcount(x); }
inline int __popcll(unsigned long long x) { return __builtin_popcountll(x); }
inline int __clz(int x) { return x ? __builtin_clz((unsigned)x) : 32; }
inline int __clzll(long long x) { return x ? __builtin_clzll((unsigned long long)x) : 64; }
inline int __ffs(int x) { return __builtin_ffs(x); }
inline int __ffsll(long long x) { return __builtin_ffsll(x); }
inline unsigned __umulhi(unsigned a, unsigned b) { return (unsigned)(((unsigned long long)a * b) >> 32); }
inline unsigned long long __umul64hi(unsigned long long a, unsigned long long b) {
  return (unsigned long long)(((unsigned __int128)a * b) >> 64);
}

// ---- vector types

#define SHIM_VECTORS(T, name)                                                                    \
  struct alignas(2 * sizeof(T)) name##2 { T x, y; };                                             \
  struct alignas(sizeof(T) == 8 ? 16 : 4 * sizeof(T)) name##4 { T x, y, z, w; };                 \
  inline name##2 make_##name##2(T x, T y) { return {x, y}; }                                     \
  inline name##4 make_##name##4(T x, T y, T z, T w) { return {x, y, z, w}; }
SHIM_VECTORS(int, int) SHIM_VECTORS(unsigned, uint)
SHIM_VECTORS(float, float) SHIM_VECTORS(double, double)

// ---- launching: the kernel's own type says how to read each parameter

template <size_t... I> struct ShimIndices {};
template <class... A, size_t... I>
void shim_unpack(void (*kernel)(A...), void** p, ShimIndices<I...>) {
  kernel(*static_cast<A*>(p[I])...);
}
template <class... A>
void shim_call(void (*kernel)(A...), void** p) {
  shim_unpack(kernel, p, ShimIndices<__integer_pack(sizeof...(A))...>());
}

}  // namespace

extern "C" __attribute__((visibility("default"))) ShimModule* shim_module() {
  shim_state.dynamic_shared = shim_dynamic;
  shim_state.shared_begin = __start_shim_shared;
  shim_state.shared_end = __stop_shim_shared;
  return &shim_state;
}
