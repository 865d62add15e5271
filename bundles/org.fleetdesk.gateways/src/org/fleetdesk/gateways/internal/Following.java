package org.fleetdesk.gateways.internal;

import java.time.Duration;
import java.time.Instant;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.files.Severity;
import org.fleetdesk.gateways.Deployment;
import org.fleetdesk.gateways.Deployment.State;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.text.Text;

import com.fasterxml.jackson.databind.JsonNode;

/** Sees a deployment to its end and tells what the gateway does, unless nothing is heard for too long. A cloud that is away is waited for: the gateway goes on meanwhile. */
final class Following implements StepContext.Work {

	private static final Duration WAIT = Duration.ofSeconds(10);
	private static final Duration MARGIN = Duration.ofSeconds(60);
	/** So many of its check-ins, and an hour at least, a gateway may let it stand in its queue: other deployments may be before it. */
	private static final int CHECK_INS = 10;

	private final Installation installation;
	private final CloudCalls calls;
	private final GatewaysSession session;
	private final StepContext context;
	private final long began;
	/** Of this waiting: the console may have been away before, while nobody saw the gateway. */
	private final long started;
	private final ProgressLine line;
	private Deployment now;
	private long seen;
	/** When something of the gateway was heard last. */
	private long heard;
	private String lastSeen = "";

	Following(Installation installation, CloudCalls calls, Deployment begun) {
		this.installation = installation;
		this.calls = calls;
		session = installation.session();
		context = installation.context();
		heard = System.nanoTime();
		started = heard;
		began = heard - installation.age().toNanos();
		now = begun;
		line = new ProgressLine(begun.packages());
	}

	/** After {@link #run}. */
	Deployment end() {
		return now;
	}

	@Override
	public void run() throws EngineException, InterruptedException {
		while (true) {
			if (now.state() != State.QUEUED) {
				context.underWay(); // before anything else: from now on nothing takes it back
			}
			tellNews();
			if (now.state().ended()) {
				now = again(0, Duration.ZERO); // with all events, and the output
				tellNews();
				return;
			}
			long left = now.state() == State.QUEUED ? leftInQueue() : left(heard, installation.silence());
			if (left <= 0) {
				if (now.state() == State.QUEUED && isPickedUpNow()) {
					continue;
				}
				throw silent();
			}
			var before = now.state();
			int outages = calls.outages();
			now = again(seen, Duration.ofMillis(Math.min(WAIT.toMillis(), left / 1_000_000 + 1)));
			if (now.state() != before || calls.outages() != outages) { // without the cloud, nothing of the gateway could be heard
				heard = System.nanoTime();
			}
		}
	}

	private void tellNews() {
		for (var event : now.events()) {
			if (event.sequence() > seen) {
				seen = event.sequence();
				heard = System.nanoTime();
				tell(event);
			}
		}
	}

	private static long left(long since, Duration limit) {
		return limit.toNanos() - (System.nanoTime() - since);
	}

	/** Somebody's own patience is for all of the time in the queue, however often the gateway checks in and the console starts anew. */
	private long leftInQueue() throws EngineException, InterruptedException {
		int outages = calls.outages();
		var gateway = calls.made(installation.queue().orElse(installation.silence()), () -> Targets.gateway(session, installation.target()));
		String at = gateway.path("lastSeen").asText("");
		if (!at.equals(lastSeen) || calls.outages() != outages) {
			lastSeen = at;
			heard = System.nanoTime();
		}
		if (installation.queue().isPresent()) {
			return left(began, installation.queue().get());
		}
		var checkIn = untilCheckIn(gateway);
		var whole = checkIn.multipliedBy(CHECK_INS);
		return Math.min(left(heard, checkIn), left(started, whole.compareTo(Duration.ofHours(1)) < 0 ? Duration.ofHours(1) : whole));
	}

	private static Duration untilCheckIn(JsonNode gateway) {
		long interval = gateway.path("interval").asLong(GatewayResources.INTERVAL);
		return Duration.between(Instant.EPOCH, GatewayResources.due(Instant.EPOCH, interval)).plus(MARGIN);
	}

	private Deployment again(long after, Duration wait) throws EngineException, InterruptedException {
		String what = "%s on %s".formatted(installation.what(), installation.target().label());
		try {
			return calls.made(patience(), () -> session.deployment(now.id(), after, wait));
		} catch (EngineException e) {
			throw e.kind() == Kind.NOT_FOUND ? new EngineException(Kind.REFUSED, "The cloud does not know the installation of %s any more".formatted(what), e)
					: e.prefixed("How the installation of %s fares cannot be told".formatted(what));
		}
	}

	private Duration patience() {
		return now.state() == State.QUEUED ? installation.queue().orElse(installation.silence()) : installation.silence();
	}

	/** Takes it out of the queue, unless the gateway picks it up in this moment: then its end is waited for. */
	private boolean isPickedUpNow() throws EngineException, InterruptedException {
		if (session.cancelDeployment(now.id(), false)) {
			context.put(Installation.WENT_BACK, "true");
			return false;
		}
		now = again(seen, Duration.ZERO);
		heard = System.nanoTime();
		return now.state() != State.QUEUED;
	}

	/** Not of the kinds that pass: the time for that was its own. */
	private EngineException silent() {
		String target = installation.target().label();
		if (now.state() == State.QUEUED) {
			String why = lastSeen.isEmpty() ? "has never checked in" : "checked in last at " + Text.time(Instant.parse(lastSeen));
			return new EngineException(Kind.REFUSED, "%s did not pick %s up in %s: it %s%s".formatted(target, installation.what(), Text.duration(Duration.ofNanos(System.nanoTime() - began)), why,
					context.get(Installation.WENT_BACK).isPresent() ? ". It is taken out of the queue again" : ""));
		}
		var last = now.events().isEmpty() ? now.created() : now.events().getLast().at();
		return new EngineException(Kind.REFUSED, "%s has picked %s up and has said nothing since %s; what it does with it is not known. Retry waits for it again, Give up ends it in the cloud"
				.formatted(target, installation.what(), Text.time(last)));
	}

	private void tell(Deployment.Event event) {
		String app = (event.app() + " " + event.version()).strip();
		boolean bad = switch (event.phase()) {
		case "failed", "rolled-back", "refused" -> true;
		default -> false;
		};
		line.after(event).ifPresent(context::progress);
		if (event.phase().equals("downloading") && event.bytes() > 0 && event.bytes() < event.total()) {
			return; // the log is not for each piece
		}
		String said = event.message().isEmpty() ? "" : ": " + event.message();
		context.log(bad ? Severity.WARNING : Severity.INFO, "%s%s%s%s".formatted(longAgo(event.at()), app.isEmpty() ? "" : app + ": ", event.phase().replace('-', ' '), said).strip());
	}

	/** When it was, unless that is the time of the log line, too. */
	private static String longAgo(Instant at) {
		return Duration.between(at, Instant.now()).abs().compareTo(Duration.ofMinutes(1)) < 0 ? "" : Text.time(at) + " ";
	}
}
