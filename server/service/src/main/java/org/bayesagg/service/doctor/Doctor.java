package org.bayesagg.service.doctor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bayesagg.service.config.ServerConfig;

/** Looks at everything but the engines. Changes nothing that stays. */
public final class Doctor {
  private Doctor() {}

  /** Findings by what they are about, in the order in which a start would come by them. */
  public static Map<String, List<Finding>> examine(ServerConfig config) {
    Map<String, List<Finding>> findings = new LinkedHashMap<>();
    findings.put("Java", MachineChecks.jvm());
    findings.put("Memory", MachineChecks.memory(config));
    findings.put("Ports", NetworkChecks.ports(config.listening()));
    findings.put("Certificates", NetworkChecks.certificates(config));
    findings.put("Access", NetworkChecks.access(config));
    findings.put("Data", DataChecks.directory(config));
    findings.put("Clock", DataChecks.clock());
    return findings;
  }
}
