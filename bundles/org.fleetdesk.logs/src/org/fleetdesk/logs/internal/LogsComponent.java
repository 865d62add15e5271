package org.fleetdesk.logs.internal;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.fleetdesk.core.BlockingGuard;
import org.fleetdesk.core.DataFolder;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.logs.LogInfo;
import org.fleetdesk.logs.LogIngestor;
import org.fleetdesk.logs.LogKey;
import org.fleetdesk.logs.LogSettings;
import org.fleetdesk.logs.LogSource;
import org.fleetdesk.logs.LogStore;
import org.fleetdesk.logs.Logs;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the data folder's store and the domains' sources together. */
@Component
public final class LogsComponent implements Logs {

	private static final Logger LOG = LoggerFactory.getLogger(LogsComponent.class);

	private final DataFolder data;
	private final BlockingGuard guard;
	private final Map<ResourceId, LogIngestor> ingestors = new HashMap<>();
	private LogStore store;
	private boolean closed;

	@Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
	private volatile List<LogSource> sources = List.of();

	@Activate
	public LogsComponent(@Reference DataFolder data, @Reference(target = "(fleetdesk.all=true)") BlockingGuard guard) {
		this(data, guard, List.of());
	}

	/** For tests. */
	LogsComponent(DataFolder data, BlockingGuard guard, List<LogSource> sources) {
		this.data = data;
		this.guard = guard;
		this.sources = sources;
	}

	@Override
	public synchronized LogStore store() throws IOException {
		guard.check("opening the logs");
		if (closed) {
			throw new IOException("The logs are closed");
		}
		if (store == null) {
			var other = data.own("its logs");
			if (other.isPresent()) {
				throw new IOException("The logs in " + data.path() + " are kept by " + other.get() + "; ask it for them");
			}
			store = new LogStore(data.folder("logs"), LogSettings.DEFAULT, guard);
		}
		return store;
	}

	@Override
	public boolean hasSource(ResourceId id) {
		return source(id).isPresent();
	}

	private Optional<LogSource> source(ResourceId id) {
		return sources.stream().filter(s -> s.handles(id)).findFirst();
	}

	@Override
	public synchronized LogIngestor follow(ResourceId id, String name, String connectionLabel) throws IOException {
		var source = source(id).orElseThrow(() -> new IOException("There is no log for " + name + ": a " + id.kind() + " has none"));
		var stream = store().open(new LogInfo(LogKey.of(id), name, id.kind(), connectionLabel));
		return ingestors.computeIfAbsent(id, _ -> new LogIngestor(source, id, stream));
	}

	@Override
	public synchronized Set<ResourceId> followed() {
		return Set.copyOf(ingestors.keySet());
	}

	@Override
	public synchronized Optional<LogIngestor> ingestor(ResourceId id) {
		return Optional.ofNullable(ingestors.get(id));
	}

	@Override
	public void unfollow(ResourceId id) {
		guard.check("ending a log");
		LogIngestor ingestor;
		synchronized (this) {
			ingestor = ingestors.remove(id);
		}
		if (ingestor != null) {
			ingestor.close();
		}
	}

	@Deactivate
	void close() {
		List<LogIngestor> all;
		LogStore opened;
		synchronized (this) {
			closed = true;
			all = List.copyOf(ingestors.values());
			ingestors.clear();
			opened = store;
		}
		all.parallelStream().forEach(LogIngestor::close);
		if (opened != null) {
			try {
				opened.close();
			} catch (IOException e) {
				LOG.warn("A log could not be closed: {}", e.getMessage());
			}
		}
	}
}
