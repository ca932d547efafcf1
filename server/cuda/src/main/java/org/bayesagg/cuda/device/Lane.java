package org.bayesagg.cuda.device;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import org.bayesagg.cuda.driver.Cublas;
import org.bayesagg.cuda.driver.CudaDriver;
import org.bayesagg.cuda.driver.Cusolver;
import org.bayesagg.cuda.driver.Status;
import org.bayesagg.cuda.kernel.Kernels;
import org.bayesagg.cuda.kernel.Launch;

/**
 * What one step at a time works on: a stream, the libraries' handles on it, pinned memory for what
 * comes and goes, and working memory. Its steps may be of different runs. Not thread-safe.
 */
public final class Lane implements AutoCloseable {
  private static final int NON_BLOCKING = 1;
  private static final long BLAS_WORKSPACE = 32L << 20;

  private final DeviceWorkspace workspace;
  private final PinnedMemory inbox = new PinnedMemory();
  private final PinnedMemory outbox = new PinnedMemory();
  private final Memory factors = new Memory(4L * Double.BYTES);
  private Launch launch;
  private DeviceBlas algebra;
  private long stream;
  private long blas;
  private long solver;

  private Lane(Device device) {
    this.workspace = new DeviceWorkspace(device);
  }

  /** A lane of its own. */
  static Lane open(Device device, Kernels kernels) {
    Lane lane = new Lane(device);
    try {
      lane.create(kernels);
      return lane;
    } catch (RuntimeException e) {
      lane.close();
      throw e;
    }
  }

  private void create(Kernels kernels) {
    long[] handle = new long[1];
    Status.driver("cuStreamCreate", CudaDriver.cuStreamCreate(handle, NON_BLOCKING));
    stream = handle[0];
    Status.blas("cublasCreate", Cublas.cublasCreate(handle));
    blas = handle[0];
    Status.blas("cublasSetStream", Cublas.cublasSetStream(blas, stream));
    long memory = workspace.bytes("cuBLAS workspace", BLAS_WORKSPACE);
    Status.blas("cublasSetWorkspace", Cublas.cublasSetWorkspace(blas, memory, BLAS_WORKSPACE));
    Status.solver("cusolverDnCreate", Cusolver.cusolverDnCreate(handle));
    solver = handle[0];
    Status.solver("cusolverDnSetStream", Cusolver.cusolverDnSetStream(solver, stream));
    launch = new Launch(kernels, stream);
    algebra = new DeviceBlas(this);
  }

  /** Begins a launch in this stream. */
  public Launch launch(String kernel) {
    return launch.of(kernel);
  }

  /** Linear algebra in this stream. */
  public DeviceBlas algebra() {
    return algebra;
  }

  /** Working memory, of whatever step comes next. */
  public DeviceWorkspace workspace() {
    return workspace;
  }

  /** What goes to the device. */
  public PinnedMemory inbox() {
    return inbox;
  }

  /** What comes back. */
  public PinnedMemory outbox() {
    return outbox;
  }

  /** Its stream. */
  public long stream() {
    return stream;
  }

  long blas() {
    return blas;
  }

  long solver() {
    return solver;
  }

  /** Where a factor α or β lies for cuBLAS, which reads it before its call returns. */
  long factor(int slot, boolean wide, double value) {
    long at = (long) slot * Double.BYTES;
    if (wide) {
      factors.setDouble(at, value);
    } else {
      factors.setFloat(at, (float) value);
    }
    return Pointer.nativeValue(factors) + at;
  }

  /** From host memory that is pinned, in the stream's order. */
  public void upload(long to, long from, long bytes) {
    if (bytes > 0) {
      Status.driver("cuMemcpyHtoDAsync", CudaDriver.cuMemcpyHtoDAsync(to, from, bytes, stream));
    }
  }

  /** To host memory that is pinned, in the stream's order. */
  public void download(long to, long from, long bytes) {
    if (bytes > 0) {
      Status.driver("cuMemcpyDtoHAsync", CudaDriver.cuMemcpyDtoHAsync(to, from, bytes, stream));
    }
  }

  /** Within the device. */
  public void copy(long to, long from, long bytes) {
    if (bytes > 0) {
      Status.driver("cuMemcpyDtoDAsync", CudaDriver.cuMemcpyDtoDAsync(to, from, bytes, stream));
    }
  }

  /** Zeros. */
  public void clear(long at, long bytes) {
    if (bytes > 0) {
      Status.driver("cuMemsetD8Async", CudaDriver.cuMemsetD8Async(at, (byte) 0, bytes, stream));
    }
  }

  /** Waits until all that was asked for is done. */
  public void finish() {
    Status.driver("cuStreamSynchronize", CudaDriver.cuStreamSynchronize(stream));
  }

  /** Waits, whatever has failed. */
  void finishQuietly() {
    int unused = CudaDriver.cuStreamSynchronize(stream);
  }

  /** What follows in this stream waits for an event. */
  public void after(long event) {
    Status.driver("cuStreamWaitEvent", CudaDriver.cuStreamWaitEvent(stream, event, 0));
  }

  /** An event stands for all that was asked for so far. */
  public void mark(long event) {
    Status.driver("cuEventRecord", CudaDriver.cuEventRecord(event, stream));
  }

  @Override
  public void close() {
    // Failures tell of what went before.
    int unused = solver == 0 ? 0 : Cusolver.cusolverDnDestroy(solver);
    unused = blas == 0 ? 0 : Cublas.cublasDestroy(blas);
    unused = stream == 0 ? 0 : CudaDriver.cuStreamDestroy(stream);
    workspace.close();
    inbox.close();
    outbox.close();
  }
}
