package org.bayesagg.cuda.driver;

/**
 * One link of the chain that a GPU engine hangs on.
 *
 * @param name what was looked at
 * @param passed whether it will do
 * @param found what there is
 * @param remedy what mends it; empty where nothing needs mending
 */
public record Check(String name, boolean passed, String found, String remedy) {
  static Check passed(String name, String found) {
    return new Check(name, true, found, "");
  }

  static Check failed(String name, String found, String remedy) {
    return new Check(name, false, found, remedy);
  }
}
