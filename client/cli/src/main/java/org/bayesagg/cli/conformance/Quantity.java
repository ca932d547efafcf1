package org.bayesagg.cli.conformance;

/** Kinds of arrays that are compared, with the name that a report gives them. */
enum Quantity {
  PRIOR_MEAN("prior mean"),
  PRIOR_PRECISION("prior precision"),
  POSTERIOR_MEAN("posterior mean"),
  GRADIENT_MEAN("gradient mean"),
  GRADIENT_VARIANCE("gradient variance"),
  DIRECTION("direction"),
  LOSS("loss");

  private final String label;

  Quantity(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
