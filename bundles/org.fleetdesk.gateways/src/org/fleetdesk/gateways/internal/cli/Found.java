package org.fleetdesk.gateways.internal.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.tasks.TaskTarget;

/** Finds what the words of a command mean: connections by name, resources on them by name, by key ({@code PRODUCT/SERIAL}), by {@code CONNECTION/NAME}, by labels, or by a filter. */
record Found(Connections connections, Sessions sessions) {

	/** Attributes that not every resource has: without one, a term that asks for it does not match. */
	private static final List<String> KEYS = List.of(Gateways.PROBLEM, Gateways.DRIFT, Gateways.APPLICATIONS, Gateways.OS, Gateways.ADDRESS, Gateways.INSTALLING);

	/** A resource and where it is. */
	record On(Connection connection, GatewaysSession session, Snapshot snapshot, Resource resource) {

		/** As the user knows it, such as "tick_app on gw-7". */
		String label() {
			String name = resource.name();
			return resource.parent().isPresent() ? name + " on " + Gateways.serial(resource.id().key()) : name;
		}

		TaskTarget target() {
			return new TaskTarget(resource.id(), label());
		}

		String product() {
			return Gateways.product(resource.id().key());
		}

		String serial() {
			return Gateways.serial(resource.id().key());
		}
	}

	/** The connections to device clouds of these names, or all when there is no name. */
	List<Connection> named(List<String> names) throws UsageException {
		var all = connections.list().stream().filter(c -> c.kind().equals(Gateways.KIND)).toList();
		if (names == null || names.isEmpty()) {
			if (all.isEmpty()) {
				throw new UsageException("There is no connection to a device cloud; add one with 'fleetdesk connection add NAME URL --kind gateways'.");
			}
			return all;
		}
		var found = new ArrayList<Connection>();
		for (String name : names) {
			found.add(all.stream().filter(c -> c.name().equalsIgnoreCase(name) || c.id().equals(name)).findFirst().orElseThrow(() -> new UsageException(
					"There is no connection '" + name + "' to a device cloud; there are: " + String.join(", ", all.stream().map(Connection::name).toList()) + ".")));
		}
		return found;
	}

	/** The one connection that is meant. */
	Connection one(List<String> names) throws UsageException {
		var all = named(names);
		if (all.size() > 1) {
			throw new UsageException("Say on which connection: --on NAME.");
		}
		return all.getFirst();
	}

	GatewaysSession session(Connection connection) throws EngineException {
		return (GatewaysSession) sessions.session(connection.id());
	}

	/** All resources of a kind. A connection that fails is noted and left out. */
	List<On> all(String kind, List<String> on, Output out, List<EngineException> failures) throws UsageException, InterruptedException {
		var found = new ArrayList<On>();
		for (Connection connection : named(on)) {
			try {
				var session = session(connection);
				var snapshot = session.refresh();
				snapshot.resources().values().stream().filter(r -> r.id().kind().equals(kind)).forEach(r -> found.add(new On(connection, session, snapshot, r)));
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
	 * @param words  names, keys, or CONNECTION/NAME, each of which means exactly one
	 * @param choice those that match it, when there are no words
	 */
	List<On> meant(String kind, String what, List<String> words, Choice choice, List<String> on, Output out) throws UsageException, EngineException, InterruptedException {
		if (words.isEmpty() == choice.empty()) {
			throw new UsageException("Say which %ss: their names, or --filter and --label.".formatted(what));
		}
		var failures = new ArrayList<EngineException>();
		var all = all(kind, on, out, failures);
		if (all.isEmpty() && !failures.isEmpty()) {
			throw failures.getLast();
		}
		var result = new LinkedHashMap<Object, On>();
		for (String word : words) {
			var one = one(all, word, what, failures);
			result.put(one.resource.id(), one);
		}
		if (words.isEmpty()) {
			all.stream().filter(choice::matches).forEach(o -> result.put(o.resource.id(), o));
			if (result.isEmpty()) {
				throw new EngineException(Kind.NOT_FOUND, "No %s matches.".formatted(what));
			}
		}
		return List.copyOf(new LinkedHashSet<>(result.values()));
	}

	private static On one(List<On> all, String word, String what, List<EngineException> failures) throws UsageException, EngineException {
		var matching = all.stream().filter(o -> is(o, word)).toList();
		int slash = word.indexOf('/');
		if (matching.isEmpty() && slash > 0) {
			String connection = word.substring(0, slash);
			matching = all.stream().filter(o -> o.connection.name().equalsIgnoreCase(connection) && is(o, word.substring(slash + 1))).toList();
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
				String.join(" or ", matching.stream().map(m -> m.connection.name() + "/" + m.resource.id().key()).distinct().limit(10).toList())));
	}

	/** An application also by its gateway's serial number and its name. */
	private static boolean is(On on, String word) {
		String key = on.resource.id().key();
		return on.resource.name().equals(word) || key.equals(word) || on.resource.parent().isPresent() && key.endsWith("/" + word) && word.indexOf('/') > 0;
	}

	/**
	 * What is chosen by its properties.
	 *
	 * @param filter as in the tables of the console; empty for none
	 * @param labels all of them
	 */
	record Choice(String filter, Map<String, String> labels) {

		static final Choice NONE = new Choice("", Map.of());

		boolean empty() {
			return filter.isBlank() && labels.isEmpty();
		}

		boolean matches(On on) {
			return on.resource.labels().entrySet().containsAll(labels.entrySet()) && FilterTerm.parse(filter).stream().allMatch(t -> t.not() != Found.matches(on, t));
		}
	}

	/** As the tables of the console filter: by the words of a state, by an attribute's or label's name, or anywhere. */
	private static boolean matches(On on, FilterTerm term) {
		var resource = on.resource;
		String own = switch (term.key()) {
		case "" -> null;
		case "name" -> resource.name();
		case "state" -> resource.state().toString();
		case "on", "engine" -> on.connection.name();
		case "label" -> String.join(" ", resource.labels().entrySet().stream().map(l -> l.getKey() + "=" + l.getValue()).toList());
		default -> resource.attributes().entrySet().stream().filter(e -> e.getKey().equalsIgnoreCase(term.key())).map(e -> e.getValue()).findFirst()
				.orElse(resource.labels().get(term.key()));
		};
		if (own == null && KEYS.contains(term.key())) {
			return false;
		}
		if (own != null) {
			String text = own.toLowerCase(Locale.ROOT);
			return term.values().stream().anyMatch(text::contains);
		}
		var values = term.key().isEmpty() ? term.values() : List.of(term.word());
		return Stream.concat(Stream.of(resource.name(), resource.state().toString()), Stream.concat(resource.attributes().values().stream(), resource.labels().values().stream()))
				.map(v -> v.toLowerCase(Locale.ROOT)).anyMatch(text -> values.stream().anyMatch(text::contains));
	}
}
