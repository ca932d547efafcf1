package org.bayesagg.service.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.math.spec.VariancePooling;
import org.bayesagg.math.spec.WeightGranularity;
import org.bayesagg.math.spec.WeightStatistic;
import org.bayesagg.service.session.SessionException;
import org.bayesagg.service.session.SessionSettings;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.DataType;
import org.bayesagg.v1.StepOutputs;
import org.bayesagg.v1.TaskContribution;

/**
 * Turns requests into contributions of one session. The form of every tensor is checked here, once
 * and before anything is allocated for it; what the values mean the maths checks.
 */
public final class ContributionDecoder {
  private final SessionSettings settings;
  private final AggregationSpec spec;
  private final long maxBytes;
  private final LongConsumer heap;

  /**
   * A decoder for a session.
   *
   * @param maxBytes the most bytes that the tensors of one contribution may have
   * @param heap asked for that many bytes before any tensor is read; throws where there are none
   */
  public ContributionDecoder(SessionSettings settings, long maxBytes, LongConsumer heap) {
    this.settings = settings;
    this.spec = settings.spec();
    this.maxBytes = maxBytes;
    this.heap = heap;
  }

  /**
   * Checks a request and reads the tensors that it carries.
   *
   * @param mayAnnounce whether tensors may be announced, their bytes following in chunks
   * @throws InvalidRequestException naming every wrong field
   * @throws TooLargeException where the tensors take too many bytes
   * @throws SessionException TOO_MANY_EXAMPLES where the session was not made for so many
   */
  public PendingContribution begin(AggregateRequest request, boolean mayAnnounce) {
    Problems problems = new Problems();
    checkNames(request, problems);
    checkOutputs(request.getOutputs(), problems);
    TensorCheck check = new TensorCheck(problems, mayAnnounce);

    FloatReader features = null;
    if (request.hasFeatures()) {
      Extents shape = new Extents(Extents.ANY, spec.featureDim());
      features = real(check, "features", request.getFeatures(), shape);
    } else {
      problems.add(FieldReason.FIELD_MISSING, "features", "none", "a tensor");
    }
    long examples = features == null ? Extents.ANY : features.header().shape()[0];
    List<TaskReaders> tasks = tasks(request, problems, check, examples);
    FloatReader weights = null;
    if (request.hasExampleWeights()) {
      Extents shape = new Extents(examples);
      weights = real(check, "example_weights", request.getExampleWeights(), shape);
    }
    problems.throwIfAny();
    checkExamples(examples);
    PendingContribution pending =
        new PendingContribution(request, spec.tasks().size(), features, tasks, weights);
    if (pending.bytes() > maxBytes) {
      throw TooLargeException.contribution(pending.bytes(), maxBytes);
    }
    heap.accept(pending.heapBytes());
    pending.readCarried();
    return pending;
  }

  private void checkNames(AggregateRequest request, Problems problems) {
    problems.checkName("worker", request.getWorker());
    problems.checkAtLeast("epoch", request.getEpoch(), 0);
    problems.checkAtLeast("step", request.getStep(), 0);
    RequestChecks.check(request.hasAcknowledged(), request.getAcknowledged(), problems);
    if (request.getShard().isEmpty()) {
      return;
    }
    problems.checkName("shard", request.getShard());
    if (settings.synchronous() == null) {
      problems.add(
          FieldReason.FIELD_NOT_APPLICABLE,
          "shard",
          Problems.quote(request.getShard()),
          "unset: only steps of WORKER_MODE_SYNCHRONOUS have shards");
    }
  }

  private void checkOutputs(StepOutputs outputs, Problems problems) {
    ElementType type = ElementType.of(outputs.getDtype());
    boolean unset = outputs.getDtype() == DataType.DATA_TYPE_UNSPECIFIED;
    if (!unset && !ElementType.REAL.contains(type)) {
      problems.add(
          FieldReason.VALUE_OUT_OF_RANGE,
          "outputs.dtype",
          type == null ? String.valueOf(outputs.getDtypeValue()) : type.name(),
          ElementType.names(ElementType.REAL));
    }
    if (outputs.getWeights()
        && spec.weightStatistic() == WeightStatistic.VARIANCE
        && spec.variancePooling() == VariancePooling.EXAMPLE
        && spec.weightGranularity() == WeightGranularity.DIMENSION) {
      problems.add(
          FieldReason.FIELD_NOT_APPLICABLE,
          "outputs.weights",
          "true for a session with a weight for each example and dimension",
          "false, or a session with WEIGHT_GRANULARITY_ROW, VARIANCE_POOLING_BATCH or a statistic"
              + " other than the variance");
    }
  }

  private List<TaskReaders> tasks(
      AggregateRequest request, Problems problems, TensorCheck check, long examples) {
    if (request.getTasksCount() == 0) {
      problems.add(FieldReason.FIELD_MISSING, "tasks", "none", "at least one task");
    }
    TaskDecoder decoder = new TaskDecoder(problems, check, spec.featureDim(), examples);
    Map<String, Integer> places = TaskSelection.places(spec);
    boolean[] seen = new boolean[spec.tasks().size()];
    List<TaskReaders> readers = new ArrayList<>(request.getTasksCount());
    for (int i = 0; i < request.getTasksCount(); i++) {
      TaskContribution message = request.getTasks(i);
      String field = "tasks[" + i + "]";
      Integer place = places.get(message.getTask());
      if (place == null) {
        problems.add(
            FieldReason.TASK_UNKNOWN,
            field + ".task",
            Problems.quote(message.getTask()),
            "a task of the session");
        continue;
      }
      if (seen[place]) {
        problems.add(
            FieldReason.TASK_REPEATED,
            field + ".task",
            Problems.quote(message.getTask()),
            "each task at most once");
        continue;
      }
      seen[place] = true;
      TaskSpec task = spec.tasks().get(place);
      readers.add(decoder.decode(field, place, task, message));
    }
    return readers;
  }

  private void checkExamples(long examples) {
    if (examples > settings.maxExamplesPerStep()) {
      throw new SessionException(
          SessionException.Reason.TOO_MANY_EXAMPLES,
          "the contribution has "
              + examples
              + " examples, the session was created for max_examples_per_step = "
              + settings.maxExamplesPerStep()
              + ": send fewer, or create a session for more",
          Map.of(
              "examples", String.valueOf(examples),
              "limit", String.valueOf(settings.maxExamplesPerStep())),
          null);
    }
  }

  private static FloatReader real(
      TensorCheck check, String field, org.bayesagg.v1.Tensor tensor, Extents shape) {
    TensorHeader header = check.check(field, "", tensor, ElementType.REAL, List.of(shape));
    return header == null ? null : new FloatReader(header);
  }
}
