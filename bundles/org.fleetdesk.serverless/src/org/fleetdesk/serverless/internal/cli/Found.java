package org.fleetdesk.serverless.internal.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.fleetdesk.cli.Output;
import org.fleetdesk.cli.UsageException;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.FilterTerm;
import org.fleetdesk.core.Resource;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.serverless.CloudFacts;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.ServerlessSession;
import org.fleetdesk.tasks.TaskTarget;

/** Finds what the words of a command mean: connections by name, resources on them by {@code NAME}, by id, by {@code CONNECTION/NAME}, or by a filter. */
record Found(Connections connections, Sessions sessions) {

	/** Attributes that not every resource has: without one, a term that asks for it does not match. */
	private static final List<String> KEYS = List.of(Serverless.PROBLEM, Serverless.ERROR, Serverless.HOST, Serverless.ENDPOINT, Serverless.POLICY, Serverless.OWNER, Serverless.FLAVOURS);

	/** A resource and where it is. */
	record On(Connection connection, ServerlessSession session, Snapshot snapshot, Resource resource) {

		/** As the user knows it, such as "sensor-7 on lab". */
		String label() {
			return resource.name() + " on " + connection.name();
		}

		TaskTarget target() {
			return new TaskTarget(resource.id(), label());
		}

		/** What belongs to it directly. */
		List<On> children() {
			return snapshot.resources().values().stream().filter(r -> r.parent().filter(resource.id()::equals).isPresent()).map(r -> new On(connection, session, snapshot, r)).toList();
		}
	}

	/** The connections to Provisioning Engines of these names, or all when there is no name. */
	List<Connection> named(List<String> names) throws UsageException {
		var all = connections.list().stream().filter(c -> c.kind().equals(Serverless.KIND)).toList();
		if (names == null || names.isEmpty()) {
			if (all.isEmpty()) {
				throw new UsageException("There is no connection to a Provisioning Engine; add one with 'fleetdesk connection add NAME URL --kind serverless'.");
			}
			return all;
		}
		var found = new ArrayList<Connection>();
		for (String name : names) {
			found.add(all.stream().filter(c -> c.name().equalsIgnoreCase(name) || c.id().equals(name)).findFirst().orElseThrow(() -> new UsageException(
					"There is no connection '" + name + "' to a Provisioning Engine; there are: " + String.join(", ", all.stream().map(Connection::name).toList()) + ".")));
		}
		return found;
	}

	ServerlessSession session(Connection connection) throws EngineException {
		return (ServerlessSession) sessions.session(connection.id());
	}

	/** All resources of a kind, or of all kinds when it is empty. A connection that fails is noted and left out. */
	List<On> all(String kind, List<String> on, Output out, List<EngineException> failures) throws UsageException, InterruptedException {
		var found = new ArrayList<On>();
		for (Connection connection : named(on)) {
			try {
				var session = session(connection);
				var snapshot = session.refresh();
				snapshot.resources().values().stream().filter(r -> kind.isEmpty() || r.id().kind().equals(kind)).forEach(r -> found.add(new On(connection, session, snapshot, r)));
				snapshot.facts().forEach((name, value) -> {
					if (CloudFacts.incomplete(name, value)) {
						out.note("%s: %s: %s".formatted(connection.name(), name, value));
					}
				});
			} catch (EngineException e) {
				failures.add(e);
				out.note(connection.name() + ": " + e.getMessage());
			}
		}
		return found;
	}

	/**
	 * The resources that are meant.
	 *
	 * @param words  names, ids, or CONNECTION/NAME, each of which means exactly one
	 * @param filter as in the tables of the console; all that match; empty for none
	 */
	List<On> meant(String kind, String what, List<String> words, String filter, List<String> on, Output out) throws UsageException, EngineException, InterruptedException {
		if (words.isEmpty() == filter.isBlank()) {
			throw new UsageException("Say which %ss: their names, or --filter.".formatted(what));
		}
		var failures = new ArrayList<EngineException>();
		var all = all(kind, on, out, failures);
		if (all.isEmpty() && !failures.isEmpty()) {
			throw failures.getLast();
		}
		var result = new LinkedHashSet<On>();
		for (String word : words) {
			result.add(one(all, word, what, failures));
		}
		if (words.isEmpty()) {
			all.stream().filter(o -> matches(o, FilterTerm.parse(filter))).forEach(result::add);
			if (result.isEmpty()) {
				throw new EngineException(Kind.NOT_FOUND, "No %s matches '%s'.".formatted(what, filter));
			}
		}
		return List.copyOf(result);
	}

	private static On one(List<On> all, String word, String what, List<EngineException> failures) throws UsageException, EngineException {
		int slash = word.indexOf('/');
		List<On> matching = List.of();
		if (slash > 0) {
			String connection = word.substring(0, slash);
			matching = all.stream().filter(o -> o.connection.name().equalsIgnoreCase(connection) && is(o, word.substring(slash + 1))).toList();
		}
		if (matching.isEmpty()) {
			matching = all.stream().filter(o -> is(o, word)).toList();
		}
		if (matching.size() == 1) {
			return matching.getFirst();
		}
		if (matching.isEmpty()) {
			if (!failures.isEmpty()) {
				throw new EngineException(failures.getLast().kind(), "Whether there is a %s '%s' cannot be told".formatted(what, word), failures.getLast());
			}
			throw new EngineException(Kind.NOT_FOUND, "There is no %s '%s'.".formatted(what, word));
		}
		throw new UsageException("There are several %ss '%s': write %s.".formatted(what, word,
				String.join(" or ", matching.stream().map(m -> m.connection.name() + "/" + m.resource.id().key()).distinct().toList())));
	}

	private static boolean is(On on, String word) {
		return on.resource.name().equals(word) || on.resource.id().key().equals(word);
	}

	/** As the tables of the console filter: by the words of a state, by an attribute's name, or anywhere. */
	static boolean matches(On on, List<FilterTerm> terms) {
		return terms.stream().allMatch(t -> t.not() != matches(on, t));
	}

	private static boolean matches(On on, FilterTerm term) {
		var resource = on.resource;
		String own = switch (term.key()) {
		case "" -> null;
		case "name" -> resource.name();
		case "state" -> resource.state().toString();
		case "on", "engine" -> on.connection.name();
		default -> resource.attributes().entrySet().stream().filter(e -> e.getKey().equalsIgnoreCase(term.key())).map(e -> e.getValue()).findFirst().orElse(null);
		};
		if (own == null && KEYS.contains(term.key())) {
			return false;
		}
		if (own != null) {
			String text = own.toLowerCase(Locale.ROOT);
			return term.values().stream().anyMatch(text::contains);
		}
		var values = term.key().isEmpty() ? term.values() : List.of(term.word());
		return Stream.concat(Stream.of(resource.name(), resource.state().toString()), resource.attributes().values().stream()).map(v -> v.toLowerCase(Locale.ROOT))
				.anyMatch(text -> values.stream().anyMatch(text::contains));
	}
}
