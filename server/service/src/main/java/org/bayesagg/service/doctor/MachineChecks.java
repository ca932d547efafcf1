package org.bayesagg.service.doctor;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.bayesagg.service.config.ServerConfig;

/** The JVM, the memory and what the system grants of files. */
final class MachineChecks {
  private static final long MIB = 1 << 20;
  private static final long LEAST_HEAP = 1024 * MIB;
  private static final long LEAST_FILES = 4096;

  private MachineChecks() {}

  static List<Finding> jvm() {
    String collectors =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .map(GarbageCollectorMXBean::getName)
            .collect(Collectors.joining(", "));
    String found =
        System.getProperty("java.runtime.version")
            + " of "
            + System.getProperty("java.vendor")
            + ", "
            + collectors;
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.well("Java", found));
    long heap = Runtime.getRuntime().maxMemory();
    findings.add(
        heap < LEAST_HEAP
            ? Finding.doubtful(
                "heap", mib(heap), "export JAVA_OPTS=-Xmx2g: messages and answers lie there")
            : Finding.well("heap", "up to " + mib(heap)));
    return findings;
  }

  static List<Finding> memory(ServerConfig config) {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long total = system.getTotalMemorySize();
    long heap = Runtime.getRuntime().maxMemory();
    long sessions = config.sessions().maxTotalBytes();
    List<Finding> findings = new ArrayList<>();
    String found = mib(sessions) + " for sessions and " + mib(heap) + " of heap, of " + mib(total);
    long room = total - heap - total / 16;
    findings.add(
        sessions + heap > total
            ? Finding.doubtful(
                "memory", found, "--max-total-bytes " + mib(Math.max(MIB, room)).replace(" ", ""))
            : Finding.well("memory", found));
    if (system instanceof UnixOperatingSystemMXBean unix) {
      long files = unix.getMaxFileDescriptorCount();
      findings.add(
          files < LEAST_FILES
              ? Finding.doubtful(
                  "open files",
                  "at most " + files,
                  "ulimit -n 65536, or LimitNOFILE=65536 of the systemd unit")
              : Finding.well("open files", "at most " + files));
    }
    return findings;
  }

  private static String mib(long bytes) {
    return bytes / MIB + " MiB";
  }
}
