package org.bayesagg.cuda.driver;

import com.sun.jna.FunctionMapper;
import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the CUDA libraries of version 13 and binds their functions. Folders come first, in order;
 * then the names that the loader knows.
 */
public final class CudaLibraries {
  private static final Logger LOG = LoggerFactory.getLogger(CudaLibraries.class);

  /** Bound when first called; known to nobody else, so that no two libraries mix. */
  private static final int LAZY_LOCAL = 0x00001;

  /** Functions whose symbols carry the version of their arguments. */
  private static final Set<String> SECOND_VERSIONS =
      Set.of(
          "cuDeviceTotalMem",
          "cuDevicePrimaryCtxRelease",
          "cuMemGetInfo",
          "cuMemAlloc",
          "cuMemFree",
          "cuMemcpyHtoDAsync",
          "cuMemcpyDtoHAsync",
          "cuMemcpyDtoDAsync",
          "cuStreamDestroy",
          "cuEventDestroy",
          "cublasCreate",
          "cublasDestroy",
          "cublasSetStream",
          "cublasSetWorkspace",
          "cublasGetVersion",
          "cublasDsyrk",
          "cublasStrsm",
          "cublasDtrsm");

  /** A library that nobody holds is unloaded by the garbage collector, whoever still needs it. */
  private static final Set<NativeLibrary> HELD = ConcurrentHashMap.newKeySet();

  private final List<Path> folders;

  /** Looks in {@code folders}, then where the loader looks. */
  public CudaLibraries(List<Path> folders) {
    this.folders = List.copyOf(folders);
  }

  /** Where libraries are looked for, for people. */
  public List<Path> folders() {
    return folders;
  }

  /** Loads libcuda, the driver's own library. */
  String driver() {
    return load("libcuda.so.1", CudaDriver::bind);
  }

  /** Loads NVRTC, which needs no driver; returns from where. */
  public String compiler() {
    optional("libnvrtc-builtins.so.13.?");
    return load("libnvrtc.so.13", Nvrtc::bind);
  }

  String blas() {
    optional("libcublasLt.so.13");
    return load("libcublas.so.13", Cublas::bind);
  }

  String solver() {
    optional("libnvJitLink.so.13");
    optional("libcusparse.so.12");
    return load("libcusolver.so.12", Cusolver::bind);
  }

  /**
   * What others need, by absolute path before them; where it is missing, they will say so.
   *
   * @param pattern of its name, as a shell's
   */
  private void optional(String pattern) {
    for (Path folder : folders) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
        for (Path file : files) {
          open(file.toAbsolutePath().toString());
          return;
        }
      } catch (IOException | UnsatisfiedLinkError e) {
        LOG.debug("{} in {}: {}", pattern, folder, e.toString());
      }
    }
  }

  private String load(String name, Binding binding) {
    String from = find(name).map(Path::toString).orElse(name);
    binding.bind(open(from));
    return from;
  }

  private Optional<Path> find(String name) {
    return folders.stream()
        .map(folder -> folder.resolve(name).toAbsolutePath())
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static NativeLibrary open(String name) {
    FunctionMapper symbols =
        (library, method) ->
            SECOND_VERSIONS.contains(method.getName())
                ? method.getName() + "_v2"
                : method.getName();
    NativeLibrary library =
        NativeLibrary.getInstance(
            name,
            Map.of(Library.OPTION_FUNCTION_MAPPER, symbols, Library.OPTION_OPEN_FLAGS, LAZY_LOCAL));
    HELD.add(library);
    return library;
  }

  /** Makes a library's functions callable. */
  @FunctionalInterface
  private interface Binding {
    void bind(NativeLibrary library);
  }
}
