package org.bayesagg.cuda.kernel;

import com.sun.jna.StringArray;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bayesagg.cuda.driver.CudaException;
import org.bayesagg.cuda.driver.Nvrtc;
import org.bayesagg.cuda.driver.Status;

/** NVRTC: CUDA source to machine code for one architecture. Needs no device. */
final class Compiler {
  private static final int COMPILATION = 6;
  private static final List<String> OPTIONS = List.of("--std=c++17", "--fmad=true");

  private Compiler() {}

  /** The compiler's version, as "13.0". */
  static String version() {
    int[] major = new int[1];
    int[] minor = new int[1];
    Status.compiler("nvrtcVersion", Nvrtc.nvrtcVersion(major, minor));
    return major[0] + "." + minor[0];
  }

  /**
   * Compiles.
   *
   * @param architecture as "sm_90"
   * @throws CudaException with the compiler's messages if the source is wrong
   */
  static byte[] compile(String source, String architecture) {
    return compile(source, architecture, log -> {});
  }

  /**
   * The same with options of the assembler's and what it has to say.
   *
   * @param more options after the usual ones
   */
  static byte[] compile(String source, String architecture, Consumer<String> log, String... more) {
    long[] program = new long[1];
    Status.compiler(
        "nvrtcCreateProgram", Nvrtc.nvrtcCreateProgram(program, source, "bayesagg.cu", 0, 0, 0));
    try {
      List<String> options = new ArrayList<>(OPTIONS);
      options.add("--gpu-architecture=" + architecture);
      options.addAll(List.of(more));
      int code =
          Nvrtc.nvrtcCompileProgram(
              program[0], options.size(), new StringArray(options.toArray(new String[0])));
      if (code == COMPILATION) {
        throw new CudaException("kernels do not compile:\n" + log(program[0]), code);
      }
      Status.compiler("nvrtcCompileProgram", code);
      log.accept(log(program[0]));
      long[] bytes = new long[1];
      Status.compiler("nvrtcGetCUBINSize", Nvrtc.nvrtcGetCUBINSize(program[0], bytes));
      byte[] image = new byte[Math.toIntExact(bytes[0])];
      Status.compiler("nvrtcGetCUBIN", Nvrtc.nvrtcGetCUBIN(program[0], image));
      return image;
    } finally {
      int unused = Nvrtc.nvrtcDestroyProgram(program);
    }
  }

  private static String log(long program) {
    long[] bytes = new long[1];
    Status.compiler("nvrtcGetProgramLogSize", Nvrtc.nvrtcGetProgramLogSize(program, bytes));
    byte[] text = new byte[Math.toIntExact(Math.max(1, bytes[0]))];
    Status.compiler("nvrtcGetProgramLog", Nvrtc.nvrtcGetProgramLog(program, text));
    return new String(text, StandardCharsets.UTF_8).replace("\0", "");
  }
}
