package org.fleetdesk.so3.internal;

import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.So3Container;
import org.fleetdesk.so3.So3Session;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.osgi.service.component.annotations.Component;

/** What changes a container and lets it be the same one: another name, other labels. */
@Component
public final class ChangeHandler implements TaskHandler {

	/** Kept before the engine is asked, once: what there was. */
	private static final String BEFORE = "before";

	@Override
	public List<String> verbs() {
		return List.of(So3.RENAME, So3.LABEL);
	}

	@Override
	public List<Step> plan(TaskRequest request, TaskTarget target) {
		String title = request.verb().equals(So3.RENAME) ? "Rename %s to %s".formatted(target.label(), Changes.name(request, target)) : "Label " + target.label();
		return List.of(new Step("change", target, title, true, 1));
	}

	@Override
	public void run(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		context.published(session, () -> {
			var container = Targets.container(session, step);
			if (context.request().verb().equals(So3.RENAME)) {
				rename(session, step, container, context);
			} else {
				label(session, step, container, context);
			}
		});
	}

	private static void rename(So3Session session, Step step, So3Container container, StepContext context) throws EngineException, InterruptedException {
		String name = Changes.name(context.request(), step.target());
		if (container.name().equals(name)) {
			String before = context.get(BEFORE).orElse("");
			context.result(before.isEmpty() ? "It was named %s before".formatted(name) : "%s is named %s now".formatted(before, name)); // an attempt before this one did it
			return;
		}
		if (session.containers().stream().anyMatch(c -> c.name().equals(name))) {
			throw new EngineException(Kind.REFUSED, "%s could not be renamed: there is a container named %s already".formatted(container.name(), name));
		}
		context.keep(BEFORE, container.name());
		try {
			session.rename(container, name);
		} catch (EngineException e) {
			throw e.prefixed("%s could not be renamed to %s".formatted(container.name(), name));
		}
		Targets.confirm("new name of " + container.name(), () -> {
			String now = Targets.again(session, container).name();
			return now.equals(name) ? Optional.empty() : Optional.of("it is named " + now);
		});
		context.result("%s is named %s now".formatted(container.name(), name));
	}

	private static void label(So3Session session, Step step, So3Container container, StepContext context) throws EngineException, InterruptedException {
		var wanted = Changes.labels(context.request(), step.target(), container.labels());
		if (wanted.equals(container.labels())) {
			context.result(container.name() + (context.get(BEFORE).isEmpty() ? " had these labels before" : " has these labels now"));
			return;
		}
		context.keep(BEFORE, Changes.back(container.labels(), wanted));
		try {
			session.label(container, wanted);
		} catch (EngineException e) {
			throw e.prefixed("The labels of %s could not be changed".formatted(container.name()));
		}
		Targets.confirm("new labels of " + container.name(), () -> Targets.again(session, container).labels().equals(wanted) ? Optional.empty()
				: Optional.of("it has other ones"));
		context.result("%s has %s now".formatted(container.name(), wanted.isEmpty() ? "no labels" : wanted.size() == 1 ? "1 label" : wanted.size() + " labels"));
	}

	/** What there was before the first attempt. */
	@Override
	public Probe probe(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		var found = session.container(step.target().resource().key());
		if (found.isEmpty()) {
			return Probe.UNKNOWN;
		}
		var container = found.get();
		boolean happened = context.request().verb().equals(So3.RENAME) ? container.name().equals(Changes.name(context.request(), step.target()))
				: Changes.labels(context.request(), step.target(), container.labels()).equals(container.labels());
		return happened ? Probe.HAPPENED : Probe.NOT_HAPPENED;
	}

	@Override
	public Optional<TaskRequest> undo(TaskRequest request, List<Done> done) {
		var changed = done.stream().filter(d -> d.values().containsKey(BEFORE)).toList();
		return changed.isEmpty() ? Optional.empty()
				: Optional.of(request.verb().equals(So3.RENAME) ? Changes.nameBack(request, changed, BEFORE) : Changes.labelBack(request, changed, BEFORE));
	}
}
