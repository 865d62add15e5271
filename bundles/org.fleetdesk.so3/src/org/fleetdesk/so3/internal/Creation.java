package org.fleetdesk.so3.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.files.Severity;
import org.fleetdesk.so3.Capability;
import org.fleetdesk.so3.EngineProfile;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.So3Container;
import org.fleetdesk.so3.So3Host;
import org.fleetdesk.so3.So3Session;
import org.fleetdesk.tasks.StepContext;

/** Makes one container on one engine, so that a task that was cut off finds it again. */
record Creation(So3Session session, StepContext context, String name) {

	/** Kept before the engine is asked, with the name; empty again when it said that it will not. */
	private static final String CREATING = "creating";

	/** Whether the engine was asked, and may have done it. */
	static boolean asked(StepContext context) {
		return context.get(CREATING).filter(name -> !name.isEmpty()).isPresent();
	}

	/** The container that this task made before, if it did. The original engine keeps no labels: there the name tells. */
	Optional<So3Container> made() throws EngineException, InterruptedException {
		boolean original = session.host().refusal(Capability.LABELS).isPresent();
		return session.containers().stream()
				.filter(c -> c.name().equals(name) && (original ? asked(context) : context.runId().equals(c.labels().get(So3.RUN_LABEL)))).findFirst();
	}

	/** Fails when there is no room for the container. */
	void check() throws EngineException, InterruptedException {
		if (made().isEmpty()) {
			So3Host host = session.host();
			List<So3Container> there = session.containers();
			var refusal = refusal(host, there, host.used(there), name);
			if (refusal.isPresent()) {
				throw new EngineException(Kind.REFUSED, refusal.get());
			}
		}
	}

	/** Why an engine has no room for a container, as a sentence, or empty. */
	static Optional<String> refusal(So3Host host, List<So3Container> there, int used, String name) {
		if (host.profile().slots() == EngineProfile.Slots.HELD && used >= host.slots()) {
			return Optional.of("No slot is free: %d of %d are used%s; remove a container first".formatted(used, host.slots(),
					there.isEmpty() ? "" : ", by " + String.join(", ", there.stream().map(So3Container::name).toList())));
		}
		if (there.stream().anyMatch(c -> c.name().equals(name))) {
			return Optional.of("There is a container named %s already; choose another name".formatted(name));
		}
		return Optional.empty();
	}

	/** Makes it, unless this task did before. */
	So3Container create(String image, Map<String, String> labels) throws EngineException, InterruptedException {
		var before = made();
		if (before.isPresent()) {
			context.log(Severity.INFO, name + " is there already, made by this task");
			return before.get();
		}
		check();
		boolean first = !asked(context);
		context.put(CREATING, name);
		var all = new HashMap<>(labels);
		all.put(So3.RUN_LABEL, context.runId());
		String id;
		try {
			id = session.create(name, image, all);
		} catch (EngineException e) {
			if (first && refused(e)) {
				context.put(CREATING, "");
			}
			throw e.prefixed("%s could not be created from the image %s".formatted(name, image));
		}
		var seen = new So3Container[1];
		Targets.confirm("creation of " + name, () -> {
			session.containers().stream().filter(c -> c.id().equals(id)).forEach(c -> seen[0] = c);
			return seen[0] == null ? Optional.of("it is not there") : Optional.empty();
		});
		String simulated = seen[0].runtime().equals("simulated") ? "; it is simulated: its image is not executed" : "";
		if (seen[0].slot().isPresent()) {
			context.log(Severity.INFO, "%s has slot %d%s".formatted(name, seen[0].slot().getAsInt(), simulated));
		}
		context.result(name + " is created" + simulated);
		return seen[0];
	}

	/** Whether the engine said that it does nothing; one that has the name already may have it from us. */
	private static boolean refused(EngineException failure) {
		return switch (failure.kind()) {
		case REFUSED, NOT_FOUND, UNAUTHORIZED, UNSUPPORTED -> true;
		default -> false;
		};
	}

	/** Takes back what was made, unless somebody has started it. */
	void undo() throws EngineException, InterruptedException {
		if (!asked(context)) {
			return;
		}
		var made = made();
		// a request that was cut off may still be at work on the engine
		for (int looks = 0; made.isEmpty() && looks < Targets.LOOKS; looks++) {
			Thread.sleep(Targets.PAUSE_MILLIS);
			made = made();
		}
		if (made.isPresent() && made.get().up()) {
			context.log(Severity.INFO, name + " runs already and is left as it is");
		} else if (made.isPresent()) {
			session.remove(made.get(), false);
			context.log(Severity.INFO, name + " is removed again");
		}
	}

	void start() throws EngineException, InterruptedException {
		var container = made().orElseThrow(() -> new EngineException(Kind.NOT_FOUND, name + " is no longer there"));
		ContainerHandler.start(session, container, context);
	}
}
