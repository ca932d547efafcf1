package org.bayesagg.cli.bench;

import java.time.Duration;
import java.util.List;
import org.bayesagg.cli.server.Endpoint;

/**
 * Many small steps of the kinds that follow, by either way, before anything is measured: both JVMs
 * compile what all shapes share, and what any session brings into memory is not the first one's.
 */
final class Priming {
  /** A step of some 30 KB that takes no time to speak of. */
  private static final String SMALL = ":96x64x4";

  private static final int LEAST_STEPS = 20;

  private Priming() {}

  /** Primes a server, and this process, for {@code options.prime()}. */
  static void of(Endpoint target, BenchOptions options) {
    List<Shape> small =
        options.shapes().stream()
            .flatMap(shape -> shape.kinds().stream())
            .distinct()
            .map(kind -> Shape.parse(kind + SMALL))
            .toList();
    List<Transport> ways =
        options.transport() == Transport.AUTO
            ? List.of(Transport.AUTO, Transport.STREAM)
            : List.of(options.transport());
    Duration each = options.prime().dividedBy((long) small.size() * ways.size());
    for (Transport way : ways) {
      for (Shape shape : small) {
        try (Load load = Load.open(target, List.of(shape), options.over(way))) {
          load.run(new Segment(each, (long) LEAST_STEPS * options.lanes()), 0);
        }
      }
    }
  }
}
