package org.fleetdesk.gateways.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.fleetdesk.faults.HostileTarball;
import org.fleetdesk.faults.Tarball;
import org.fleetdesk.files.Finding;
import org.fleetdesk.files.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules for what a package has in it; those for archives that would do harm are in {@link HostilePackageTest}. */
class PackageInspectorTest {

	private static final String SCRIPT = "#!/bin/sh\ncp app /usr/local/bin/\n";
	private static final String CONF = "[supervisord]\ncommand = /usr/local/bin/app\n";

	@TempDir
	private Path folder;

	private ApplicationPackage inspect(Tarball tarball) throws IOException {
		return PackageInspector.ofShipments().inspect(tarball.in(folder));
	}

	@Test
	void theApplicationOfTheDocumentHasNoFinding() throws Exception {
		var app = inspect(Tarball.testApp());
		assertThat(app.findings()).isEmpty();
		assertThat(app.usable()).isTrue();
		assertThat(app.name()).contains(new PackageName("test_app", "1"));
		assertThat(app.members()).extracting(PackageMember::path).containsExactly("install.sh", "supervisor.conf", "test_app.py");
		assertThat(app.members().getFirst().executable()).isTrue();
		assertThat(app.script().orElseThrow()).contains("cp test_app.py");
		assertThat(app.program().orElseThrow().options()).isEqualTo(Map.of("command", "python3 /usr/local/bin/test_app.py", "stdout_logfile", "/var/log/test_app.log",
				"redirect_stderr", "true", "stdout_logfile_maxbytes", "200KB", "stdout_logfile_backups", "1"));
	}

	/** GNU tar of the folder itself, as {@code tar zcf X .} and {@code tar zcf X test_app.v1} make it. */
	@ParameterizedTest
	@org.junit.jupiter.params.provider.ValueSource(strings = { ".", "test_app.v1" })
	void whatTarMakesIsReadAndUnpacked(String what) throws Exception {
		Path source = Files.createDirectories(folder.resolve("source/test_app.v1"));
		Files.writeString(source.resolve("install.sh"), SCRIPT);
		Files.setPosixFilePermissions(source.resolve("install.sh"), PosixFilePermissions.fromString("rwxrwxr-x"));
		Files.writeString(source.resolve("app"), "x".repeat(1000));
		Files.createDirectories(source.resolve("d".repeat(120)));
		Files.writeString(source.resolve("d".repeat(120)).resolve("ä"), "");
		Path file = folder.resolve("test_app.v1.tar.gz");
		run("tar", "--owner=0", "--group=0", "-C", (what.equals(".") ? source : source.getParent()).toString(), "-zcf", file.toString(), what);
		var app = PackageInspector.ofShipments().inspect(file);
		assertThat(app.findings()).isEmpty();
		assertThat(app.root()).isEqualTo(what.equals(".") ? "" : "test_app.v1/");

		Path target = Files.createDirectory(folder.resolve("target"));
		new PackageUnpacker(PackageLimits.USUAL).unpack(file, app.sha256(), target);
		Path root = target.resolve(app.root());
		assertThat(root.resolve("app")).hasContent("x".repeat(1000));
		assertThat(root.resolve("d".repeat(120)).resolve("ä")).isEmptyFile();
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("install.sh")))).isEqualTo("rwxr-xr-x");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("app")))).isEqualTo("rw-r--r--");
		assertThat(app.sha256()).isEqualTo(run("sha256sum", file.toString()).substring(0, 64));
	}

	private static String run(String... command) throws IOException, InterruptedException {
		var process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String out = new String(process.getInputStream().readAllBytes());
		assertThat(process.waitFor()).as(out).isZero();
		return out;
	}

	@Test
	void anotherFileThanWasCheckedIsNotUnpacked() throws Exception {
		var app = inspect(Tarball.testApp());
		Path file = Tarball.testApp().file("more", 0644, "x").in(folder);
		Path target = Files.createDirectory(folder.resolve("target"));
		org.assertj.core.api.Assertions.assertThatThrownBy(() -> new PackageUnpacker(PackageLimits.USUAL).unpack(file, app.sha256(), target))
				.hasMessageContaining("not the one that was checked");
	}

	static List<HostileTarball> useless() {
		return HostileTarball.useless();
	}

	private static Tarball conf(String conf) {
		return new Tarball().file("install.sh", 0755, SCRIPT).file("supervisor.conf", 0644, conf);
	}

	private static Arguments wrong(String what, Tarball tarball, String where, String message) {
		return Arguments.of(what, tarball, where, message);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("useless")
	void whatCannotBeInstalledIsRefused(HostileTarball useless) throws Exception {
		var app = PackageInspector.ofShipments().inspect(Files.write(folder.resolve("test_app.v1.tar.gz"), useless.bytes()));
		assertThat(app.usable()).isFalse();
		assertThat(app.findings()).filteredOn(f -> f.severity() == Severity.ERROR).singleElement().satisfies(f -> {
			assertThat(f.where()).isEqualTo(useless.where());
			assertThat(f.message()).contains(useless.messages()).endsWith(".");
		});
	}

	static Stream<Arguments> odd() {
		var old = new Tarball().file("install.sh", 0755, SCRIPT);
		return Stream.of(
				wrong("everybody may write", old.file("app", 0666, "x"), "app", "Everybody may write"),
				wrong("removes all", script("rm -rf /\n"), "install.sh", "removes everything"),
				wrong("runs a download", script("curl -s http://x/y | sh\n"), "install.sh", "unchecked"),
				wrong("reboots", script("sleep 1; reboot\n"), "install.sh", "next check-in"),
				wrong("stops the supervisor", script("supervisorctl shutdown\n"), "install.sh", "all other applications"),
				wrong("writes the configuration", script("echo x > /etc/exosite/gwe/Gateway.cfg\n"), "install.sh", "own configuration"),
				wrong("a background job", script("./app &\n"), "install.sh", "background"),
				wrong("a key", new Tarball().file("install.sh", 0755, SCRIPT).file("app", 0644, "cik = " + "0a".repeat(20)), "app", "a key"),
				wrong("a private key", new Tarball().file("install.sh", 0755, SCRIPT).file("app", 0644, "-----BEGIN RSA PRIVATE KEY-----\n"), "app", "a key"),
				wrong("an editor's file", new Tarball().file("install.sh", 0755, SCRIPT).file("app~", 0644, "x"), "app~", "leftovers"),
				wrong("a per cent sign", conf(CONF + "environment = A=\"5%\"\n"), "supervisor.conf", "%%"),
				wrong("a shell variable", conf(CONF + "environment = PATH=\"$PATH:/x\"\n"), "supervisor.conf", "shell variables"),
				wrong("an option twice", conf(CONF + "user = a\nuser = b\n"), "supervisor.conf", "user is there twice"),
				wrong("a log elsewhere", conf(CONF + "stdout_logfile = /opt/app.log\n"), "supervisor.conf", "outside of /var/log"),
				wrong("a log without end", conf(CONF + "stdout_logfile_maxbytes = 0\n"), "supervisor.conf", "without end"),
				wrong("restarts without end", conf(CONF + "autorestart = true\nstartsecs = 0\n"), "supervisor.conf", "again without end"),
				wrong("a program from nowhere", conf("[supervisord]\ncommand = /opt/other/thing\n"), "supervisor.conf", "/opt/other/thing"));
	}

	private static Tarball script(String more) {
		return new Tarball().file("install.sh", 0755, SCRIPT + more);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("odd")
	void whatIsOddIsAWarning(String what, Tarball tarball, String where, String message) throws Exception {
		var app = inspect(tarball);
		assertThat(app.usable()).isTrue();
		assertThat(app.findings()).singleElement().satisfies(f -> {
			assertThat(f.severity()).isEqualTo(Severity.WARNING);
			assertThat(f.where()).isEqualTo(where);
			assertThat(f.message()).contains(message).endsWith(".");
		});
	}

	@Test
	void ordinaryScriptsAndSettingsAreNotOdd() throws Exception {
		var app = inspect(new Tarball().file("install.sh", 0755, SCRIPT + "# reboot by hand afterwards\nrm -rf /opt/app\na && b\ncurl -o x http://y/z 2>&1\nsupervisorctl restart x\n").file(
				"supervisor.conf", 0644, "; a comment\n[supervisord]\ncommand = /bin/sh -c \"date +%%s\"  ; now\nenvironment: A=%(ENV_HOME)s,\n  B=2\nstdout_logfile = /dev/stdout\n"
						+ "stdout_logfile_maxbytes = 1MB\n")
				.file("sums", 0644, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824  app\n"));
		assertThat(app.findings()).isEmpty();
		assertThat(app.program().orElseThrow().file()).isEqualTo("""
				[program:test_app]
				command = /bin/sh -c "date +%%s"
				environment = A=%(ENV_HOME)s,
					B=2
				stdout_logfile = /dev/stdout
				stdout_logfile_maxbytes = 1MB
				redirect_stderr = true
				stdout_logfile_backups = 1
				""");
	}

	@Test
	void aLibraryNeedsNoScript() throws Exception {
		assertThat(inspect(new Tarball().file("setup.py", 0644, "import setuptools\n")).usable()).isTrue();
	}

	@Test
	void anInterpreterThatTheMachineLacksIsAWarningThere() throws Exception {
		Path file = new Tarball().file("install.sh", 0755, "#!/usr/bin/zsh\n").in(folder);
		var there = new PackageInspector(PackageLimits.USUAL, path -> !path.equals(Path.of("/usr/bin/zsh")), Clock.systemUTC());
		assertThat(there.inspect(file).findings()).extracting(Finding::message).containsExactly("The program that is to run it, /usr/bin/zsh, is not on this machine.");
	}

	@Test
	void timesInTheFutureAreAWarning() throws Exception {
		Path file = Tarball.testApp().in(folder);
		var past = new PackageInspector(PackageLimits.USUAL, path -> true, Clock.fixed(Instant.parse("2020-01-01T00:00:00Z"), ZoneOffset.UTC));
		assertThat(past.inspect(file).findings()).extracting(Finding::message).containsExactly("3 of 3 members were changed in the future, says the archive, the first is install.sh.");
	}

	@Test
	void aPartOfTheEngineIsNotReplacedUnawares() throws Exception {
		Path file = Files.write(folder.resolve("gmq.v9.tar.gz"), Tarball.testApp().packed());
		assertThat(PackageInspector.ofShipments().inspect(file).findings()).extracting(Finding::severity).containsExactly(Severity.WARNING);
	}

	@Test
	void aNameThatIsNoPackagesIsAnError() throws Exception {
		Path file = Files.write(folder.resolve("test_app.tar.gz"), Tarball.testApp().packed());
		var app = PackageInspector.ofShipments().inspect(file);
		assertThat(app.name()).isEmpty();
		assertThat(app.findings()).extracting(Finding::severity).containsExactly(Severity.ERROR);
	}

	@Test
	void aDamagedArchiveHasManyFindingsAndNotAllAreListed() throws Exception {
		var tarball = Tarball.testApp();
		for (int i = 0; i < 300; i++) {
			tarball.member("link" + i, '2', 0777, "/etc", new byte[0]);
		}
		assertThat(inspect(tarball).findings()).hasSize(201).last().extracting(Finding::message).isEqualTo("100 further findings are not listed.");
	}
}
