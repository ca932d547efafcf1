package org.bayesagg.cli.quickstart;

/** Shows how far a training run is. Closed at its end. */
interface Progress extends AutoCloseable {

  /** One more step is done. */
  void step();

  @Override
  void close();
}
