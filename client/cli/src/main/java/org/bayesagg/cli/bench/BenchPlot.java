package org.bayesagg.cli.bench;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws the medians by shape, on a logarithmic axis: points, since bars would have no foot. */
final class BenchPlot {
  static final Color REMOTE = new Color(0x1f77b4);
  static final Color YARDSTICK = new Color(0xd95f02);

  private static final int MARGIN = 400;
  private static final int WIDTH_PER_SHAPE = 60;
  private static final int HEIGHT = 720;
  private static final int MARKER = 11;
  private static final int TILT = 60;
  private static final int FONT = 13;

  private BenchPlot() {}

  /** Writes a PNG, over an older one. */
  static void write(List<ShapeResult> results, Path file) throws IOException {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(MARGIN + WIDTH_PER_SHAPE * results.size())
            .height(HEIGHT)
            .title("Median time of a step")
            .yAxisTitle("ms, logarithmic")
            .build();
    chart
        .getStyler()
        .setChartBackgroundColor(Color.WHITE)
        .setLegendBorderColor(Color.LIGHT_GRAY)
        .setLegendPosition(LegendPosition.InsideNW);
    chart
        .getStyler()
        .setDefaultSeriesRenderStyle(CategorySeriesRenderStyle.Scatter)
        .setOverlapped(true)
        .setYAxisLogarithmic(true)
        .setYAxisDecimalPattern("0.###")
        .setYAxisMin(decade(results, Math::floor, Math::min))
        .setYAxisMax(decade(results, Math::ceil, Math::max))
        .setXAxisLabelRotation(TILT)
        .setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, FONT))
        .setMarkerSize(MARKER);
    add(
        chart,
        "service",
        results,
        result -> result.remote().median(),
        REMOTE,
        SeriesMarkers.CIRCLE);
    if (results.stream().anyMatch(result -> result.yardstick() != null)) {
      add(
          chart,
          "yardstick, in process",
          results,
          result -> result.yardstick() == null ? Double.NaN : result.yardstick().median(),
          YARDSTICK,
          SeriesMarkers.DIAMOND);
    }
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
  }

  private static void add(
      CategoryChart chart,
      String name,
      List<ShapeResult> results,
      ToDoubleFunction<ShapeResult> value,
      Color color,
      Marker marker) {
    List<String> shapes = results.stream().map(result -> result.shape().text()).toList();
    List<Double> values =
        results.stream()
            .map(value::applyAsDouble)
            .map(millis -> Double.isNaN(millis) ? null : millis)
            .toList();
    CategorySeries series = chart.addSeries(name, shapes, values);
    series.setMarker(marker);
    series.setMarkerColor(color);
  }

  /** The power of ten below or above every value. */
  private static double decade(
      List<ShapeResult> results, DoubleUnaryOperator round, DoubleBinaryOperator outermost) {
    return results.stream()
        .flatMapToDouble(
            result ->
                result.yardstick() == null
                    ? DoubleStream.of(result.remote().median())
                    : DoubleStream.of(result.remote().median(), result.yardstick().median()))
        .filter(millis -> millis > 0)
        .map(millis -> Math.pow(10, round.applyAsDouble(Math.log10(millis))))
        .reduce(outermost)
        .orElse(1);
  }
}
