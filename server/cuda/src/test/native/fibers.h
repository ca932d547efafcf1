// Runs the threads of a kernel, block by block, in the calling OS thread.
#pragma once
#include "shim_abi.h"

// Returns 0 or the CUDA error of an aborted launch. The name is used in messages alone.
int run_grid(const char* name, void (*entry)(void**), void** params, ShimModule& module,
             ShimIndex grid, ShimIndex block, unsigned dynamic_bytes);
