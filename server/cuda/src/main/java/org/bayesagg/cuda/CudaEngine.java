package org.bayesagg.cuda;

import java.nio.file.Path;
import java.util.function.LongUnaryOperator;
import org.bayesagg.cuda.device.Device;
import org.bayesagg.cuda.device.Lanes;
import org.bayesagg.cuda.driver.DeviceInfo;
import org.bayesagg.cuda.kernel.Kernels;
import org.bayesagg.cuda.run.CudaFootprint;
import org.bayesagg.cuda.run.CudaRun;
import org.bayesagg.math.Engine;
import org.bayesagg.math.Footprint;
import org.bayesagg.math.Run;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.state.StateInput;

/** Runs on one NVIDIA GPU. */
public final class CudaEngine implements Engine {
  private static final long TILE = 1L << 30;

  private final Device device;
  private final Kernels kernels;
  private final Lanes lanes;

  private CudaEngine(Device device, Kernels kernels, Lanes lanes) {
    this.device = device;
    this.kernels = kernels;
    this.lanes = lanes;
  }

  /**
   * Takes a device into use.
   *
   * @param info of a device whose {@link org.bayesagg.cuda.driver.DriverProbe} passed
   * @param cache a folder for compiled kernels; null keeps none
   * @param budget tells, once the device is in use, how many bytes of its memory may be used where
   *     {@code asked} is wanted
   * @param asked handed to {@code budget}
   * @param lanes steps that may run at the same time, at least 1
   */
  public static CudaEngine open(
      DeviceInfo info, Path cache, LongUnaryOperator budget, long asked, int lanes) {
    return open(info, cache, budget, asked, lanes, TILE);
  }

  /** The same with steps cut into pieces of about so many bytes of working memory. */
  static CudaEngine open(
      DeviceInfo info, Path cache, LongUnaryOperator budget, long asked, int lanes, long tile) {
    Device device = Device.open(info, budget, asked, tile);
    try {
      Kernels kernels = Kernels.load(info, cache);
      return new CudaEngine(device, kernels, new Lanes(device, kernels, lanes));
    } catch (RuntimeException e) {
      device.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return "cuda";
  }

  @Override
  public String detail() {
    return device.info().describe();
  }

  @Override
  public Run open(AggregationSpec spec) {
    return CudaRun.open(spec, device, lanes);
  }

  @Override
  public Run restore(AggregationSpec spec, StateInput in) {
    return CudaRun.restore(spec, device, lanes, in);
  }

  @Override
  public Footprint footprint(AggregationSpec spec, int maxExamples) {
    return new CudaFootprint(spec, maxExamples).footprint();
  }

  @Override
  public long memoryBytes() {
    return device.budget();
  }

  @Override
  public boolean usable() {
    return lanes.usable();
  }

  /** Without the working memory that all runs share. */
  @Override
  public long openBytes() {
    return device.openBytes() - lanes.heldBytes();
  }

  @Override
  public void close() {
    lanes.close();
    kernels.close();
    device.close();
  }
}
