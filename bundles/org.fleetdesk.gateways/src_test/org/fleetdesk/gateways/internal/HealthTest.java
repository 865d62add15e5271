package org.fleetdesk.gateways.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.internal.Setup.Run;
import org.fleetdesk.text.Text;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What counts as healthy while a rollout watches what it installed. */
class HealthTest extends InstallCase {

	private Run run;

	@BeforeEach
	void start() {
		run = install(Setup.object());
	}

	private void installed() throws Exception {
		int number = cloud.deployments.size() + 1;
		var end = run.begin(handler);
		cloud.event(cloud.deployment(number), "done", "installed", 0, 0, "");
		end.get();
	}

	private Optional<String> unhealthy() throws Exception {
		return handler.unhealthy(run.request.targets().getFirst(), run);
	}

	private void runs(String state, int pid) {
		gateway.put("listening", true);
		cloud.agent = (key, request) -> {
			var answer = FakeCloud.object().put("ok", true);
			answer.putArray("processes").addObject().put("name", "tick_app").put("state", state).put("pid", pid);
			return answer;
		};
	}

	private void report(String app, String status, Instant at) {
		var report = FakeCloud.object().put("alias", "engine_report").put("at", at.toString()).put("writer", "device")
				.put("value", "{\"apps\":[{\"%s\":{\"version\":\"2\",\"status\":\"%s\",\"uptime\":\"\"}}]}".formatted(app, status));
		cloud.aliases.put("lab/gw", List.of(report));
	}

	@Test
	void whatAGatewayReportsCountsWhenItIsNewerThanTheInstallation() throws Exception {
		installed();
		report("tick_app", "RUNNING", Instant.now().plusSeconds(5));
		assertThat(unhealthy()).isEmpty();
		report("tick_app", "FATAL", Instant.now().plusSeconds(5));
		assertThat(unhealthy()).contains("tick_app is FATAL");
		report("tick_app", "FATAL", Instant.now().minusSeconds(50));
		assertThat(unhealthy()).as("that was before").isEmpty();
		runs("BACKOFF", 0);
		assertThat(unhealthy()).contains("tick_app is BACKOFF");
	}

	@Test
	void aGatewayThatFallsSilentIsNotHealthy() throws Exception {
		installed();
		assertThat(unhealthy()).isEmpty();
		String seen = Instant.now().minusSeconds(103).toString(); // of 60 s, a fifth more and 30 s beside
		gateway.put("lastSeen", seen);
		assertThat(unhealthy()).contains("it has not checked in since " + Text.time(Instant.parse(seen)));
		cloud.now = Instant.now().minusSeconds(3600).toString();
		gateway.put("lastSeen", Instant.now().minusSeconds(3600).toString());
		var slow = setup.session();
		assertThat(handler.unhealthy(run.request.targets().getFirst(), new Run("r1", run.request, slow))).as("by the cloud's clock it was here just now").isEmpty();
		gateway.put("locked", true);
		assertThat(unhealthy()).contains("it is locked by now");
	}

	@Test
	void aGatewayThatWorksAtAnotherInstallationMayBeSilentForLonger() throws Exception {
		installed();
		gateway.put("lastSeen", Instant.now().minusSeconds(103).toString());
		gateway.putObject("installing").put("phase", "installing").put("app", "other").put("version", "1");
		assertThat(unhealthy()).isEmpty();
		gateway.put("lastSeen", Instant.now().minusSeconds(103 + 900).toString());
		assertThat(unhealthy().orElseThrow()).startsWith("it has not checked in since ");
	}

	@Test
	void aGatewayThatIsRebootedHasTimeToStart() throws Exception {
		var reboot = Setup.run(setup.session(), Gateways.REBOOT, Setup.id(Gateways.GATEWAY, "lab/gw"), Setup.object());
		gateway.put("lastSeen", Instant.now().minusSeconds(103).toString());
		assertThat(new ScriptHandler().unhealthy(reboot.request.targets().getFirst(), reboot)).isEmpty();
		gateway.put("lastSeen", Instant.now().minusSeconds(103 + 300).toString());
		assertThat(new ScriptHandler().unhealthy(reboot.request.targets().getFirst(), reboot)).isPresent();
	}

	@Test
	void aGatewayThatListenedAndDoesNotAnyMoreCannotTell() throws Exception {
		runs("RUNNING", 7);
		installed();
		assertThat(unhealthy()).isEmpty();
		gateway.put("listening", false);
		assertThatThrownBy(this::unhealthy).isInstanceOf(EngineException.class).hasMessage("gw listened when it was done and does not listen any more");
		report("tick_app", "RUNNING", Instant.now().minusSeconds(50));
		assertThatThrownBy(this::unhealthy).as("that was before").isInstanceOf(EngineException.class);
		report("tick_app", "RUNNING", Instant.now().plusSeconds(5));
		assertThat(unhealthy()).as("it reports still").isEmpty();
		runs("RUNNING", 7);
		cloud.agent = (key, request) -> FakeCloud.object().put("ok", false).put("message", "The supervisor does not answer");
		assertThatThrownBy(this::unhealthy).isInstanceOf(EngineException.class).hasMessage("The supervisor does not answer");
	}

	@Test
	void aProgramThatIsGoneOrOfWhichNothingIsKnownIsNotHealthy() throws Exception {
		runs("RUNNING", 7);
		installed();
		runs("RUNNING", 8);
		assertThat(unhealthy()).contains("tick_app ended and was started again");
		runs("UNKNOWN", 0);
		assertThat(unhealthy()).contains("whether tick_app runs is not known");
		cloud.agent = (key, request) -> {
			var answer = FakeCloud.object().put("ok", true);
			answer.putArray("processes");
			return answer;
		};
		assertThat(unhealthy()).contains("the program of tick_app is gone");
		runs("RUNNING", 7);
		report("other_app", "RUNNING", Instant.now().plusSeconds(5));
		assertThat(unhealthy()).contains("it does not report tick_app any more");
	}

	@Test
	void aPackageWithoutAProgramIsHealthyWithoutOne() throws Exception {
		gateway.put("listening", true);
		cloud.agent = (key, request) -> {
			var answer = FakeCloud.object().put("ok", true);
			answer.putArray("processes");
			return answer;
		};
		installed();
		report("tick_app", "UNKNOWN", Instant.now().plusSeconds(5));
		assertThat(unhealthy()).isEmpty();
	}

	@Test
	void aRetryOfWhatIsNotHealthyInstallsAnew() throws Exception {
		runs("RUNNING", 7);
		installed();
		assertThat(cloud.deployments).hasSize(1);
		runs("FATAL", 0);
		assertThat(unhealthy()).isPresent();
		runs("RUNNING", 9);
		installed();
		assertThat(cloud.deployments).hasSize(2);
		assertThat(unhealthy()).isEmpty();
	}
}
