package org.fleetdesk.gateways.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;

import org.fleetdesk.core.EngineException;
import org.junit.jupiter.api.Test;

/** How long an installation waits, for whom, and what others may do meanwhile. */
class PatienceTest extends InstallCase {

	@Test
	void whoWaitsForAGatewayHoldsNoTurnAndIsStoppedAsNotBegunUntilTheGatewayTakesIt() throws Exception {
		var run = install(Setup.object());
		var end = run.begin(handler);
		String id = cloud.onlyDeployment();
		until(() -> run.waits);
		assertThat(run.stoppable).isTrue();
		cloud.event(id, "picked-up", "picked-up", 0, 0, "");
		until(() -> !run.stoppable);
		assertThat(run.stoppableAt).as("when it is told, it is not stopped any more").anySatisfy((text, stoppable) -> assertThat(text + stoppable).contains("picked up").endsWith("false"));
		assertThat(run.waits).as("nobody waits for the console while the gateway works").isTrue();
		cloud.event(id, "done", "installed", 0, 0, "");
		end.get();
		assertThat(run.waits).isFalse();
	}

	@Test
	void patienceIsForTheWholeWaitHoweverOftenTheGatewayChecksIn() {
		var checkIns = Thread.ofVirtual().start(() -> {
			try {
				while (true) {
					synchronized (cloud) {
						gateway.put("lastSeen", Instant.now().toString());
					}
					Thread.sleep(10); // its interval
				}
			} catch (InterruptedException e) {
				// the test is over
			}
		});
		try {
			var run = install(Setup.object().put("queue", 0.5));
			assertThatThrownBy(() -> run.run(handler)).isInstanceOf(EngineException.class).hasMessageContaining("gw did not pick tick_app 2 up").hasMessageContaining("taken out of the queue again");
			assertThat(handler.undo(run.request, java.util.List.of(run.done()))).as("nothing was changed").isEmpty();
		} finally {
			checkIns.interrupt();
		}
	}

	@Test
	void patienceGoesOnOverARestart() throws Exception {
		var run = install(Setup.object().put("queue", 3600));
		var first = run.begin(handler);
		until(() -> run.waits);
		var resumed = resumed(run);
		resumed.kept.put(Installation.ASKED, Instant.now().minusSeconds(3601).toString());
		assertThatThrownBy(() -> resumed.run(handler)).hasMessageContaining("gw did not pick tick_app 2 up in 60 min: ");
		assertThatThrownBy(first::get).hasMessageContaining("was taken out of the queue");
		assertThat(cloud.deployments).hasSize(1);
	}

	@Test
	void aStopOfTheConsoleIsNoSilenceOfTheGateway() throws Exception {
		var run = install(Setup.object());
		var first = run.begin(handler);
		until(() -> run.waits);
		var resumed = resumed(run);
		resumed.kept.put(Installation.ASKED, Instant.now().minusSeconds(172_800).toString());
		cloud.asked.clear();
		var second = resumed.begin(handler);
		until(() -> second.isDone() || resumed.waits && cloud.asked.stream().filter(a -> a.path().endsWith("/lab/gw")).count() > 0);
		cloud.event(cloud.onlyDeployment(), "done", "installed", 0, 0, "");
		assertThat(second.get()).startsWith("gw has tick_app 2 now");
		first.get();
	}

	@Test
	void aCloudThatIsAwayIsWaitedFor() throws Exception {
		var run = install(Setup.object());
		var end = run.begin(handler);
		String id = cloud.onlyDeployment();
		until(() -> run.waits);
		cloud.down();
		until(() -> run.log.stream().anyMatch(l -> l.startsWith("The cloud cannot be reached, still waiting: ")));
		cloud.event(id, "done", "installed", 0, 0, "");
		cloud.up();
		assertThat(end.get()).startsWith("gw has tick_app 2 now");
		assertThat(run.log).contains("The cloud answers again");
		assertThat(cloud.deployments).hasSize(1);
	}

	@Test
	void aCloudThatIsAwayBeforeItWasAskedIsAskedWhenItIsBack() throws Exception {
		cloud.down();
		var run = install(Setup.object());
		var end = run.begin(handler);
		until(() -> run.log.stream().anyMatch(l -> l.startsWith("The cloud cannot be reached, still waiting: ")));
		cloud.up();
		cloud.event(cloud.onlyDeployment(), "done", "installed", 0, 0, "");
		assertThat(end.get()).startsWith("gw has tick_app 2 now");
	}

	@Test
	void aCloudThatStaysAwayEndsTheWait() {
		cloud.down();
		var run = install(Setup.object().put("silence", 0.3));
		assertThatThrownBy(() -> run.run(handler)).isInstanceOfSatisfying(EngineException.class, e -> assertThat(handler.passes(run.steps(handler).getLast(), run.request, e)).isFalse())
				.hasMessageStartingWith("The cloud could not be reached for 0.3 s: ");
	}

	@Test
	void nothingIsInstalledOnALockedGateway() {
		gateway.put("locked", true);
		var run = install(Setup.object());
		assertThatThrownBy(() -> run.run(handler)).hasMessage("tick_app 2 could not be installed on gw: it is locked; unlock it first");
		assertThat(cloud.deployments).isEmpty();
	}
}
