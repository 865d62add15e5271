package org.fleetdesk.gateways.agent.internal.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

import org.fleetdesk.faults.Tarball;
import org.fleetdesk.gateways.agent.internal.Await;
import org.fleetdesk.gateways.agent.internal.JavaChild;
import org.fleetdesk.gateways.agent.internal.Processes;
import org.fleetdesk.gateways.agent.internal.install.InstallResult.Outcome;
import org.fleetdesk.gateways.agent.internal.supervise.ProcessInfo.State;
import org.fleetdesk.gateways.agent.internal.supervise.TestSupervisors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent is killed in the midst of an installation, and the next one ends or takes back what it left. */
class InstallKillTest {

	private static final String LIVES = "while true; do sleep 1; done";
	private static final int KILLS = Integer.parseInt(System.getenv().getOrDefault("FLEETDESK_INSTALL_KILLS", "6"));

	@TempDir
	private Path folder;
	private TestSupervisors.Running running;
	private InstallerFixture test;
	private JavaChild child;
	private int children;

	@BeforeEach
	void open() throws Exception {
		Path home = Files.createDirectory(folder.resolve("home"));
		running = TestSupervisors.start("own", home);
		test = new InstallerFixture(folder, home, running.client());
	}

	@AfterEach
	void close() throws Exception {
		if (child != null) {
			child.kill();
		}
		running.close();
	}

	private JavaChild start(String version, Tarball tarball, int healthy) throws Exception {
		child = JavaChild.start(folder.resolve("out" + children++), InstallChild.class, test.home.folder().toString(), test.machine.toString(),
				test.file(version, tarball.packed()).toString(), Integer.toString(healthy));
		return child;
	}

	private void installFirst() throws Exception {
		assertThat(test.install("1", test.app(LIVES, "")).outcome()).isEqualTo(Outcome.INSTALLED);
		test.installer().reported();
	}

	private InstallResult recovered() throws InterruptedException {
		var results = test.installer().recover(test.progress);
		assertThat(results).hasSize(1);
		return results.getFirst();
	}

	/** Says that it runs, and waits. */
	private String waiting() {
		return "echo begun >> %1$s/begun; echo $$ > %1$s/pid; while [ ! -e %1$s/go ]; do sleep 0.05; done\n".formatted(folder);
	}

	private void awaitScript() throws Exception {
		Await.until(() -> Files.exists(folder.resolve("pid")) && !Files.readString(folder.resolve("pid")).isBlank());
	}

	private void killScript() throws Exception {
		int session = Processes.find(Integer.parseInt(Files.readString(folder.resolve("pid")).strip())).orElseThrow().session();
		Processes.all().stream().filter(p -> p.session() == session).forEach(p -> Processes.signal("KILL", p.pid()));
	}

	@Test
	void aScriptThatWasRunningGoesOnAndIsNotRepeated() throws Exception {
		start("1", test.app(LIVES, waiting()), 1);
		awaitScript();
		child.kill();
		Files.createFile(folder.resolve("go"));

		assertThat(recovered().outcome()).isEqualTo(Outcome.INSTALLED);
		test.await(State.RUNNING);
		assertThat(test.installed()).isEqualTo("1");
		assertThat(Files.readAllLines(folder.resolve("begun"))).hasSize(1);
		assertThat(recovered().outcome()).as("until it is reported").isEqualTo(Outcome.INSTALLED);
	}

	@Test
	void aScriptThatWasKilledTooIsTakenBack() throws Exception {
		installFirst();
		String before = Files.readString(test.program());
		start("2", test.app("exit 1", waiting()), 1);
		awaitScript();
		child.kill();
		killScript();

		var result = recovered();
		assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.ROLLED_BACK);
		assertThat(result.message()).startsWith("install.sh was killed before its end. Version 1 runs again");
		assertThat(test.program()).content().isEqualTo(before);
		assertThat(Files.readAllLines(folder.resolve("begun"))).hasSize(1);
		assertThat(test.installed()).isEqualTo("1");
	}

	private void pretendThatTheMachineWasRestarted() throws Exception {
		Path journal = test.home.state().resolve("install/journal.json");
		Files.writeString(journal, Files.readString(journal).replace(Processes.bootId(), "another"));
	}

	@Test
	void whatRestartsTheMachineIsDone() throws Exception {
		start("1", test.once(waiting()), 1);
		awaitScript();
		child.kill();
		killScript();
		pretendThatTheMachineWasRestarted();

		var result = recovered();
		assertThat(result.outcome()).isEqualTo(Outcome.INSTALLED);
		assertThat(result.message()).startsWith("The machine was restarted while install.sh ran");
		assertThat(Files.readAllLines(folder.resolve("begun"))).hasSize(1);
		test.installer().checkedIn();
		assertThat(test.installed()).isEqualTo("1");
	}

	@Test
	void aProgramWhoseInstallationARestartCutOffIsTakenBack() throws Exception {
		start("1", test.app(LIVES, waiting()), 1);
		awaitScript();
		child.kill();
		killScript();
		pretendThatTheMachineWasRestarted();

		var result = recovered();
		assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
		assertThat(result.message()).startsWith("The machine was restarted while install.sh ran.");
		assertThat(test.program()).doesNotExist();
	}

	@Test
	void aProgramThatWasBeingWatchedIsWatchedAgain() throws Exception {
		start("1", test.app(LIVES, ""), 600).await("STARTING");
		test.await(State.RUNNING);
		child.kill();

		assertThat(recovered().outcome()).isEqualTo(Outcome.INSTALLED);
		test.await(State.RUNNING);
		assertThat(test.installed()).isEqualTo("1");
	}

	@Test
	void aWayBackThatWasCutOffIsGoneAgain() throws Exception {
		installFirst();
		String before = Files.readString(test.program());
		start("2", test.app("exit 1", "exit 5"), 600).await("INSTALLING again");
		Await.until(() -> Files.readString(test.program()).equals(before));
		child.kill();

		var result = recovered();
		assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.ROLLED_BACK);
		assertThat(result.exitCode()).hasValue(5);
		assertThat(test.program()).content().isEqualTo(before);
		test.await(State.RUNNING);
	}

	@Test
	void afterAKillAtAnyMomentOneVersionIsThereAndRuns() throws Exception {
		long seed = Long.parseLong(System.getenv().getOrDefault("FLEETDESK_SEED", Long.toString(System.nanoTime())));
		var random = new Random(seed);
		test.install("0", test.app("echo version 0; " + LIVES, ""));
		test.installer().reported();
		for (int i = 1; i <= KILLS; i++) {
			String version = Integer.toString(i);
			boolean good = random.nextBoolean();
			start(version, test.app("echo version " + version + "; " + (good ? LIVES : "exit 1"), "sleep 0.2"), 1);
			Thread.sleep(random.nextInt(6000));
			child.kill();
			var results = test.installer().recover(test.progress);

			String installed = test.installed();
			String what = "seed " + seed + ", kill " + i + ", " + results;
			assertThat(Files.readString(test.program())).as(what).contains("echo version " + installed + ";");
			test.await(State.RUNNING);
			assertThat(results).as(what).noneMatch(r -> r.outcome() == Outcome.FAILED || good && r.outcome() != Outcome.INSTALLED || !good && r.outcome() == Outcome.INSTALLED);
			test.installer().reported();
		}
	}
}
