package org.fleetdesk.gateways.internal;

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
import org.fleetdesk.tasks.Progress;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.text.Text;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One installation on one gateway, from the queue of its cloud to its end. What a task began before it was cut off is found again by the task's run.
 *
 * @param silence how long a gateway that has picked it up may say nothing
 * @param queue   how long it may stay in the queue without a check-in; empty: as the gateway's own interval has it
 */
record Installation(GatewaysSession session, StepContext context, TaskTarget target, String product, String serial, List<String> packages, Duration silence, Optional<Duration> queue) {

	/** Kept before the cloud is asked: that it was. */
	static final String ASKED = "asked";
	/** Kept once: what there was of these applications, as lines of name, space, version. */
	static final String BEFORE = "before";
	/** The deployment whose failure was told; a further attempt makes another one. */
	private static final String FAILED = "failed";
	/** {@code true} when the gateway itself went back to what it had, so that there is nothing to undo. */
	static final String WENT_BACK = "wentBack";
	/** When it ended, by the cloud's clock. */
	static final String ENDED = "ended";

	static final Duration SILENCE = Duration.ofMinutes(15);
	private static final Duration WAIT = Duration.ofSeconds(10);
	private static final Duration MARGIN = Duration.ofSeconds(60);
	private static final long INTERVAL = 14_400;
	private static final int OUTPUT_LINES = 400;
	private static final List<String> PHASES = List.of("picked-up", "downloading", "checking", "installing", "starting", "healthy", "installed");

	/** Puts it into the queue unless that was done, and waits for its end. */
	Deployment run() throws EngineException, InterruptedException {
		var found = begun();
		Deployment deployment;
		if (found.filter(d -> d.state() != State.CANCELLED).isPresent() && !context.get(FAILED).equals(found.map(Deployment::id))) {
			deployment = again(found.get(), 0, Duration.ZERO); // the list of a run tells no events
			context.log(Severity.INFO, "It is in the queue of %s already, put there by this task at %s".formatted(serial, Text.time(deployment.created())));
		} else {
			context.keep(BEFORE, before());
			context.put(ASKED, "true");
			try {
				deployment = session.deploy(product, serial, packages, context.runId());
			} catch (EngineException e) {
				throw e.prefixed("%s could not be installed on %s".formatted(what(), target.label()));
			}
			context.log(Severity.INFO, "%s is in the queue of %s".formatted(what(), serial));
		}
		return ended(follow(deployment));
	}

	/** The newest that this task made for this gateway, if it did. */
	private Optional<Deployment> begun() throws EngineException, InterruptedException {
		return context.get(ASKED).isEmpty() ? Optional.empty()
				: session.deployments(context.runId()).stream().filter(d -> d.product().equals(product) && d.serial().equals(serial) && d.packages().equals(packages)).findFirst();
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

	private Deployment follow(Deployment begun) throws EngineException, InterruptedException {
		var now = begun;
		long seen = 0;
		long heard = System.nanoTime();
		String lastSeen = "";
		Duration limit = Duration.ZERO;
		while (true) {
			for (var event : now.events()) {
				if (event.sequence() > seen) {
					seen = event.sequence();
					heard = System.nanoTime();
					tell(event);
				}
			}
			if (now.state().ended()) {
				return now;
			}
			if (now.state() == State.QUEUED) {
				var gateway = Targets.gateway(session, target);
				String at = gateway.path("lastSeen").asText("");
				if (!at.equals(lastSeen)) {
					lastSeen = at;
					heard = System.nanoTime();
				}
				limit = queue.orElseGet(() -> untilCheckIn(gateway));
			} else {
				limit = silence;
			}
			if (System.nanoTime() - heard > limit.toNanos()) {
				throw silent(now, lastSeen);
			}
			var before = now.state();
			now = again(now, seen, WAIT.compareTo(limit) < 0 ? WAIT : limit.plusMillis(1));
			if (now.state() != before) {
				heard = System.nanoTime();
			}
		}
	}

	/** The cloud may be away for a while: the gateway goes on. What breaks is told by the task, which asks again. */
	private Deployment again(Deployment deployment, long seen, Duration wait) throws EngineException, InterruptedException {
		try {
			return session.deployment(deployment.id(), seen, wait);
		} catch (EngineException e) {
			throw e.kind() == Kind.NOT_FOUND ? new EngineException(Kind.REFUSED, "The cloud does not know the installation of %s on %s any more".formatted(what(), target.label()), e)
					: e.prefixed("How the installation of %s on %s fares cannot be told".formatted(what(), target.label()));
		}
	}

	private static Duration untilCheckIn(JsonNode gateway) {
		long interval = gateway.path("interval").asLong(INTERVAL);
		return Duration.between(Instant.EPOCH, GatewayResources.due(Instant.EPOCH, interval)).plus(MARGIN);
	}

	/** Not of the kinds that pass: the time for that was its own. */
	private EngineException silent(Deployment now, String lastSeen) throws EngineException, InterruptedException {
		if (now.state() == State.QUEUED) {
			boolean taken = session.cancelDeployment(now.id());
			return new EngineException(Kind.REFUSED, "%s did not pick %s up: it %s%s".formatted(target.label(), what(),
					lastSeen.isEmpty() ? "has never checked in" : "has not checked in since " + Text.time(Instant.parse(lastSeen)),
					taken ? ". It is taken out of the queue again" : ". It picks it up just now; its log of installations tells what comes of it"));
		}
		var last = now.events().isEmpty() ? now.created() : now.events().getLast().at();
		return new EngineException(Kind.REFUSED, "%s has picked %s up and has said nothing since %s; what it does with it is not known".formatted(target.label(), what(), Text.time(last)));
	}

	private void tell(Deployment.Event event) {
		String app = (event.app() + " " + event.version()).strip();
		boolean bad = switch (event.phase()) {
		case "failed", "rolled-back", "refused" -> true;
		default -> false;
		};
		if (event.phase().equals("downloading") && event.total() > 0) {
			context.progress(new Progress(event.bytes(), event.total(), Progress.Unit.BYTES));
			if (event.bytes() > 0 && event.bytes() < event.total()) {
				return; // the log is not for each piece
			}
		} else if (PHASES.contains(event.phase())) {
			context.progress(new Progress(PHASES.indexOf(event.phase()) + 1L, PHASES.size(), Progress.Unit.ITEMS));
		}
		String said = event.message().isEmpty() ? "" : ": " + event.message();
		context.log(bad ? Severity.WARNING : Severity.INFO, "%s %s%s%s".formatted(Text.time(event.at()), app.isEmpty() ? "" : app + ": ", event.phase().replace('-', ' '), said).strip());
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
		boolean untouched = deployment.state() == State.CANCELLED && deployment.events().stream().noneMatch(e -> PHASES.contains(e.phase()));
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
		if (session.cancelDeployment(found.get().id())) {
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
