package org.bayesagg.faults.abuse;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What a worker sends each step.
 *
 * @param examples n
 * @param featureDim d
 * @param outputs of its Gaussian task
 */
record WorkerShape(int examples, int featureDim, int outputs) {
  /** From {@code NxDxK}. */
  static final class Converter implements ITypeConverter<WorkerShape> {
    @Override
    public WorkerShape convert(String text) {
      if (!text.matches("[1-9]\\d{0,5}(x[1-9]\\d{0,4}){2}")) {
        throw new TypeConversionException("'" + text + "' is no NxDxK");
      }
      String[] sizes = text.split("x", -1);
      return new WorkerShape(
          Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]), Integer.parseInt(sizes[2]));
    }
  }
}
