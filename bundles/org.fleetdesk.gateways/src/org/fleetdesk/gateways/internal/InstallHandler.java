package org.fleetdesk.gateways.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.files.Severity;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.osgi.service.component.annotations.Component;

import com.fasterxml.jackson.databind.JsonNode;

/** Installs packages on gateways, with the upload where a file is given; the way back is the installation of the versions before. */
@Component
public final class InstallHandler implements TaskHandler {

	private static final String UPLOAD = "upload";
	private static final String INSTALL = "install";
	/** Kept when it is done; empty when the gateway does not listen: process ids by application, as lines of name, space, id. */
	private static final String PROCESSES = "processes";
	/** {@code true} when the gateway listened when it was done. */
	private static final String LISTENED = "listened";

	/** Gateways of one product take the package from one upload. */
	private static final class Turn {
		private final ReentrantLock lock = new ReentrantLock();
		private String done = "";
	}

	private final Map<String, Turn> uploads = new ConcurrentHashMap<>();

	@Override
	public List<String> verbs() {
		return List.of(Gateways.INSTALL);
	}

	private static Optional<Path> file(JsonNode parameters) {
		String file = parameters.path("file").asText("");
		return file.isEmpty() ? Optional.empty() : Optional.of(Path.of(file));
	}

	/** In the order of installation. */
	static List<String> packages(TaskRequest request, TaskTarget target) {
		var parameters = Targets.parameters(request, target);
		var packages = new ArrayList<String>();
		parameters.path("packages").forEach(p -> packages.add(p.asText()));
		file(parameters).map(f -> f.getFileName().toString()).filter(f -> !packages.contains(f)).ifPresent(packages::add);
		return packages;
	}

	@Override
	public List<Step> plan(TaskRequest request, TaskTarget target) {
		var steps = new ArrayList<Step>();
		file(Targets.parameters(request, target)).ifPresent(f -> steps.add(new Step(UPLOAD, target, "Upload " + f.getFileName(), true, 5)));
		String what = String.join(", ", packages(request, target).stream().map(Installation::what).toList());
		// it finds what it began before
		steps.add(new Step(INSTALL, target, "Install %s on %s".formatted(what, target.label()), true, 10));
		return steps;
	}

	static Installation installation(StepContext context, TaskTarget target, List<String> packages) throws EngineException {
		var parameters = Targets.parameters(context.request(), target);
		String key = target.resource().key();
		return new Installation(Targets.session(context), context, target, Gateways.product(key), Gateways.serial(key), packages,
				seconds(parameters, "silence").orElse(Installation.SILENCE), seconds(parameters, "queue"));
	}

	private static Optional<Duration> seconds(JsonNode parameters, String name) {
		return parameters.path(name).isNumber() ? Optional.of(Duration.ofMillis((long) (parameters.path(name).asDouble() * 1000))) : Optional.empty();
	}

	@Override
	public void run(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		context.published(session, () -> {
			if (step.id().equals(UPLOAD)) {
				new CloudCalls(context).made(Installation.SILENCE, () -> {
					upload(session, step, context);
					return true;
				});
				return;
			}
			var installation = installation(context, step.target(), packages(context.request(), step.target()));
			installation.run();
			keepHealth(session, step.target(), context);
			String before = context.get(Installation.BEFORE).orElse("").replace("\n", ", ");
			context.result("%s has %s now%s".formatted(step.target().label(), installation.what(), before.isEmpty() ? "" : "; before: " + before));
		});
	}

	private void upload(GatewaysSession session, Step step, StepContext context) throws EngineException, InterruptedException {
		var upload = PackageUpload.of(Targets.product(step), Targets.parameters(context.request(), step.target()));
		var turn = uploads.computeIfAbsent(step.target().resource().connection() + " " + upload.product() + " " + upload.file(), k -> new Turn());
		turn.lock.lockInterruptibly();
		try {
			String file = context.runId() + " " + looks(upload.file());
			if (!turn.done.equals(file) || session.content(upload.product(), upload.name()).isEmpty()) {
				upload.send(session, context);
				turn.done = file;
			}
		} finally {
			turn.lock.unlock();
		}
	}

	/** Changes when the file does. */
	private static String looks(Path file) {
		try {
			return Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis();
		} catch (IOException e) {
			return ""; // the upload says it
		}
	}

	/** What the programs are like that its health is measured by; a gateway that cannot tell is not worth a failure. */
	private static void keepHealth(GatewaysSession session, TaskTarget target, StepContext context) throws EngineException, InterruptedException {
		var text = new StringBuilder();
		boolean listens = false;
		try {
			listens = Targets.gateway(session, target).path("listening").asBoolean();
			if (listens) {
				GatewayHealth.programs(session, target).forEach(p -> text.append(p.path("name").asText()).append(' ').append(p.path("pid").asText()).append('\n'));
			}
		} catch (EngineException e) {
			context.log(Severity.WARNING, "What %s runs cannot be told: %s".formatted(target.label(), e.getMessage()));
		}
		context.put(LISTENED, Boolean.toString(listens));
		context.put(PROCESSES, text.toString());
	}

	/** A package that was uploaded stays: other gateways may be about to take it. */
	@Override
	public void compensate(Step step, StepContext context) throws EngineException, InterruptedException {
		if (step.id().equals(INSTALL)) {
			installation(context, step.target(), packages(context.request(), step.target())).takeBack();
		}
	}

	@Override
	public Optional<TaskRequest> undo(TaskRequest request, List<Done> done) {
		var changed = done.stream().filter(d -> !previous(request, d).isEmpty()).toList();
		return changed.isEmpty() ? Optional.empty() : Optional.of(Targets.each(request, Gateways.INSTALL, changed, d -> {
			var parameters = Targets.object();
			previous(request, d).forEach(parameters.putArray("packages")::add);
			return parameters;
		}));
	}

	private static List<String> previous(TaskRequest request, Done done) {
		return "true".equals(done.values().get(Installation.WENT_BACK)) ? List.of() : Installation.previous(done.values().getOrDefault(Installation.BEFORE, ""), packages(request, done.target()));
	}

	@Override
	public Optional<String> unhealthy(TaskTarget target, StepContext context) throws EngineException, InterruptedException {
		try {
			var wanted = Installation.versions(packages(context.request(), target));
			var why = new GatewayHealth(Targets.session(context), target, wanted, context.get(PROCESSES).orElse(""), "true".equals(context.get(LISTENED).orElse("")),
					context.get(Installation.ENDED).map(Instant::parse).orElse(Instant.EPOCH)).wrong();
			if (why.isPresent()) {
				Installation.doubt(context);
			}
			return why;
		} catch (EngineException e) {
			Installation.doubt(context); // what cannot be told for long counts as not healthy
			throw e;
		}
	}
}
