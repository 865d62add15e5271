package org.fleetdesk.gateways.agent.internal.supervise.own;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.gateways.agent.internal.supervise.ProcessInfo.State;
import org.fleetdesk.gateways.agent.internal.supervise.own.ProgramSettings.AutoRestart;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One program and its states, which are supervisord's (spec/gateways.md 3). Not synchronised: its supervisor has a lock. */
final class Program {

	private static final Logger LOG = LoggerFactory.getLogger("org.fleetdesk.gateways.supervisor");
	private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("MMM dd hh:mm a", Locale.US).withZone(ZoneId.systemDefault());
	private static final int SIGNALLED = 128;
	private static final int LAST_SIGNAL = 31;

	/** Is told what has to outlive the supervisor. */
	interface Notes {
		/** Before a process is started. */
		void starting(String program, String run) throws IOException;

		void started(String program, String run, Child child, Instant start) throws IOException;

		void ended(String program);
	}

	private final ProgramSettings settings;
	private final Launcher launcher;
	private final Notes notes;
	private final Clock clock;
	private State state = State.STOPPED;
	private Child child;
	private long startedNanos;
	/** Until then nothing is tried again, or nothing is killed. */
	private long delayNanos;
	private int backoff;
	private boolean stopping;
	private Optional<Instant> start = Optional.empty();
	private Optional<Instant> stop = Optional.empty();
	private String spawnError = "";
	private int exitStatus;
	private boolean expected;
	private int restarts;

	Program(ProgramSettings settings, Launcher launcher, Notes notes, Clock clock) {
		this.settings = settings;
		this.launcher = launcher;
		this.notes = notes;
		this.clock = clock;
	}

	ProgramSettings settings() {
		return settings;
	}

	State state() {
		return state;
	}

	String spawnError() {
		return spawnError;
	}

	Optional<Launcher.Problem> problem() {
		return launcher.problem(settings);
	}

	/** Whether something happens soon, or can be seen by looking only. */
	boolean needsAttention() {
		return state == State.STARTING || state == State.BACKOFF || state == State.STOPPING || child != null && child.process().isEmpty();
	}

	boolean isStopped() {
		return state == State.STOPPED || state == State.EXITED || state == State.FATAL || state == State.UNKNOWN;
	}

	/** Whether supervisord says that it is started already. */
	boolean isStarted() {
		return state == State.RUNNING || state == State.BACKOFF || state == State.STARTING;
	}

	/** Takes over what an earlier supervisor has started. */
	void adopt(Child left, Instant started, Duration age) {
		child = left;
		start = Optional.of(started);
		startedNanos = System.nanoTime() - age.toNanos();
		state = State.STARTING;
		LOG.info("{}: process {} of an earlier supervisor is taken over", settings.name(), left.pid());
		tick(false);
	}

	/** @param mayStart whether the supervisor runs, and does not end or restart */
	void tick(boolean mayStart) {
		if (child != null && !child.isAlive()) {
			finish();
		}
		long now = System.nanoTime();
		if (mayStart) {
			boolean again = switch (state) {
			case EXITED -> settings.autorestart() == AutoRestart.ALWAYS || settings.autorestart() == AutoRestart.UNEXPECTED && !expected;
			case STOPPED -> start.isEmpty() && settings.autostart();
			case BACKOFF -> backoff <= settings.startretries() && now - delayNanos >= 0;
			default -> false;
			};
			if (again) {
				if (start.isPresent()) {
					restarts++;
				}
				spawn();
			}
		}
		if (state == State.STARTING && now - startedNanos >= TimeUnit.SECONDS.toNanos(settings.startsecs())) {
			backoff = 0;
			become(State.RUNNING);
		} else if (state == State.BACKOFF && backoff > settings.startretries()) {
			backoff = 0;
			become(State.FATAL);
		} else if (state == State.STOPPING && now - delayNanos >= 0) {
			LOG.warn("{}: it did not end within {} s, and is killed", settings.name(), settings.stopwaitsecs());
			kill("KILL", settings.killasgroup());
		}
	}

	/** Starts it, in a state in which it does not run. */
	void spawn() {
		if (child != null) {
			return;
		}
		spawnError = "";
		exitStatus = 0;
		stopping = false;
		start = Optional.of(clock.instant());
		startedNanos = System.nanoTime();
		become(State.STARTING);
		String run = UUID.randomUUID().toString();
		note("that it is started", () -> notes.starting(settings.name(), run));
		try {
			child = launcher.start(settings, run);
		} catch (IOException e) {
			spawnError = e.getMessage() == null ? e.toString() : e.getMessage();
			retryLater();
			return;
		}
		note("that process " + child.pid() + " was started", () -> notes.started(settings.name(), run, child, start.get()));
	}

	private interface Note {
		void write() throws IOException;
	}

	/** What cannot be noted, on a full disk for example, is not known to the next supervisor after a kill; that is no reason not to run. */
	private void note(String what, Note note) {
		try {
			note.write();
		} catch (IOException e) {
			LOG.warn("{}: {} could not be noted: {}", settings.name(), what, e.getMessage());
		}
	}

	private void retryLater() {
		backoff++;
		delayNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(backoff);
		become(State.BACKOFF);
	}

	/** Asks it to end. */
	void stop() {
		if (state == State.BACKOFF) {
			backoff = 0;
			become(State.STOPPED);
		} else if (child != null) {
			kill(settings.stopsignal(), settings.stopasgroup());
		}
	}

	private void kill(String signal, boolean group) {
		stopping = true;
		delayNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(Math.max(1, settings.stopwaitsecs()));
		become(State.STOPPING);
		child.signal(signal, group);
	}

	boolean signal(String signal) {
		return child != null && child.signal(signal, false);
	}

	private void finish() {
		boolean tooQuick = settings.startsecs() > 0 && System.nanoTime() - startedNanos < TimeUnit.SECONDS.toNanos(settings.startsecs());
		int code = child.exit().orElse(-1);
		expected = settings.exitcodes().contains(code);
		int status = !expected && code > SIGNALLED && code <= SIGNALLED + LAST_SIGNAL ? -1 : code; // the runtime shows signals as shells do
		LOG.info("{}: process {} has ended with {}", settings.name(), child.pid(), code);
		child = null;
		stop = Optional.of(clock.instant());
		notes.ended(settings.name());
		if (stopping) {
			stopping = false;
			exitStatus = status;
			become(State.STOPPED);
		} else if (tooQuick) {
			exitStatus = 0;
			spawnError = "Exited too quickly (process log may have details)";
			retryLater();
		} else {
			backoff = 0;
			exitStatus = status;
			spawnError = expected ? "" : "Bad exit code %d".formatted(status);
			become(State.EXITED);
		}
	}

	private void become(State next) {
		if (state != next) {
			LOG.info("{}: {} -> {}{}", settings.name(), state, next, spawnError.isEmpty() ? "" : ": " + spawnError);
			state = next;
		}
	}

	/** As {@code getProcessInfo} shows it, and how often the supervisor started it again unasked. */
	Map<String, Object> info() {
		var info = new LinkedHashMap<String, Object>();
		Instant now = clock.instant();
		info.put("name", settings.name());
		info.put("group", settings.name());
		info.put("start", seconds(start));
		info.put("stop", seconds(stop));
		info.put("now", (int) now.getEpochSecond());
		info.put("state", state.code());
		info.put("statename", state.name());
		info.put("spawnerr", spawnError);
		info.put("exitstatus", exitStatus);
		info.put("logfile", settings.out().file().map(Object::toString).orElse(""));
		info.put("stdout_logfile", settings.out().file().map(Object::toString).orElse(""));
		info.put("stderr_logfile", settings.err().file().map(Object::toString).orElse(""));
		info.put("pid", child == null ? 0 : child.pid());
		info.put("description", description(now));
		info.put("restarts", restarts);
		return info;
	}

	private static int seconds(Optional<Instant> time) {
		return time.map(t -> (int) t.getEpochSecond()).orElse(0);
	}

	private String description(Instant now) {
		return switch (state) {
		case RUNNING -> "pid %d, uptime %s".formatted(child == null ? 0 : child.pid(), uptime(Duration.between(start.orElse(now), now)));
		case FATAL, BACKOFF -> spawnError.isEmpty() ? "unknown error (try \"tail %s\")".formatted(settings.name()) : spawnError;
		case STOPPED, EXITED -> start.isEmpty() ? "Not started" : WHEN.format(stop.orElse(start.get()));
		default -> "";
		};
	}

	private static String uptime(Duration time) {
		long seconds = Math.max(0, time.toSeconds());
		long days = seconds / 86_400;
		return (days == 0 ? "" : days == 1 ? "1 day, " : days + " days, ") + "%d:%02d:%02d".formatted(seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
	}
}
