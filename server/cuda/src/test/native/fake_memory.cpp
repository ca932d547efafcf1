// Memory of the fake driver. Device memory is host memory with guard zones on both sides. Fresh
// memory is all ones, which floats read as NaN, so that reading before writing shows.
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "fake_state.h"

namespace {

constexpr size_t GUARD = 1024, ALIGNMENT = 256;
constexpr unsigned char GUARD_BYTE = 0xA5;

char* pointer(Address address) { return reinterpret_cast<char*>(address); }

bool intact(const char* guard) {
  for (size_t i = 0; i < GUARD; i++)
    if (static_cast<unsigned char>(guard[i]) != GUARD_BYTE) return false;
  return true;
}

int damaged(Address start, size_t bytes) {
  return !intact(pointer(start) - GUARD) + !intact(pointer(start) + bytes);
}

// Whether the range lies within one live allocation; if not, the device is lost.
int check_range(Address start, size_t bytes) {
  State& s = state();
  if (s.lost || bytes == 0) return s.lost;
  auto after = s.device_memory.upper_bound(start);
  if (after != s.device_memory.begin()) {
    const auto& [base, size] = *--after;
    if (start - base <= size && bytes <= size - (start - base)) return OK;
  }
  std::fprintf(stderr, "fake cuda: %zu bytes at %#llx are not in one allocation\n", bytes,
               static_cast<unsigned long long>(start));
  return s.lost = ILLEGAL_ADDRESS;
}

int to_device(Address to, const void* from, size_t bytes) {
  ENTER_CONTEXT;
  if (int error = work()) return error;
  REQUIRE(from || bytes == 0, INVALID_VALUE);
  if (int error = check_range(to, bytes)) return error;
  if (bytes > 0) std::memcpy(pointer(to), from, bytes);
  state().counters.h2d++;
  state().counters.h2d_bytes += static_cast<long long>(bytes);
  return OK;
}

int to_host(void* to, Address from, size_t bytes) {
  ENTER_CONTEXT;
  if (int error = work()) return error;
  REQUIRE(to || bytes == 0, INVALID_VALUE);
  if (int error = check_range(from, bytes)) return error;
  if (bytes > 0) std::memcpy(to, pointer(from), bytes);
  state().counters.d2h++;
  state().counters.d2h_bytes += static_cast<long long>(bytes);
  return OK;
}

}  // namespace

long long damaged_guards() {
  long long count = state().counters.freed_damaged;
  for (const auto& [start, bytes] : state().device_memory) count += damaged(start, bytes);
  return count;
}

extern "C" {

// For the other libraries: 0 if the range is device memory, else the error the device now has.
int fake_device_range(const void* start, size_t bytes) {
  std::lock_guard<std::recursive_mutex> guard(state().mutex);
  return check_range(reinterpret_cast<Address>(start), bytes);
}

int cuMemGetInfo_v2(size_t* free, size_t* total) {
  ENTER_CONTEXT;
  REQUIRE(free && total, INVALID_VALUE);
  const long long left = state().settings.total_memory - state().allocated_bytes;
  *total = static_cast<size_t>(state().settings.total_memory);
  *free = static_cast<size_t>(left > 0 ? left : 0);
  return OK;
}

int cuMemAlloc_v2(Address* out, size_t bytes) {
  ENTER_CONTEXT;
  REQUIRE(out && bytes > 0, INVALID_VALUE);
  State& s = state();
  if (hit(s.settings.fail_alloc_after)) return OUT_OF_MEMORY;
  const long long left = s.settings.total_memory - s.allocated_bytes;
  REQUIRE(left > 0 && bytes <= static_cast<size_t>(left), OUT_OF_MEMORY);
  const size_t whole = (GUARD + bytes + GUARD + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  char* memory = static_cast<char*>(std::aligned_alloc(ALIGNMENT, whole));
  REQUIRE(memory, OUT_OF_MEMORY);
  std::memset(memory, GUARD_BYTE, GUARD);
  std::memset(memory + GUARD, 0xFF, bytes);
  std::memset(memory + GUARD + bytes, GUARD_BYTE, GUARD);
  *out = reinterpret_cast<Address>(memory + GUARD);
  s.device_memory[*out] = bytes;
  s.allocated_bytes += static_cast<long long>(bytes);
  s.counters.allocations++;
  return OK;
}

int cuMemFree_v2(Address start) {
  ENTER_CONTEXT;
  if (start == 0) return OK;
  State& s = state();
  auto found = s.device_memory.find(start);
  REQUIRE(found != s.device_memory.end(), INVALID_VALUE);
  if (int zones = damaged(start, found->second)) {
    std::fprintf(stderr, "fake cuda: writes outside an allocation of %zu bytes\n", found->second);
    s.counters.freed_damaged += zones;
  }
  s.allocated_bytes -= static_cast<long long>(found->second);
  s.device_memory.erase(found);
  std::free(pointer(start) - GUARD);
  return OK;
}

int cuMemHostAlloc(void** out, size_t bytes, unsigned) {
  ENTER_CONTEXT;
  REQUIRE(out && bytes > 0, INVALID_VALUE);
  State& s = state();
  if (hit(s.settings.fail_host_alloc_after)) return OUT_OF_MEMORY;
  const size_t page = 4096;
  void* memory = std::aligned_alloc(page, (bytes + page - 1) / page * page);
  REQUIRE(memory, OUT_OF_MEMORY);
  std::memset(memory, 0xFF, bytes);
  s.host_memory[memory] = bytes;
  s.host_allocated_bytes += static_cast<long long>(bytes);
  *out = memory;
  return OK;
}

int cuMemFreeHost(void* memory) {
  ENTER_CONTEXT;
  State& s = state();
  auto found = s.host_memory.find(memory);
  REQUIRE(found != s.host_memory.end(), INVALID_VALUE);
  s.host_allocated_bytes -= static_cast<long long>(found->second);
  s.host_memory.erase(found);
  std::free(memory);
  return OK;
}

int cuMemcpyHtoD_v2(Address to, const void* from, size_t bytes) { return to_device(to, from, bytes); }

int cuMemcpyHtoDAsync_v2(Address to, const void* from, size_t bytes, void*) {
  return to_device(to, from, bytes);
}

int cuMemcpyDtoH_v2(void* to, Address from, size_t bytes) { return to_host(to, from, bytes); }

int cuMemcpyDtoHAsync_v2(void* to, Address from, size_t bytes, void*) {
  return to_host(to, from, bytes);
}

int cuMemcpyDtoDAsync_v2(Address to, Address from, size_t bytes, void*) {
  ENTER_CONTEXT;
  if (int error = work()) return error;
  if (int error = check_range(from, bytes)) return error;
  if (int error = check_range(to, bytes)) return error;
  if (bytes > 0) std::memmove(pointer(to), pointer(from), bytes);
  state().counters.d2d++;
  return OK;
}

int cuMemsetD8Async(Address to, unsigned char value, size_t count, void*) {
  ENTER_CONTEXT;
  if (int error = check_range(to, count)) return error;
  if (count > 0) std::memset(pointer(to), value, count);
  return OK;
}

int cuMemsetD32Async(Address to, unsigned value, size_t count, void*) {
  ENTER_CONTEXT;
  REQUIRE(to % 4 == 0 && count <= SIZE_MAX / 4, INVALID_VALUE);
  if (int error = check_range(to, count * 4)) return error;
  for (size_t i = 0; i < count; i++) std::memcpy(pointer(to) + 4 * i, &value, 4);
  return OK;
}

}  // extern "C"
