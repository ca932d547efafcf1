// A stand-in for libnvrtc.so.13: compiles kernels with g++ and cuda_shim.h to a shared object,
// which the fake driver loads as if it were a cubin.
#include <dlfcn.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

extern "C" char** environ;

namespace {

namespace fs = std::filesystem;
enum { SUCCESS = 0, INVALID_INPUT = 3, INVALID_PROGRAM = 4, COMPILATION = 6, INTERNAL_ERROR = 11 };

struct Program {
  std::string source, name;
  std::vector<std::pair<std::string, std::string>> headers;  // name, text
  std::string cubin, log;
};

std::string read_text(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_text(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

// The folder of this library, where cuda_shim.h lies as well.
fs::path library_folder() {
  Dl_info info;
  dladdr(reinterpret_cast<void*>(&library_folder), &info);
  return fs::absolute(info.dli_fname).parent_path();
}

bool run(const std::vector<std::string>& command, const fs::path& log) {
  std::vector<char*> argv;
  for (const std::string& s : command) argv.push_back(const_cast<char*>(s.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  pid_t pid;
  int status = posix_spawnp(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (status != 0) {
    write_text(log, "cannot run " + command[0] + ": " + std::strerror(status) + "\n");
    return false;
  }
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// Macro definitions are the only options that mean something here.
std::vector<std::string> definitions(int count, const char* const* options) {
  std::vector<std::string> result;
  for (int i = 0; i < count; i++) {
    const std::string option = options[i], lengthy = "--define-macro=";
    if (option == "-D" && i + 1 < count) {
      result.push_back(std::string("-D") + options[++i]);
    } else if (option.rfind("-D", 0) == 0) {
      result.push_back(option);
    } else if (option.rfind(lengthy, 0) == 0) {
      result.push_back("-D" + option.substr(lengthy.size()));
    }
  }
  return result;
}

const std::string BOUNDS = R"((?:__launch_bounds__\s*\((?:[^()]|\([^()]*\))*\)\s*)?)";
const std::regex KERNEL(R"(extern\s+"C"\s+__global__\s+)" + BOUNDS + R"(void\s+)" + BOUNDS +
                        R"((\w+)\s*\()");
const std::regex DYNAMIC_SHARED(
    R"(extern\s+__shared__\s+(?:(?:__align__|alignas)\s*\([^()]*\)\s*)?(\w+(?:\s+\w+)*)\s+(\w+)\s*\[\s*\]\s*;)");

// Works on preprocessed text: kernels made by macros are found, those switched off are not.
std::string with_launchers(const std::string& text) {
  std::ostringstream out;
  out << "namespace {\n"
      << std::regex_replace(text, DYNAMIC_SHARED,
                            "static $1* const $2 = ($1*) shim_dynamic_shared();")
      << "\n}\n";
  std::set<std::string> names;
  for (std::sregex_iterator i(text.begin(), text.end(), KERNEL), end; i != end; ++i)
    names.insert((*i)[1]);
  for (const std::string& name : names)
    out << "extern \"C\" __attribute__((visibility(\"default\"))) void shim_launch_" << name
        << "(void** p) { shim_call(&" << name << ", p); }\n";
  return out.str();
}

bool compile(Program& program, const std::vector<std::string>& macros, const fs::path& folder) {
  for (const auto& [name, text] : program.headers) {
    fs::create_directories((folder / name).parent_path());
    write_text(folder / name, text);
  }
  const std::string source = folder / ".source.cu", preprocessed = folder / ".source.ii",
                    unit = folder / ".unit.cpp", object = folder / ".unit.so",
                    shim = library_folder() / "cuda_shim.h";
  const fs::path log = folder / ".log";
  write_text(source, "#line 1 \"" + program.name + "\"\n" + program.source);
  // No standard headers, as with the real one.
  std::vector<std::string> first = {"g++", "-E", "-x", "c++", "-std=c++17", "-w", "-nostdinc",
                                    "-I", folder, "-D__CUDACC__=1", "-D__CUDACC_RTC__=1",
                                    "-D__CUDA_ARCH__=900", source, "-o", preprocessed};
  first.insert(first.end(), macros.begin(), macros.end());
  bool good = run(first, log);
  if (good) {
    write_text(unit, with_launchers(read_text(preprocessed)));
    // Hidden symbols: a kernel may have the name of a C library function.
    good = run({"g++", "-O1", "-std=c++17", "-shared", "-fPIC", "-w", "-fno-exceptions",
                "-fvisibility=hidden", "-fno-gnu-unique", "-fno-strict-aliasing", "-ffp-contract=off", "-include", shim,
                unit, "-o", object}, log);
  }
  program.log = read_text(log);
  program.cubin = good ? read_text(object) : "";
  return good;
}

Program* of(void* program) { return static_cast<Program*>(program); }

int copy_out(const std::string& text, size_t size, char* target) {
  if (!target) return INVALID_INPUT;
  std::memcpy(target, text.c_str(), size);
  return SUCCESS;
}

}  // namespace

extern "C" {

int nvrtcVersion(int* major, int* minor) {
  if (!major || !minor) return INVALID_INPUT;
  *major = 13;
  *minor = 0;
  return SUCCESS;
}

int nvrtcCreateProgram(void** out, const char* source, const char* name, int count,
                       const char* const* headers, const char* const* names) {
  if (!out || !source || count < 0 || (count > 0 && (!headers || !names))) return INVALID_INPUT;
  auto* program = new Program{source, name ? name : "default_program", {}, "", ""};
  for (int i = 0; i < count; i++) program->headers.emplace_back(names[i], headers[i]);
  *out = program;
  return SUCCESS;
}

int nvrtcDestroyProgram(void** program) {
  if (!program || !*program) return INVALID_PROGRAM;
  delete of(*program);
  *program = nullptr;
  return SUCCESS;
}

int nvrtcCompileProgram(void* handle, int count, const char* const* options) {
  if (!handle) return INVALID_PROGRAM;
  Program& program = *of(handle);
  const std::vector<std::string> macros = definitions(count, options);
  // Tests compile the same source again and again; one process does so once.
  static std::mutex mutex;
  static std::map<std::vector<std::string>, std::string> done;
  std::lock_guard<std::mutex> lock(mutex);
  std::vector<std::string> key = {program.source, program.name};
  for (const auto& [name, text] : program.headers) key.insert(key.end(), {name, text});
  key.insert(key.end(), macros.begin(), macros.end());
  program.log.clear();
  if (auto known = done.find(key); known != done.end()) {
    program.cubin = known->second;
    return SUCCESS;
  }
  std::string folder = (fs::temp_directory_path() / "fake-nvrtc-XXXXXX").string();
  if (!mkdtemp(folder.data())) return INTERNAL_ERROR;
  bool good = false;
  try {
    good = compile(program, macros, folder);
  } catch (const std::exception& e) {
    program.log += e.what();
  }
  std::error_code ignored;
  fs::remove_all(folder, ignored);
  if (good) done[key] = program.cubin;
  return good ? SUCCESS : COMPILATION;
}

int nvrtcGetCUBINSize(void* program, size_t* size) {
  if (!program) return INVALID_PROGRAM;
  if (!size) return INVALID_INPUT;
  *size = of(program)->cubin.size();
  return SUCCESS;
}

int nvrtcGetCUBIN(void* program, char* target) {
  if (!program) return INVALID_PROGRAM;
  return copy_out(of(program)->cubin, of(program)->cubin.size(), target);
}

// Size and text of the log include the closing zero.
int nvrtcGetProgramLogSize(void* program, size_t* size) {
  if (!program) return INVALID_PROGRAM;
  if (!size) return INVALID_INPUT;
  *size = of(program)->log.size() + 1;
  return SUCCESS;
}

int nvrtcGetProgramLog(void* program, char* target) {
  if (!program) return INVALID_PROGRAM;
  return copy_out(of(program)->log, of(program)->log.size() + 1, target);
}

const char* nvrtcGetErrorString(int result) {
  static const char* const NAMES[] = {
      "NVRTC_SUCCESS", "NVRTC_ERROR_OUT_OF_MEMORY", "NVRTC_ERROR_PROGRAM_CREATION_FAILURE",
      "NVRTC_ERROR_INVALID_INPUT", "NVRTC_ERROR_INVALID_PROGRAM", "NVRTC_ERROR_INVALID_OPTION",
      "NVRTC_ERROR_COMPILATION", "NVRTC_ERROR_BUILTIN_OPERATION_FAILURE"};
  if (result == INTERNAL_ERROR) return "NVRTC_ERROR_INTERNAL_ERROR";
  return result >= 0 && result < 8 ? NAMES[result] : "NVRTC_ERROR unknown";
}

}  // extern "C"
