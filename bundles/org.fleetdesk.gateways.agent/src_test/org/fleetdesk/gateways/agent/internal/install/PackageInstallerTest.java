package org.fleetdesk.gateways.agent.internal.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.fleetdesk.faults.HostileTarball;
import org.fleetdesk.faults.Tarball;
import org.fleetdesk.gateways.agent.internal.Await;
import org.fleetdesk.gateways.agent.internal.Processes;
import org.fleetdesk.gateways.agent.internal.install.InstallResult.Outcome;
import org.fleetdesk.gateways.agent.internal.supervise.ProcessInfo.State;
import org.fleetdesk.gateways.agent.internal.supervise.TestSupervisors;
import org.fleetdesk.gateways.model.InstallProgress.Phase;
import org.fleetdesk.gateways.model.PackageLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackageInstallerTest extends InstallCase {

	/** Everything on the "machine": content, mode and owner by path. */
	private Map<String, String> machine() throws Exception {
		var all = new TreeMap<String, String>();
		try (var files = Files.walk(test.machine)) {
			for (Path file : files.toList()) {
				var facts = Files.readAttributes(file, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
				all.put(file.toString(), facts.get("mode") + " " + facts.get("uid") + " " + facts.get("gid") + " "
						+ (Files.isSymbolicLink(file) ? "-> " + Files.readSymbolicLink(file) : Files.isRegularFile(file) ? Files.readString(file) : ""));
			}
		}
		return all;
	}

	@ParameterizedTest
	@ValueSource(strings = { "own", "supervisord" })
	void aPackageIsInstalledAndUpdated(String kind) throws Exception {
		open(kind);
		var result = test.install("1", test.app(LIVES, "echo hello; echo wrong >&2"));

		assertThat(result).satisfies(r -> {
			assertThat(r.outcome()).as(r.message()).isEqualTo(Outcome.INSTALLED);
			assertThat(r.exitCode()).hasValue(0);
			assertThat(r.output()).isEqualTo("hello\nwrong\n");
			assertThat(r.message()).isEmpty();
		});
		assertThat(test.phases).containsExactly(Phase.CHECKING, Phase.INSTALLING, Phase.STARTING);
		int pid = test.await(State.RUNNING).pid();
		assertThat(test.installed()).isEqualTo("1");

		assertThat(test.install("2-a", test.app("echo two; " + LIVES, "")).outcome()).isEqualTo(Outcome.INSTALLED);
		assertThat(test.await(State.RUNNING).pid()).isNotEqualTo(pid);
		assertThat(test.installer().all()).singleElement().satisfies(a -> {
			assertThat(a.version()).isEqualTo("2-a");
			assertThat(a.previous()).hasValue("1");
			assertThat(a.sha256()).matches("[0-9a-f]{64}");
		});
		try (var logs = Files.list(test.home.folder())) {
			assertThat(logs.filter(f -> f.getFileName().toString().matches("gwe_install_\\d{8}_\\d{6}(_\\d)?\\.log")).toList()).hasSize(2)
					.anySatisfy(f -> assertThat(f).content().startsWith("app.v1.tar.gz: INSTALLED").contains("hello\nwrong\n"));
		}
		assertThat(test.home.state().resolve("install/work")).doesNotExist();
	}

	/** The failed version changes, removes, links and makes files before it fails. */
	private static String damage(Path machine) {
		return """
				echo changed > %1$s/etc/app.conf
				chmod 600 %1$s/etc/app.conf
				rm %1$s/etc/other.conf
				rm %1$s/etc/link && echo file > %1$s/etc/link
				mkdir -p %1$s/new/deep
				echo x > %1$s/new/deep/file
				ln -s /nowhere %1$s/new/dangling
				""".formatted(machine);
	}

	private String first() {
		return """
				mkdir -p %1$s/etc
				echo first > %1$s/etc/app.conf
				chmod 640 %1$s/etc/app.conf
				chown nobody:nogroup %1$s/etc/app.conf
				echo other > %1$s/etc/other.conf
				ln -s app.conf %1$s/etc/link
				""".formatted(test.machine);
	}

	@ParameterizedTest
	@ValueSource(strings = { "own", "supervisord" })
	void anUpdateThatFailsIsTakenBack(String kind) throws Exception {
		open(kind);
		assertThat(test.install("1", test.app(LIVES, first())).outcome()).isEqualTo(Outcome.INSTALLED);
		Files.writeString(test.machine.resolve("etc/app.conf"), "edited by the operator\n");
		var before = machine();
		String file = test.supervisor.file("app").orElseThrow();

		var result = test.install("2", test.app("exit 1", damage(test.machine) + "echo it fails\nexit 3"));

		assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.ROLLED_BACK);
		assertThat(result.exitCode()).hasValue(3);
		assertThat(result.output()).isEqualTo("it fails\n");
		assertThat(result.message()).isEqualTo("install.sh ended with exit code 3. Version 1 runs again (4 put back, 4 removed).");
		assertThat(machine()).isEqualTo(before);
		assertThat(test.supervisor.file("app")).hasValue(file);
		test.await(State.RUNNING);
		assertThat(test.installed()).isEqualTo("1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "own", "supervisord" })
	void anUpdateThatDoesNotLiveIsTakenBack(String kind) throws Exception {
		open(kind);
		assertThat(test.install("1", test.app("echo one; " + LIVES, first())).outcome()).isEqualTo(Outcome.INSTALLED);
		var before = machine();

		var result = test.install("2", test.app("exit 1", damage(test.machine)));

		assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.ROLLED_BACK);
		assertThat(result.exitCode()).hasValue(0);
		assertThat(result.message()).startsWith("Its program does not stay up").contains("Version 1 runs again");
		assertThat(machine()).isEqualTo(before);
		test.await(State.RUNNING);
		assertThat(test.installed()).isEqualTo("1");
	}

	@Test
	void foldersThatWereReplacedComeBack() throws Exception {
		open("own");
		String lib = test.machine + "/lib";
		assertThat(test.install("1", test.app(LIVES, "mkdir -p %1$s/deep; chmod 750 %1$s/deep; chgrp nogroup %1$s/deep; echo a > %1$s/deep/a; echo b > %1$s/b".formatted(lib))).outcome())
				.isEqualTo(Outcome.INSTALLED);
		var before = machine();

		var result = test.install("2", test.app("exit 1", "rm -rf %1$s; mkdir -p %1$s/b; echo x > %1$s/b/x; exit 1".formatted(lib)));

		assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.ROLLED_BACK);
		assertThat(machine()).isEqualTo(before);
	}

	@Test
	void aLargeFolderHidesNoOther() throws Exception {
		open("own");
		Path large = Files.createDirectory(folder.resolve("large"));
		for (int i = 0; i < 300; i++) {
			Files.createFile(large.resolve("file" + i));
		}
		var settings = test.settings();
		var few = new InstallSettings(settings.timeout(), settings.output(), settings.healthy(), settings.limits(), List.of(large, test.machine), 100, settings.copies(), settings.copySize());
		assertThat(test.installer(few).install(test.file("1", test.app(LIVES, first()).packed()), InstallerFixture.name("1"), test.progress).outcome()).isEqualTo(Outcome.INSTALLED);
		var before = machine();

		var result = test.installer(few).install(test.file("2", test.app("exit 1", damage(test.machine)).packed()), InstallerFixture.name("2"), test.progress);

		assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.ROLLED_BACK);
		assertThat(result.message()).endsWith("There is more than may be watched or copied, so that not everything may have been found.");
		assertThat(machine()).isEqualTo(before);
		assertThat(large.resolve("file299")).exists();
	}

	@Test
	void oneThatIsRestartedIsNotHealthy() throws Exception {
		open("own");
		var result = test.install("1", test.app("sleep 1.4; exit 4", ""));

		assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
		assertThat(result.message()).matches("Its program (ended with 4|ended and was started again by the supervisor)\\. It was taken back, and there was no version before it.*");
	}

	@Test
	void nothingIsLeftOfAFirstInstallationThatFails() throws Exception {
		open("own");
		var result = test.install("1", test.app("exit 1", "mkdir -p " + test.machine + "/etc; echo x > " + test.machine + "/etc/app.conf"));

		assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
		assertThat(machine()).hasSize(1);
		assertThat(test.supervisor.all()).isEmpty();
		assertThat(test.supervisor.file("app")).isEmpty();
		assertThat(test.installed()).isEmpty();
	}

	@Test
	void aProgramThatWasNotTouchedIsNotRestarted() throws Exception {
		open("own");
		test.install("1", test.app(LIVES, ""));
		int pid = test.await(State.RUNNING).pid();

		var result = test.install("2", test.once("exit 9").file("supervisor.conf", 0644, "[supervisord]\ncommand = /bin/true\n"));

		assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.ROLLED_BACK);
		assertThat(result.message()).isEqualTo("install.sh ended with exit code 9. Version 1 runs again.");
		assertThat(test.await(State.RUNNING).pid()).isEqualTo(pid);
	}

	@Test
	void aConfigurationThatTheSupervisorRefusesIsTakenBack() throws Exception {
		open("own");
		test.install("1", test.app(LIVES, ""));
		var before = machine();
		var result = test.install("2", test.once("echo new > " + test.program()).file("supervisor.conf", 0644, "[supervisord]\ncommand = /bin/sleep %(nothing)s\n"));

		assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.ROLLED_BACK);
		assertThat(result.message()).contains("refuses the configuration of app", "nothing", "Version 1 runs again");
		assertThat(machine()).isEqualTo(before);
	}

	@Test
	void aWayBackThatFailsIsSaid() throws Exception {
		open("own");
		test.install("1", test.app(LIVES, ""));
		var result = test.install("2", test.app(LIVES, "rm " + test.home.state() + "/install/work/kept/0\nexit 1"));

		assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
		assertThat(result.message()).startsWith("install.sh ended with exit code 1. It could not be taken back in whole: ").contains(test.program() + " cannot be put back");
	}

	@Test
	void theScriptHasItsFolderAndACleanEnvironment() throws Exception {
		open("own");
		var result = test.install("7", test.once("echo \"args $#\"; pwd; cat install.sh > /dev/null && cat; env | cut -d= -f1 | sort | tr '\\n' ' '; echo; echo $GWE_APP_NAME $GWE_APP_VERSION $GWE_HOME"));

		assertThat(result.outcome()).isEqualTo(Outcome.INSTALLED);
		assertThat(result.output().lines().toList()).satisfiesExactly(l -> assertThat(l).isEqualTo("args 0"),
				l -> assertThat(l).isEqualTo(test.home.state().resolve("install/work/tree").toString()),
				l -> assertThat(List.of(l.split(" "))).contains("PATH", "HOME", "LANG", "GWE_APP_NAME", "GWE_APP_VERSION", "GWE_HOME")
						.isSubsetOf("PATH", "HOME", "LANG", "GWE_APP_NAME", "GWE_APP_VERSION", "GWE_HOME", "PYTHONPATH", "PWD", "OLDPWD", "SHLVL", "_"),
				l -> assertThat(l).isEqualTo("app 7 " + test.home.folder()));
	}

	@Test
	void aPackageInOneFolderIsInstalledThere() throws Exception {
		open("own");
		var tarball = new Tarball().folder("app.v1").file("app.v1/install.sh", 0755, "#!/bin/sh\ncat text\n").file("app.v1/text", 0644, "hello");

		assertThat(test.install("1", tarball).output()).isEqualTo("hello");
	}

	@Test
	void aPackageWithoutAProgramCountsWhenTheCloudWasReachedAgain() throws Exception {
		open("own");
		var installer = test.installer();
		assertThat(installer.install(test.file("1", test.once("uname").packed()), InstallerFixture.name("1"), test.progress).outcome()).isEqualTo(Outcome.INSTALLED);
		assertThat(test.installed()).isEmpty();
		assertThat(test.installer().recover(test.progress)).as("until it is reported").singleElement().satisfies(r -> assertThat(r.output()).isEqualTo("Linux\n"));

		test.installer().reported(List.of(InstallerFixture.name("0")));
		assertThat(test.installer().recover(test.progress)).as("another one was reported").isNotEmpty();
		test.installer().reported(List.of(InstallerFixture.name("1")));
		assertThat(test.installer().recover(test.progress)).isEmpty();
		assertThat(test.installed()).isEmpty();
		test.installer().checkedIn();
		assertThat(test.installed()).isEqualTo("1");
		assertThat(test.home.state().resolve("install/work")).doesNotExist();
	}

	@Test
	void aScriptThatDoesNotEndIsKilledWithAllThatItStarted() throws Exception {
		open("own");
		var settings = test.settings();
		var short2 = new InstallSettings(Duration.ofSeconds(2), settings.output(), settings.healthy(), settings.limits(), settings.roots(), settings.watched(), settings.copies(),
				settings.copySize());
		var result = test.installer(short2).install(test.file("1", test.once("sleep 1000 & echo $!; trap '' TERM; (sleep 1000)").packed()), InstallerFixture.name("1"), test.progress);

		assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
		assertThat(result.exitCode()).isEmpty();
		assertThat(result.message()).startsWith("install.sh took longer than 2 seconds and was killed.");
		int child = Integer.parseInt(result.output().strip());
		Await.until(() -> !Processes.find(child).map(Processes.Entry::alive).orElse(false));
	}

	@Test
	void aJobThatHoldsTheOutputOpenHoldsNothingUp() throws Exception {
		open("own");
		var result = test.install("1", test.once("sleep 1000 & echo $!"));

		assertThat(result.outcome()).isEqualTo(Outcome.INSTALLED);
		int child = Integer.parseInt(result.output().strip());
		assertThat(Processes.find(child)).as("what a script leaves is left alone").isPresent();
		Processes.signal("KILL", child);
	}

	@Test
	void ofALongOutputTheBeginningAndTheEndAreKept() throws Exception {
		open("own");
		var result = test.install("1", test.once("echo begin; i=0; while [ $i -lt 40 ]; do head -c 500000 /dev/zero | tr '\\0' x; i=$((i+1)); done; echo; echo end"));

		assertThat(result.output().length()).isLessThan(4200);
		assertThat(result.output()).startsWith("begin\nxxx").containsPattern("… \\d{8} bytes are left out …").endsWith("x\nend\n");
	}

	@Test
	void aPythonLibraryIsInstalled() throws Exception {
		open("own");
		var result = test.install("1", new Tarball().file("setup.py", 0644, "import sys\nprint('setup', sys.argv[1:])\nopen('" + test.machine + "/lib.py', 'w').write('x')\n"));

		assertThat(result.outcome()).as(result.message() + result.output()).isEqualTo(Outcome.INSTALLED);
		assertThat(result.output()).isEqualTo("setup ['install']\n");
	}

	@Test
	void oneInstallationAtATime() throws Exception {
		open("own");
		Path go = test.folder.resolve("go");
		try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
			Future<InstallResult> first = threads.submit(() -> test.install("1", test.once("while [ ! -e " + go + " ]; do sleep 0.05; done")));
			Await.until(() -> test.phases.contains(Phase.INSTALLING));
			var second = test.install("2", test.once("true"));
			assertThat(second.outcome()).isEqualTo(Outcome.REFUSED);
			assertThat(second.message()).startsWith("Another installation is under way");
			Files.createFile(go);
			assertThat(first.get().outcome()).isEqualTo(Outcome.INSTALLED);
		}
	}

	@Test
	void withoutASupervisorNothingOfAProgramIsBegun() throws Exception {
		open("own");
		stopSupervisor();
		var result = test.install("1", test.app(LIVES, ""));

		assertThat(result.outcome()).isEqualTo(Outcome.REFUSED);
		assertThat(result.message()).startsWith("The package has a program, and nothing can start it: ");
		assertThat(machine()).hasSize(1);
		assertThat(test.install("1", test.once("true")).outcome()).isEqualTo(Outcome.INSTALLED);
	}

	static List<HostileTarball> hostile() {
		return Stream.concat(HostileTarball.all().stream(), HostileTarball.useless().stream()).toList();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("hostile")
	void hostilePackagesAreRefused(HostileTarball hostile) throws Exception {
		Path home = Files.createDirectory(folder.resolve("home"));
		test = new InstallerFixture(folder, home, TestSupervisors.none());
		var settings = test.settings();
		var strict = new InstallSettings(settings.timeout(), settings.output(), settings.healthy(), new PackageLimits(4 << 20, 8 << 20, 2 << 20, 50, 8, 200, 100, 1 << 20), settings.roots(),
				settings.watched(), settings.copies(), settings.copySize());
		Path file = test.file("1", hostile.bytes());
		String before = outside();

		var result = test.installer(strict).install(file, InstallerFixture.name("1"), test.progress);

		assertThat(result.outcome()).isEqualTo(Outcome.REFUSED);
		assertThat(result.message()).isNotEmpty().doesNotContainPattern("\\p{Cntrl}");
		assertThat(result.exitCode()).isEmpty();
		assertThat(outside()).as("nothing is written outside of the agent's folder").isEqualTo(before);
		assertThat(home.resolve("state/install/work")).doesNotExist();
		assertThat(Path.of("/tmp/evil")).doesNotExist();
		assertThat(test.installed()).isEmpty();
	}

	private String outside() throws Exception {
		try (var files = Files.walk(folder)) {
			return files.filter(p -> !p.startsWith(folder.resolve("home"))).sorted().toList().toString();
		}
	}

	@Test
	void whatIsUnpackedIsNobodyElses() throws Exception {
		open("own");
		var result = test.install("1", test.once("stat -c %a .. ../.. | tr '\\n' ' '"));

		assertThat(result.output()).startsWith("700 ");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(test.home.state().resolve("install/journal.json")))).isEqualTo("rw-------");
	}
}
