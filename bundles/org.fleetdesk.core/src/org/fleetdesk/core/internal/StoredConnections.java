package org.fleetdesk.core.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

import org.fleetdesk.core.BlockingGuard;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.ConnectionOption;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.DataFolder;
import org.fleetdesk.core.EngineKind;
import org.fleetdesk.core.Registration;
import org.fleetdesk.core.Secrets;
import org.fleetdesk.files.FileProblem;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections in {@code connections.json}, also held in memory so that reading never blocks. */
@Component
public final class StoredConnections implements Connections {

	private static final Logger LOG = LoggerFactory.getLogger(StoredConnections.class);
	private static final int LONGEST_NAME = 100;

	private final DataFolder data;
	private final EngineKinds kinds;
	private final Secrets secrets;
	private final BlockingGuard guard;
	private final ConnectionFile file;
	private final Listeners<Runnable> listeners = new Listeners<>();
	private volatile List<Connection> connections;
	private volatile Optional<String> problem;

	@Activate
	public StoredConnections(@Reference DataFolder data, @Reference EngineKinds kinds, @Reference Secrets secrets,
			@Reference(target = "(fleetdesk.all=true)") BlockingGuard guard) {
		this.data = data;
		this.kinds = kinds;
		this.secrets = secrets;
		this.guard = guard;
		file = new ConnectionFile(data.path().resolve("connections.json"));
		try {
			var contents = file.read();
			contents.problem().ifPresent(LOG::error);
			problem = contents.problem();
			connections = sorted(contents.connections());
		} catch (IOException e) {
			throw new UncheckedIOException("The connections in " + data.path() + " cannot be read: " + FileProblem.reason(e), e);
		}
	}

	@Override
	public List<Connection> list() {
		return connections;
	}

	@Override
	public Optional<String> problem() {
		return problem;
	}

	@Override
	public Optional<Connection> find(String idOrName) {
		var present = connections;
		var byId = present.stream().filter(c -> c.id().equals(idOrName)).findFirst();
		if (byId.isPresent()) {
			return byId;
		}
		var byName = present.stream().filter(c -> c.name().equalsIgnoreCase(idOrName)).toList();
		if (byName.size() > 1) {
			throw new IllegalArgumentException("There are several connections named " + idOrName + ": say "
					+ String.join(" or ", byName.stream().map(c -> c.kind() + ":" + c.name()).toList()));
		}
		return byName.isEmpty() ? present.stream().filter(c -> (c.kind() + ":" + c.name()).equalsIgnoreCase(idOrName)).findFirst()
				: Optional.of(byName.getFirst());
	}

	@Override
	public void add(Connection connection, Map<String, String> added) throws IOException {
		change(added, before -> {
			if (before.stream().anyMatch(c -> c.id().equals(connection.id()))) {
				throw new IllegalArgumentException("The connection " + connection.name() + " is there already");
			}
			check(connection, before);
			var after = new ArrayList<>(before);
			after.add(connection);
			return after;
		});
	}

	@Override
	public void update(Connection connection, Map<String, String> added) throws IOException {
		change(added, before -> {
			if (before.stream().noneMatch(c -> c.id().equals(connection.id()))) {
				throw new IllegalArgumentException("The connection " + connection.name() + " is no longer there");
			}
			check(connection, before);
			return before.stream().map(c -> c.id().equals(connection.id()) ? connection : c).toList();
		});
	}

	@Override
	public void remove(String id) throws IOException {
		change(Map.of(), before -> before.stream().filter(c -> !c.id().equals(id)).toList());
	}

	@Override
	public Registration addListener(Runnable changed) {
		return listeners.add(changed);
	}

	private void check(Connection connection, List<Connection> others) {
		String name = connection.name();
		if (name.isBlank() || !name.equals(name.strip()) || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
			throw new IllegalArgumentException("A connection needs a name of 1 to " + LONGEST_NAME + " visible characters");
		}
		if (others.stream().anyMatch(c -> !c.id().equals(connection.id()) && c.kind().equals(connection.kind()) && c.name().equalsIgnoreCase(name))) {
			throw new IllegalArgumentException("There is a connection named " + name + " already: choose another name");
		}
		kinds.find(connection.kind()).flatMap(k -> k.refusal(connection.url())).ifPresent(refusal -> {
			throw new IllegalArgumentException(refusal);
		});
		kinds.find(connection.kind()).ifPresent(kind -> checkOptions(connection, kind));
	}

	private static void checkOptions(Connection connection, EngineKind kind) {
		var known = new HashMap<String, ConnectionOption>();
		kind.connectionOptions().forEach(o -> known.put(o.id(), o));
		Stream.concat(connection.options().keySet().stream(), connection.secretOptions().keySet().stream()).filter(id -> !known.containsKey(id)).findAny().ifPresent(id -> {
			throw new IllegalArgumentException("Connections of the kind " + kind.label() + " have no option " + id
					+ (known.isEmpty() ? "" : "; they have: " + String.join(", ", new TreeSet<>(known.keySet()))));
		});
		connection.options().forEach((id, value) -> {
			var option = known.get(id);
			if (option.secret()) {
				throw new IllegalArgumentException("The option " + id + " is a secret, which is not stored in the open");
			}
			Optional<String> problem = value.isEmpty() ? Optional.empty() : option.problem().apply(value);
			problem.ifPresent(text -> {
				throw new IllegalArgumentException(text);
			});
		});
	}

	/** @param added secrets to which the changed connections refer */
	private void change(Map<String, String> added, Function<List<Connection>, List<Connection>> change) throws IOException {
		guard.check("Saving connections");
		synchronized (this) {
			var other = data.own("a change of the connections");
			if (other.isPresent()) {
				throw new IOException("The connections cannot be changed here: " + other.get() + ", owns the data folder " + data.path());
			}
			var stored = file.read(); // another process may have changed it before this one became the owner
			if (stored.newer()) {
				throw new IOException(stored.problem().orElseThrow());
			}
			List<Connection> before = sorted(stored.connections());
			List<Connection> after = sorted(change.apply(before));
			if (after.equals(before) && !stored.damaged()) {
				connections = after;
				return;
			}
			if (stored.damaged()) {
				problem = Optional.of(stored.problem().orElseThrow() + " The damaged file is kept as " + file.setAside() + ".");
				LOG.error(problem.get());
			}
			boolean saved = false;
			try {
				for (var secret : added.entrySet()) {
					secrets.put(secret.getKey(), secret.getValue());
				}
				file.write(after);
				saved = true;
			} finally {
				if (!saved) {
					removeSecrets(added.keySet().stream(), before);
				}
			}
			connections = after;
			removeSecrets(Stream.concat(before.stream().flatMap(Connection::secrets), stored.damaged() ? Stream.empty() : left()), after);
		}
		listeners.tell(Runnable::run);
	}

	/** Secrets of connections. A crash between storing one and saving its connection leaves it without anybody who needs it. */
	private Stream<String> left() {
		try {
			return secrets.names().stream().filter(name -> name.startsWith(SECRET));
		} catch (IOException e) {
			LOG.error("Whether secrets are left that no connection needs could not be seen: {}", e.getMessage());
			return Stream.empty();
		}
	}

	/** Removes those of the named secrets to which none of the connections refers. */
	private void removeSecrets(Stream<String> names, List<Connection> present) {
		var used = present.stream().flatMap(Connection::secrets).toList();
		names.distinct().filter(name -> !used.contains(name)).forEach(name -> {
			try {
				secrets.remove(name);
			} catch (IOException e) {
				LOG.error("The secret {}, which no connection needs any more, could not be deleted: {}", name, e.getMessage());
			}
		});
	}

	private static List<Connection> sorted(List<Connection> connections) {
		return connections.stream().sorted(Comparator.comparing(Connection::name, String.CASE_INSENSITIVE_ORDER).thenComparing(Connection::kind)).toList();
	}
}
