package org.fleetdesk.tasks.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import org.fleetdesk.core.DataFolder;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineView;
import org.fleetdesk.core.FleetEvent;
import org.fleetdesk.core.FleetListener;
import org.fleetdesk.core.FleetModel;
import org.fleetdesk.core.Registration;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A task engine on a folder, with a handler that does what a test says. {@code close} is the end of the process, in good order. */
final class Bench implements AutoCloseable {

	/** What a step of the test does. */
	@FunctionalInterface
	interface Action {
		void run(StepContext context) throws EngineException, InterruptedException;
	}

	static final String VERB = "test.do";
	/** The usual ones but for short pauses. */
	static final TaskEngine.Manners MANNERS = new TaskEngine.Manners(new Attempts(3, Duration.ofMillis(2), 2, 0.2), Turns.Bounds.USUAL, Duration.ofSeconds(10));

	final Handler handler = new Handler();
	final Fleet fleet = new Fleet();
	final TaskHandlers handlers = new TaskHandlers();
	final Folder folder;
	final TaskEngine engine;

	Bench(Path path) {
		this(new Folder(path, true));
	}

	Bench(Folder folder) {
		this(folder, MANNERS);
	}

	Bench(Folder folder, TaskEngine.Manners manners) {
		this(folder, manners, InstantSource.system());
	}

	Bench(Folder folder, TaskEngine.Manners manners, InstantSource clock) {
		this.folder = folder;
		handlers.add(handler);
		engine = new TaskEngine(folder, connection -> {
			throw new EngineException(EngineException.Kind.NOT_FOUND, "no sessions here");
		}, fleet, handlers, what -> { }, clock, manners);
	}

	@Override
	public void close() {
		engine.close();
	}

	/** @param key on the connection "lab", or "connection/key" */
	static TaskTarget target(String key) {
		String connection = key.contains("/") ? key.substring(0, key.indexOf('/')) : "lab";
		String name = key.substring(key.indexOf('/') + 1);
		return new TaskTarget(new ResourceId(connection, "container", name), name + " on " + connection);
	}

	/** @param steps ids; those that end in "!" are not idempotent */
	static TaskRequest request(String steps, String... targets) {
		var parameters = new ObjectMapper().createObjectNode().put("steps", steps);
		return new TaskRequest(1, VERB, "Do " + steps, Stream.of(targets).map(Bench::target).toList(), parameters);
	}

	static void until(String what, BooleanSupplier condition) throws InterruptedException {
		long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() > end) {
				throw new AssertionError("did not happen: " + what);
			}
			Thread.sleep(5);
		}
	}

	/** Never returns but by interrupt. */
	static void hang() throws InterruptedException {
		new CountDownLatch(1).await();
	}

	static final class Handler implements TaskHandler {

		/** What steps do, by step id or "step target"; nothing when missing. */
		final Map<String, Action> actions = new ConcurrentHashMap<>();
		final Map<String, Action> undo = new ConcurrentHashMap<>();
		final Map<String, Probe> probes = new ConcurrentHashMap<>();
		volatile boolean unplannable;
		/** What is done at once: requests with these steps. */
		volatile String atOnce = "";
		/** Where requests have secrets beside those that have the names of some. */
		volatile List<JsonPointer> secrets = List.of();
		/** "run a one", "probe a one", "undo a one" in order. */
		final List<String> calls = new CopyOnWriteArrayList<>();

		@Override
		public List<String> verbs() {
			return List.of(VERB);
		}

		@Override
		public boolean atOnce(TaskRequest request) {
			return request.parameters().path("steps").asText().equals(atOnce);
		}

		@Override
		public List<JsonPointer> secrets(TaskRequest request) {
			return secrets;
		}

		@Override
		public List<Step> plan(TaskRequest request, TaskTarget target) {
			if (unplannable) {
				throw new IllegalArgumentException("version 9 is not known");
			}
			return Stream.of(request.parameters().path("steps").asText().split(" "))
					.map(s -> new Step(s.replace("!", ""), target, "Step " + s.replace("!", ""), !s.endsWith("!"), 1)).toList();
		}

		@Override
		public void run(Step step, StepContext context) throws EngineException, InterruptedException {
			call("run", step, context, actions);
		}

		@Override
		public Probe probe(Step step, StepContext context) {
			calls.add("probe " + step.id() + " " + step.target().resource().key());
			return probes.getOrDefault(step.id(), Probe.UNKNOWN);
		}

		/** Takes back where a step kept what was before. */
		@Override
		public Optional<TaskRequest> undo(TaskRequest request, List<Done> done) {
			var changed = done.stream().filter(d -> d.values().containsKey("before")).toList();
			var parameters = new ObjectMapper().createObjectNode().put("steps", "change");
			changed.forEach(d -> parameters.put("to " + d.target().resource().key(), d.values().get("before")));
			return changed.isEmpty() ? Optional.empty() : Optional.of(new TaskRequest(1, VERB, "", changed.stream().map(Done::target).toList(), parameters));
		}

		@Override
		public Optional<String> unhealthy(TaskTarget target, StepContext context) {
			return context.get("sick");
		}

		@Override
		public void compensate(Step step, StepContext context) throws EngineException, InterruptedException {
			call("undo", step, context, undo);
		}

		private void call(String what, Step step, StepContext context, Map<String, Action> actions) throws EngineException, InterruptedException {
			String key = step.target().resource().key();
			calls.add(what + " " + step.id() + " " + key);
			var action = actions.getOrDefault(step.id() + " " + key, actions.get(step.id()));
			if (action != null) {
				action.run(context);
			}
		}
	}

	static final class Folder implements DataFolder {

		private final Path path;
		private final List<Runnable> actions = new ArrayList<>();
		private final boolean ownable;
		private boolean owned;
		boolean ownerLives = true;

		/** @param ownable whether it is free to own; it is owned at once then */
		Folder(Path path, boolean ownable) {
			this.path = path;
			this.ownable = ownable;
			owned = ownable;
		}

		@Override
		public Path path() {
			return path;
		}

		@Override
		public Path folder(String name) throws IOException {
			return Files.createDirectories(path.resolve(name));
		}

		@Override
		public Optional<String> own(String as) {
			if (!ownable) {
				return Optional.of("process 1, the console");
			}
			owned = true;
			actions.forEach(Runnable::run);
			return Optional.empty();
		}

		@Override
		public boolean owned() {
			return owned;
		}

		@Override
		public boolean ownerLives() {
			return ownerLives;
		}

		@Override
		public void whenOwned(Runnable action) {
			if (owned) {
				action.run();
			} else {
				actions.add(action);
			}
		}

		@Override
		public Path controlSocket() {
			return path.resolve("control.sock");
		}
	}

	static final class Fleet implements FleetModel {

		final List<FleetEvent> events = Collections.synchronizedList(new ArrayList<>());
		final List<Snapshot> accepted = Collections.synchronizedList(new ArrayList<>());

		@Override
		public void start() {
			// nothing to follow
		}

		@Override
		public void startFew() {
			// nothing to follow
		}

		@Override
		public List<EngineView> engines() {
			return List.of();
		}

		@Override
		public Optional<EngineView> engine(String connection) {
			return Optional.empty();
		}

		@Override
		public void refresh(String connection) {
			// nothing to ask
		}

		@Override
		public void accept(Snapshot snapshot) {
			accepted.add(snapshot);
		}

		@Override
		public void report(FleetEvent event) {
			events.add(event);
		}

		@Override
		public List<FleetEvent> events() {
			return events;
		}

		@Override
		public Registration addListener(FleetListener listener) {
			return () -> { };
		}
	}
}
