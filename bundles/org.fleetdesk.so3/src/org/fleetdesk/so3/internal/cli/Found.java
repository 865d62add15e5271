package org.fleetdesk.so3.internal.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.fleetdesk.cli.Output;
import org.fleetdesk.cli.UsageException;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.So3Container;
import org.fleetdesk.so3.So3Image;
import org.fleetdesk.so3.So3Session;

/** Finds what the words of a command mean: connections by name, things on them by {@code NAME} or {@code CONNECTION/NAME}. */
record Found(Connections connections, Sessions sessions) {

	/** A thing and where it is. */
	record On<T>(Connection connection, So3Session session, T thing) {

		/** As the user knows it, such as "ticker-7 on so-lab-1". */
		String label(String name) {
			return name + " on " + connection.name();
		}
	}

	interface Read<T> {
		List<T> read(So3Session session) throws EngineException, InterruptedException;
	}

	So3Session session(Connection connection) throws EngineException {
		return (So3Session) sessions.session(connection.id());
	}

	/** The SO3 connections of these names, or all when there is no name. */
	List<Connection> named(List<String> names) throws UsageException {
		var all = connections.list().stream().filter(c -> c.kind().equals(So3.KIND)).toList();
		if (names == null || names.isEmpty()) {
			if (all.isEmpty()) {
				throw new UsageException("There is no SO3 connection; add one with 'fleetdesk connection add NAME URL'.");
			}
			return all;
		}
		var found = new ArrayList<Connection>();
		for (String name : names) {
			found.add(all.stream().filter(c -> c.name().equalsIgnoreCase(name) || c.id().equals(name)).findFirst().orElseThrow(() -> new UsageException(
					"There is no SO3 connection '" + name + "'; there are: " + String.join(", ", all.stream().map(Connection::name).toList()) + ".")));
		}
		return found;
	}

	private boolean isConnection(String name) {
		return connections.list().stream().anyMatch(c -> c.name().equalsIgnoreCase(name) || c.id().equals(name));
	}

	/** What there is on connections. One that fails is noted and left out; the last failure is thrown when all fail. */
	<T> List<On<T>> all(List<Connection> on, Read<T> read, Output out, List<EngineException> failures) throws InterruptedException {
		var found = new ArrayList<On<T>>();
		for (Connection connection : on) {
			try {
				var session = session(connection);
				read.read(session).forEach(thing -> found.add(new On<>(connection, session, thing)));
			} catch (EngineException e) {
				failures.add(e);
				out.note(connection.name() + ": " + e.getMessage());
			}
		}
		return found;
	}

	List<On<So3Container>> containers(List<String> names, List<String> on, Output out) throws UsageException, EngineException, InterruptedException {
		return find(names, on, So3Session::containers, (c, word) -> c.name().equals(word) || word.length() >= 4 && c.id().startsWith(word), So3Container::name,
				"container", out);
	}

	List<On<So3Image>> images(List<String> names, List<String> on, Output out) throws UsageException, EngineException, InterruptedException {
		return find(names, on, So3Session::images, So3Image::is, So3Image::name, "image", out);
	}

	private interface Match<T> {
		boolean is(T thing, String word);
	}

	private <T> List<On<T>> find(List<String> words, List<String> on, Read<T> read, Match<T> match, Function<T, String> name, String what, Output out)
			throws UsageException, EngineException, InterruptedException {
		var known = new LinkedHashMap<Connection, List<On<T>>>();
		var result = new ArrayList<On<T>>();
		for (String word : words) {
			result.add(one(word, on, read, match, name, what, out, known));
		}
		return result;
	}

	private <T> On<T> one(String word, List<String> on, Read<T> read, Match<T> match, Function<T, String> name, String what, Output out,
			Map<Connection, List<On<T>>> known) throws UsageException, EngineException, InterruptedException {
		int slash = word.indexOf('/');
		boolean placed = slash > 0 && isConnection(word.substring(0, slash));
		var where = placed ? named(List.of(word.substring(0, slash))) : named(on);
		String wanted = placed ? word.substring(slash + 1) : word;
		var failures = new ArrayList<EngineException>();
		var matching = new ArrayList<On<T>>();
		for (Connection connection : where) {
			if (!known.containsKey(connection)) {
				known.put(connection, all(List.of(connection), read, out, failures));
			}
			known.get(connection).stream().filter(o -> match.is(o.thing, wanted)).forEach(matching::add);
		}
		if (matching.size() == 1) {
			return matching.getFirst();
		}
		if (matching.isEmpty()) {
			if (!failures.isEmpty()) {
				throw new EngineException(failures.getLast().kind(), "Whether there is %s %s named '%s' cannot be told".formatted(what.equals("image") ? "an" : "a", what, wanted),
						failures.getLast());
			}
			throw new EngineException(EngineException.Kind.NOT_FOUND,
					"There is no %s '%s' on %s.".formatted(what, wanted, String.join(", ", where.stream().map(Connection::name).toList())));
		}
		throw new UsageException("There are several %ss '%s': write %s.".formatted(what, wanted,
				String.join(" or ", matching.stream().map(m -> m.connection.name() + "/" + name.apply(m.thing)).distinct().toList())));
	}
}
