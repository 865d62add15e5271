package org.fleetdesk.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Spinner;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.model.PackageBuilder;
import org.fleetdesk.gateways.model.PackageName;
import org.fleetdesk.gateways.model.SamplePackages;
import org.fleetdesk.testing.Part;
import org.fleetdesk.testing.Role;
import org.fleetdesk.testing.Ui;
import org.fleetdesk.testing.UiHealth;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The story of gateways by mouse and keyboard, told in order: the document's application goes to three agents in two waves, and versions that do not live go no further than the first. */
@ExtendWith(UiHealth.class)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
@Timeout(400)
class GatewayStoryUiTest {

	private static final List<String> GATEWAYS = List.of("gw-1", "gw-2", "gw-3");
	private static final String APPLICATIONS = "org.fleetdesk.gateways.ui.applications";
	private static final String APP = "test_app";
	private static final String PROGRAM = "test_app.py";
	private static final String DIE = "die";
	/** Longer than any test. */
	private static final int ENDLESS = 3600;
	private static final Duration ROLLOUT = Duration.ofMinutes(2);
	private static final Duration START = Duration.ofMinutes(1);

	private final Ui ui = Ui.ofWorkbench();
	private final Desk desk = new Desk(ui);
	private final List<AgentChild> agents = new ArrayList<>();
	private Path folder;
	private Path samples;
	private GatewaysLab lab;
	/** The file of version 1. */
	private String lives;

	@BeforeAll
	void start(@TempDir Path temporary) throws Exception {
		folder = temporary.toRealPath();
		samples = folder.resolve("samples");
		SamplePackages.writeTo(samples);
		lab = GatewaysLab.ofProcess(Files.createDirectory(folder.resolve("cloud")));
		for (String serial : GATEWAYS) {
			lab.add(serial);
			agents.add(AgentChild.start(folder, lab, serial));
		}
		ui.workbench();
		for (String serial : GATEWAYS) {
			ui.await(serial + " listens", START, () -> GatewaysLab.known(serial).filter(r -> r.attribute(Gateways.LISTENING).equals("true")).isPresent());
		}
	}

	@AfterAll
	void end() throws Exception {
		try {
			for (var agent : agents) {
				agent.close();
			}
			desk.closeLogs();
		} finally {
			if (lab != null) {
				lab.close();
			}
		}
	}

	/** The sources of a sample, which go to a folder of each gateway's own, as all three are on one machine. */
	private Path sources(String sample, String version) throws Exception {
		Path source = Files.createDirectory(folder.resolve(APP + ".v" + version));
		assertThat(new ProcessBuilder("tar", "zxf", samples.resolve(sample).toString(), "-C", source.toString()).inheritIO().start().waitFor()).isZero();
		Path script = source.resolve("install.sh");
		Files.writeString(script, Files.readString(script).replace("INSTALL_PATH=\"/usr/local/bin\"", "INSTALL_PATH=\"${GWE_HOME}-files\""));
		Path supervised = source.resolve("supervisor.conf");
		Files.writeString(supervised, Files.readString(supervised).replace("/usr/local/bin/", "%(ENV_GWE_HOME)s-files/") + "stdout_logfile = %(ENV_GWE_HOME)s-files/test_app.log\n");
		return source;
	}

	private Path packed(String version, Path sources) throws IOException {
		return PackageBuilder.build(new PackageName(APP, version), PackageBuilder.filesIn(sources), folder);
	}

	private Part gateways() {
		return ui.view(GatewaysLab.GATEWAYS).find(Role.TABLE);
	}

	private String task() {
		return desk.tree(Desk.TASKS).lines().findFirst().orElse("");
	}

	/** Drops a package on one of the three gateways, all of which are selected, and starts its rollout: one first, then the others. */
	private void rollOut(String version, Path file, int soak) {
		Part table = gateways().select("gw-1");
		ui.input().keys("ctrl+a");
		ui.await("all are selected", () -> ui.on(((Table) table.control())::getSelectionCount) == GATEWAYS.size());
		table.dropFilesOnRow("gw-2", file);
		var dialog = ui.window("Install application");
		ui.await("what is in it", () -> ui.shows("test_app version " + version));
		ui.input().keys("alt+w");
		ui.find(Role.TEXT, "Wave 1").enter("1");
		ui.find(Role.TEXT, "From wave 2 on").enter("2");
		var seconds = (Spinner) ui.find(Role.ANY, "the seconds of the soak", c -> c instanceof Spinner s && s.getMaximum() == 86_400).control();
		ui.run(seconds::setFocus);
		ui.await("the focus", () -> ui.on(seconds::isFocusControl));
		ui.input().keys("ctrl+a");
		ui.input().type(soak + "\t");
		ui.await("the seconds", () -> ui.on(seconds::getSelection) == soak);
		ui.picture("story-" + version + "-dialog");
		ui.find(Role.BUTTON, "Start rollout over 3 gateways in 2 waves").click();
		ui.await("the dialog closes", () -> ui.on(dialog::isDisposed));
	}

	private void awaitRollout(String version, String state) {
		ui.await("the rollout of version " + version + " is " + state + agents.stream().map(AgentChild::log).toList(), ROLLOUT,
				() -> task().startsWith("Install test_app.v" + version + ".tar.gz on 3 gateways | " + state));
		ui.picture("story-" + version + "-" + state.replace(' ', '-'));
	}

	private List<String> deployments(String serial) {
		try {
			return lab.fleet("GET", "/gateways/" + GatewaysLab.PRODUCT + "/" + serial + "/deployments", "").findValuesAsText("state");
		} catch (Exception e) {
			throw new AssertionError("The cloud does not answer: " + e, e);
		}
	}

	/** On each gateway the bytes of version 1 are there, run and are reported. */
	private void assertFirstVersionRuns() throws IOException {
		for (var agent : agents) {
			assertThat(agent.installed(PROGRAM)).as("the bytes of version 1").hasContent(lives);
			assertThat(agent.running(PROGRAM)).as("programs on %s", agent.log()).hasSize(1);
		}
		for (String serial : GATEWAYS) {
			ui.await(serial + " reports version 1", () -> GatewaysLab.known(serial).filter(r -> r.attribute(Gateways.APPLICATIONS).contains("test_app 1")).isPresent());
		}
	}

	@Test
	@Order(1)
	void theDocumentsApplicationIsBuiltDroppedRolledOutAndItsLogRead() throws Exception {
		Path source = sources("test_app.v1.tar.gz", "1");
		lives = Files.readString(source.resolve(PROGRAM));
		Path built = Files.createDirectory(folder.resolve("built"));
		ui.view(GatewaysLab.GATEWAYS).find(Role.TEXT).click();
		ui.input().keys("ctrl+b");
		var builder = ui.window("Build application package");
		ui.find(Role.TEXT, "such as /home/me/test_app").enter(source.toString());
		ui.find(Role.TEXT, "where it is put", c -> ((Text) c).getText().equals(System.getProperty("user.home"))).enter(built.toString());
		var build = ui.find(Role.BUTTON, "Build test_app.v1.tar.gz");
		ui.picture("story-build");
		build.click();
		ui.await("the dialog closes", () -> ui.on(builder::isDisposed));
		var upload = ui.window("Upload packages");
		ui.input().keys("Escape");
		ui.await("what was offered is closed", () -> ui.on(upload::isDisposed));

		rollOut("1", built.resolve("test_app.v1.tar.gz"), 3);
		awaitRollout("1", "done");
		ui.view(Desk.TASKS).find(Role.TREE).select("Install test_app.v1");
		ui.find(Role.LABEL, "Done · 2 of 2 waves done");
		assertFirstVersionRuns();
		for (String serial : GATEWAYS) {
			assertThat(deployments(serial)).containsExactly("done");
		}

		ui.view(APPLICATIONS).find(Role.TABLE).select(APP);
		ui.input().keys("ctrl+l");
		ui.await("its log", START, () -> desk.logInView(APP + " on gw-1").stream().anyMatch(l -> l.matches("test -?\\d+ 204")));
		ui.picture("story-log");
		desk.closeLogs();
	}

	@Test
	@Order(2)
	void aVersionWhoseProgramDiesIsTakenBackAndTheSecondWaveNeverStarts() throws Exception {
		assertFirstVersionRuns();
		Path source = sources("test_app.v2-dies.tar.gz", "2");
		rollOut("2", packed("2", source), ENDLESS);
		awaitRollout("2", "rolled back");
		assertThat(task()).contains(" | 0 of 2 waves done").contains("wave 1", "gw-1");
		assertFirstVersionRuns();
		assertThat(deployments("gw-1")).containsExactly("rolled-back", "done");
		assertThat(deployments("gw-2")).as("the second wave never started").containsExactly("done");
		assertThat(deployments("gw-3")).containsExactly("done");
	}

	@Test
	@Order(3)
	void aProgramThatDiesWhileItsWaveIsWatchedIsTakenBack() throws Exception {
		assertFirstVersionRuns();
		Path source = sources("test_app.v2-dies.tar.gz", "3");
		Files.writeString(source.resolve(PROGRAM), """
				import os, sys
				from time import sleep

				print('test_app 3 is here')
				while not os.path.exists(os.environ['GWE_HOME'] + '-files/die'):
				    sleep(0.2)
				sys.exit(1)
				""");
		rollOut("3", packed("3", source), ENDLESS);
		awaitRollout("3", "soaking");
		assertThat(agents.getFirst().installed(PROGRAM)).content().contains("test_app 3 is here");
		Files.createFile(agents.getFirst().installed(DIE));
		awaitRollout("3", "rolled back");
		assertThat(task()).contains(" | 0 of 2 waves done").contains("wave 1", "gw-1");
		ui.view(Desk.TASKS).find(Role.TREE).select("Install test_app.v3");
		ui.find(Role.LABEL, "why", c -> ((Label) c).getText().contains("wave 1") && ((Label) c).getText().contains("not healthy"));
		assertFirstVersionRuns();
		assertThat(deployments("gw-1")).containsExactly("done", "done", "rolled-back", "done");
		assertThat(deployments("gw-2")).as("the second wave never started").containsExactly("done");
		assertThat(deployments("gw-3")).containsExactly("done");
	}
}
