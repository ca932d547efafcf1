package org.bayesagg.cuda.driver;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks, link by link, whether a GPU can be used: driver library, initialisation, version, device,
 * capability, compiler, cuBLAS, cuSOLVER. Stops at the first link that does not hold.
 */
public final class DriverProbe {
  /** CUDA 13.0: the libraries' major version, which a driver must know. */
  private static final int LEAST_DRIVER = 13000;

  /** Turing; the toolkit of version 13 makes code for nothing older. */
  private static final int LEAST_MAJOR = 7;

  private static final int LEAST_MINOR = 5;

  private static final int MAJOR = 75;
  private static final int MINOR = 76;
  private static final int MULTIPROCESSORS = 16;

  private final CudaLibraries libraries;
  private final int ordinal;
  private final List<Check> checks = new ArrayList<>();
  private DeviceInfo info;

  private DriverProbe(CudaLibraries libraries, int ordinal) {
    this.libraries = libraries;
    this.ordinal = ordinal;
  }

  /** Looks at the device of a number. */
  public static DriverProbe of(CudaLibraries libraries, int ordinal) {
    DriverProbe probe = new DriverProbe(libraries, ordinal);
    probe.run();
    return probe;
  }

  /** What was looked at, in order; only the last may have failed. */
  public List<Check> checks() {
    return List.copyOf(checks);
  }

  /** Whether all links hold. */
  public boolean passed() {
    return checks.stream().allMatch(Check::passed);
  }

  /** The device; only where {@link #passed}. */
  public DeviceInfo info() {
    return info;
  }

  private void run() {
    boolean unused =
        library("driver library", libraries::driver, "install the NVIDIA driver")
            && initialised()
            && device()
            && library("compiler library", libraries::compiler, "install libnvrtc of CUDA 13")
            && library("cuBLAS library", libraries::blas, "install libcublas of CUDA 13")
            && library("cuSOLVER library", libraries::solver, "install libcusolver of CUDA 13");
  }

  private boolean library(String name, Loading loading, String remedy) {
    try {
      return pass(name, loading.load());
    } catch (UnsatisfiedLinkError e) {
      String searched =
          libraries.folders().isEmpty() ? "" : "; looked in " + libraries.folders() + " first";
      return fail(
          name,
          firstLine(e.getMessage()) + searched,
          remedy + ", or name the folder of the CUDA libraries");
    }
  }

  private static String firstLine(String text) {
    String line =
        text == null ? "cannot be loaded" : text.lines().findFirst().orElse("cannot be loaded");
    return line.endsWith(":") ? line.substring(0, line.length() - 1) : line;
  }

  private boolean initialised() {
    int[] version = new int[1];
    int code = CudaDriver.cuInit(0);
    if (code != 0) {
      return fail(
          "driver",
          "cuInit: " + Status.describe(code),
          "make the device visible to this process (nvidia-smi must list it; in a container, give "
              + "it the GPU)");
    }
    code = CudaDriver.cuDriverGetVersion(version);
    if (code != 0 || version[0] < LEAST_DRIVER) {
      return fail(
          "driver",
          "supports CUDA " + DeviceInfo.version(version[0]) + ", needed is 13.0",
          "update the NVIDIA driver to 580 or newer");
    }
    return pass("driver", "supports CUDA " + DeviceInfo.version(version[0]));
  }

  private boolean device() {
    int[] count = new int[1];
    int code = CudaDriver.cuDeviceGetCount(count);
    if (code != 0 || ordinal >= count[0]) {
      return fail(
          "device",
          "number " + ordinal + " of " + count[0],
          "choose a device that nvidia-smi lists, or make one visible (CUDA_VISIBLE_DEVICES)");
    }
    info = describe();
    boolean recent =
        info.major() > LEAST_MAJOR || (info.major() == LEAST_MAJOR && info.minor() >= LEAST_MINOR);
    return recent
        ? pass("device", info.describe())
        : fail("device", info.describe(), "use a device of compute capability 7.5 or newer");
  }

  private DeviceInfo describe() {
    int[] value = new int[1];
    byte[] name = new byte[128];
    long[] bytes = new long[1];
    int[] version = new int[1];
    Status.driver("cuDeviceGet", CudaDriver.cuDeviceGet(value, ordinal));
    int device = value[0];
    Status.driver("cuDeviceGetName", CudaDriver.cuDeviceGetName(name, name.length, device));
    Status.driver("cuDeviceTotalMem", CudaDriver.cuDeviceTotalMem(bytes, device));
    Status.driver("cuDriverGetVersion", CudaDriver.cuDriverGetVersion(version));
    String text = new String(name, StandardCharsets.UTF_8);
    return new DeviceInfo(
        device,
        text.substring(0, Math.max(0, text.indexOf('\0'))),
        attribute(MAJOR, device),
        attribute(MINOR, device),
        bytes[0],
        attribute(MULTIPROCESSORS, device),
        version[0]);
  }

  private static int attribute(int attribute, int device) {
    int[] value = new int[1];
    Status.driver(
        "cuDeviceGetAttribute", CudaDriver.cuDeviceGetAttribute(value, attribute, device));
    return value[0];
  }

  private boolean pass(String name, String found) {
    return checks.add(Check.passed(name, found));
  }

  private boolean fail(String name, String found, String remedy) {
    checks.add(Check.failed(name, found, remedy));
    return false;
  }

  /** Loads a library and says from where. */
  @FunctionalInterface
  private interface Loading {
    String load();
  }
}
