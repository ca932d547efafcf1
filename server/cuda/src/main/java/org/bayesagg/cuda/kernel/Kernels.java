package org.bayesagg.cuda.kernel;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bayesagg.cuda.driver.CudaDriver;
import org.bayesagg.cuda.driver.DeviceInfo;
import org.bayesagg.cuda.driver.Status;

/** The kernels, loaded on the device in use. Thread-safe. */
public final class Kernels implements AutoCloseable {
  private final long module;
  private final Map<String, Long> functions = new ConcurrentHashMap<>();

  private Kernels(long module) {
    this.module = module;
  }

  /**
   * Compiles the kernels, or takes them from the cache, and loads them.
   *
   * @param cache a folder for compiled kernels; null keeps none
   */
  public static Kernels load(DeviceInfo device, Path cache) {
    byte[] image = new CubinCache(cache).cubin(KernelSource.all(), device.architecture());
    long[] module = new long[1];
    Status.driver("cuModuleLoadData", CudaDriver.cuModuleLoadData(module, image));
    return new Kernels(module[0]);
  }

  /** A kernel's handle. */
  long function(String name) {
    return functions.computeIfAbsent(name, this::find);
  }

  private long find(String name) {
    long[] function = new long[1];
    Status.driver(
        "cuModuleGetFunction of " + name, CudaDriver.cuModuleGetFunction(function, module, name));
    return function[0];
  }

  @Override
  public void close() {
    int unused = CudaDriver.cuModuleUnload(module);
  }
}
