package org.fleetdesk.tasks.internal.rollout;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

import org.fleetdesk.core.EngineException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the targets of a wave: asks each for its health again and again, beside each other, and says what it hears. The first answers are asked for when it begins, the last ones when
 * its time is over; of whom nothing can be told then is asked some times more. The time is that of a clock that only goes forward: the wall clock may be set while it lasts.
 */
final class Soak implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(Soak.class);
	/** So many are asked at a time. */
	private static final int PARALLEL = 8;
	/** A target of which nothing could be told so often in a row is not healthy. */
	private static final int PERSISTS = 5;

	/**
	 * @param period   between two rounds
	 * @param deadline for one answer
	 * @param nanos    the clock, as {@link System#nanoTime}
	 */
	record Pace(Duration period, Duration deadline, LongSupplier nanos) {
		static final Pace USUAL = new Pace(Duration.ofSeconds(3), Duration.ofSeconds(10), System::nanoTime);
	}

	interface Check {
		/** @return why it is not healthy, or empty */
		Optional<String> unhealthy(int target) throws EngineException, InterruptedException;
	}

	interface Watcher {

		/** Whether the soak ends when its time is over; not while the rollout is paused. */
		boolean ends(Soak soak);

		/** A round is over. @param health what is not well, or cannot be told, by target */
		void heard(Soak soak, Map<Integer, String> health);

		void unhealthy(Soak soak, int target, String why);

		void over(Soak soak);
	}

	private record Finding(boolean told, Optional<String> problem) {
	}

	private final List<Integer> targets;
	private final Duration length;
	private final long began;
	private final Pace pace;
	private final Check check;
	private final Watcher watcher;
	private final Semaphore permits = new Semaphore(PARALLEL);
	private final ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor();
	private final Thread thread;
	/** Of these it is told how they are since its time is over; used by one thread. */
	private final Set<Integer> judged = new HashSet<>();
	private volatile boolean closed;

	/** It begins now. */
	Soak(String name, List<Integer> targets, Duration length, Pace pace, Check check, Watcher watcher) {
		this.targets = List.copyOf(targets);
		this.length = length;
		this.pace = pace;
		began = pace.nanos().getAsLong();
		this.check = check;
		this.watcher = watcher;
		thread = Thread.ofVirtual().name("soak of " + name).unstarted(this::watch);
	}

	void start() {
		thread.start();
	}

	/** How long it lasts still; zero when its time is over. */
	Duration left() {
		var left = length.minusNanos(pace.nanos().getAsLong() - began);
		return left.isNegative() ? Duration.ZERO : left;
	}

	/** Ends it at once, without a word. */
	@Override
	public void close() {
		closed = true;
		asking.shutdownNow();
		if (Thread.currentThread() != thread) {
			thread.interrupt();
		}
	}

	private void watch() {
		var untold = new HashMap<Integer, Integer>();
		try {
			while (!closed) {
				try {
					look(untold);
				} catch (RuntimeException | LinkageError e) { // nobody else would end the soak
					LOG.error("A look at the health of a wave failed", e);
				}
				var left = left();
				Thread.sleep(left.isPositive() && left.compareTo(pace.period()) < 0 ? left.plusMillis(1) : pace.period());
			}
		} catch (InterruptedException e) {
			// closed
		} finally {
			asking.shutdownNow();
		}
	}

	/** @param untold how often in a row nothing could be told of a target */
	private void look(Map<Integer, Integer> untold) throws InterruptedException {
		boolean last = left().isZero() && watcher.ends(this); // told before the targets are asked, so that their answers are younger
		if (!last) { // it may have been paused
			judged.clear();
		}
		var health = new LinkedHashMap<Integer, String>();
		var findings = round();
		findings.forEach((target, finding) -> {
			finding.problem().ifPresent(p -> health.put(target, p));
			untold.put(target, finding.told() ? 0 : untold.getOrDefault(target, 0) + 1);
			if (last && told(finding, untold.get(target))) {
				judged.add(target);
			}
		});
		watcher.heard(this, health);
		findings.forEach((target, finding) -> {
			if (finding.problem().isPresent() && told(finding, untold.get(target))) {
				watcher.unhealthy(this, target, finding.problem().get());
			}
		});
		if (last && judged.containsAll(targets)) { // of whom nothing could be told is asked again
			watcher.over(this);
		}
	}

	private static boolean told(Finding finding, int untold) {
		return finding.told() || untold >= PERSISTS;
	}

	private Map<Integer, Finding> round() throws InterruptedException {
		var answers = new LinkedHashMap<Integer, Future<Finding>>();
		for (int target : targets) {
			answers.put(target, submit(() -> ask(target)));
		}
		var findings = new LinkedHashMap<Integer, Finding>();
		for (var answer : answers.entrySet()) {
			try {
				findings.put(answer.getKey(), answer.getValue().get());
			} catch (ExecutionException e) {
				throw new InterruptedException(); // closed
			}
		}
		return findings;
	}

	private <T> Future<T> submit(java.util.concurrent.Callable<T> work) throws InterruptedException {
		try {
			return asking.submit(work);
		} catch (java.util.concurrent.RejectedExecutionException e) {
			throw new InterruptedException(); // closed
		}
	}

	private Finding ask(int target) throws InterruptedException {
		permits.acquire();
		var answer = submit(() -> check.unhealthy(target));
		try {
			return new Finding(true, answer.get(pace.deadline().toMillis(), TimeUnit.MILLISECONDS));
		} catch (TimeoutException e) {
			return untold("nothing was answered in " + pace.deadline().toSeconds() + " s");
		} catch (ExecutionException e) {
			if (e.getCause() instanceof EngineException failure) {
				return untold(failure.getMessage());
			}
			if (e.getCause() instanceof InterruptedException) {
				throw new InterruptedException();
			}
			LOG.error("A health check failed", e.getCause());
			return untold("something unexpected happened; Fleetdesk's log has the details");
		} finally {
			answer.cancel(true);
			permits.release();
		}
	}

	private static Finding untold(String why) {
		return new Finding(false, Optional.of("Its health cannot be told: " + why));
	}
}
