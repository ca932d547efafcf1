package org.bayesagg.client;

/**
 * One task of a session: a likelihood on top of the shared features. Null where unset; the server
 * fills unset choices in and answers with all of them.
 *
 * @param name unique in the session, 1 to 128 characters of [A-Za-z0-9._-]
 * @param likelihood the observation model
 * @param outputs outputs (default 1), or classes of a categorical task (no default)
 * @param bias whether the posterior has a bias weight; default: false for Gaussian tasks
 * @param priorVariance variance of every weight before any evidence; default: the preset's
 * @param noiseVariance variance of a Gaussian task's label noise; default 1
 * @param uncertaintyExponent the exponent s of the weights; default: the preset's
 * @param structure how much of the precision is kept
 */
public record TaskOptions(
    String name,
    Likelihood likelihood,
    int outputs,
    Boolean bias,
    Double priorVariance,
    Double noiseVariance,
    Double uncertaintyExponent,
    PrecisionStructure structure) {

  /** A regression task with squared error. */
  public static TaskOptions gaussian(String name, int outputs) {
    return of(name, Likelihood.GAUSSIAN, outputs);
  }

  /** A task of independent binary outputs. */
  public static TaskOptions bernoulli(String name, int outputs) {
    return of(name, Likelihood.BERNOULLI, outputs);
  }

  /** A task of one choice among {@code classes}. */
  public static TaskOptions categorical(String name, int classes) {
    return of(name, Likelihood.CATEGORICAL, classes);
  }

  /** A task with all choices unset. */
  public static TaskOptions of(String name, Likelihood likelihood, int outputs) {
    return new TaskOptions(name, likelihood, outputs, null, null, null, null, null);
  }

  /** Rows of gradients: 1 for categorical tasks, {@code outputs} for the others. */
  public int rows() {
    return likelihood == Likelihood.CATEGORICAL ? 1 : outputs;
  }

  /** With or without a bias weight in the posterior. */
  public TaskOptions withBias(boolean value) {
    return new TaskOptions(
        name,
        likelihood,
        outputs,
        value,
        priorVariance,
        noiseVariance,
        uncertaintyExponent,
        structure);
  }

  /** With this variance of every weight before any evidence, above 0. */
  public TaskOptions withPriorVariance(double value) {
    return new TaskOptions(
        name, likelihood, outputs, bias, value, noiseVariance, uncertaintyExponent, structure);
  }

  /** With this variance of the labels' noise, above 0; Gaussian tasks only. */
  public TaskOptions withNoiseVariance(double value) {
    return new TaskOptions(
        name, likelihood, outputs, bias, priorVariance, value, uncertaintyExponent, structure);
  }

  /** With this exponent of the weights, at least 0. */
  public TaskOptions withUncertaintyExponent(double value) {
    return new TaskOptions(
        name, likelihood, outputs, bias, priorVariance, noiseVariance, value, structure);
  }

  /** With this much of the precision kept. */
  public TaskOptions withStructure(PrecisionStructure value) {
    return new TaskOptions(
        name, likelihood, outputs, bias, priorVariance, noiseVariance, uncertaintyExponent, value);
  }
}
