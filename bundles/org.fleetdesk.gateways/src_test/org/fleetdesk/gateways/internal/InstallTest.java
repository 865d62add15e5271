package org.fleetdesk.gateways.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.logs.LogPosition;
import org.fleetdesk.tasks.Progress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallTest extends InstallCase {

	@TempDir
	private Path folder;

	@BeforeEach
	void start() {
		gateway.withArrayProperty("apps").addObject().put("name", "tick_app").put("version", "1").put("status", "RUNNING");
	}

	@Test
	void theTaskSeesTheInstallationToItsEnd() throws Exception {
		var run = install(Setup.object());
		var end = run.begin(handler);
		String id = cloud.onlyDeployment();
		cloud.event(id, "picked-up", "picked-up", 0, 0, "");
		cloud.event(id, "running", "downloading", 50, 100, "");
		cloud.event(id, "running", "downloading", 100, 100, "");
		cloud.event(id, "running", "checking", 0, 0, "");
		cloud.event(id, "running", "downloading", 1, 100, ""); // later, and of before
		cloud.event(id, "running", "installing", 0, 0, "");
		cloud.deployments.get(id).put("output", "tick_app 2 is installed\n");
		cloud.event(id, "done", "installed", 0, 0, "It runs.");
		assertThat(end.get()).isEqualTo("gw has tick_app 2 now; before: tick_app 1");
		assertThat(run.log).anyMatch(l -> l.endsWith("tick_app 2: installing")).anyMatch(l -> l.equals("| tick_app 2 is installed"));
		assertThat(run.progress).extracting(Progress::fraction).isSorted().contains(0.32).last().isEqualTo(1.0);
		assertThat(run.published).isNotEmpty();
		var undo = handler.undo(run.request, List.of(run.done())).orElseThrow();
		assertThat(undo.verb()).isEqualTo(Gateways.INSTALL);
		assertThat(InstallHandler.packages(undo, undo.targets().getFirst())).containsExactly("tick_app.v1.tar.gz");
	}

	@Test
	void aGatewayThatWentBackByItselfIsNotInstalledOnAgain() throws Exception {
		var run = install(Setup.object());
		var end = run.begin(handler);
		cloud.event(cloud.onlyDeployment(), "rolled-back", "rolled-back", 0, 0, "tick_app is FATAL");
		assertThatThrownBy(end::get).hasMessageContaining("has gone back to what it had");
		assertThat(handler.undo(run.request, List.of(run.done()))).isEmpty();
	}

	@Test
	void whatWasTakenOutOfTheQueueIsNotUndoneAndIsAskedForAgain() throws Exception {
		var run = install(Setup.object());
		var end = run.begin(handler);
		cloud.event(cloud.onlyDeployment(), "cancelled", "cancelled", 0, 0, "");
		assertThatThrownBy(end::get).hasMessageContaining("was taken out of the queue");
		assertThat(handler.undo(run.request, List.of(run.done()))).isEmpty();
		var again = run.begin(handler);
		cloud.event(cloud.deployment(2), "done", "installed", 0, 0, "");
		assertThat(again.get()).startsWith("gw has tick_app 2 now");
	}

	@Test
	void aFileIsUploadedFirst() throws Exception {
		Path file = Setup.tickApp(folder);
		var run = Setup.run(session, Gateways.INSTALL, Setup.id(Gateways.GATEWAY, "lab/gw"), Setup.object().put("file", file.toString()));
		var end = run.begin(handler);
		String id = cloud.onlyDeployment();
		assertThat(cloud.content).containsKey("lab/tick_app.v1.tar.gz");
		cloud.event(id, "done", "installed", 0, 0, "");
		assertThat(end.get()).startsWith("gw has tick_app 1 now");
		assertThat(handler.undo(run.request, List.of(run.done()))).as("it had this version before").isEmpty();
	}

	@Test
	void whatWasCutOffIsFoundAgainAndNothingIsDoubled() throws Exception {
		var first = install(Setup.object());
		var cut = Thread.ofVirtual().start(() -> catchThrowable(() -> first.run(handler)));
		String id = cloud.onlyDeployment();
		cut.interrupt();
		cut.join();
		var end = resumed(first).begin(new InstallHandler());
		cloud.event(id, "done", "installed", 0, 0, "");
		assertThat(end.get()).startsWith("gw has tick_app 2 now");
		assertThat(cloud.deployments).hasSize(1);
	}

	@Test
	void aFailureIsToldWithItsReasonAndAFurtherAttemptIsANewOne() throws Exception {
		var run = install(Setup.object());
		var end = run.begin(handler);
		cloud.event(cloud.onlyDeployment(), "rolled-back", "rolled-back", 0, 0, "tick_app is FATAL");
		assertThatThrownBy(end::get).hasCauseInstanceOf(EngineException.class).hasMessageContaining("tick_app 2 did not live on gw, which has gone back to what it had: tick_app is FATAL");
		var again = run.begin(handler);
		cloud.event("d1", "rolled-back", "rolled-back", 0, 0, ""); // says nothing about the new one
		cloud.event(cloud.deployment(2), "done", "installed", 0, 0, "");
		assertThat(again.get()).startsWith("gw has tick_app 2 now");
	}

	@Test
	void aCancelTakesItOutOfTheQueueOrSaysThatTheGatewayGoesOn() throws Exception {
		var run = install(Setup.object());
		var queued = Thread.ofVirtual().start(() -> catchThrowable(() -> run.run(handler)));
		String id = cloud.onlyDeployment();
		queued.interrupt();
		queued.join();
		handler.compensate(run.steps(handler).getLast(), run);
		assertThat(cloud.deployments.get(id).path("state").asText()).isEqualTo("cancelled");
		assertThat(run.log).anyMatch(l -> l.contains("taken out of the queue"));
		var other = Setup.run("r2", session, Gateways.INSTALL, run.request.targets().getFirst().resource(), run.request.parameters());
		var under = Thread.ofVirtual().start(() -> catchThrowable(() -> other.run(handler)));
		cloud.event(cloud.deployment(2), "picked-up", "picked-up", 0, 0, "");
		under.interrupt();
		under.join();
		handler.compensate(other.steps(handler).getLast(), other);
		assertThat(other.log).anyMatch(l -> l.contains("goes on with it"));
	}

	@Test
	void beforeAnythingWasAskedNothingIsTakenBack() throws Exception {
		var run = install(Setup.object());
		int before = cloud.asked.size();
		handler.compensate(run.steps(handler).getLast(), run);
		assertThat(cloud.asked).hasSize(before);
	}

	@Test
	void silenceEndsTheWait() throws Exception {
		gateway.put("lastSeen", "2026-11-22T10:00:00.000Z");
		var queued = install(Setup.object().put("queue", 0.3));
		assertThatThrownBy(() -> queued.run(handler)).isInstanceOf(EngineException.class).hasMessageContaining("gw did not pick tick_app 2 up").hasMessageContaining("checked in last at 2026-11-22").hasMessageContaining("taken out of the queue again");
		assertThat(cloud.deployments.get("d1").path("state").asText()).isEqualTo("cancelled");
		var run = Setup.run("r2", session, Gateways.INSTALL, queued.request.targets().getFirst().resource(), install(Setup.object().put("silence", 0.3)).request.parameters());
		var end = run.begin(handler);
		cloud.event(cloud.deployment(2), "picked-up", "picked-up", 0, 0, "");
		assertThatThrownBy(end::get).hasMessageContaining("has said nothing since");
	}

	@Test
	void aScriptGoesThereAsAPackageAndLeavesNothing() throws Exception {
		var script = Setup.run(session, Gateways.SCRIPT, Setup.id(Gateways.GATEWAY, "lab/gw"), Setup.object().put("script", "#!/bin/sh\nuname -a\n").put("title", "Kernel"));
		var end = script.begin(new ScriptHandler());
		String id = cloud.onlyDeployment();
		var name = cloud.deployments.get(id).path("packages").path(0).asText();
		assertThat(name).matches("script-[0-9a-f]{12}\\.vr1\\.tar\\.gz");
		assertThat(cloud.content).containsKey("lab/" + name);
		cloud.deployments.get(id).put("output", "Linux gw 6.12\n");
		cloud.event(id, "done", "installed", 0, 0, "");
		assertThat(end.get()).isEqualTo("The script ran on gw; it said at last: Linux gw 6.12");
		assertThat(script.log).contains("| Linux gw 6.12");
		assertThat(cloud.content).doesNotContainKey("lab/" + name);
	}

	@Test
	void theLogOfAGatewayTellsItsInstallations() throws Exception {
		var end = install(Setup.object()).begin(handler);
		String id = cloud.onlyDeployment();
		cloud.event(id, "running", "installing", 0, 0, "");
		cloud.deployments.get(id).put("output", "first\nsecond\n");
		cloud.event(id, "done", "installed", 0, 0, "It runs.");
		end.get();
		var lines = new ArrayList<String>();
		InstallLogSource.all(session, "lab/gw", LogPosition.START, false, new LineSink() {
			@Override
			public void lines(long timeNanos, byte[] bytes, int offset, int length, int flags) {
				assertThat(timeNanos).isNotEqualTo(NO_TIME);
				lines.add(new String(bytes, offset, length, StandardCharsets.UTF_8).strip());
			}

			@Override
			public void mark(String text) {
				lines.add(text);
			}
		});
		assertThat(lines).containsExactly("Install tick_app 2, asked by " + System.getProperty("user.name"), "tick_app 2: installing", "tick_app 2: installed: It runs.", "first", "second",
				"Done: It runs.");
	}

	@Test
	void aTextThatIsNoScriptIsRefused() {
		var script = Setup.run(session, Gateways.SCRIPT, Setup.id(Gateways.GATEWAY, "lab/gw"), Setup.object().put("script", "uname -a"));
		assertThatThrownBy(() -> script.run(new ScriptHandler())).hasMessageContaining("#!/bin/sh");
		assertThat(cloud.deployments).isEmpty();
	}
}
