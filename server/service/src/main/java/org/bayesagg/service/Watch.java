package org.bayesagg.service;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks every second at what may have changed without anybody saying so. */
final class Watch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Threads.named("bayesagg-watch"));

  Watch(Runnable... looks) {
    for (Runnable look : looks) {
      var unused =
          clock.scheduleWithFixedDelay(
              () -> {
                try {
                  look.run();
                } catch (RuntimeException e) {
                  // The clock would stop.
                  LOG.error("what is watched could not be looked at", e);
                }
              },
              1,
              1,
              TimeUnit.SECONDS);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
