// A stand-in for libcuda.so.1: devices, contexts and errors. Device addresses are host addresses;
// all work happens at once, in the calling thread, under one lock.
#include <cstring>

#include "fake_state.h"

namespace {

int primary_context;  // its address is the context
thread_local void* current_context;

int attribute(int which) {
  switch (which) {
    case 1: return 1024;                // threads of a block
    case 8: return DEFAULT_SHARED;      // shared memory of a block
    case 10: return 32;                 // threads of a warp
    case 13: return 1980000;            // clock, kHz
    case 16: return 132;                // multiprocessors
    case 36: return 2619000;            // memory clock, kHz
    case 37: return 5120;               // memory bus, bits
    case 38: return 50 << 20;           // level 2 cache
    case 39: return 2048;               // threads of a multiprocessor
    case 75: return static_cast<int>(state().settings.capability_major);
    case 76: return 0;                  // minor compute capability
    case 81: return 233472;             // shared memory of a multiprocessor
    case 97: return SHIM_DYNAMIC_LIMIT; // shared memory of a block, on request
    default: return 0;
  }
}

}  // namespace

bool context_is_current() { return current_context && state().retained > 0; }

extern "C" {

int cuInit(unsigned flags) {
  std::lock_guard<std::recursive_mutex> guard(state().mutex);
  REQUIRE(flags == 0, INVALID_VALUE);
  if (state().settings.init_error) return static_cast<int>(state().settings.init_error);
  state().initialized = true;
  return OK;
}

int cuDriverGetVersion(int* version) {
  REQUIRE(version, INVALID_VALUE);
  *version = static_cast<int>(state().settings.driver_version);
  return OK;
}

int cuDeviceGetCount(int* count) {
  ENTER_DEVICE;
  REQUIRE(count, INVALID_VALUE);
  *count = static_cast<int>(state().settings.device_count);
  return OK;
}

int cuDeviceGet(int* device, int ordinal) {
  ENTER_DEVICE;
  REQUIRE(device, INVALID_VALUE);
  REQUIRE(ordinal >= 0 && ordinal < state().settings.device_count, INVALID_DEVICE);
  *device = ordinal;
  return OK;
}

#define REQUIRE_DEVICE(d) REQUIRE(d >= 0 && d < state().settings.device_count, INVALID_DEVICE)

int cuDeviceGetName(char* name, int size, int device) {
  ENTER_DEVICE;
  REQUIRE_DEVICE(device);
  REQUIRE(name && size > 0, INVALID_VALUE);
  std::strncpy(name, "Fake H100", size);
  name[size - 1] = 0;
  return OK;
}

int cuDeviceGetAttribute(int* value, int which, int device) {
  ENTER_DEVICE;
  REQUIRE_DEVICE(device);
  REQUIRE(value, INVALID_VALUE);
  *value = attribute(which);
  return OK;
}

int cuDeviceTotalMem_v2(size_t* bytes, int device) {
  ENTER_DEVICE;
  REQUIRE_DEVICE(device);
  REQUIRE(bytes, INVALID_VALUE);
  *bytes = static_cast<size_t>(state().settings.total_memory);
  return OK;
}

int cuDevicePrimaryCtxRetain(void** context, int device) {
  ENTER_DEVICE;
  REQUIRE_DEVICE(device);
  REQUIRE(context, INVALID_VALUE);
  state().retained++;
  *context = &primary_context;
  return OK;
}

int cuDevicePrimaryCtxRelease_v2(int device) {
  ENTER_DEVICE;
  REQUIRE_DEVICE(device);
  REQUIRE(state().retained > 0, INVALID_CONTEXT);
  state().retained--;
  return OK;
}

int cuCtxSetCurrent(void* context) {
  ENTER_DEVICE;
  REQUIRE(!context || (context == &primary_context && state().retained > 0), INVALID_CONTEXT);
  current_context = context;
  return OK;
}

int cuCtxGetCurrent(void** context) {
  ENTER_DEVICE;
  REQUIRE(context, INVALID_VALUE);
  *context = current_context;
  return OK;
}

int cuCtxSynchronize() {
  ENTER_CONTEXT;
  state().counters.syncs++;
  return OK;
}

// ---- errors

static const struct {
  int code;
  const char *name, *text;
} ERRORS[] = {
    {0, "CUDA_SUCCESS", "no error"},
    {1, "CUDA_ERROR_INVALID_VALUE", "invalid argument"},
    {2, "CUDA_ERROR_OUT_OF_MEMORY", "out of memory"},
    {3, "CUDA_ERROR_NOT_INITIALIZED", "initialization error"},
    {100, "CUDA_ERROR_NO_DEVICE", "no CUDA-capable device is detected"},
    {101, "CUDA_ERROR_INVALID_DEVICE", "invalid device ordinal"},
    {200, "CUDA_ERROR_INVALID_IMAGE", "device kernel image is invalid"},
    {201, "CUDA_ERROR_INVALID_CONTEXT", "invalid device context"},
    {214, "CUDA_ERROR_ECC_UNCORRECTABLE", "uncorrectable ECC error encountered"},
    {400, "CUDA_ERROR_INVALID_HANDLE", "invalid resource handle"},
    {500, "CUDA_ERROR_NOT_FOUND", "named symbol not found"},
    {700, "CUDA_ERROR_ILLEGAL_ADDRESS", "an illegal memory access was encountered"},
    {719, "CUDA_ERROR_LAUNCH_FAILED", "unspecified launch failure"},
    {999, "CUDA_ERROR_UNKNOWN", "unknown error"}};

int cuGetErrorName(int error, const char** name) {
  for (const auto& e : ERRORS)
    if (e.code == error) return *name = e.name, OK;
  return *name = nullptr, INVALID_VALUE;
}

int cuGetErrorString(int error, const char** text) {
  for (const auto& e : ERRORS)
    if (e.code == error) return *text = e.text, OK;
  return *text = nullptr, INVALID_VALUE;
}

}  // extern "C"
