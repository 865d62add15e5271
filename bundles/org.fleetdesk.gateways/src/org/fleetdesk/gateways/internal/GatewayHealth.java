package org.fleetdesk.gateways.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.gateways.AliasValue;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.gateways.model.Aliases;
import org.fleetdesk.gateways.model.EngineReport;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.text.Text;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Whether a gateway lives on with what was installed: it goes on to check in, and the applications' programs run. One that listens is asked; what another one reports counts when it is newer
 * than the installation.
 *
 * @param wanted    versions by application
 * @param processes that ran when it was done, as lines of application, space, process id
 * @param listened  whether the gateway listened then
 * @param since     the end of the installation, by the cloud's clock
 */
record GatewayHealth(GatewaysSession session, TaskTarget target, Map<String, String> wanted, String processes, boolean listened, Instant since) {

	/** @return what is wrong, as a sentence, or empty */
	Optional<String> wrong() throws EngineException, InterruptedException {
		var gateway = Targets.gateway(session, target);
		var silent = silent(session, gateway);
		if (silent.isPresent()) {
			return silent;
		}
		boolean listens = gateway.path("listening").asBoolean();
		if (listens) {
			var wrong = programs();
			if (wrong.isPresent()) {
				return wrong;
			}
		}
		String key = target.resource().key();
		var news = session.aliases(Gateways.product(key), Gateways.serial(key)).stream().filter(a -> a.alias().equals(Aliases.ENGINE_REPORT)).findFirst()
				.filter(r -> r.at().filter(at -> !at.isBefore(since)).isPresent());
		var wrong = news.flatMap(r -> reported(r, listens));
		if (news.isEmpty() && listened && !listens) {
			throw new EngineException(Kind.UNREACHABLE, target.label() + " listened when it was done and does not listen any more");
		}
		return wrong;
	}

	/** Why nothing is to be heard of a gateway. One that works at another installation checks in when that is done. */
	static Optional<String> silent(GatewaysSession session, JsonNode gateway) throws EngineException, InterruptedException {
		return silent(session, gateway, GatewayResources.installing(gateway).isEmpty() ? Duration.ZERO : Installation.SILENCE);
	}

	/** @param grace beyond the time when it is due */
	static Optional<String> silent(GatewaysSession session, JsonNode gateway, Duration grace) throws EngineException, InterruptedException {
		if (gateway.path("locked").asBoolean()) {
			return Optional.of("it is locked by now");
		}
		var seen = Wire.time(gateway.path("lastSeen"));
		var now = session.now();
		return seen.filter(s -> GatewayResources.due(s, gateway.path("interval").asLong(GatewayResources.INTERVAL)).plus(grace).isBefore(now)).map(s -> "it has not checked in since " + Text.time(s));
	}

	private Optional<String> programs() throws EngineException, InterruptedException {
		var gone = new ArrayList<>(applications());
		for (JsonNode process : programs(session, target)) {
			String app = process.path("name").asText();
			if (wanted.containsKey(app)) {
				var wrong = state(app, process.path("state").asText()).or(() -> startedAgain(app, process.path("pid").asText()));
				if (wrong.isPresent()) {
					return wrong;
				}
				gone.remove(app);
			}
		}
		return gone.stream().findFirst().map(app -> "the program of %s is gone".formatted(app));
	}

	/** What the agent of a gateway that listens says of its programs. */
	static JsonNode programs(GatewaysSession session, TaskTarget target) throws EngineException, InterruptedException {
		String key = target.resource().key();
		var answer = session.control(Gateways.product(key), Gateways.serial(key), Targets.object().put("do", "status"), Targets.CONTROL);
		if (!answer.ok()) {
			throw new EngineException(Kind.FAILED, answer.message().isEmpty() ? target.label() + " does not tell what it runs" : answer.message());
		}
		return answer.body().path("processes");
	}

	/** Those that had a program when it was done. */
	private List<String> applications() {
		return processes.lines().filter(l -> l.indexOf(' ') > 0 && l.indexOf(' ') < l.length() - 1).map(l -> l.substring(0, l.indexOf(' '))).filter(wanted::containsKey).toList();
	}

	private Optional<String> reported(AliasValue report, boolean listens) {
		try {
			var apps = EngineReport.of(report.value()).apps();
			for (var app : apps) {
				String version = wanted.get(app.name());
				if (version != null && !app.version().isEmpty() && !app.version().equals(version)) {
					return Optional.of("%s has version %s by now".formatted(app.name(), app.version()));
				}
				if (version != null && !listens && state(app.name(), app.status()).isPresent()) {
					return state(app.name(), app.status());
				}
			}
			return applications().stream().filter(name -> apps.stream().noneMatch(a -> a.name().equals(name))).findFirst()
					.map(name -> "it does not report %s any more".formatted(name));
		} catch (IllegalArgumentException e) {
			return Optional.of("its report cannot be read: " + e.getMessage());
		}
	}

	/** @param state in supervisord's words; empty when there is no program, which may be as it was meant */
	private Optional<String> state(String app, String state) {
		return switch (state) {
		case "RUNNING", "STARTING" -> Optional.empty();
		case "", GatewayResources.NO_PROGRAM -> applications().contains(app) ? Optional.of("whether %s runs is not known".formatted(app)) : Optional.empty();
		default -> Optional.of("%s is %s".formatted(app, state));
		};
	}

	private Optional<String> startedAgain(String app, String process) {
		return processes.lines().filter(l -> l.startsWith(app + " ") && !l.endsWith(" 0") && !l.equals(app + " " + process) && !process.isEmpty()).findFirst().map(l -> app + " ended and was started again");
	}
}
