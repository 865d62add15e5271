package org.fleetdesk.gateways.agent.internal.install;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.gateways.agent.internal.supervise.ProcessInfo;
import org.fleetdesk.gateways.agent.internal.supervise.Supervisor;
import org.fleetdesk.gateways.agent.internal.supervise.SupervisorException;

/** Watches whether a program that was just installed lives. */
final class Health {

	private static final Duration LOOK = Duration.ofMillis(200);
	/** How long the supervisor may take to begin. */
	private static final Duration SLACK = Duration.ofSeconds(30);

	private final Supervisor supervisor;
	private final Duration healthy;

	/** @param healthy how long it must run beyond its {@code startsecs} */
	Health(Supervisor supervisor, Duration healthy) {
		this.supervisor = supervisor;
		this.healthy = healthy;
	}

	/**
	 * @return what is wrong with it, as a sentence; empty when it has been running for long enough, has done its work, or is not to be started
	 */
	Optional<String> watch(String name, Expected expected) throws SupervisorException, InterruptedException {
		if (!expected.autostart()) {
			return Optional.empty();
		}
		long begin = System.nanoTime();
		long wanted = healthy.plusSeconds(expected.startsecs()).toNanos();
		long limit = wanted + SLACK.toNanos();
		var starts = new HashMap<String, Instant>();
		long since = begin;
		while (true) {
			var processes = supervisor.of(name);
			if (processes.isEmpty()) {
				return Optional.of("The supervisor has no program " + name + ".");
			}
			for (var process : processes) {
				var problem = problem(process, expected, starts);
				if (problem.isPresent()) {
					return problem;
				}
			}
			boolean up = processes.stream().allMatch(p -> p.state() == ProcessInfo.State.RUNNING || p.state() == ProcessInfo.State.STARTING || p.state() == ProcessInfo.State.EXITED);
			since = up ? since : System.nanoTime();
			if (processes.stream().allMatch(p -> p.state() == ProcessInfo.State.EXITED) || up && System.nanoTime() - since >= wanted
					&& processes.stream().noneMatch(p -> p.state() == ProcessInfo.State.STARTING)) {
				return Optional.empty();
			}
			if (System.nanoTime() - begin > limit) {
				return Optional.of("Its program did not come up within %d seconds: it is %s.".formatted(Duration.ofNanos(limit).toSeconds(), processes.getFirst().state()));
			}
			Thread.sleep(LOOK);
		}
	}

	private static Optional<String> problem(ProcessInfo process, Expected expected, Map<String, Instant> starts) {
		String why = process.spawnError().isEmpty() ? "" : ": " + process.spawnError();
		switch (process.state()) {
		case BACKOFF, FATAL:
			return Optional.of("Its program does not stay up" + why + ".");
		case EXITED:
			if (expected.restarted() || !expected.exitcodes().contains(process.exitStatus())) {
				return Optional.of("Its program ended with " + process.exitStatus() + ".");
			}
			break;
		default:
			break;
		}
		if (process.start().isPresent()) {
			var first = starts.putIfAbsent(process.name(), process.start().get());
			if (first != null && !first.equals(process.start().get())) {
				return Optional.of("Its program ended and was started again by the supervisor.");
			}
		}
		return Optional.empty();
	}
}
