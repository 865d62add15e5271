package org.fleetdesk.tasks.internal;

import static org.fleetdesk.tasks.internal.Bench.until;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.FleetEvent;
import org.fleetdesk.tasks.Rollout;
import org.fleetdesk.tasks.Rollout.State;
import org.fleetdesk.tasks.Rollout.WaveState;
import org.fleetdesk.tasks.RolloutPlan;
import org.fleetdesk.tasks.RolloutPlan.OnFailure;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskLogLine;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.tasks.WaveSize;
import org.fleetdesk.tasks.internal.rollout.RolloutEngine;
import org.fleetdesk.tasks.internal.rollout.Rollouts;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Rollouts over devices, by processes that come and go. */
abstract class OnRollouts {

	static final Duration LONG = Duration.ofMinutes(10);

	@TempDir
	Path folder;

	/** Devices, each of which has a version, that a request sets. They outlive the process that manages them. */
	static final class Devices implements TaskHandler {

		final Map<String, String> versions = new ConcurrentHashMap<>();
		/** Devices that refuse each version but the first. */
		final Set<String> refusing = ConcurrentHashMap.newKeySet();
		/** Devices that hang after they took the version. */
		final Set<String> hanging = ConcurrentHashMap.newKeySet();
		final Map<String, String> sick = new ConcurrentHashMap<>();
		/** Devices that do not answer to a health check. */
		final Set<String> silent = ConcurrentHashMap.newKeySet();
		final List<String> set = new CopyOnWriteArrayList<>();
		/** How often the health of any was asked for. */
		final AtomicInteger asked = new AtomicInteger();
		/** What happens while a run is planned. */
		volatile Planned planned = () -> { };

		interface Planned {
			void run() throws InterruptedException;
		}

		@Override
		public List<String> verbs() {
			return List.of("test.set");
		}

		@Override
		public List<Step> plan(TaskRequest request, TaskTarget target) {
			try {
				planned.run();
			} catch (InterruptedException e) {
				throw new AssertionError(e);
			}
			return List.of(new Step("set", target, "Set the version", true, 1));
		}

		private static String wanted(TaskRequest request, TaskTarget target) {
			return request.parameters().path("versions").path(target.resource().key()).asText(request.parameters().path("version").asText());
		}

		@Override
		public void run(Step step, StepContext context) throws EngineException, InterruptedException {
			String key = step.target().resource().key();
			String version = wanted(context.request(), step.target());
			if (context.get("before").isEmpty()) {
				context.put("before", versions.getOrDefault(key, "1"));
			}
			if (refusing.contains(key) && !version.equals("1")) {
				throw new EngineException(EngineException.Kind.REFUSED, "The device has no room for " + version);
			}
			versions.put(key, version);
			set.add(key + "=" + version);
			if (hanging.contains(key)) {
				new CountDownLatch(1).await();
			}
		}

		@Override
		public Optional<TaskRequest> undo(TaskRequest request, List<Done> done) {
			var parameters = JsonNodeFactory.instance.objectNode();
			var before = parameters.putObject("versions");
			done.forEach(d -> before.put(d.target().resource().key(), d.values().get("before")));
			return Optional.of(new TaskRequest(1, "test.set", "Take back", done.stream().map(Done::target).toList(), parameters));
		}

		@Override
		public Optional<String> unhealthy(TaskTarget target, StepContext context) throws EngineException, InterruptedException {
			asked.incrementAndGet();
			if (silent.contains(target.resource().key())) {
				throw new EngineException(EngineException.Kind.UNREACHABLE, "no answer");
			}
			return Optional.ofNullable(sick.get(target.resource().key()));
		}
	}

	final Devices devices = new Devices();
	/** How far the wall clock was set. */
	volatile Duration clockSet = Duration.ZERO;
	/** Time that is to have passed. */
	volatile Duration passed = Duration.ZERO;

	/** A process with its task engine and rollouts. */
	final class Process implements AutoCloseable {

		final Bench bench;
		final RolloutEngine rollouts;

		Process() {
			this(new Bench(folder));
		}

		Process(Bench bench) {
			this.bench = bench;
			bench.handlers.add(devices);
			rollouts = Rollouts.on(bench.folder, bench.fleet, bench.engine, bench.handlers, () -> Instant.now().plus(clockSet), () -> System.nanoTime() + passed.toNanos());
		}

		Rollout end(String id) throws InterruptedException {
			until("the rollout comes to rest", () -> rollouts.rollout(id).orElseThrow().state().atRest());
			return rollouts.await(id);
		}

		List<String> events() {
			return bench.fleet.events.stream().map(FleetEvent::text).toList();
		}

		List<String> log(String id) throws Exception {
			return rollouts.log(id).stream().map(TaskLogLine::text).toList();
		}

		State state(String id) {
			return rollouts.rollout(id).orElseThrow().state();
		}

		@Override
		public void close() {
			rollouts.close();
			bench.close();
		}
	}

	static TaskRequest request(int targets) {
		return new TaskRequest(1, "test.set", "Set version 2", IntStream.rangeClosed(1, targets).mapToObj(i -> Bench.target("d" + i)).toList(),
				JsonNodeFactory.instance.objectNode().put("version", "2"));
	}

	static RolloutPlan plan(Duration soak, OnFailure onFailure, int success, int error, String... waves) {
		return new RolloutPlan(List.of(waves).stream().map(WaveSize::of).toList(), success, error, soak, onFailure);
	}

	static List<WaveState> waves(Rollout rollout) {
		return rollout.waves().stream().map(Rollout.Wave::state).toList();
	}
}
