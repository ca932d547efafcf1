// What a compiled kernel module (cuda_shim.h) and the fake driver (fibers.cpp) share.
#pragma once

struct ShimIndex {
  unsigned x, y, z;
};

// One per module. The driver writes the indices before a thread runs; the kernel calls back.
struct ShimModule {
  ShimIndex thread, block, block_dim, grid_dim;
  char* dynamic_shared;              // SHIM_DYNAMIC_LIMIT + SHIM_DYNAMIC_GUARD bytes
  char *shared_begin, *shared_end;   // all static __shared__ variables of the module
  // __syncthreads: waits for the block, returns how many threads gave a true predicate.
  int (*block_sync)(int predicate);
  // Waits for the lanes of the mask. Returns the value of lane `source` or, for votes, the ballot.
  unsigned long long (*warp_sync)(unsigned mask, int kind, unsigned long long value, int source);
  // Aborts the launch; does not return.
  void (*fault)(const char* reason);
};

enum { SHIM_WARP_BARRIER, SHIM_WARP_SHUFFLE, SHIM_WARP_VOTE };
enum { SHIM_DYNAMIC_LIMIT = 232448, SHIM_DYNAMIC_GUARD = 256 };
