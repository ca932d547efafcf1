// What the fake driver offers to tests and to the other fake libraries.
#include <string>

#include "fake_state.h"

State& state() {
  static State* s = new State;  // never destroyed: calls may come while the process ends
  return *s;
}

extern "C" {

// Sets what State::Settings has, by name; "reset" sets all back and clears counters and the sticky
// error. Returns 0, or 1 for an unknown key.
int fake_control(const char* key, long long value) {
  State& s = state();
  std::lock_guard<std::recursive_mutex> guard(s.mutex);
  const std::string name = key;
  if (name == "reset") {  // allocations, handles and the initialisation stay
    s.settings = Settings();
    s.counters = Counters();
    s.lost = OK;
    return OK;
  }
  const std::map<std::string, long long*> settings = {
      {"driver_version", &s.settings.driver_version},
      {"device_count", &s.settings.device_count},
      {"init_error", &s.settings.init_error},
      {"capability_major", &s.settings.capability_major},
      {"total_memory", &s.settings.total_memory},
      {"fail_alloc_after", &s.settings.fail_alloc_after},
      {"fail_host_alloc_after", &s.settings.fail_host_alloc_after},
      {"lose_after", &s.settings.lose_after},
      {"lose_error", &s.settings.lose_error}};
  auto found = settings.find(name);
  REQUIRE(found != settings.end(), INVALID_VALUE);
  *found->second = value;
  return OK;
}

// A counter by name, or -1 for an unknown key.
long long fake_count(const char* key) {
  State& s = state();
  std::lock_guard<std::recursive_mutex> guard(s.mutex);
  const std::string name = key;
  if (name == "guards") return damaged_guards();
  const std::map<std::string, long long> counts = {
      {"launches", s.counters.launches},
      {"h2d", s.counters.h2d},
      {"d2h", s.counters.d2h},
      {"d2d", s.counters.d2d},
      {"h2d_bytes", s.counters.h2d_bytes},
      {"d2h_bytes", s.counters.d2h_bytes},
      {"syncs", s.counters.syncs},
      {"allocated_bytes", s.allocated_bytes},
      {"allocations", s.counters.allocations},
      {"live_allocations", s.device_memory.size()},
      {"library_calls", s.counters.library_calls},
      {"host_allocated_bytes", s.host_allocated_bytes},
      {"live_streams", s.streams},
      {"live_events", s.events},
      {"live_modules", s.modules},
      {"retained_contexts", s.retained}};
  auto found = counts.find(name);
  return found == counts.end() ? -1 : found->second;
}

void fake_lock() { state().mutex.lock(); }
void fake_unlock() { state().mutex.unlock(); }
int fake_lost() { return state().lost; }

int fake_library_call() {
  std::lock_guard<std::recursive_mutex> guard(state().mutex);
  if (int error = work()) return error;
  state().counters.library_calls++;
  return OK;
}

}  // extern "C"
