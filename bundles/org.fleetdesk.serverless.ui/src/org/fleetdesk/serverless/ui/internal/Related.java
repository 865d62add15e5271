package org.fleetdesk.serverless.ui.internal;

import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.Resource;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.Texts;

/** The ways between a runtime, its service, the roles of that, and their virtual machines. */
final class Related {

	/** The engine's fact that names OpenNebula's version. */
	private static final String CLOUD = "OpenNebula";

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

	/** What belongs to a resource, directly or not. */
	static List<Resource> down(Resource resource, Snapshot engine, String kind) {
		return engine.resources().values().stream().filter(r -> r.id().kind().equals(kind) && up(r, engine, resource.id().kind()).filter(u -> u.id().equals(resource.id())).isPresent())
				.toList();
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

	/** Which cloud it is, so that a simulated one is seen as such wherever something of it is shown. */
	static Fact cloud(Snapshot engine) {
		return Fact.of(Messages.Cloud, Texts.plain(engine.facts().getOrDefault(CLOUD, "")));
	}

	/** The state as an engine's word, or ours where it has none. */
	static String state(Resource resource) {
		var state = resource.state();
		return Texts.plain(state.nativeWord().isEmpty() ? state.word() : state.nativeWord());
	}
}
