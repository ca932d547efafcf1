package org.bayesagg.cli.quickstart;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The handwritten digits that come with the command.
 *
 * @param pixels [n][64], 8 rows of 8 pixels in [0, 1]; shared, not to be modified
 * @param digits [n], 0 to 9; shared, not to be modified
 */
record DigitImages(float[][] pixels, int[] digits) {
  /** Rows and columns of an image. */
  static final int SIDE = 8;

  private static final String RESOURCE = "digits.csv.gz";
  private static final int PIXELS = SIDE * SIDE;
  private static final float WHITE = 16;

  /** Reads the images from the class path. */
  static DigitImages load() {
    try (InputStream packed = DigitImages.class.getResourceAsStream(RESOURCE)) {
      if (packed == null) {
        throw new IllegalStateException(RESOURCE + " is missing beside " + DigitImages.class);
      }
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(new GZIPInputStream(packed), StandardCharsets.US_ASCII));
      return parse(lines.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + RESOURCE, e);
    }
  }

  private static DigitImages parse(List<String> lines) {
    float[][] pixels = new float[lines.size()][PIXELS];
    int[] digits = new int[lines.size()];
    for (int i = 0; i < digits.length; i++) {
      String[] cells = lines.get(i).split(",", -1);
      for (int j = 0; j < PIXELS; j++) {
        pixels[i][j] = Integer.parseInt(cells[j]) / WHITE;
      }
      digits[i] = Integer.parseInt(cells[PIXELS]);
    }
    return new DigitImages(pixels, digits);
  }

  /** The number of images. */
  int count() {
    return digits.length;
  }
}
