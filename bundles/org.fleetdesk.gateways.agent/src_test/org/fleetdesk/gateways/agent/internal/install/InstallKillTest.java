package org.fleetdesk.gateways.agent.internal.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Map;

import org.fleetdesk.faults.Tarball;
import org.fleetdesk.gateways.agent.internal.Await;
import org.fleetdesk.gateways.agent.internal.JavaChild;
import org.fleetdesk.gateways.agent.internal.Processes;
import org.fleetdesk.gateways.agent.internal.install.InstallResult.Outcome;
import org.fleetdesk.gateways.agent.internal.supervise.ProcessInfo.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent is killed in the midst of an installation, and the next one ends or takes back what it left. */
class InstallKillTest extends InstallCase {

	private static final int KILLS = Integer.parseInt(System.getenv().getOrDefault("FLEETDESK_INSTALL_KILLS", "6"));

	private JavaChild child;
	private int children;

	@BeforeEach
	void open() throws Exception {
		open("own");
	}

	@AfterEach
	void kill() throws Exception {
		if (child != null) {
			child.kill();
		}
	}

	private JavaChild start(String version, Tarball tarball, int healthy) throws Exception {
		child = JavaChild.start(folder.resolve("out" + children++), InstallChild.class, test.home.folder().toString(), test.machine.toString(),
				test.file(version, tarball.packed()).toString(), Integer.toString(healthy));
		return child;
	}

	private void installFirst() throws Exception {
		assertThat(test.install("1", test.app(LIVES, "")).outcome()).isEqualTo(Outcome.INSTALLED);
		test.installer().reported(List.of(InstallerFixture.name("1")));
	}

	private InstallResult recovered() throws Exception {
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

	private int session() throws Exception {
		return Processes.find(Integer.parseInt(Files.readString(folder.resolve("pid")).strip())).orElseThrow().session();
	}

	private void killScript() throws Exception {
		int session = session();
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

	/** What the next agent finds after a start of the machine that was just now. */
	private InstallResult recoveredAfterARestart() throws Exception {
		var results = test.restarted(test.now()).recover(test.progress);
		assertThat(results).hasSize(1);
		return results.getFirst();
	}

	/** The machine ends all processes, at last by force, while sync is not through. */
	@Test
	void whatRestartsTheMachineIsDoneAlsoWhenTheDiskIsSlow() throws Exception {
		Path tools = slowSync();
		child = JavaChild.start(folder.resolve("out"), InstallChild.class, Map.of("PATH", tools + ":" + System.getenv("PATH")), List.of(), test.home.folder().toString(),
				test.machine.toString(), test.file("1", test.once("echo $$ > %s/pid; reboot() { true; }; reboot".formatted(folder)).packed()).toString(), "1");
		Await.until(() -> Files.exists(folder.resolve("sync")) && !Files.readString(folder.resolve("sync")).isBlank());
		int session = Processes.find(Integer.parseInt(Files.readString(folder.resolve("sync")).strip())).orElseThrow().session();
		child.kill();
		Processes.signal("TERM", -session);
		Await.until(() -> Files.exists(test.home.state().resolve("install/work/exit.term")));
		Processes.signal("KILL", -session);
		Await.until(() -> Processes.find(session).filter(Processes.Entry::alive).isEmpty());

		assertThat(recoveredAfterARestart()).satisfies(r -> {
			assertThat(r.outcome()).as(r.message()).isEqualTo(Outcome.INSTALLED);
			assertThat(r.exitCode()).hasValue(0);
		});
	}

	@Test
	void aFileSystemThatHangsIsNoFailureOfThePackage() throws Exception {
		Path tools = slowSync();
		child = JavaChild.start(folder.resolve("out"), InstallChild.class, Map.of("PATH", tools + ":" + System.getenv("PATH")), List.of(), test.home.folder().toString(),
				test.machine.toString(), test.file("1", test.app(LIVES, "").packed()).toString(), "1", "10");
		child.await("INSTALLED");
		test.await(State.RUNNING);
		Processes.signal("KILL", Integer.parseInt(Files.readString(folder.resolve("sync")).strip()));
	}

	/** A sync that ends by force only. */
	private Path slowSync() throws Exception {
		Path tools = Files.createDirectory(folder.resolve("tools"));
		Path sync = Files.writeString(tools.resolve("sync"), "#!/bin/sh\ntrap '' TERM\necho $$ > %s/sync\nexec sleep 1000\n".formatted(folder));
		assertThat(sync.toFile().setExecutable(true)).isTrue();
		return tools;
	}

	@Test
	void whatRestartsTheMachineIsDone() throws Exception {
		start("1", test.once("reboot() { " + waiting() + "}; reboot"), 1);
		awaitScript();
		child.kill();
		Processes.signal("TERM", -session()); // as at the end of the machine
		Await.until(() -> Files.exists(test.home.state().resolve("install/work/exit")));

		var result = recoveredAfterARestart();
		assertThat(result.outcome()).isEqualTo(Outcome.INSTALLED);
		assertThat(result.message()).startsWith("The machine was restarted while install.sh ran");
		assertThat(Files.readAllLines(folder.resolve("begun"))).hasSize(1);
		test.installer().checkedIn();
		assertThat(test.installed()).isEqualTo("1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "reboot() { %s}; reboot", "%s" })
	void aPowerCutIsNoRestartByTheScript(String script) throws Exception {
		start("1", test.once("echo x > " + test.machine + "/made\n" + script.formatted(waiting())), 1);
		awaitScript();
		child.kill();
		killScript();

		var result = recoveredAfterARestart();
		assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
		assertThat(result.message()).startsWith("The machine was restarted while install.sh ran. It was taken back");
		assertThat(test.machine.resolve("made")).doesNotExist();
		assertThat(test.installed()).isEmpty();
	}

	@Test
	void whatOthersChangedAfterAPowerCutStays() throws Exception {
		Path conf = Files.writeString(test.machine.resolve("app.conf"), "before");
		Path other = Files.writeString(test.machine.resolve("other.conf"), "before");
		start("1", test.app(LIVES, "echo x > %1$s; echo x > %1$s.made\n".formatted(conf) + waiting()).file("app.conf", 0644, "").file("other.conf", 0644, ""), 1);
		awaitScript();
		child.kill();
		killScript();
		var since = test.now();
		Files.writeString(other, "by the operator");
		Files.writeString(test.machine.resolve("another"), "by the operator");
		Files.createDirectory(test.machine.resolve("folder"));

		var result = test.restarted(since).recover(test.progress).getFirst();
		assertThat(result.message()).startsWith("The machine was restarted while install.sh ran.").contains("What was changed after the restart of the machine stays: ", "other.conf");
		assertThat(conf).content().isEqualTo("before");
		assertThat(test.machine.resolve("app.conf.made")).doesNotExist();
		assertThat(other).content().isEqualTo("by the operator");
		assertThat(test.machine.resolve("another")).content().isEqualTo("by the operator");
		assertThat(test.machine.resolve("folder")).isDirectory();
	}

	@Test
	void aProgramWhoseInstallationARestartCutOffIsTakenBack() throws Exception {
		start("1", test.app(LIVES, waiting()), 1);
		awaitScript();
		child.kill();
		killScript();

		var result = recoveredAfterARestart();
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
		test.installer().reported(List.of(InstallerFixture.name("0")));
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
			test.installer().reported(results.stream().map(InstallResult::name).toList());
		}
	}
}
