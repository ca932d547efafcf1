// Streams and events of the fake driver. All work is done when it is asked for, so nothing waits.
#include <chrono>
#include <set>

#include "fake_state.h"

namespace {

using Clock = std::chrono::steady_clock;

struct Event {
  bool timing, recorded;
  Clock::time_point time;
};

std::set<Stream*> streams;
std::set<Event*> events;

}  // namespace

// The streams 0, 1 and 2 are the default ones.
bool stream_is_known(Stream* stream) {
  return reinterpret_cast<uintptr_t>(stream) <= 2 || streams.count(stream) > 0;
}

extern "C" {

int cuStreamCreate(Stream** out, unsigned) {
  ENTER_CONTEXT;
  REQUIRE(out, INVALID_VALUE);
  *out = new Stream;
  streams.insert(*out);
  state().streams++;
  return OK;
}

int cuStreamCreateWithPriority(Stream** out, unsigned flags, int) { return cuStreamCreate(out, flags); }

int cuStreamDestroy_v2(Stream* stream) {
  ENTER_CONTEXT;
  REQUIRE(streams.erase(stream), INVALID_HANDLE);
  delete stream;
  state().streams--;
  return OK;
}

int cuStreamSynchronize(Stream* stream) {
  ENTER_CONTEXT;
  REQUIRE(stream_is_known(stream), INVALID_HANDLE);
  state().counters.syncs++;
  return OK;
}

int cuStreamQuery(Stream* stream) {
  ENTER_CONTEXT;
  REQUIRE(stream_is_known(stream), INVALID_HANDLE);
  return OK;
}

int cuStreamWaitEvent(Stream* stream, Event* event, unsigned) {
  ENTER_CONTEXT;
  REQUIRE(stream_is_known(stream) && events.count(event), INVALID_HANDLE);
  return OK;
}

int cuEventCreate(Event** out, unsigned flags) {
  ENTER_CONTEXT;
  REQUIRE(out, INVALID_VALUE);
  *out = new Event{(flags & 2) == 0, false, {}};
  events.insert(*out);
  state().events++;
  return OK;
}

int cuEventDestroy_v2(Event* event) {
  ENTER_CONTEXT;
  REQUIRE(events.erase(event), INVALID_HANDLE);
  delete event;
  state().events--;
  return OK;
}

int cuEventRecord(Event* event, Stream* stream) {
  ENTER_CONTEXT;
  REQUIRE(stream_is_known(stream) && events.count(event), INVALID_HANDLE);
  event->recorded = true;
  event->time = Clock::now();
  return OK;
}

int cuEventSynchronize(Event* event) {
  ENTER_CONTEXT;
  REQUIRE(events.count(event), INVALID_HANDLE);
  state().counters.syncs++;
  return OK;
}

int cuEventQuery(Event* event) {
  ENTER_CONTEXT;
  REQUIRE(events.count(event), INVALID_HANDLE);
  return OK;
}

int cuEventElapsedTime(float* milliseconds, Event* start, Event* end) {
  ENTER_CONTEXT;
  REQUIRE(milliseconds, INVALID_VALUE);
  for (Event* event : {start, end})
    REQUIRE(events.count(event) && event->timing && event->recorded, INVALID_HANDLE);
  *milliseconds = std::chrono::duration<float, std::milli>(end->time - start->time).count();
  return OK;
}

}  // extern "C"
