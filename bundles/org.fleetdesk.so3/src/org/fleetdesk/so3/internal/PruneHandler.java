package org.fleetdesk.so3.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.files.Severity;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.So3Container;
import org.fleetdesk.so3.So3Image;
import org.fleetdesk.so3.So3Session;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.text.Text;
import org.osgi.service.component.annotations.Component;

/** Removes from engines what nothing needs: stopped containers, images of which there is no container. */
@Component
public final class PruneHandler implements TaskHandler {

	@Override
	public List<String> verbs() {
		return List.of(So3.PRUNE_CONTAINERS, So3.PRUNE_IMAGES);
	}

	@Override
	public List<Step> plan(TaskRequest request, TaskTarget target) {
		String what = request.verb().equals(So3.PRUNE_IMAGES) ? "unused images" : "stopped containers";
		return List.of(new Step("prune", target, "Remove %s of %s".formatted(what, target.label()), true, 1));
	}

	@Override
	public void run(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		context.published(session, () -> {
			if (context.request().verb().equals(So3.PRUNE_IMAGES)) {
				images(session, context);
			} else {
				containers(session, context);
			}
		});
	}

	private static void containers(So3Session session, StepContext context) throws EngineException, InterruptedException {
		var stopped = session.containers().stream().filter(c -> !c.up()).toList();
		try {
			session.pruneContainers();
		} catch (EngineException e) {
			throw e.prefixed("The stopped containers of %s could not be removed".formatted(session.connection().name()));
		}
		Targets.confirm("removal of stopped containers", () -> left(stopped.stream().map(So3Container::key).toList(),
				session.containers().stream().filter(c -> !c.up()).map(So3Container::key).toList()));
		told("stopped container", stopped.stream().map(So3Container::name).toList(), "", context);
	}

	private static void images(So3Session session, StepContext context) throws EngineException, InterruptedException {
		var before = session.images();
		long bytes;
		try {
			bytes = session.pruneImages().bytes();
		} catch (EngineException e) {
			throw e.prefixed("The unused images of %s could not be removed".formatted(session.connection().name()));
		}
		// which ones a container needs is the engine's to say: an image may be another one's base
		var now = session.images().stream().map(So3Image::id).toList();
		var gone = before.stream().filter(i -> !now.contains(i.id())).map(So3Image::name).toList();
		told("unused image", gone, bytes > 0 ? "; %s are free again".formatted(Text.bytes(bytes)) : "", context);
	}

	private static Optional<String> left(List<String> wanted, List<String> there) {
		var left = new ArrayList<>(wanted);
		left.retainAll(there);
		return left.isEmpty() ? Optional.empty() : Optional.of(left.size() + " of them are still there");
	}

	private static void told(String what, List<String> names, String more, StepContext context) {
		names.forEach(name -> context.log(Severity.INFO, name + " is removed"));
		context.result(names.isEmpty() ? "There was no %s".formatted(what) : names.size() == 1 ? "1 %s is removed: %s%s".formatted(what, names.getFirst(), more)
				: "%d %ss are removed: %s%s".formatted(names.size(), what, String.join(", ", names), more));
	}
}
