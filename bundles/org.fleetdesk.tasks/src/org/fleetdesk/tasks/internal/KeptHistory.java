package org.fleetdesk.tasks.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.DataFolder;
import org.fleetdesk.core.FleetEvent;
import org.fleetdesk.core.FleetModel;
import org.fleetdesk.core.Severity;
import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.files.FileProblem;
import org.fleetdesk.tasks.TaskHistory;
import org.fleetdesk.tasks.TaskRun;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.databind.ObjectMapper;

/** Applies the limits, which are in {@code retention.json} of the data folder, at the start of an owner and once a day. */
@Component(service = TaskHistory.class, immediate = true)
public final class KeptHistory implements TaskHistory, AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(KeptHistory.class);
	private static final Duration DAILY = Duration.ofDays(1);

	private final ForgettableRuns store;
	private final ForgettableRollouts rollouts;
	private final FleetModel fleet;
	private final InstantSource clock;
	private final Path file;
	private final ObjectMapper json = new ObjectMapper();
	private Optional<Thread> daily = Optional.empty();
	private boolean closed;

	@Activate
	public KeptHistory(@Reference DataFolder data, @Reference ForgettableRuns store, @Reference ForgettableRollouts rollouts, @Reference FleetModel fleet) {
		this(data, store, rollouts, fleet, InstantSource.system());
	}

	KeptHistory(DataFolder data, ForgettableRuns store, ForgettableRollouts rollouts, FleetModel fleet, InstantSource clock) {
		this.store = store;
		this.rollouts = rollouts;
		this.fleet = fleet;
		this.clock = clock;
		file = data.path().resolve("retention.json");
		data.whenOwned(this::begin);
	}

	private synchronized void begin() {
		if (!closed && daily.isEmpty()) {
			daily = Optional.of(Thread.ofVirtual().name("task history").start(this::applyDaily));
		}
	}

	private void applyDaily() {
		try {
			while (true) {
				apply();
				Thread.sleep(DAILY);
			}
		} catch (InterruptedException e) {
			// closed
		}
	}

	private void apply() {
		try {
			int gone = prune();
			if (gone > 0) {
				LOG.info("{} tasks are beyond the limits of the history and were forgotten", gone);
			}
		} catch (IOException | RuntimeException e) {
			synchronized (this) {
				if (closed) {
					return; // what was begun is ended at the next start
				}
			}
			LOG.error("The history of tasks could not be pruned", e);
			fleet.report(new FleetEvent(clock.instant(), "", Optional.empty(), Severity.WARNING,
					"Old tasks could not be removed from the history: " + FileProblem.reason(e) + "; this is tried again in a day"));
		}
	}

	@Override
	public Limits limits() {
		try {
			if (Files.exists(file)) {
				var node = json.readTree(Files.readAllBytes(file));
				return new Limits(node.required("days").asInt(), node.required("runs").asInt());
			}
		} catch (IOException | IllegalArgumentException e) {
			LOG.warn("{} cannot be read, so that the usual limits hold: {}", file, e.getMessage());
		}
		return Limits.USUAL;
	}

	@Override
	public void limit(Limits limits) throws IOException {
		byte[] text = json.writerWithDefaultPrettyPrinter().writeValueAsBytes(json.createObjectNode().put("version", 1).put("days", limits.days()).put("runs", limits.runs()));
		AtomicFiles.write(file, out -> out.write(text));
	}

	@Override
	public int excess() {
		return chosen().size();
	}

	@Override
	public int prune() throws IOException {
		var chosen = chosen();
		rollouts.forget(chosen.stream().flatMap(r -> r.links().rollout().stream()).distinct().toList());
		return store.forget(chosen);
	}

	private List<TaskRun> chosen() {
		return Retention.excess(store.runs(), limits(), clock.instant(), rollouts::keeps);
	}

	@Deactivate
	@Override
	public synchronized void close() {
		closed = true;
		daily.ifPresent(Thread::interrupt);
	}
}
