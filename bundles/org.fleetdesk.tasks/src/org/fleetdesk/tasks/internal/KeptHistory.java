package org.fleetdesk.tasks.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.fleetdesk.core.DataFolder;
import org.fleetdesk.core.FleetEvent;
import org.fleetdesk.core.FleetModel;
import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.files.FileProblem;
import org.fleetdesk.files.Severity;
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
	/** So long a run that failed or was cancelled can be retried with its secrets. */
	private static final Duration SECRETS = Duration.ofDays(1);

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
				store.eraseSecrets(clock.instant().minus(SECRETS));
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
				return new Limits(node.required("days").asInt(), node.required("runs").asInt(), node.path("haltedDays").asInt(Limits.USUAL.haltedDays()));
			}
		} catch (IOException | IllegalArgumentException e) {
			LOG.warn("{} cannot be read, so that the usual limits hold: {}", file, e.getMessage());
		}
		return Limits.USUAL;
	}

	@Override
	public void limit(Limits limits) throws IOException {
		byte[] text = json.writerWithDefaultPrettyPrinter().writeValueAsBytes(json.createObjectNode().put("version", 1).put("days", limits.days()).put("runs", limits.runs())
				.put("haltedDays", limits.haltedDays()));
		AtomicFiles.write(file, out -> out.write(text));
	}

	@Override
	public int excess() {
		return chosen().size();
	}

	@Override
	public int prune() throws IOException {
		var limits = limits();
		var chosen = chosen();
		var gone = chosen.stream().flatMap(r -> r.links().rollout().stream()).collect(Collectors.toSet());
		var withRuns = store.runs().stream().flatMap(r -> r.links().rollout().stream()).collect(Collectors.toSet());
		rollouts.ids().stream().filter(id -> !withRuns.contains(id) && !keeps(id, limits) && before(limits.days(), rollouts.rest(id))).forEach(gone::add);
		rollouts.forget(gone);
		return store.forget(chosen);
	}

	private boolean before(int days, Optional<ForgettableRollouts.Rest> rest) {
		return rest.filter(r -> r.since().isBefore(clock.instant().minus(Duration.ofDays(days)))).isPresent();
	}

	private boolean keeps(String rollout, Limits limits) {
		var rest = rollouts.rest(rollout);
		return rest.isEmpty() || rest.get().halted() && (limits.haltedDays() == 0 || !before(limits.haltedDays(), rest));
	}

	private List<TaskRun> chosen() {
		var limits = limits();
		return Retention.excess(store.runs(), limits, clock.instant(), id -> keeps(id, limits));
	}

	@Deactivate
	@Override
	public synchronized void close() {
		closed = true;
		daily.ifPresent(Thread::interrupt);
	}
}
