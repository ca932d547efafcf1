package org.bayesagg.service.config;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/** What defaults are derived from: processors and memory, as a container limits them. */
final class Machine {
  private static final long MIB = 1 << 20;

  private Machine() {}

  static String threads() {
    return String.valueOf(Runtime.getRuntime().availableProcessors());
  }

  /** Where caches of a user lie. */
  static String kernelCache() {
    return Path.of(System.getProperty("user.home"), ".cache", "bayesagg").toString();
  }

  /** Half of the memory, in whole MiB. */
  static String sessionMemory() {
    return memoryBytes() / 2 / MIB + "MiB";
  }

  /** Half of the heap, in whole MiB. */
  static String contributionMemory() {
    return Runtime.getRuntime().maxMemory() / 2 / MIB + "MiB";
  }

  static long memoryBytes() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }
}
