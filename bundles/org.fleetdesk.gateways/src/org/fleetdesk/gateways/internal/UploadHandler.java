package org.fleetdesk.gateways.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.osgi.service.component.annotations.Component;

/** Packages into content areas and out of them. */
@Component
public final class UploadHandler implements TaskHandler {

	@Override
	public List<String> verbs() {
		return List.of(Gateways.UPLOAD, Gateways.REMOVE_PACKAGE);
	}

	@Override
	public List<Step> plan(TaskRequest request, TaskTarget target) {
		if (request.verb().equals(Gateways.REMOVE_PACKAGE)) {
			return List.of(new Step("remove", target, "Remove " + target.label(), true, 1));
		}
		var name = Path.of(request.parameters().path("file").asText()).getFileName();
		return List.of(new Step("upload", target, "Upload %s to %s".formatted(name, request.parameters().path("product").asText()), true, 1));
	}

	@Override
	public void run(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		context.published(session, () -> {
			if (step.id().equals("upload")) {
				var upload = PackageUpload.of(context.request().parameters().path("product").asText(), context.request().parameters());
				boolean sent = upload.send(session, context);
				String result = context.get(PackageUpload.SENT).isPresent() ? "%s is in %s" : sent ? "%s is in %s with this signature" : "%s was in %s before";
				context.result(result.formatted(upload.name(), upload.product()));
				return;
			}
			try {
				session.removeContent(Targets.product(step), Targets.serial(step));
				context.result(step.target().label() + " is removed");
			} catch (EngineException e) {
				if (e.kind() != Kind.NOT_FOUND) {
					throw e.prefixed(step.target().label() + " could not be removed");
				}
				context.result(step.target().label() + " was gone before");
			}
		});
	}

	/** A name that is taken by another file stays taken. */
	@Override
	public boolean passes(Step step, TaskRequest request, EngineException failure) {
		return failure.kind() != Kind.CONFLICT && TaskHandler.super.passes(step, request, failure);
	}

	@Override
	public void compensate(Step step, StepContext context) throws EngineException, InterruptedException {
		if (step.id().equals("upload")) {
			PackageUpload.undo(Targets.session(context), context.request().parameters().path("product").asText(), context);
		}
	}

	@Override
	public Optional<TaskRequest> undo(TaskRequest request, List<Done> done) {
		String product = request.parameters().path("product").asText();
		var sent = done.stream().filter(d -> d.values().containsKey(PackageUpload.SENT)).map(d -> new TaskTarget(
				new ResourceId(d.target().resource().connection(), Gateways.PACKAGE, product + "/" + d.values().get(PackageUpload.SENT)), d.values().get(PackageUpload.SENT))).toList();
		return request.verb().equals(Gateways.REMOVE_PACKAGE) || sent.isEmpty() ? Optional.empty()
				: Optional.of(new TaskRequest(1, Gateways.REMOVE_PACKAGE, request.title(), sent, Targets.object()));
	}
}
