package io.restartmonkey.ansible;

import com.google.common.util.concurrent.Uninterruptibles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A run in a fork of the resident Ansible. It goes on when the resident process dies; then nobody
 * sees its exit code, and it has ended when its end is told, or no process of it is left.
 */
final class ResidentRun extends MarkedExecution {
  /** Empty if it had ended before anybody looked. */
  private final CompletableFuture<Optional<ProcessHandle>> process = new CompletableFuture<>();

  private final CompletableFuture<Boolean> loaded = new CompletableFuture<>();
  private final CompletableFuture<Boolean> told = new CompletableFuture<>();
  private final CompletableFuture<OptionalInt> exit = new CompletableFuture<>();
  private final int number;
  private final Optional<Path> events;
  private volatile boolean orphaned;

  ResidentRun(int number, AnsibleCommand command) {
    super(command.folder());
    this.number = number;
    this.events = Optional.ofNullable(command.variables().get(EventCallback.EVENTS)).map(Path::of);
  }

  int number() {
    return number;
  }

  /** It has begun to exist. */
  void onBorn(long itsPid) {
    process.complete(ProcessHandle.of(itsPid));
  }

  /** It has not come to be. */
  void onRefused(String reason) {
    process.completeExceptionally(new IllegalStateException(reason));
    loaded.complete(false);
    told.complete(false);
  }

  /** It has loaded its playbook, or will not tell. */
  void onLoaded(boolean itIs) {
    loaded.complete(itIs);
  }

  /** It has been told to play, or has ended before that. */
  void onTold() {
    told.complete(true);
  }

  /** It has ended. */
  void onEnded(int exitCode) {
    exit.complete(OptionalInt.of(exitCode));
    loaded.complete(false);
    told.complete(true);
  }

  /** The resident process has died. */
  void onOrphaned() {
    orphaned = true;
    onRefused("the resident Ansible has died");
  }

  /** Whether it is known that it will not come to be. */
  boolean wasRefused() {
    return process.isCompletedExceptionally();
  }

  /** Waits until it exists; false if it does not come to be. */
  boolean isBornWithin(Duration time) {
    return Boolean.TRUE.equals(awaited(process.handle((born, failure) -> failure == null), time));
  }

  /** Waits until it has loaded its playbook; false if it has not. */
  boolean isLoadedWithin(Duration time) {
    return Boolean.TRUE.equals(awaited(loaded, time));
  }

  /** Waits until it was told to play; false if nobody is left to tell it. */
  boolean isToldWithin(Duration time) {
    return Boolean.TRUE.equals(awaited(told, time));
  }

  /** An interrupt is kept for whoever waits for the end of the run. */
  private static @Nullable Boolean awaited(CompletableFuture<Boolean> answer, Duration time) {
    try {
      return Uninterruptibles.getUninterruptibly(answer, time);
    } catch (ExecutionException | TimeoutException e) {
      return null;
    }
  }

  @Override
  public boolean endsWithin(Duration time) throws InterruptedException {
    try {
      exit.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return orphaned && isOver() && exit.complete(OptionalInt.empty());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Programs that a task has left may carry its mark for long. */
  private boolean isOver() {
    return !isLeft() || events.filter(EventFile::hasEnd).isPresent();
  }

  @Override
  public OptionalInt exitCode() {
    return exit.getNow(OptionalInt.empty());
  }

  @Override
  Optional<ProcessHandle> root() {
    return process.isDone() && !process.isCompletedExceptionally() && !exit.isDone()
        ? process.join()
        : Optional.empty();
  }
}
