package org.bayesagg.service.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.PriorRefresh;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.math.state.StateInput;
import org.bayesagg.service.session.SessionException.Reason;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored")
class DefaultSessionRegistryTest {
  private final HandTimers timers = new HandTimers();
  private final HandExecutor executor = new HandExecutor();
  private final Events events = new Events();
  private final FakeMaths.Factory maths = new FakeMaths.Factory();
  private final List<String> closed = new ArrayList<>();
  private final SessionSettings settings =
      Fixture.settings(Fixture.spec(new PriorRefresh.StreamingEpoch()), null);

  private DefaultSessionRegistry registry(int sessions, long bytes) {
    return new DefaultSessionRegistry(
        maths,
        SessionStorage.NONE,
        new SessionEnvironment(
            new SessionLimits(sessions, bytes, bytes, 8, 16), executor, timers, events),
        () -> closed.add("closed"));
  }

  @Test
  void create_thenGetAndList_byName() {
    DefaultSessionRegistry registry = registry(4, 1 << 20);
    Session b = registry.create("b", "print-b", settings);
    Session a = registry.create("a", "print-a", settings);

    assertThat(registry.get("b")).isSameAs(b);
    assertThat(registry.list()).containsExactly(a, b);
    assertThat(b.fingerprint()).isEqualTo("print-b");
    assertThat(b.settings()).isSameAs(settings);
    assertThat(b.createTime()).isEqualTo(timers.now());
    assertThat(events.all).containsExactly("created b", "created a");
  }

  @Test
  void create_nameInUse_isRefused() {
    DefaultSessionRegistry registry = registry(4, 1 << 20);
    registry.create("a", "print", settings);

    assertThat(refusal(() -> registry.create("a", "print", settings)).reason())
        .isEqualTo(Reason.SESSION_EXISTS);
  }

  @Test
  void create_oneTooMany_isRefusedUntilOneIsDeleted() {
    DefaultSessionRegistry registry = registry(1, 1 << 20);
    registry.create("a", "print", settings);

    SessionException refusal = refusal(() -> registry.create("b", "print", settings));

    assertThat(refusal.reason()).isEqualTo(Reason.TOO_MANY_SESSIONS);
    assertThat(refusal.metadata()).containsEntry("limit", "1");
    registry.delete("a");
    assertThat(registry.create("b", "print", settings)).isNotNull();
  }

  @Test
  void create_footprint_holdsAnswersKept() {
    SessionFootprint footprint = registry(1, 1 << 20).create("a", "p", settings).footprint();

    assertThat(footprint.stateBytes()).isEqualTo(4 + 4);
    assertThat(footprint.scratchBytes()).isEqualTo(80);
    assertThat(footprint.replayBytes()).isEqualTo(2 * 8 * Fixture.DIM * 4);
    assertThat(footprint.totalBytes()).isEqualTo(88 + 128);
  }

  @Test
  void create_noRoom_namesSizeRoomAndCheaperSettings() {
    SessionSettings large = large(new PriorRefresh.ExactEpoch(1_000_000));
    DefaultSessionRegistry registry = registry(4, 1_500_000);

    SessionException refusal = refusal(() -> registry.create("a", "p", large));

    assertThat(refusal.reason()).isEqualTo(Reason.FOOTPRINT_TOO_LARGE);
    assertThat(refusal.metadata())
        .containsEntry("got", "101810000")
        .containsEntry("limit", "1500000")
        .containsKey("way_out");
    assertThat(refusal).hasMessageContaining("97.1 MiB").hasMessageContaining("1.4 MiB");
  }

  @Test
  void advise_eachSettingThatFits_isNamedWithItsSize() {
    Footprints footprints = new Footprints(maths);
    SessionSettings streaming = large(new PriorRefresh.StreamingEpoch());

    assertThat(CheaperSettings.advise(footprints, streaming, 1_500_000))
        .contains("BLOCK_DIAGONAL")
        .contains("precision_structure DIAGONAL would need 792 KiB")
        .contains("max_examples_per_step 500 would need");
    assertThat(
            CheaperSettings.advise(
                footprints, large(new PriorRefresh.ExactEpoch(1_000_000)), 2_000_000))
        .startsWith("STREAMING_EPOCH instead of EXACT_EPOCH would need");
    assertThat(CheaperSettings.advise(footprints, streaming, 10)).contains("even the cheapest");
  }

  @Test
  void create_overflowingDimensions_areTooLarge() {
    StepMaths.Factory overflowing =
        new StepMaths.Factory() {
          @Override
          public org.bayesagg.math.Footprint footprint(AggregationSpec spec, int maxExamples) {
            throw new ArithmeticException("overflow");
          }

          @Override
          public StepMaths create(AggregationSpec spec) {
            throw new AssertionError("not to be made");
          }

          @Override
          public StepMaths restore(AggregationSpec spec, StateInput from) {
            throw new AssertionError("not to be made");
          }
        };
    DefaultSessionRegistry registry =
        new DefaultSessionRegistry(
            overflowing,
            SessionStorage.NONE,
            new SessionEnvironment(Fixture.LIMITS, executor, timers, events),
            () -> {});

    assertThat(refusal(() -> registry.create("a", "p", settings)).reason())
        .isEqualTo(Reason.FOOTPRINT_TOO_LARGE);
  }

  /** Who is told that a session exists must find it. */
  @Test
  void create_whileTheSameIsBeingMade_isRefusedOnceItCanBeFound() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayGoOn = new CountDownLatch(1);
    FakeMaths.Factory slow = maths;
    StepMaths.Factory factory =
        new StepMaths.Factory() {
          @Override
          public org.bayesagg.math.Footprint footprint(AggregationSpec spec, int maxExamples) {
            return slow.footprint(spec, maxExamples);
          }

          @Override
          public StepMaths create(AggregationSpec spec) {
            begun.countDown();
            try {
              mayGoOn.await();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            return slow.create(spec);
          }

          @Override
          public StepMaths restore(AggregationSpec spec, StateInput from) {
            return slow.restore(spec, from);
          }
        };
    DefaultSessionRegistry registry =
        new DefaultSessionRegistry(
            factory,
            SessionStorage.NONE,
            new SessionEnvironment(Fixture.LIMITS, executor, timers, events),
            () -> {});
    Thread first = new Thread(() -> registry.create("a", "print", settings));
    first.start();
    begun.await();
    List<Object> seen = new ArrayList<>();
    Thread second =
        new Thread(
            () -> {
              seen.add(refusal(() -> registry.create("a", "print", settings)).reason());
              seen.add(registry.get("a").fingerprint());
            });
    second.start();
    while (second.getState() != Thread.State.WAITING
        && second.getState() != Thread.State.TERMINATED) {
      Thread.onSpinWait();
    }
    mayGoOn.countDown();
    first.join();
    second.join();

    assertThat(seen).containsExactly(Reason.SESSION_EXISTS, "print");
  }

  @Test
  void create_footprints_addUpAndAreFreed() {
    long one = new Footprints(maths).of(settings).totalBytes();
    DefaultSessionRegistry registry = registry(10, 2 * one);
    registry.create("a", "p", settings);
    registry.create("b", "p", settings);
    assertThat(refusal(() -> registry.create("c", "p", settings)).reason())
        .isEqualTo(Reason.FOOTPRINT_TOO_LARGE);
    executor.hold();
    registry.delete("a");
    assertThat(refusal(() -> registry.create("c", "p", settings)).reason())
        .isEqualTo(Reason.FOOTPRINT_TOO_LARGE);

    executor.release();

    assertThat(registry.create("c", "p", settings)).isNotNull();
    assertThat(events.all).contains("deleted a");
  }

  @Test
  void create_mathsFail_leavesNothing() {
    FakeMaths.Factory failing = maths;
    DefaultSessionRegistry registry =
        new DefaultSessionRegistry(
            new StepMaths.Factory() {
              private boolean failed;

              @Override
              public org.bayesagg.math.Footprint footprint(AggregationSpec spec, int n) {
                return failing.footprint(spec, n);
              }

              @Override
              public StepMaths create(AggregationSpec spec) {
                if (!failed) {
                  failed = true;
                  throw new OutOfMemoryError("native");
                }
                return failing.create(spec);
              }

              @Override
              public StepMaths restore(AggregationSpec spec, StateInput from) {
                return failing.restore(spec, from);
              }
            },
            SessionStorage.NONE,
            new SessionEnvironment(new SessionLimits(1, 250, 250, 8, 16), executor, timers, events),
            () -> {});

    assertThat(catchThrowable(() -> registry.create("a", "p", settings)))
        .isInstanceOf(OutOfMemoryError.class);

    assertThat(registry.list()).isEmpty();
    assertThat(registry.create("a", "p", settings)).isNotNull();
  }

  @Test
  void create_moreStepWorkersThanASessionMayHave_isRefused() {
    SessionSettings sync =
        Fixture.settings(
            settings.spec(), new SessionSettings.Synchronous(9, 1, Fixture.STEP_DEADLINE));

    assertThat(refusal(() -> registry(1, 1 << 20).create("a", "p", sync)).reason())
        .isEqualTo(Reason.TOO_MANY_WORKERS);
  }

  @Test
  void get_unknown_isRefused() {
    assertThat(refusal(() -> registry(1, 1).get("x")).reason()).isEqualTo(Reason.SESSION_NOT_FOUND);
    assertThat(refusal(() -> registry(1, 1).delete("x")).reason())
        .isEqualTo(Reason.SESSION_NOT_FOUND);
  }

  private static SessionSettings large(PriorRefresh refresh) {
    AggregationSpec spec =
        AggregationSpec.builder(100)
            .task(TaskSpec.builder("c", LikelihoodKind.CATEGORICAL).outputs(10))
            .preset(org.bayesagg.math.spec.Preset.PAPER)
            .priorRefresh(refresh)
            .build();
    return new SessionSettings(spec, null, Fixture.EPOCH_DEADLINE, 1000, 2);
  }

  private static SessionException refusal(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return catchThrowableOfType(SessionException.class, call);
  }
}
