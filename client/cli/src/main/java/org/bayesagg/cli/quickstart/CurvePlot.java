package org.bayesagg.cli.quickstart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws the test results over the epochs: a chart for each task, a curve for each way. */
final class CurvePlot {
  private static final int WIDTH = 620;
  private static final int HEIGHT = 420;
  private static final float LINE = 2.2f;
  private static final float[] DASHES = {7, 5};

  private CurvePlot() {}

  /** Writes a PNG, over an older one. Curves are means over the seeds. */
  static void write(Results results, Path file) throws IOException {
    List<XYChart> charts = new ArrayList<>();
    for (DigitTask task : DigitTask.values()) {
      charts.add(chart(results, task));
    }
    BitmapEncoder.saveBitmap(charts, 2, 2, file.toString(), BitmapFormat.PNG);
  }

  private static XYChart chart(Results results, DigitTask task) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(task.label() + (task.moreIsBetter() ? "" : " (less is better)"))
            .xAxisTitle("epoch")
            .yAxisTitle("test " + task.metric() + (task.moreIsBetter() ? " (%)" : ""))
            .build();
    chart
        .getStyler()
        .setChartBackgroundColor(Color.WHITE)
        .setPlotBorderVisible(false)
        .setLegendBorderColor(Color.LIGHT_GRAY)
        .setLegendPosition(task.moreIsBetter() ? LegendPosition.InsideSE : LegendPosition.InsideNE);
    chart.getStyler().setXAxisDecimalPattern("0").setYAxisDecimalPattern("0.##");
    for (Way way : results.ways()) {
      addCurve(chart, results, way, task);
    }
    return chart;
  }

  private static void addCurve(XYChart chart, Results results, Way way, DigitTask task) {
    List<RunResult> runs = results.of(way);
    int epochs = runs.get(0).curve().size() - 1;
    double[] x = new double[epochs];
    double[] y = new double[epochs];
    for (int i = 0; i < epochs; i++) {
      // The untrained network, epoch 0, would squeeze all that follows into a line.
      int epoch = i + 1;
      x[i] = epoch;
      double mean =
          runs.stream().mapToDouble(run -> run.curve().get(epoch).of(task)).average().orElseThrow();
      y[i] = task.moreIsBetter() ? 100 * mean : mean;
    }
    XYSeries series = chart.addSeries(way.label(), x, y);
    series.setMarker(epochs == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    series.setLineColor(way.color());
    series.setMarkerColor(way.color());
    series.setLineStyle(
        way == Way.SINGLE
            ? new BasicStroke(LINE, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, DASHES, 0)
            : new BasicStroke(LINE, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
  }
}
