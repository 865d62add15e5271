package org.fleetdesk.gateways.internal;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.files.Severity;
import org.fleetdesk.gateways.Deployment;
import org.fleetdesk.gateways.Deployment.State;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.gateways.model.PackageName;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.text.Text;

/**
 * One installation on one gateway, from the queue of its cloud to its end. What a task began before it was cut off is found again by the task's run.
 *
 * @param silence how long a gateway that has picked it up may say nothing
 * @param queue   how long it may stay in the queue without a check-in; empty: as the gateway's own interval has it
 */
record Installation(GatewaysSession session, StepContext context, TaskTarget target, String product, String serial, List<String> packages, Duration silence, Optional<Duration> queue) {

	/** Kept before the cloud is asked: when. */
	static final String ASKED = "asked";
	/** The id of what it made; empty while that is not known. */
	private static final String DEPLOYMENT = "deployment";
	/** Kept once: what there was of these applications, as lines of name, space, version. */
	static final String BEFORE = "before";
	/** The deployment that came to nothing; a further attempt makes another one. */
	private static final String FAILED = "failed";
	/** {@code true} when the gateway has what it had, without the console, so that there is nothing to undo. */
	static final String WENT_BACK = "wentBack";
	/** When it ended, by the cloud's clock. */
	static final String ENDED = "ended";

	static final Duration SILENCE = Duration.ofMinutes(15);
	private static final int OUTPUT_LINES = 400;

	/** Puts it into the queue unless that was done, and waits for its end; meanwhile others have the turn. */
	Deployment run() throws EngineException, InterruptedException {
		var calls = new CloudCalls(context);
		var deployment = calls.made(silence, this::inQueue);
		var following = new Following(this, calls, deployment);
		context.waiting(following);
		return ended(following.end());
	}

	private Deployment inQueue() throws EngineException, InterruptedException {
		var found = begun();
		if (found.filter(d -> d.state() != State.CANCELLED).isPresent() && !context.get(FAILED).equals(found.map(Deployment::id))) {
			context.log(Severity.INFO, "It is in the queue of %s already, put there by this task at %s".formatted(serial, Text.time(found.get().created())));
			return found.get();
		}
		if (Targets.gateway(session, target).path("locked").asBoolean()) {
			throw new EngineException(Kind.REFUSED, "%s could not be installed on %s: it is locked; unlock it first".formatted(what(), target.label()));
		}
		context.keep(BEFORE, before());
		context.put(DEPLOYMENT, "");
		context.put(ASKED, Instant.now().toString());
		Deployment made;
		try {
			made = session.deploy(product, serial, packages, context.runId());
		} catch (EngineException e) {
			throw e.prefixed("%s could not be installed on %s".formatted(what(), target.label()));
		}
		context.put(DEPLOYMENT, made.id());
		context.log(Severity.INFO, "%s is in the queue of %s".formatted(what(), serial));
		return made;
	}

	/** How long ago the cloud was asked, by the clock of the wall: a restart may lie between. */
	Duration age() {
		try {
			var age = context.get(ASKED).map(at -> Duration.between(Instant.parse(at), Instant.now())).orElse(Duration.ZERO);
			return age.isNegative() ? Duration.ZERO : age;
		} catch (DateTimeException e) {
			return Duration.ZERO; // of an earlier version
		}
	}

	/** The newest that this task made for this gateway, if it did. */
	private Optional<Deployment> begun() throws EngineException, InterruptedException {
		if (context.get(ASKED).isEmpty()) {
			return Optional.empty();
		}
		var id = context.get(DEPLOYMENT).filter(d -> !d.isEmpty());
		if (id.isEmpty()) {
			var made = session.deployments(context.runId()).stream().filter(d -> d.product().equals(product) && d.serial().equals(serial) && d.packages().equals(packages)).findFirst();
			if (made.isPresent()) {
				context.put(DEPLOYMENT, made.get().id());
			}
			return made;
		}
		try {
			return Optional.of(session.deployment(id.get(), 0, Duration.ZERO));
		} catch (EngineException e) {
			if (e.kind() == Kind.NOT_FOUND) {
				return Optional.empty();
			}
			throw e;
		}
	}

	/** What was installed is not well: a further attempt installs it anew. */
	static void doubt(StepContext context) throws EngineException {
		var id = context.get(DEPLOYMENT).filter(d -> !d.isEmpty());
		if (id.isPresent() && !context.get(FAILED).equals(id)) {
			context.put(FAILED, id.get());
		}
	}

	/** Such as "tick_app 2". */
	String what() {
		return packages.stream().map(Installation::what).collect(Collectors.joining(", "));
	}

	static String what(String fileName) {
		try {
			var name = PackageName.of(fileName);
			return name.name() + " " + name.version();
		} catch (IllegalArgumentException e) {
			return fileName;
		}
	}

	/** The applications of packages, with the versions that they have then. */
	static Map<String, String> versions(List<String> packages) {
		var versions = new LinkedHashMap<String, String>();
		for (String one : packages) {
			try {
				var name = PackageName.of(one);
				versions.put(name.name(), name.version());
			} catch (IllegalArgumentException e) {
				// the cloud refuses it
			}
		}
		return versions;
	}

	private String before() throws EngineException, InterruptedException {
		var installed = new LinkedHashMap<String, String>();
		Targets.gateway(session, target).path("apps").forEach(a -> installed.put(a.path("name").asText(), a.path("version").asText("")));
		return versions(packages).keySet().stream().filter(app -> !installed.getOrDefault(app, "").isEmpty()).map(app -> app + " " + installed.get(app)).collect(Collectors.joining("\n"));
	}

	private Deployment ended(Deployment deployment) throws EngineException {
		var lines = deployment.output().lines().toList();
		lines.subList(Math.max(0, lines.size() - OUTPUT_LINES), lines.size()).forEach(l -> context.log(Severity.INFO, "| " + l));
		if (deployment.state() == State.DONE) {
			context.put(WENT_BACK, "");
			context.put(ENDED, deployment.ended().orElse(Instant.EPOCH).toString());
			return deployment;
		}
		context.put(FAILED, deployment.id());
		// of several packages those before the one that failed are there
		boolean untouched = deployment.state() == State.CANCELLED && deployment.events().stream().allMatch(e -> ProgressLine.phase(e).isEmpty());
		context.put(WENT_BACK, untouched || deployment.state() == State.ROLLED_BACK && packages.size() == 1 ? "true" : "");
		String why = deployment.message().isEmpty() ? "" : ": " + deployment.message();
		throw new EngineException(Kind.REFUSED, switch (deployment.state()) {
		case CANCELLED -> "The installation of %s on %s was taken out of the queue%s".formatted(what(), target.label(), why);
		case ROLLED_BACK -> "%s did not live on %s, which has gone back to what it had%s".formatted(what(), target.label(), why);
		default -> "%s could not be installed on %s%s".formatted(what(), target.label(), why);
		});
	}

	/** Takes it out of the queue, or says that the gateway goes on. */
	void takeBack() throws EngineException, InterruptedException {
		if (context.get(ASKED).isEmpty()) {
			return;
		}
		var found = begun();
		if (found.isEmpty() || found.get().state().ended()) {
			return;
		}
		if (session.cancelDeployment(found.get().id(), false)) {
			context.put(WENT_BACK, "true");
			context.log(Severity.INFO, "%s is taken out of the queue of %s".formatted(what(), serial));
		} else {
			context.log(Severity.WARNING, "%s has picked %s up and goes on with it; its log of installations tells what comes of it".formatted(serial, what()));
		}
		context.publish(session);
	}

	/** What there was before, as packages that bring it back; without those that were there in the same version. */
	static List<String> previous(String before, List<String> packages) {
		var wanted = versions(packages);
		var previous = new ArrayList<String>();
		for (String line : before.lines().toList()) {
			int space = line.indexOf(' ');
			String app = line.substring(0, space);
			String version = line.substring(space + 1);
			if (wanted.containsKey(app) && !version.equals(wanted.get(app))) {
				previous.add(new PackageName(app, version).fileName());
			}
		}
		return previous;
	}
}
