// What the kernels have in common. They include nothing: the compiler knows the mathematical functions.

typedef long long index_t;

// One thread's share of so many elements.
#define EACH(t, total) \
  for (index_t t = blockIdx.x * (index_t) blockDim.x + threadIdx.x; t < (total); t += (index_t) gridDim.x * blockDim.x)

// The sum over a warp, in every lane.
template <class T>
__device__ __forceinline__ T warp_sum(T value) {
  for (int offset = 16; offset > 0; offset >>= 1) {
    value += __shfl_xor_sync(0xffffffffu, value, offset);
  }
  return value;
}

// The sum over a block of at most 32 warps, in its first thread; always in the same order.
__device__ __forceinline__ double block_sum(double value) {
  __shared__ double parts[32];
  int thread = threadIdx.x + blockDim.x * threadIdx.y;
  int warps = (blockDim.x * blockDim.y + 31) / 32;
  value = warp_sum(value);
  if (thread % 32 == 0) {
    parts[thread / 32] = value;
  }
  __syncthreads();
  double sum = 0;
  if (thread == 0) {
    for (int w = 0; w < warps; w++) {
      sum += parts[w];
    }
  }
  __syncthreads();
  return sum;
}

// 1 / (1 + exp(-z)), without overflow.
__device__ __forceinline__ double sigmoid(double z) {
  if (z >= 0) {
    return 1 / (1 + exp(-z));
  }
  double e = exp(z);
  return e / (1 + e);
}

// The weight max(x, floor)^-s of a statistic x.
__device__ __forceinline__ float weight_of(float x, float least, float s) {
  float value = fmaxf(x, least);
  if (s == 0) {
    return 1;
  }
  if (s == 1) {
    return 1 / value;
  }
  if (s == 0.5f) {
    return 1 / sqrtf(value);
  }
  return exp2f(-s * log2f(value));
}

__device__ __forceinline__ bool finite_float(float x) {
  return fabsf(x) <= 3.402823466e38f;
}
