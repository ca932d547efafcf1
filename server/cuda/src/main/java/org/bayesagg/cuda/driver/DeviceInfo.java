package org.bayesagg.cuda.driver;

/**
 * A device as its driver describes it.
 *
 * @param ordinal among the devices that this process sees
 * @param name the product's
 * @param major of its compute capability
 * @param minor of its compute capability
 * @param memoryBytes all of its memory
 * @param multiprocessors how many it has
 * @param driverVersion 1000 · major + 10 · minor of the CUDA version that the driver supports
 */
public record DeviceInfo(
    int ordinal,
    String name,
    int major,
    int minor,
    long memoryBytes,
    int multiprocessors,
    int driverVersion) {

  /** The architecture that kernels are compiled for. */
  public String architecture() {
    return "sm_" + major + minor;
  }

  /** In one line, for people. */
  public String describe() {
    return String.format(
        "%s (%s, %.0f GiB, driver for CUDA %s)",
        name, architecture(), memoryBytes / 0x1p30, version(driverVersion));
  }

  static String version(int version) {
    return version / 1000 + "." + version % 1000 / 10;
  }
}
