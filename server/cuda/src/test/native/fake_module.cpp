// Modules, functions and launches of the fake driver. A module is a shared object that the fake
// NVRTC made; its kernels run in fibers.cpp.
#include <dlfcn.h>
#include <elf.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <set>
#include <string>

#include "fake_state.h"
#include "fibers.h"

namespace {

struct Module {
  void* library;
  ShimModule* shim;
};
struct Function {
  Module* module;
  std::string name;
  void (*entry)(void**);
  int dynamic_limit;  // dynamic shared memory a launch may ask for
};

std::set<Module*> modules;
std::set<Function*> functions;

// Bytes of an ELF image, from its own tables.
size_t image_size(const unsigned char* image) {
  Elf64_Ehdr header;
  std::memcpy(&header, image, sizeof header);
  size_t size = header.e_shoff + size_t(header.e_shnum) * header.e_shentsize;
  for (int i = 0; i < header.e_phnum; i++) {
    Elf64_Phdr part;
    std::memcpy(&part, image + header.e_phoff + size_t(i) * header.e_phentsize, sizeof part);
    size = std::max<size_t>(size, part.p_offset + part.p_filesz);
  }
  return size;
}

}  // namespace

extern "C" {

int cuModuleLoadData(Module** out, const void* image) {
  ENTER_CONTEXT;
  REQUIRE(out && image, INVALID_VALUE);
  REQUIRE(std::memcmp(image, ELFMAG, SELFMAG) == 0, INVALID_IMAGE);
  const char* folder = std::getenv("TMPDIR");
  std::string file = std::string(folder ? folder : "/tmp") + "/fake-cubin-XXXXXX";
  const int descriptor = mkstemp(file.data());
  REQUIRE(descriptor >= 0, INVALID_IMAGE);
  const auto* bytes = static_cast<const unsigned char*>(image);
  const size_t size = image_size(bytes);
  size_t done = 0;
  for (ssize_t n = 1; done < size && n > 0; done += n > 0 ? n : 0)
    n = write(descriptor, bytes + done, size - done);
  close(descriptor);
  // Bound now: looking symbols up later would need more stack than a kernel thread has.
  void* library = done == size ? dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL) : nullptr;
  unlink(file.c_str());
  REQUIRE(library, INVALID_IMAGE);
  auto shim = reinterpret_cast<ShimModule* (*)()>(dlsym(library, "shim_module"));
  if (!shim) {
    dlclose(library);
    return INVALID_IMAGE;
  }
  *out = new Module{library, shim()};
  modules.insert(*out);
  state().modules++;
  return OK;
}

int cuModuleUnload(Module* module) {
  ENTER_CONTEXT;
  REQUIRE(modules.erase(module), INVALID_HANDLE);
  for (auto f = functions.begin(); f != functions.end();) {
    if ((*f)->module == module) {
      delete *f;
      f = functions.erase(f);
    } else {
      ++f;
    }
  }
  dlclose(module->library);
  delete module;
  state().modules--;
  return OK;
}

int cuModuleGetFunction(Function** out, Module* module, const char* name) {
  ENTER_CONTEXT;
  REQUIRE(out && name, INVALID_VALUE);
  REQUIRE(modules.count(module), INVALID_HANDLE);
  void* entry = dlsym(module->library, (std::string("shim_launch_") + name).c_str());
  REQUIRE(entry, NOT_FOUND);
  *out = new Function{module, name, reinterpret_cast<void (*)(void**)>(entry), DEFAULT_SHARED};
  functions.insert(*out);
  return OK;
}

int cuFuncGetAttribute(int* value, int which, Function* function) {
  ENTER_CONTEXT;
  REQUIRE(value, INVALID_VALUE);
  REQUIRE(functions.count(function), INVALID_HANDLE);
  switch (which) {
    case 0: *value = 1024; break;                     // threads of a block
    case 4: *value = 32; break;                       // registers
    case 5: case 6: *value = 90; break;               // PTX and binary version
    case 8: *value = function->dynamic_limit; break;  // dynamic shared memory
    default: *value = 0;
  }
  return OK;
}

int cuFuncSetAttribute(Function* function, int which, int value) {
  ENTER_CONTEXT;
  REQUIRE(functions.count(function), INVALID_HANDLE);
  REQUIRE(which == 8 || which == 9, INVALID_VALUE);  // dynamic shared memory, its share of the cache
  if (which == 8) {
    REQUIRE(value >= 0 && value <= SHIM_DYNAMIC_LIMIT, INVALID_VALUE);
    function->dynamic_limit = value;
  }
  return OK;
}

int cuLaunchKernel(Function* function, unsigned gx, unsigned gy, unsigned gz, unsigned bx,
                   unsigned by, unsigned bz, unsigned shared_bytes, Stream* stream, void** params,
                   void** extra) {
  ENTER_CONTEXT;
  if (int error = work()) return error;
  REQUIRE(functions.count(function) && stream_is_known(stream), INVALID_HANDLE);
  REQUIRE(!extra, INVALID_VALUE);
  REQUIRE(gx >= 1 && gx <= 0x7fffffff && gy >= 1 && gy <= 65535 && gz >= 1 && gz <= 65535,
          INVALID_VALUE);
  REQUIRE(bx >= 1 && bx <= 1024 && by >= 1 && by <= 1024 && bz >= 1 && bz <= 64 &&
              bx * by * bz <= 1024, INVALID_VALUE);
  REQUIRE(shared_bytes <= unsigned(std::max(DEFAULT_SHARED, function->dynamic_limit)),
          INVALID_VALUE);
  state().counters.launches++;
  return state().lost = run_grid(function->name.c_str(), function->entry, params,
                                 *function->module->shim, {gx, gy, gz}, {bx, by, bz}, shared_bytes);
}

}  // extern "C"
