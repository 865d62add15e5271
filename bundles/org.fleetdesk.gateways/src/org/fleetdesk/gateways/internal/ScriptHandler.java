package org.fleetdesk.gateways.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.files.Severity;
import org.fleetdesk.gateways.Deployment;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.gateways.model.PackageBuilder;
import org.fleetdesk.gateways.model.PackageName;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.osgi.service.component.annotations.Component;

/**
 * Runs a script on gateways, or reboots them: Gateway Engine knows no commands, so the script goes there as a package whose {@code install.sh} it is, as the document does it. The package is
 * called after the script's digest and the task's run, and is removed from the content area afterwards.
 */
@Component
public final class ScriptHandler implements TaskHandler {

	/** In the background and a little later, so that the agent can report before. */
	private static final String REBOOT = """
			#!/bin/sh
			# Reboots the gateway a little later, so that the end of this script can be reported
			echo "Rebooting in 10 seconds"
			(sleep 10; /sbin/reboot || reboot || systemctl reboot) </dev/null >/dev/null 2>&1 &
			""";
	/** So long a gateway may need to start, beyond the time when it is due. */
	private static final Duration START = Duration.ofMinutes(5);
	private static final String INSTALL = "install.sh";
	private static final Pattern ONCE = Pattern.compile("(script|reboot)-[0-9a-f]{12}");
	/** The package that is to be removed afterwards; kept before it is sent. */
	private static final String SENT = "sent";

	@Override
	public List<String> verbs() {
		return List.of(Gateways.SCRIPT, Gateways.REBOOT);
	}

	/** Whether an application is the package of a script, which is nothing that a gateway has afterwards. */
	static boolean once(String application) {
		return ONCE.matcher(application).matches();
	}

	private static boolean reboots(TaskRequest request) {
		return request.verb().equals(Gateways.REBOOT);
	}

	private static String title(TaskRequest request) {
		String title = request.parameters().path("title").asText("").strip();
		return reboots(request) ? "Reboot" : title.isEmpty() ? "Run a script" : "Run \"%s\"".formatted(title);
	}

	@Override
	public List<Step> plan(TaskRequest request, TaskTarget target) {
		return List.of(new Step("run", target, "%s on %s".formatted(title(request), target.label()), true, 10), new Step("clean", target, "Remove the script from the cloud", true, 1));
	}

	private static String script(TaskRequest request) throws EngineException {
		String script = reboots(request) ? REBOOT : request.parameters().path("script").asText("").replace("\r\n", "\n");
		if (!script.startsWith("#!")) {
			throw new EngineException(Kind.REFUSED, "A script begins with a line such as #!/bin/sh, which says what runs it");
		}
		return script.endsWith("\n") ? script : script + "\n";
	}

	/** The same script of another run is another one: it is to run again. One package serves all gateways of a run. */
	private static PackageName name(StepContext context) throws EngineException {
		try {
			var digest = MessageDigest.getInstance("SHA-256").digest(script(context.request()).getBytes(StandardCharsets.UTF_8));
			return new PackageName((reboots(context.request()) ? "reboot-" : "script-") + HexFormat.of().formatHex(digest, 0, 6), context.runId());
		} catch (NoSuchAlgorithmException e) {
			throw new IllegalStateException(e); // each JVM has it
		}
	}

	@Override
	public void run(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		var name = name(context);
		if (step.id().equals("clean")) {
			clean(session, Targets.product(step), name, context);
			return;
		}
		context.published(session, () -> {
			new CloudCalls(context).made(Installation.SILENCE, () -> {
				send(session, Targets.product(step), name, context);
				return true;
			});
			Deployment deployment = InstallHandler.installation(context, step.target(), List.of(name.fileName())).run();
			String last = deployment.output().strip().lines().reduce((a, b) -> b).orElse("");
			context.result(reboots(context.request()) ? step.target().label() + " reboots" : "The script ran on %s%s".formatted(step.target().label(),
					last.isEmpty() ? "" : "; it said at last: " + last));
		});
	}

	private static void send(GatewaysSession session, String product, PackageName name, StepContext context) throws EngineException, InterruptedException {
		if (session.content(product, name.fileName()).isPresent()) {
			context.put(SENT, name.fileName());
			return;
		}
		try {
			Path folder = Files.createTempDirectory("fleetdesk-script");
			try {
				Path script = Files.writeString(folder.resolve(INSTALL), script(context.request()));
				Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
				Files.setLastModifiedTime(script, FileTime.from(Instant.parse("2026-01-01T00:00:00Z"))); // the same bytes for all gateways of the run
				var files = new TreeMap<String, Path>();
				files.put(INSTALL, script);
				Path built = PackageBuilder.build(name, files, folder);
				context.put(SENT, name.fileName());
				session.upload(product, built, Targets.sha256(built), Optional.empty(), sent -> {
				});
			} finally {
				try (var left = Files.walk(folder)) {
					for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
						Files.delete(path);
					}
				}
			}
		} catch (IOException e) {
			throw new EngineException(Kind.FAILED, "The package for the script cannot be made: " + e.getMessage(), e);
		}
	}

	/** The last gateway of the run takes it away: while others have it in their queues, the cloud refuses that. */
	private static void clean(GatewaysSession session, String product, PackageName name, StepContext context) throws EngineException, InterruptedException {
		if (context.get(SENT).isEmpty()) {
			return;
		}
		try {
			session.removeContent(product, name.fileName());
		} catch (EngineException e) {
			if (e.kind() != Kind.NOT_FOUND && e.kind() != Kind.CONFLICT) {
				throw e;
			}
		}
	}

	/** What a script did is not known to be right or wrong, but the gateway has to be there still, or again when it reboots. */
	@Override
	public Optional<String> unhealthy(TaskTarget target, StepContext context) throws EngineException, InterruptedException {
		return GatewayHealth.silent(Targets.session(context), Targets.gateway(Targets.session(context), target), START);
	}

	@Override
	public void compensate(Step step, StepContext context) throws EngineException, InterruptedException {
		if (context.get(SENT).isEmpty()) {
			return;
		}
		var session = Targets.session(context);
		var name = name(context);
		InstallHandler.installation(context, step.target(), List.of(name.fileName())).takeBack();
		clean(session, Targets.product(step), name, context);
		context.log(Severity.INFO, "What a script has done stays done");
	}
}
