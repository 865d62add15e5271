package org.fleetdesk.serverless.ui.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.EngineView;
import org.fleetdesk.core.Resource;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.serverless.CloudFacts;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.NaturalOrder;
import org.fleetdesk.ui.Texts;

/** The ways between a runtime, its service, the roles of that, and their virtual machines. */
final class Related {

	private Related() {
	}

	/** What a resource belongs to, directly or not. */
	static Optional<Resource> up(Resource resource, Snapshot engine, String kind) {
		var above = resource.parent().map(p -> engine.resources().get(p));
		while (above.isPresent() && !above.get().id().kind().equals(kind)) {
			above = above.get().parent().map(p -> engine.resources().get(p));
		}
		return above;
	}

	/** What belongs to a resource, directly or not, by name. */
	static List<Resource> down(Resource resource, Snapshot engine, String kind) {
		return engine.resources().values().stream().filter(r -> r.id().kind().equals(kind) && up(r, engine, resource.id().kind()).filter(u -> u.id().equals(resource.id())).isPresent())
				.sorted(Comparator.comparing(Resource::name, NaturalOrder.INSTANCE)).toList();
	}

	/** A virtual machine by OpenNebula's number. */
	static Optional<Resource> vm(Snapshot engine, String number) {
		return number.isEmpty() ? Optional.empty()
				: engine.resources().values().stream().filter(r -> r.id().kind().equals(Serverless.VM) && r.attribute(Serverless.ID).equals(number)).findFirst();
	}

	/** Leads to a resource, with its state; the empty text when there is none. */
	static Fact link(String label, Optional<Resource> to) {
		return to.map(r -> Fact.link(label, Texts.format(Messages.Related_state, Texts.plain(r.name()), state(r)), r.id())).orElseGet(() -> Fact.of(label, ""));
	}

	/**
	 * Why engines cannot tell whether there is something; empty when all of them can.
	 *
	 * @param fact one of {@link CloudFacts}, which says where they are read from
	 * @param note one of {@link CloudFacts}, which says why they were not read the last time
	 */
	static Optional<String> unknown(List<EngineView> engines, String fact, String note) {
		var silent = new ArrayList<String>();
		for (var engine : engines) {
			var why = engine.snapshot().flatMap(s -> CloudFacts.unreachable(s, fact));
			var gap = engine.snapshot().map(s -> s.facts().get(note));
			if (why.isPresent()) {
				silent.add(Texts.format(Messages.Unknown_of, engine.connection().name(), fact, why.get()));
			} else if (gap.isPresent()) {
				silent.add(Texts.format(Messages.Unknown_note, engine.connection().name(), gap.get()));
			}
		}
		return silent.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", silent));
	}

	/** Which cloud it is, so that a simulated one is seen as such wherever something of it is shown. */
	static Fact cloud(Snapshot engine) {
		return Fact.of(Messages.Cloud, Texts.plain(engine.facts().getOrDefault(CloudFacts.OPENNEBULA, "")));
	}

	/** The state as an engine's word, or ours where it has none. */
	static String state(Resource resource) {
		var state = resource.state();
		return Texts.plain(state.nativeWord().isEmpty() ? state.word() : state.nativeWord());
	}
}
