package org.fleetdesk.gateways.agent.internal.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

import org.fleetdesk.faults.Tarball;
import org.fleetdesk.gateways.agent.internal.Await;
import org.fleetdesk.gateways.agent.internal.JavaChild;
import org.fleetdesk.gateways.agent.internal.Processes;
import org.fleetdesk.gateways.agent.internal.install.InstallResult.Outcome;
import org.fleetdesk.gateways.agent.internal.supervise.ProcessInfo.State;
import org.fleetdesk.gateways.model.InstallProgress;
import org.fleetdesk.gateways.model.InstallProgress.Phase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an installation must not do to others, and what must not keep it from going on. */
class InstallSafetyTest extends InstallCase {

	@BeforeEach
	void open() throws Exception {
		open("own");
	}

	@Test
	void whatTheScriptWroteIsOnTheDiskBeforeItsEndCounts() throws Exception {
		Path tools = Files.createDirectory(folder.resolve("tools"));
		Path log = folder.resolve("synced");
		Path exit = test.home.state().resolve("install/work/exit");
		Path sync = Files.writeString(tools.resolve("sync"), "#!/bin/sh\n[ -e %s ] && echo late >> %s || cat %s/made >> %2$s\n".formatted(exit, log, test.machine));
		assertThat(sync.toFile().setExecutable(true)).isTrue();
		try (var child = JavaChild.start(folder.resolve("out"), InstallChild.class, Map.of("PATH", tools + ":" + System.getenv("PATH")), List.of(), test.home.folder().toString(),
				test.machine.toString(), test.file("1", test.once("echo written > " + test.machine + "/made").packed()).toString(), "1")) {
			child.await("INSTALLED");
		}
		assertThat(log).content().isEqualTo("written\n");
	}

	@Test
	void whatTheScriptDidNotChangeIsNotPutBack() throws Exception {
		Path conf = test.machine.resolve("app.conf");
		assertThat(test.install("1", test.app(LIVES, "mkdir %1$s/d; echo x > %1$s/d/file; echo first > %2$s".formatted(test.machine, conf))).outcome()).isEqualTo(Outcome.INSTALLED);

		var result = test.install("2", test.app("exit 1", ""), (name, phase, message) -> {
			if (phase == Phase.STARTING) {
				write(conf, "by the operator\n");
				assertThat(test.machine.resolve("d").toFile().setWritable(true, false)).isTrue();
			}
		});

		assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.ROLLED_BACK);
		assertThat(conf).content().isEqualTo("by the operator\n");
		assertThat(Files.getPosixFilePermissions(test.machine.resolve("d")).toString()).contains("OTHERS_WRITE");
		assertThat(test.program()).content().contains(LIVES);
	}

	@Test
	void nobodyLeadsTheWayBackElsewhere() throws Exception {
		Path user = test.machine.resolve("user");
		Path outside = Files.createDirectory(folder.resolve("outside"));
		Path victim = Files.writeString(outside.resolve("conf"), "of another");
		Path other = Files.writeString(outside.resolve("made"), "of another");
		assertThat(test.install("1", test.app(LIVES, "mkdir %1$s; echo first > %1$s/conf".formatted(user))).outcome()).isEqualTo(Outcome.INSTALLED);

		var result = test.install("2", test.app(LIVES, "echo second > %1$s/conf; echo x > %1$s/made; exit 1".formatted(user)), (name, phase, message) -> {
			if (!message.isEmpty()) { // whose folder it is replaces it in the midst of it
				move(user, user.resolveSibling("moved"));
				link(user, outside);
			}
		});

		assertThat(victim).content().isEqualTo("of another");
		assertThat(other).content().isEqualTo("of another");
		assertThat(result.message()).startsWith("install.sh ended with exit code 1.");
		assertThat(user.resolve("conf")).content().isEqualTo("first\n");
	}

	private static void move(Path from, Path to) {
		assertThat(from.toFile().renameTo(to.toFile())).isTrue();
	}

	private static void link(Path link, Path target) {
		try {
			Files.createSymbolicLink(link, target);
		} catch (java.io.IOException e) {
			throw new java.io.UncheckedIOException(e);
		}
	}

	@Test
	void accessControlListsAndAttributesComeBack() throws Exception {
		Path conf = test.machine.resolve("app.conf");
		assertThat(test.install("1", test.app(LIVES, "echo first > " + conf)).outcome()).isEqualTo(Outcome.INSTALLED);
		assumeTrue(Files.getFileStore(conf).supportsFileAttributeView(UserDefinedFileAttributeView.class), "the file system has no attributes of users");
		Files.getFileAttributeView(conf, UserDefinedFileAttributeView.class).write("note", ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)));
		// rw for the owner, r for nobody, the group and all of these together, nothing for others; see acl(5)
		String list = Base64.getEncoder().encodeToString(HexFormat.of().parseHex("02000000" + "01000600ffffffff" + "02000400feff0000" + "04000400ffffffff" + "10000400ffffffff" + "20000000ffffffff"));
		assumeTrue(ExtendedAttributes.set(conf, Map.of("system.posix_acl_access", list)).isEmpty(), "the file system has no access control lists");
		var before = Files.getAttribute(conf, "unix:mode");

		var result = test.install("2", test.app(LIVES, "rm %1$s; echo second > %1$s; exit 1".formatted(conf)));

		assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.ROLLED_BACK);
		assertThat(conf).content().isEqualTo("first\n");
		assertThat(ExtendedAttributes.of(conf)).containsEntry("system.posix_acl_access", list).containsEntry("user.note", Base64.getEncoder().encodeToString("hello".getBytes(StandardCharsets.UTF_8)));
		assertThat(Files.getAttribute(conf, "unix:mode")).isEqualTo(before);
	}

	@Test
	void whatIsTakenAwayIsKept() throws Exception {
		for (int i = 1; i <= 5; i++) {
			assertThat(test.install(Integer.toString(i), test.once("echo %d > %s/made; exit 1".formatted(i, test.machine))).outcome()).isEqualTo(Outcome.FAILED);
		}
		try (var dated = Files.list(test.home.state().resolve("install/removed"))) {
			assertThat(dated.sorted().toList()).hasSize(3).allMatch(f -> f.getFileName().toString().matches("\\d{4}-\\d\\d-\\d\\d_\\d\\d-\\d\\d-\\d\\d(_\\d)?"))
					.last().satisfies(f -> assertThat(Path.of(f + test.machine.toString(), "made")).content().isEqualTo("5\n"));
		}
	}

	@ParameterizedTest
	@EnumSource(value = Phase.class, names = { "CHECKING", "INSTALLING", "STARTING" })
	void aPackageThatEndsTheAgentIsGivenUp(Phase at) throws Exception {
		var tarball = test.app(LIVES, "");
		InstallProgress.Listener deadly = (name, phase, message) -> {
			if (phase == at && message.isEmpty()) {
				throw new OutOfMemoryError("as a package may cause it");
			}
		};
		for (int i = 0; i < 3; i++) {
			assertThatThrownBy(() -> {
				test.installer().recover(deadly);
				test.install("1", tarball, deadly);
			}).isInstanceOf(OutOfMemoryError.class);
		}
		var left = test.installer().recover(deadly);
		var result = left.isEmpty() ? test.install("1", tarball, deadly) : left.getFirst();

		assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
		assertThat(result.message()).startsWith("The agent ended 3 times over it.");
		assertThat(test.program()).doesNotExist();
		test.installer().reported(List.of(InstallerFixture.name("1")));
		assertThat(test.install("1", tarball).outcome()).as("an operator may try it again").isEqualTo(Outcome.INSTALLED);
	}

	@Test
	void aWayBackThatEndsTheAgentIsGivenUp() throws Exception {
		InstallProgress.Listener deadly = (name, phase, message) -> {
			if (!message.isEmpty()) {
				throw new OutOfMemoryError("as a package may cause it");
			}
		};
		assertThatThrownBy(() -> test.install("1", test.once("exit 7"), deadly)).isInstanceOf(OutOfMemoryError.class);
		for (int i = 0; i < 2; i++) {
			assertThatThrownBy(() -> test.installer().recover(deadly)).isInstanceOf(OutOfMemoryError.class);
		}
		assertThat(test.installer().recover(deadly)).singleElement().satisfies(r -> {
			assertThat(r.outcome()).isEqualTo(Outcome.FAILED);
			assertThat(r.message()).startsWith("install.sh ended with exit code 7. It could not be taken back in whole: the agent ended");
		});
	}

	/** The copies that the message tells of. */
	private static List<String> copies(InstallResult result) throws Exception {
		var told = Pattern.compile("Copies of files from before are in (\\S+) until").matcher(result.message());
		assertThat(told.find()).as(result.message()).isTrue();
		try (var files = Files.list(Path.of(told.group(1)))) {
			return files.filter(f -> !f.toString().endsWith(".json")).map(InstallSafetyTest::content).toList();
		}
	}

	private static String content(Path file) {
		try {
			return Files.readString(file);
		} catch (java.io.IOException e) {
			throw new java.io.UncheckedIOException(e);
		}
	}

	@Test
	void whatCannotBePutBackIsKept() throws Exception {
		Path conf = test.machine.resolve("app.conf");
		assertThat(test.install("1", test.once("echo precious > " + conf)).outcome()).isEqualTo(Outcome.INSTALLED);
		Path used = Files.writeString(folder.resolve("used"), "x");
		try (var open = Files.newInputStream(used)) { // in the folder that is in the file's place now, and stays
			var result = test.install("2", test.once("rm %1$s; mkdir %1$s; mv %2$s %1$s; exit 7".formatted(conf, used)));
			assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.FAILED);
			assertThat(result.message()).contains(conf + " cannot be put back");
			assertThat(copies(result)).contains("precious\n");
		}
	}

	@Test
	void whatCouldNotBePutBackIsTriedOnceMoreWhenItsEndWasNotKept() throws Exception {
		Path conf = test.machine.resolve("app.conf");
		assertThat(test.install("1", test.once("echo precious > " + conf)).outcome()).isEqualTo(Outcome.INSTALLED);
		test.installer().reported(List.of(InstallerFixture.name("1")));
		Path results = Files.createDirectory(InstallFolder.of(test.home).results()); // as on a full disk, nothing can be written there
		Path used = Files.writeString(folder.resolve("used"), "x");
		try (var open = Files.newInputStream(used)) {
			assertThat(test.install("2", test.once("rm %1$s; mkdir %1$s; mv %2$s %1$s; exit 7".formatted(conf, used))).message()).contains(conf + " cannot be put back");
		}
		assertThat(test.install("3", test.once("exit 0")).message()).as("the copies are not given up for another package").startsWith("Nothing can be installed: the end of the installation of app");
		Files.delete(results);
		var result = test.installer().recover(test.progress).getFirst();
		assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.ROLLED_BACK);
		assertThat(conf).content().isEqualTo("precious\n");
	}

	@Test
	void aFolderThatWasMovedBehindALinkComesBack() throws Exception {
		Path app = test.machine.resolve("opt");
		assertThat(test.install("1", test.once("mkdir %1$s; echo precious > %1$s/conf".formatted(app))).outcome()).isEqualTo(Outcome.INSTALLED);
		var result = test.install("2", test.once("mv %1$s %1$s-2; ln -s %1$s-2 %1$s; exit 7".formatted(app)));
		assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.ROLLED_BACK);
		assertThat(app.resolve("conf")).content().isEqualTo("precious\n");
		assertThat(app.toRealPath()).isEqualTo(app);
		assertThat(app.resolveSibling("opt-2").resolve("conf")).doesNotExist();
	}

	@ParameterizedTest
	@EnumSource(value = Phase.class, names = { "CHECKING", "INSTALLING", "STARTING" })
	void theEndOfTheAgentIsNoFailureOfThePackage(Phase at) throws Exception {
		var tarball = test.app(LIVES, "");
		InstallProgress.Listener ends = (name, phase, message) -> {
			if (phase == at) {
				Thread.currentThread().interrupt();
			}
		};
		for (int i = 0; i < 5; i++) { // more often than a package may end the agent
			assertThatThrownBy(() -> {
				test.installer().recover(ends);
				test.install("1", tarball, ends);
			}).isInstanceOf(InterruptedException.class);
		}
		var left = test.installer().recover(test.progress);
		var result = left.isEmpty() ? test.install("1", tarball) : left.getFirst();
		assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.INSTALLED);
		test.await(State.RUNNING);
	}

	@Test
	void aProgramOfSomebodyElseKeepsItsName() throws Exception {
		stopSupervisor();
		open("supervisord");
		test.supervisor.put("app", "[program:app]\ncommand = /bin/sleep 1000\n");
		try (var files = Files.walk(folder)) {
			Path file = files.filter(f -> f.getFileName().toString().equals("app.conf")).findFirst().orElseThrow();
			Files.move(file, file.resolveSibling("foreign.conf"));
		}
		int pid = test.await(State.RUNNING).pid();

		var result = test.install("1", test.app("exit 1", ""));
		assertThat(result.outcome()).isEqualTo(Outcome.REFUSED);
		assertThat(result.message()).contains("has a program app already");
		assertThat(test.install("2", test.once("exit 1")).outcome()).isEqualTo(Outcome.FAILED);
		assertThat(test.await(State.RUNNING).pid()).isEqualTo(pid);
	}

	/** A gateway gives the agent 128 MiB. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void noPackageFillsTheMemory(boolean scripts) throws Exception {
		Path tarball = test.file("1", new byte[0]);
		try (var out = new GZIPOutputStream(Files.newOutputStream(tarball))) {
			out.write(test.once("true").withoutEnd());
			byte[] noise = new byte[1 << 20];
			new Random(1).nextBytes(noise);
			for (int i = 0; i < (scripts ? 150 : 19_000); i++) {
				out.write(scripts ? new Tarball().member("d" + i + "/install.sh", '0', 0755, "", noise).withoutEnd()
						: new Tarball().pax("path", (i + "/").repeat(31) + "x".repeat(200) + i).file("f", 0644, "").withoutEnd());
			}
			out.write(new Tarball().tar());
		}
		try (var child = JavaChild.start(folder.resolve("out"), InspectChild.class, Map.of(), List.of("-Xmx128m"), tarball.toString())) {
			child.await("inspected");
			if (!scripts) {
				child.await("The names of the files and folders in it are longer than 12582912 characters in all.");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "(env -i sleep 1000)", "exit 1" })
	void noProcessHidesByItsEnvironment(String end) throws Exception {
		var settings = test.settings();
		var brief = new InstallSettings(Duration.ofSeconds(2), settings.output(), settings.healthy(), settings.limits(), settings.roots(), settings.watched(), settings.copies(),
				settings.copySize());
		var result = test.installer(brief).install(test.file("1", test.once("env -i sleep 1000 & echo $!; " + end).packed()), InstallerFixture.name("1"), test.progress);

		assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
		int child = Integer.parseInt(result.output().lines().findFirst().orElseThrow());
		Await.until(() -> !Processes.find(child).map(Processes.Entry::alive).orElse(false));
	}

	@Test
	void whatAJobInTheBackgroundWritesIsSeenAndDoesNotFillTheStorage() throws Exception {
		Path go = folder.resolve("go");
		Path said = folder.resolve("said");
		String job = "(while [ ! -e %1$s ]; do sleep 0.05; done; head -c 3000000 /dev/zero; echo > %2$s; while true; do sleep 0.05; echo tick; done) & echo $!".formatted(go, said);
		var result = test.install("1", test.app(LIVES, job));
		assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.INSTALLED);
		int child = Integer.parseInt(result.output().strip());
		try {
			Path output = test.home.state().resolve("install/left/app.v1.tar.gz.output");
			assertThat(output).exists();
			Files.createFile(go);
			Await.until(() -> Files.exists(said));
			test.installer().checkedIn();
			Await.until(() -> Files.readString(output).startsWith("tick"));
			assertThat(Files.size(output)).isLessThan(1_000_000);
		} finally {
			Processes.signal("KILL", child);
		}
		Await.until(() -> { // until its last sleep is over
			test.installer().checkedIn();
			return test.home.state().resolve("install/left").toFile().list().length == 0;
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "apps.json", "install/journal.json", "install/results.json", "install/starts.json" })
	void aDamagedFileIsSetAsideAndToldOf(String name) throws Exception {
		assertThat(test.install("1", test.app(LIVES, "")).outcome()).isEqualTo(Outcome.INSTALLED);
		Path file = test.home.state().resolve(name);
		for (String damage : List.of("{\"version\":1,\"state\":[{\"installed\":\"never\",\"outcome\":5}]}", "", "{\"ver")) {
			Files.writeString(file, damage);
			var installer = test.installer();
			installer.recover(test.progress);
			var result = installer.install(test.file("2", test.app(LIVES, "").packed()), InstallerFixture.name("2"), test.progress);

			assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.INSTALLED);
			assertThat(result.message()).contains(file + " was damaged and is now " + file.getFileName() + ".damaged-");
			try (var all = Files.list(file.getParent())) {
				assertThat(all.filter(f -> f.getFileName().toString().startsWith(file.getFileName() + ".damaged-")).toList()).anySatisfy(f -> assertThat(f).content().isEqualTo(damage));
			}
			assertThat(test.installed()).isEqualTo("2");
		}
	}

	@Test
	void whatANewerAgentWroteIsNotSetAside() throws Exception {
		Files.createDirectories(test.home.state());
		Path file = Files.writeString(test.home.state().resolve("apps.json"), "{\"version\":2,\"state\":[]}");

		var result = test.install("1", test.once("true"));
		assertThat(result.message()).contains("newer Fleetdesk");
		assertThat(file).exists();
	}
}
