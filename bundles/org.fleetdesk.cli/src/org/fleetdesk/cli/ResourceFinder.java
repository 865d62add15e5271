package org.fleetdesk.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.FilterTerm;
import org.fleetdesk.core.Resource;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.Session;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.tasks.TaskTarget;

/**
 * Finds what the words of a domain's commands mean: connections by name; resources on them by name, by key, by {@code CONNECTION/NAME}, by labels, or by a filter.
 *
 * @param <S> the sessions of the domain
 */
public class ResourceFinder<S extends Session> {

	/**
	 * What is the domain's own.
	 *
	 * @param kind    of its engines, such as {@code gateways}
	 * @param engine  one of them, in words: "a device cloud"
	 * @param keys    attributes that not every resource has: without one, a term that asks for it does not match
	 * @param options by which resources are chosen, in words: "--filter and --label"
	 * @param label   a resource and where it is, as the user knows it, such as "tick_app on gw-7"
	 */
	public record Domain<S extends Session>(String kind, String engine, Class<S> session, List<String> keys, String options, BiFunction<Connection, Resource, String> label) {
	}

	/** A resource and where it is. */
	public record On(Connection connection, Snapshot snapshot, Resource resource, String label) {

		public TaskTarget target() {
			return new TaskTarget(resource.id(), label);
		}
	}

	/**
	 * What is chosen by its properties.
	 *
	 * @param filter as in the tables of the console; empty for none
	 * @param labels all of them
	 */
	public record Choice(String filter, Map<String, String> labels) {

		public static final Choice NONE = of("");

		public static Choice of(String filter) {
			return new Choice(filter, Map.of());
		}

		boolean empty() {
			return filter.isBlank() && labels.isEmpty();
		}
	}

	private final Connections connections;
	private final Sessions sessions;
	private final Domain<S> domain;

	public ResourceFinder(Connections connections, Sessions sessions, Domain<S> domain) {
		this.connections = connections;
		this.sessions = sessions;
		this.domain = domain;
	}

	public final Connections connections() {
		return connections;
	}

	/** The domain's connections of these names, or all when there is no name. */
	public final List<Connection> named(List<String> names) throws UsageException {
		var all = connections.list().stream().filter(c -> c.kind().equals(domain.kind)).toList();
		if (names == null || names.isEmpty()) {
			if (all.isEmpty()) {
				throw new UsageException("There is no connection to %s; add one with 'fleetdesk connection add NAME URL --kind %s'.".formatted(domain.engine, domain.kind));
			}
			return all;
		}
		var found = new ArrayList<Connection>();
		for (String name : names) {
			found.add(all.stream().filter(c -> c.name().equalsIgnoreCase(name) || c.id().equals(name)).findFirst().orElseThrow(() -> new UsageException(
					"There is no connection '%s' to %s; there are: %s.".formatted(name, domain.engine, String.join(", ", all.stream().map(Connection::name).toList())))));
		}
		return found;
	}

	/** The one connection that is meant. */
	public final Connection one(List<String> names) throws UsageException {
		var all = named(names);
		if (all.size() > 1) {
			throw new UsageException("Say on which connection: --on NAME.");
		}
		return all.getFirst();
	}

	public final S session(Connection connection) throws EngineException {
		return domain.session.cast(sessions.session(connection.id()));
	}

	/** The session with what has a resource. */
	public final S session(On on) throws EngineException {
		return session(on.connection);
	}

	/** What the user has to know of a snapshot that was read. */
	protected List<String> remarks(Snapshot snapshot) {
		return List.of();
	}

	/** All resources of a kind, or of all kinds when it is empty. A connection that fails is noted and left out. */
	public final List<On> all(String kind, List<String> on, Output out, List<EngineException> failures) throws UsageException, InterruptedException {
		var found = new ArrayList<On>();
		for (Connection connection : named(on)) {
			try {
				var snapshot = session(connection).refresh();
				snapshot.resources().values().stream().filter(r -> kind.isEmpty() || r.id().kind().equals(kind)).forEach(r -> found.add(on(connection, snapshot, r)));
				remarks(snapshot).forEach(remark -> out.note(connection.name() + ": " + remark));
			} catch (EngineException e) {
				failures.add(e);
				out.note(connection.name() + ": " + e.getMessage());
			}
		}
		return found;
	}

	private On on(Connection connection, Snapshot snapshot, Resource resource) {
		return new On(connection, snapshot, resource, domain.label.apply(connection, resource));
	}

	/** What belongs to a resource directly. */
	public final List<On> children(On parent) {
		return parent.snapshot.resources().values().stream().filter(r -> r.parent().filter(parent.resource.id()::equals).isPresent()).map(r -> on(parent.connection, parent.snapshot, r)).toList();
	}

	/**
	 * The resources that are meant.
	 *
	 * @param words  names, keys, or CONNECTION/NAME, each of which means exactly one
	 * @param choice those that match it, when there are no words
	 */
	public final List<On> meant(String kind, String what, List<String> words, Choice choice, List<String> on, Output out) throws UsageException, EngineException, InterruptedException {
		if (words.isEmpty() == choice.empty()) {
			throw new UsageException("Say which %ss: their names, or %s.".formatted(what, domain.options));
		}
		var failures = new ArrayList<EngineException>();
		var all = all(kind, on, out, failures);
		if (all.isEmpty() && !failures.isEmpty()) {
			throw failures.getLast();
		}
		var result = new LinkedHashMap<ResourceId, On>();
		for (String word : words) {
			var one = one(all, word, what, failures);
			result.put(one.resource.id(), one);
		}
		if (words.isEmpty()) {
			matching(all, choice).forEach(o -> result.put(o.resource.id(), o));
			if (result.isEmpty()) {
				throw new EngineException(Kind.NOT_FOUND, choice.filter.isBlank() ? "No %s matches.".formatted(what) : "No %s matches '%s'.".formatted(what, choice.filter));
			}
		}
		return List.copyOf(result.values());
	}

	/** A name or key as it stands comes first: it may have a slash itself. */
	private On one(List<On> all, String word, String what, List<EngineException> failures) throws UsageException, EngineException {
		var matching = all.stream().filter(o -> is(o.resource, word)).toList();
		int slash = word.indexOf('/');
		if (matching.isEmpty() && slash > 0) {
			String connection = word.substring(0, slash);
			matching = all.stream().filter(o -> o.connection.name().equalsIgnoreCase(connection) && is(o.resource, word.substring(slash + 1))).toList();
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

	/** What belongs to another resource also by the end of its key, such as GATEWAY/APPLICATION. */
	private static boolean is(Resource resource, String word) {
		String key = resource.id().key();
		return resource.name().equals(word) || key.equals(word) || resource.parent().isPresent() && key.endsWith("/" + word) && word.indexOf('/') > 0;
	}

	/** Those that a choice means; all when it is empty. */
	public final List<On> matching(List<On> all, Choice choice) {
		var terms = FilterTerm.parse(choice.filter);
		return all.stream().filter(o -> o.resource.labels().entrySet().containsAll(choice.labels.entrySet()) && terms.stream().allMatch(t -> t.not() != matches(o, t))).toList();
	}

	/** As the tables of the console filter: by the words of a state, by an attribute's or label's name, or anywhere. */
	private boolean matches(On on, FilterTerm term) {
		var resource = on.resource;
		String own = switch (term.key()) {
		case "" -> null;
		case "name" -> resource.name();
		case "state" -> resource.state().toString();
		case "on", "engine" -> on.connection.name();
		case "label" -> String.join(" ", resource.labels().entrySet().stream().map(l -> l.getKey() + "=" + l.getValue()).toList());
		default -> resource.attributes().entrySet().stream().filter(e -> e.getKey().equalsIgnoreCase(term.key())).map(Map.Entry::getValue).findFirst()
				.orElse(resource.labels().get(term.key()));
		};
		if (own == null && domain.keys.contains(term.key())) {
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
