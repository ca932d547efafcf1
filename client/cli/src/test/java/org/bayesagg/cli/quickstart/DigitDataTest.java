package org.bayesagg.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigitDataTest {
  private static final DigitImages IMAGES = DigitImages.load();
  private static final TrainingSettings SETTINGS = TrainingSettings.standard(1);

  @Test
  void load_bundledImages_haveAllDigitsAndScaledPixels() {
    assertThat(IMAGES.count()).isEqualTo(1797);
    assertThat(IntStream.of(IMAGES.digits()).distinct().sorted().toArray())
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    for (float[] image : IMAGES.pixels()) {
      for (float pixel : image) {
        assertThat(pixel).isBetween(0f, 1f);
      }
    }
    assertThat(IMAGES.pixels()[0][2]).isEqualTo(5f / 16);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void split_anySeed_isDisjointAndComplete(long seed) {
    DigitSplit split = DigitSplit.of(IMAGES.count(), new Random(seed));

    Set<Integer> all = new HashSet<>();
    IntStream.of(split.train()).forEach(all::add);
    IntStream.of(split.test())
        .forEach(i -> assertThat(all.add(i)).as("image %d is in both", i).isTrue());
    assertThat(all).hasSize(IMAGES.count());
    assertThat(split.train()).hasSize(1198);
  }

  @Test
  void data_anyTestHalf_isNoTrainHalf() {
    DigitData data = DigitData.of(IMAGES, SETTINGS, 1);
    // A few different images of the set are equal in every pixel; those are no leak.
    Set<String> repeated = repeatedImages();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < data.train().count(); i++) {
      seen.add(half(data.train(), i, 0));
      seen.add(half(data.train(), i, 1));
    }
    for (int i = 0; i < data.test().count(); i++) {
      for (int side = 0; side < 2; side++) {
        String image = half(data.test(), i, side);
        assertThat(seen.contains(image) && !repeated.contains(image)).isFalse();
      }
    }
  }

  @Test
  void draw_pairs_haveConsistentLabelsAndPixels() {
    DigitPairs pairs = DigitData.of(IMAGES, SETTINGS, 7).train();
    Set<String> known = new HashSet<>();
    for (int i = 0; i < IMAGES.count(); i++) {
      known.add(Arrays.toString(IMAGES.pixels()[i]) + IMAGES.digits()[i]);
    }
    for (int i = 0; i < pairs.count(); i++) {
      assertThat(pairs.sum()[i]).isEqualTo(pairs.left()[i] + pairs.right()[i]);
      assertThat(pairs.larger()[i]).isEqualTo(pairs.left()[i] > pairs.right()[i] ? 1 : 0);
      assertThat(known)
          .contains(half(pairs, i, 0) + pairs.left()[i], half(pairs, i, 1) + pairs.right()[i]);
    }
  }

  @Test
  void data_sameSeed_isTheSame() {
    assertThat(DigitData.of(IMAGES, SETTINGS, 3).train().inputs())
        .isEqualTo(DigitData.of(IMAGES, SETTINGS, 3).train().inputs());
    assertThat(DigitData.of(IMAGES, SETTINGS, 3).train().inputs())
        .isNotEqualTo(DigitData.of(IMAGES, SETTINGS, 4).train().inputs());
  }

  @Test
  void select_order_picksThosePairs() {
    DigitPairs pairs = DigitData.of(IMAGES, SETTINGS, 3).train();

    DigitPairs chosen = pairs.select(new int[] {9, 5, 2}, 1, 2);

    assertThat(chosen.count()).isEqualTo(2);
    assertThat(chosen.left()).containsExactly(pairs.left()[5], pairs.left()[2]);
    assertThat(half(chosen, 1, 1)).isEqualTo(half(pairs, 2, 1));
  }

  private static Set<String> repeatedImages() {
    Set<String> once = new HashSet<>();
    Set<String> repeated = new HashSet<>();
    for (float[] image : IMAGES.pixels()) {
      String pixels = Arrays.toString(image);
      if (!once.add(pixels)) {
        repeated.add(pixels);
      }
    }
    return repeated;
  }

  /** The pixels of one side of a pair: 0 left, 1 right. */
  private static String half(DigitPairs pairs, int pair, int side) {
    float[] pixels = new float[DigitImages.SIDE * DigitImages.SIDE];
    for (int row = 0; row < DigitImages.SIDE; row++) {
      int from = pair * DigitPairs.WIDTH + (2 * row + side) * DigitImages.SIDE;
      System.arraycopy(pairs.inputs(), from, pixels, row * DigitImages.SIDE, DigitImages.SIDE);
    }
    return Arrays.toString(pixels);
  }
}
