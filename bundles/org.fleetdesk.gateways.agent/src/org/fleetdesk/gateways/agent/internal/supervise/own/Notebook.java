package org.fleetdesk.gateways.agent.internal.supervise.own;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.engine.StateFile;
import org.fleetdesk.gateways.agent.internal.Processes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.databind.ObjectMapper;

/** Remembers which processes run, so that the next supervisor finds them when this one is killed. */
final class Notebook implements Program.Notes {

	private static final Logger LOG = LoggerFactory.getLogger("org.fleetdesk.gateways.supervisor");

	/**
	 * @param run   as {@link Launcher#start} has it
	 * @param pid   0 when it is not known yet
	 * @param start as {@link Processes.Entry#start}
	 * @param since when it was started, in milliseconds of the epoch
	 */
	private record Entry(String run, int pid, long start, long since) {
	}

	/** A process that was found. */
	record Left(Child child, Instant start) {
	}

	private final StateFile file;
	private final String boot;
	private final Map<String, Entry> entries = new LinkedHashMap<>();
	private final Map<String, Left> left = new LinkedHashMap<>();

	/** @throws IOException when the file cannot be read */
	Notebook(Path file) throws IOException {
		this.file = new StateFile(file, 1, new ObjectMapper());
		boot = Processes.bootId();
		var state = this.file.read();
		if (state.isEmpty() || !state.get().path("boot").asText().equals(boot)) {
			return;
		}
		for (var program : state.get().path("programs").properties()) {
			var value = program.getValue();
			var entry = new Entry(value.path("run").asText(), value.path("pid").asInt(), value.path("start").asLong(), value.path("since").asLong());
			Optional<Child> child = entry.pid() == 0 ? Launcher.find(entry.run())
					: Processes.isAlive(entry.pid(), entry.start()) ? Optional.of(new Child(entry.pid(), entry.start(), Optional.empty())) : Optional.empty();
			if (child.isPresent()) {
				var now = new Entry(entry.run(), child.get().pid(), child.get().start(), entry.since());
				entries.put(program.getKey(), now);
				left.put(program.getKey(), new Left(child.get(), Instant.ofEpochMilli(entry.since())));
			}
		}
	}

	/** What an earlier supervisor left of a program; once. */
	Optional<Left> take(String program) {
		return Optional.ofNullable(left.remove(program));
	}

	/** What it left of programs that nobody asked for. */
	Map<String, Left> rest() {
		return Map.copyOf(left);
	}

	@Override
	public void starting(String program, String run) throws IOException {
		entries.put(program, new Entry(run, 0, 0, System.currentTimeMillis()));
		write();
	}

	@Override
	public void started(String program, String run, Child child, Instant start) throws IOException {
		entries.put(program, new Entry(run, child.pid(), child.start(), start.toEpochMilli()));
		write();
	}

	@Override
	public void ended(String program) {
		entries.remove(program);
		try {
			write();
		} catch (IOException e) {
			LOG.warn("{}: that it has ended could not be noted: {}", program, e.getMessage());
		}
	}

	private void write() throws IOException {
		file.write(Map.of("boot", boot, "programs", entries));
	}
}
