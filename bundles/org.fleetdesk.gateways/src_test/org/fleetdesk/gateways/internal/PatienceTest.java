package org.fleetdesk.gateways.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.gateways.internal.Setup.Run;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** How long an installation waits, for whom, and what others may do meanwhile. */
@Timeout(60)
class PatienceTest {

	private final InstallHandler handler = new InstallHandler();
	private Setup setup;
	private FakeCloud cloud;
	private GatewaysSession session;
	private ObjectNode gateway;

	@BeforeEach
	void start() throws Exception {
		setup = new Setup();
		cloud = setup.cloud;
		cloud.product("lab");
		gateway = cloud.gateway("lab", "gw");
		session = setup.session();
		cloud.content.put("lab/tick_app.v2.tar.gz", FakeCloud.object().put("id", "tick_app.v2.tar.gz").put("sha256", "00"));
	}

	@AfterEach
	void stop() throws Exception {
		setup.close();
	}

	private Run install(ObjectNode more) {
		more.putArray("packages").add("tick_app.v2.tar.gz");
		return Setup.run(session, Gateways.INSTALL, Setup.id(Gateways.GATEWAY, "lab/gw"), more);
	}

	private CompletableFuture<String> begin(Run run) {
		var end = new CompletableFuture<String>();
		Thread.ofVirtual().start(() -> {
			try {
				end.complete(run.run(handler));
			} catch (Exception e) {
				end.completeExceptionally(e);
			}
		});
		return end;
	}

	private static void until(BooleanSupplier condition) throws InterruptedException {
		while (!condition.getAsBoolean()) {
			Thread.sleep(5); // the test has its time-out
		}
	}

	@Test
	void whoWaitsForAGatewayHoldsNoTurnAndIsStoppedAsNotBegunUntilTheGatewayTakesIt() throws Exception {
		var run = install(Setup.object());
		var end = begin(run);
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
		var first = begin(run);
		until(() -> run.waits);
		var resumed = Setup.run("r1", session, Gateways.INSTALL, run.request.targets().getFirst().resource(), run.request.parameters());
		resumed.kept.putAll(run.kept);
		resumed.kept.put(Installation.ASKED, Instant.now().minusSeconds(3601).toString());
		assertThatThrownBy(() -> resumed.run(handler)).hasMessageContaining("gw did not pick tick_app 2 up in 60 min: ");
		assertThatThrownBy(first::get).hasMessageContaining("was taken out of the queue");
		assertThat(cloud.deployments).hasSize(1);
	}

	@Test
	void aStopOfTheConsoleIsNoSilenceOfTheGateway() throws Exception {
		var run = install(Setup.object());
		var first = begin(run);
		until(() -> run.waits);
		var resumed = Setup.run("r1", session, Gateways.INSTALL, run.request.targets().getFirst().resource(), run.request.parameters());
		resumed.kept.putAll(run.kept);
		resumed.kept.put(Installation.ASKED, Instant.now().minusSeconds(172_800).toString());
		cloud.asked.clear();
		var second = begin(resumed);
		until(() -> second.isDone() || resumed.waits && cloud.asked.stream().filter(a -> a.path().endsWith("/lab/gw")).count() > 0);
		cloud.event(cloud.onlyDeployment(), "done", "installed", 0, 0, "");
		assertThat(second.get()).startsWith("gw has tick_app 2 now");
		first.get();
	}

	@Test
	void aCloudThatIsAwayIsWaitedFor() throws Exception {
		var run = install(Setup.object());
		var end = begin(run);
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
		var end = begin(run);
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
