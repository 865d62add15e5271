package org.fleetdesk.ui.internal.details;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.fleetdesk.core.EngineView;
import org.fleetdesk.core.Health;
import org.fleetdesk.core.Phase;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Contributions;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Commands;
import org.fleetdesk.ui.internal.Messages;
import org.fleetdesk.ui.internal.actions.ActionRequest;
import org.fleetdesk.ui.internal.actions.Actions;
import org.fleetdesk.ui.internal.fleet.HealthWords;
import org.fleetdesk.ui.internal.security.CertificateTexts;

/**
 * What Details shows.
 *
 * @param subtitle one line below the title
 * @param actions  for buttons; those without rows cannot be used now
 */
record DetailsContent(String title, Phase phase, String subtitle, List<Section> sections, List<ActionRequest> actions, Subject subject, Optional<Offer> offer) {

	/** What the panels below are about. */
	sealed interface Subject {

		/** Nothing, or several resources. */
		record None() implements Subject {
		}

		record OneResource(Row row) implements Subject {
		}

		record OneEngine(String connection) implements Subject {
		}

		/** Whether the other one is the same thing, whatever its state. */
		default boolean same(Subject other) {
			return switch (this) {
				case None() -> other instanceof None;
				case OneResource(var row) -> other instanceof OneResource(var r) && r.id().equals(row.id());
				case OneEngine(var connection) -> other instanceof OneEngine(var c) && c.equals(connection);
			};
		}
	}

	/** A command that is the next thing to do with an engine, as a button. */
	record Offer(String label, String command) {
	}

	DetailsContent(String title, Phase phase, String subtitle, List<Section> sections, List<ActionRequest> actions, Subject subject) {
		this(title, phase, subtitle, sections, actions, subject, Optional.empty());
	}

	/** A titled group of facts. */
	record Section(String title, List<Fact> facts) {
	}

	/** More buttons than these hide what stands below them. */
	private static final int MOST_BUTTONS = 8;

	static final DetailsContent NOTHING = new DetailsContent("", Phase.NONE, Messages.Details_nothing, List.of(), List.of(), new Subject.None());

	static DetailsContent of(List<Row> rows, Console console, Contributions contributions) {
		var known = new Actions(console, contributions);
		var actions = known.all(rows);
		if (rows.size() > 1) {
			var kind = known.kind(rows);
			String title = rows.size() + " " + kind.map(k -> k.plural()).orElse(Messages.Details_resources);
			return new DetailsContent(title, Phase.NONE, String.join(", ", rows.stream().limit(10).map(Row::name).toList()) + (rows.size() > 10 ? ", …" : ""),
					List.of(), actions, new Subject.None());
		}
		var row = rows.getFirst();
		var sections = new ArrayList<Section>();
		String engine = console.fleet().engine(row.connection().id()).map(EngineView::health)
				.map(h -> HealthWords.of(h.status()) + (h.lastError().isEmpty() ? "" : ": " + Texts.plain(h.lastError()))).orElse("");
		sections.add(new Section(Messages.Details_state, state(row, engine)));
		var contributed = contributions.sections(row.connection().kind(), row.id().kind());
		console.fleet().engine(row.connection().id()).flatMap(EngineView::snapshot)
				.ifPresent(whole -> contributed.forEach(s -> add(sections, s.title(), s.section().facts(row, whole))));
		if (contributed.isEmpty()) {
			add(sections, Messages.Details_attributes,
					row.resource().attributes().entrySet().stream().map(e -> Fact.of(e.getKey(), Texts.plain(e.getValue()))).toList());
		}
		add(sections, Messages.Details_labels, labels(row.resource().labels()));
		String kind = console.resourceKind(row.id()).map(k -> k.label()).orElse(row.id().kind());
		return new DetailsContent(row.name(), row.phase(), Texts.format(Messages.Details_on, Texts.sentence(kind), row.connection().name()), sections, actions, new Subject.OneResource(row));
	}

	/** @param engine why the engine does not answer */
	private static List<Fact> state(Row row, String engine) {
		var facts = new ArrayList<Fact>();
		if (row.resource().state().phase() != Phase.NONE) {
			facts.add(new Fact(Messages.Details_now, row.stateText(), row.inState().map(Texts::dateTime).orElse(row.stateText()), false));
		}
		if (row.stale()) {
			facts.add(new Fact(Messages.Details_seen, Texts.format(Messages.Fleet_ago, Texts.age(row.seen())), Texts.dateTime(row.seen()), false));
			facts.add(Fact.of(Messages.Details_engine, engine));
		}
		return facts;
	}

	static DetailsContent of(EngineView engine, Console console) {
		var sections = new ArrayList<Section>();
		var health = engine.health();
		var state = new ArrayList<Fact>();
		state.add(new Fact(Messages.Details_health, HealthWords.of(health.status()), Texts.dateTime(health.since()), false));
		state.add(new Fact(Messages.Details_since, Texts.age(health.since()), Texts.dateTime(health.since()), false));
		health.lastContact().ifPresent(t -> state.add(new Fact(Messages.Details_last_contact, Texts.format(Messages.Fleet_ago, Texts.age(t)), Texts.dateTime(t), false)));
		if (!health.lastError().isEmpty() && !health.current()) {
			String error = Texts.plain(health.lastError());
			state.add(new Fact(Messages.Details_last_error, Texts.shortIds(error), error, false));
		}
		sections.add(new Section(Messages.Details_state, state));
		var connection = engine.connection();
		sections.add(new Section(Messages.Details_connection, List.of(Fact.of(Messages.Details_url, connection.url().toString()),
				Fact.of(Messages.Details_kind, console.engineKind(connection.kind()).map(k -> k.label()).orElse(connection.kind())),
				CertificateTexts.encryption(connection, engine.certificate()))));
		Optional<List<Fact>> facts = engine.snapshot()
				.map(s -> s.facts().entrySet().stream().map(e -> Fact.of(Texts.plain(e.getKey()), Texts.plain(e.getValue()))).toList());
		facts.ifPresent(f -> add(sections, Messages.Details_engine, f));
		add(sections, Messages.Details_labels, labels(connection.labels()));
		return new DetailsContent(connection.name(), Palette.phase(health.status()), HealthWords.of(health.status()), sections, List.of(), new Subject.OneEngine(connection.id()), offer(health.status()));
	}

	private static Optional<Offer> offer(Health.Status status) {
		return switch (status) {
			case UNTRUSTED -> Optional.of(new Offer(Messages.Details_review, Commands.REVIEW_CERTIFICATE));
			case UNAUTHORIZED -> Optional.of(new Offer(Messages.Details_sign_in, Commands.CONNECT));
			case CONNECTING, ONLINE, DEGRADED, UNREACHABLE -> Optional.empty();
		};
	}

	private static void add(List<Section> sections, String title, List<Fact> facts) {
		if (!facts.isEmpty()) {
			sections.add(new Section(title, facts));
		}
	}

	private static List<Fact> labels(java.util.Map<String, String> labels) {
		return labels.entrySet().stream().sorted(java.util.Map.Entry.comparingByKey()).map(e -> Fact.of(Texts.plain(e.getKey()), Texts.plain(e.getValue()))).toList();
	}

	/** The actions that have a button: all, or of many only those that can be used now; the others are in the menu, and their reasons are told. */
	List<ActionRequest> buttons() {
		return actions.size() <= MOST_BUTTONS ? actions : actions.stream().filter(a -> !a.rows().isEmpty()).toList();
	}

	/** Why actions cannot be used now, one line a reason: "Stop, Kill: It does not run." */
	String reasons() {
		var byReason = new LinkedHashMap<String, List<String>>();
		actions.stream().filter(a -> !a.reason().isEmpty()).forEach(a -> byReason.computeIfAbsent(a.reason(), r -> new ArrayList<>()).add(a.action().label()));
		return byReason.entrySet().stream().map(e -> String.join(", ", e.getValue()) + ": " + e.getKey()).collect(Collectors.joining("\n"));
	}

	/** Whether the other one needs the same widgets, only with other texts. */
	boolean sameShape(DetailsContent other) {
		return other != null && shape().equals(other.shape());
	}

	private List<String> shape() {
		var shape = new ArrayList<String>();
		sections.forEach(s -> {
			shape.add(s.title);
			s.facts.forEach(f -> shape.add(f.label() + f.monospace() + f.link().isPresent()));
		});
		shape.add(Boolean.toString(actions.isEmpty()));
		buttons().forEach(a -> shape.add(a.action().verb()));
		offer.ifPresent(o -> shape.add(o.command()));
		return shape;
	}
}
