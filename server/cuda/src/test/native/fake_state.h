// The state of the fake driver, shared by its parts.
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>

#include "shim_abi.h"

enum Error {
  OK = 0,
  INVALID_VALUE = 1,
  OUT_OF_MEMORY = 2,
  NOT_INITIALIZED = 3,
  INVALID_DEVICE = 101,
  INVALID_IMAGE = 200,
  INVALID_CONTEXT = 201,
  INVALID_HANDLE = 400,
  NOT_FOUND = 500,
  ILLEGAL_ADDRESS = 700,
  LAUNCH_FAILED = 719
};

constexpr int DEFAULT_SHARED = 49152;  // shared memory of a block without asking for more

struct Stream {};

using Address = uint64_t;  // a device address: that of the host memory standing in for it

// What tests set. Countdowns: 0 is off, 1 hits the next call.
struct Settings {
  long long driver_version = 13000, device_count = 1, init_error = 0, capability_major = 9;
  long long total_memory = 8LL << 30;
  long long fail_alloc_after = 0, fail_host_alloc_after = 0;
  long long lose_after = 0, lose_error = LAUNCH_FAILED;
};

// What tests read.
struct Counters {
  long long launches = 0, h2d = 0, d2h = 0, d2d = 0, h2d_bytes = 0, d2h_bytes = 0;
  long long syncs = 0, allocations = 0, library_calls = 0, freed_damaged = 0;
};

struct State {
  std::recursive_mutex mutex;
  bool initialized = false;
  int lost = OK;       // the sticky error
  int retained = 0;    // of the primary context
  Settings settings;
  Counters counters;
  std::map<Address, size_t> device_memory;  // start and bytes of each live allocation
  std::map<void*, size_t> host_memory;
  long long allocated_bytes = 0, host_allocated_bytes = 0;
  long long streams = 0, events = 0, modules = 0;  // live ones
};

State& state();
bool context_is_current();
bool stream_is_known(Stream* stream);
long long damaged_guards();

// True when a countdown reaches its end with this call.
inline bool hit(long long& countdown) { return countdown > 0 && --countdown == 0; }

// The checks every call begins with. Device calls need no current context.
inline int enter(bool needs_context) {
  if (!state().initialized) return NOT_INITIALIZED;
  if (state().lost) return state().lost;
  return needs_context && !context_is_current() ? INVALID_CONTEXT : OK;
}

// Called by each launch, copy and library call: the points where a device can be lost.
inline int work() {
  State& s = state();
  if (!s.lost && hit(s.settings.lose_after)) s.lost = static_cast<int>(s.settings.lose_error);
  return s.lost;
}

#define ENTER(needs_context)                                     \
  std::lock_guard<std::recursive_mutex> guard_(state().mutex);   \
  if (int error_ = enter(needs_context)) return error_
#define ENTER_DEVICE ENTER(false)
#define ENTER_CONTEXT ENTER(true)
#define REQUIRE(condition, error) \
  if (!(condition)) return error
