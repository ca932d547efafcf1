// Threads of a block are fibers: each runs until it ends or has to wait, then the next one runs.
// A fiber goes back to the pool when its thread ends, so kernels that never wait need only one.
#include "fibers.h"

#include <sys/mman.h>
#include <ucontext.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

namespace {

constexpr size_t STACK = 64 * 1024;
constexpr size_t GUARD_PAGE = 4096;
constexpr int ILLEGAL_ADDRESS = 700, LAUNCH_FAILED = 719;

void fiber_main();

#if defined(__x86_64__)
// Saves the registers a callee must keep, changes stacks, loads those of the other side.
asm(R"(
  .text
  .type fiber_transfer, @function
fiber_transfer:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq (%rsi), %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
  .size fiber_transfer, .-fiber_transfer
)");
struct Context {
  void* stack_pointer;
};
extern "C" void fiber_transfer(Context* from, Context* to);

void prepare(Context& context, char* stack) {
  void** top = reinterpret_cast<void**>(stack + STACK);
  *--top = nullptr;  // no caller; also gives fiber_main the alignment of a called function
  *--top = reinterpret_cast<void*>(&fiber_main);
  for (int i = 0; i < 6; i++) *--top = nullptr;
  context.stack_pointer = top;
}
#else
struct Context {
  ucontext_t context;
};
void fiber_transfer(Context* from, Context* to) { swapcontext(&from->context, &to->context); }

void prepare(Context& context, char* stack) {
  getcontext(&context.context);
  context.context.uc_stack.ss_sp = stack;
  context.context.uc_stack.ss_size = STACK;
  context.context.uc_link = nullptr;
  makecontext(&context.context, fiber_main, 0);
}
#endif

struct Fiber {
  Context context;
  char* stack;
};

enum State { READY, AT_BLOCK_BARRIER, AT_WARP, EXITED };

struct Thread {
  State state;
  Fiber* fiber;
  unsigned mask;  // the four fields of a warp operation under way
  int kind, source;
  uint64_t value;
  uint64_t result;
};

// The launch under way. The driver's lock keeps it to one at a time.
std::vector<std::unique_ptr<Fiber>> fibers;
std::vector<Fiber*> free_fibers;
std::vector<Thread> threads;
Context scheduler;
ShimModule* module;
const char* kernel_name;
void (*kernel_entry)(void**);
void** kernel_params;
size_t current, exited, at_barrier;
int barrier_votes, barrier_result;
bool failed;

Fiber* take_fiber() {
  if (free_fibers.empty()) {
    void* memory = mmap(nullptr, GUARD_PAGE + STACK, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) return nullptr;
    mprotect(memory, GUARD_PAGE, PROT_NONE);  // a kernel that needs more stack stops here
    fibers.push_back(std::make_unique<Fiber>());
    fibers.back()->stack = static_cast<char*>(memory) + GUARD_PAGE;
    prepare(fibers.back()->context, fibers.back()->stack);
    free_fibers.push_back(fibers.back().get());
  }
  Fiber* fiber = free_fibers.back();
  free_fibers.pop_back();
  return fiber;
}

void to_scheduler() { fiber_transfer(&threads[current].fiber->context, &scheduler); }

void report(const char* reason) {
  std::fprintf(stderr, "fake cuda: kernel %s, block (%u, %u, %u): %s\n", kernel_name,
               module->block.x, module->block.y, module->block.z, reason);
  failed = true;
}

void fault(const char* reason) {
  report(reason);
  to_scheduler();
}

// Threads that have ended count as arrived.
void release_barrier() {
  if (at_barrier == 0 || at_barrier + exited < threads.size()) return;
  barrier_result = barrier_votes;
  barrier_votes = 0;
  at_barrier = 0;
  for (Thread& t : threads)
    if (t.state == AT_BLOCK_BARRIER) t.state = READY;
}

int block_sync(int predicate) {
  threads[current].state = AT_BLOCK_BARRIER;
  at_barrier++;
  barrier_votes += predicate != 0;
  release_barrier();
  if (threads[current].state != READY) to_scheduler();
  return barrier_result;
}

// Completes the operation that the thread waits in, if all lanes of its mask wait in the same one.
// Lanes that have ended or do not exist count as arrived; their values read as all ones (NaN).
void release_warp(size_t waiting) {
  const size_t first = waiting / 32 * 32;
  const unsigned mask = threads[waiting].mask;
  const int kind = threads[waiting].kind;
  unsigned ballot = 0, taking_part = 0;
  for (size_t lane = 0; lane < 32 && first + lane < threads.size(); lane++) {
    const Thread& t = threads[first + lane];
    if (!(mask >> lane & 1) || t.state == EXITED) continue;
    if (t.state != AT_WARP || t.mask != mask || t.kind != kind) return;
    taking_part |= 1u << lane;
    ballot |= static_cast<unsigned>(t.value & 1) << lane;
  }
  for (size_t lane = 0; lane < 32; lane++) {
    if (!(taking_part >> lane & 1)) continue;
    Thread& t = threads[first + lane];
    const bool known = t.source >= 0 && t.source < 32 && (taking_part >> t.source & 1);
    t.result = kind == SHIM_WARP_VOTE ? ballot : known ? threads[first + t.source].value : ~0ull;
    t.state = READY;
  }
}

unsigned long long warp_sync(unsigned mask, int kind, unsigned long long value, int source) {
  if (!(mask >> (current % 32) & 1)) fault("a lane calls a warp operation whose mask leaves it out");
  Thread& me = threads[current];
  me.state = AT_WARP;
  me.mask = mask;
  me.kind = kind;
  me.value = value;
  me.source = source;
  release_warp(current);
  if (me.state != READY) to_scheduler();
  return me.result;
}

void fiber_main() {
  for (;;) {
    kernel_entry(kernel_params);
    threads[current].state = EXITED;
    exited++;
    release_barrier();
    const size_t first = current / 32 * 32;
    for (size_t t = first; t < first + 32 && t < threads.size(); t++)
      if (threads[t].state == AT_WARP) release_warp(t);
    free_fibers.push_back(threads[current].fiber);
    to_scheduler();
  }
}

void resume(size_t t, ShimIndex block) {
  if (!threads[t].fiber && !(threads[t].fiber = take_fiber())) return report("no memory for stacks");
  const unsigned i = static_cast<unsigned>(t);
  module->thread = {i % block.x, i / block.x % block.y, i / block.x / block.y};
  current = t;
  fiber_transfer(&scheduler, &threads[t].fiber->context);
}

void run_block(ShimIndex block) {
  threads.assign(size_t(block.x) * block.y * block.z, Thread{});
  exited = at_barrier = 0;
  barrier_votes = 0;
  while (exited < threads.size()) {
    bool ran = false;
    for (size_t first = 0; first < threads.size(); first += 32) {
      for (bool again = true; again;) {  // a warp goes on alone as far as it can
        again = false;
        for (size_t t = first; t < first + 32 && t < threads.size(); t++) {
          if (threads[t].state != READY) continue;
          resume(t, block);
          if (failed) return;
          again = ran = true;
        }
      }
    }
    if (!ran) {
      char reason[128];
      std::snprintf(reason, sizeof reason, "deadlock: %zu of %zu threads wait at __syncthreads, "
                    "%zu in warp operations", at_barrier, threads.size(),
                    threads.size() - exited - at_barrier);
      return report(reason);
    }
  }
}

}  // namespace

int run_grid(const char* name, void (*entry)(void**), void** params, ShimModule& target,
             ShimIndex grid, ShimIndex block, unsigned dynamic_bytes) {
  module = &target;
  kernel_name = name;
  kernel_entry = entry;
  kernel_params = params;
  failed = false;
  target.block_dim = block;
  target.grid_dim = grid;
  target.block_sync = block_sync;
  target.warp_sync = warp_sync;
  target.fault = fault;
  char guard[SHIM_DYNAMIC_GUARD];
  std::memset(guard, 0xA5, sizeof guard);
  for (unsigned z = 0; z < grid.z; z++)
    for (unsigned y = 0; y < grid.y; y++)
      for (unsigned x = 0; x < grid.x; x++) {
        target.block = {x, y, z};
        std::memset(target.shared_begin, 0xFF, target.shared_end - target.shared_begin);
        std::memset(target.dynamic_shared, 0xFF, dynamic_bytes);
        std::memcpy(target.dynamic_shared + dynamic_bytes, guard, sizeof guard);
        run_block(block);
        if (failed) {  // fibers stopped midway start anew; there is nothing in them to clean up
          free_fibers.clear();
          for (auto& fiber : fibers) {
            prepare(fiber->context, fiber->stack);
            free_fibers.push_back(fiber.get());
          }
          return LAUNCH_FAILED;
        }
        if (std::memcmp(target.dynamic_shared + dynamic_bytes, guard, sizeof guard) != 0) {
          report("writes behind its dynamic shared memory");
          return ILLEGAL_ADDRESS;
        }
      }
  return 0;
}
