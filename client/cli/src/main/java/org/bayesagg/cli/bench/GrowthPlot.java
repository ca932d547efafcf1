package org.bayesagg.cli.bench;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Of each series two charts: the time and its parts, log-log; beside it their shares. */
final class GrowthPlot {
  static final Color STEP = new Color(0x222222);
  private static final Color WIRE = new Color(0xbdbdbd);
  private static final Color GUIDE = new Color(0x9e9e9e);
  private static final List<Color> PARTS =
      List.of(
          new Color(0xe7b416),
          new Color(0x1b9e77),
          new Color(0x1f77b4),
          new Color(0xd95f02),
          new Color(0x7b52ab));

  static final int WIDTH = 600;
  static final int HEIGHT = 400;
  private static final int FONT = 12;
  private static final int MARKER = 7;
  private static final double PERCENT = 100;
  private static final float LINE = 1.6f;
  private static final float STEP_LINE = 2.6f;

  private GrowthPlot() {}

  /** Writes a PNG with a row of charts for each series, over an older file. */
  static void write(List<Growth> series, Path file) throws IOException {
    List<Chart<?, ?>> charts = new ArrayList<>();
    for (Growth growth : series) {
      charts.add(times(growth));
      charts.add(shares(growth));
    }
    BitmapEncoder.saveBitmap(charts, series.size(), 2, file.toString(), BitmapFormat.PNG);
  }

  private static XYChart times(Growth growth) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(growth.series().text())
            .xAxisTitle(growth.series().axis().label())
            .yAxisTitle("ms a step")
            .build();
    style(chart.getStyler());
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
    chart.getStyler().setXAxisDecimalPattern("#,##0").setYAxisDecimalPattern("0.###");
    double[] x = growth.series().values().stream().mapToDouble(Integer::doubleValue).toArray();
    double[] medians = growth.medians();
    double least = medians[0];
    for (int power = 1; power <= steepest(growth); power++) {
      XYSeries guide = line(chart, guideName(power), x, guide(x, medians, power), GUIDE, 1);
      guide.setMarker(SeriesMarkers.NONE);
      guide.setLineStyle(new BasicStroke(1, 0, 0, 1, new float[] {2 + 4f / power, 3}, 0));
    }
    int color = 0;
    for (Map.Entry<String, double[]> part : parts(growth).entrySet()) {
      double[] shown = Arrays.stream(part.getValue()).map(GrowthPlot::drawable).toArray();
      least =
          Math.min(least, Arrays.stream(part.getValue()).filter(v -> v > 0).min().orElse(least));
      line(chart, part.getKey(), x, shown, color(color++), LINE);
    }
    line(chart, "step", x, medians, STEP, STEP_LINE);
    double most = Arrays.stream(medians).max().orElse(1);
    chart.getStyler().setYAxisMin(decade(Math.floor(Math.log10(Math.max(least, most / 1e5)))));
    chart.getStyler().setYAxisMax(decade(Math.ceil(Math.log10(most))));
    return chart;
  }

  private static CategoryChart shares(Growth growth) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("where the time goes, colours as at the left")
            .xAxisTitle(growth.series().axis().label())
            .yAxisTitle("% of a step")
            .build();
    style(chart.getStyler());
    chart.getStyler().setStacked(true).setYAxisMax(PERCENT).setYAxisMin(0.0);
    chart.getStyler().setLegendVisible(false);
    List<String> values =
        growth.series().values().stream()
            .map(value -> String.format(Locale.ROOT, "%,d", value))
            .toList();
    Map<String, double[]> parts = parts(growth);
    double[] whole = new double[values.size()];
    parts.values().forEach(part -> Arrays.setAll(whole, i -> whole[i] + part[i]));
    int color = 0;
    for (Map.Entry<String, double[]> part : parts.entrySet()) {
      List<Double> percents = new ArrayList<>();
      for (int i = 0; i < whole.length; i++) {
        percents.add(PERCENT * part.getValue()[i] / whole[i]);
      }
      CategorySeries bars = chart.addSeries(part.getKey(), values, percents);
      bars.setFillColor(color(color++));
    }
    return chart;
  }

  /** Milliseconds of the phases of the maths, then of all else. */
  private static Map<String, double[]> parts(Growth growth) {
    Map<String, double[]> parts = new LinkedHashMap<>();
    for (Phase phase : Phase.MATHS) {
      parts.put(phase.name().toLowerCase(Locale.ROOT), growth.millis(phase));
    }
    parts.put("wire", growth.aroundMaths());
    return parts;
  }

  private static Color color(int part) {
    return part < PARTS.size() ? PARTS.get(part) : WIRE;
  }

  /** Products of matrices grow with the cube of the features, all else is linear. */
  private static int steepest(Growth growth) {
    return growth.series().axis() == Series.Axis.FEATURES ? 3 : 1;
  }

  private static String guideName(int power) {
    return power == 1 ? "linear" : "power " + power;
  }

  /** The power through the last point, which small costs do not bend. */
  private static double[] guide(double[] x, double[] medians, int power) {
    int last = x.length - 1;
    return Arrays.stream(x).map(v -> medians[last] * Math.pow(v / x[last], power)).toArray();
  }

  /** A logarithmic axis has no zero. */
  private static double drawable(double millis) {
    return millis > 0 ? millis : Double.NaN;
  }

  private static double decade(double exponent) {
    return Math.pow(10, exponent);
  }

  private static XYSeries line(
      XYChart chart, String name, double[] x, double[] y, Color color, float width) {
    XYSeries line = chart.addSeries(name, x, y);
    Marker marker = SeriesMarkers.CIRCLE;
    line.setMarker(marker).setMarkerColor(color).setLineColor(color);
    line.setLineStyle(new BasicStroke(width));
    return line;
  }

  private static void style(Styler styler) {
    styler
        .setChartBackgroundColor(Color.WHITE)
        .setLegendBorderColor(Color.LIGHT_GRAY)
        .setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, FONT))
        .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, FONT + 2));
    if (styler instanceof org.knowm.xchart.style.AxesChartStyler axes) {
      axes.setMarkerSize(MARKER);
      axes.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, FONT));
    }
  }
}
