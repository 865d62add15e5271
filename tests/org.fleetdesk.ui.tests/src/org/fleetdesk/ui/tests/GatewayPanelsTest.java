package org.fleetdesk.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.testing.Part;
import org.fleetdesk.testing.Role;
import org.fleetdesk.testing.Ui;
import org.fleetdesk.testing.UiHealth;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

/** What an operator does in Details with one gateway and its application. The gateway "live" is an agent, which runs an application; the part of "silent", which picks nothing up, is played. */
@ExtendWith(UiHealth.class)
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(300)
class GatewayPanelsTest {

	private static final String LIVE = "live";
	private static final String SILENT = "silent";
	private static final String APPLICATIONS = "org.fleetdesk.gateways.ui.applications";
	private static final String APP = "ticker";
	private static final String PROGRAM = "ticker.sh";
	/** The gateway asks each second, the machine may be busy. */
	private static final Duration SOON = Duration.ofMinutes(1);

	private final Ui ui = Ui.ofWorkbench();
	private final Desk desk = new Desk(ui);
	private Path folder;
	private GatewaysLab lab;
	private AgentChild agent;

	@BeforeAll
	void start(@TempDir Path temporary) throws Exception {
		folder = temporary.toRealPath();
		lab = new GatewaysLab(Files.createDirectory(folder.resolve("cloud")));
		lab.add(LIVE);
		agent = AgentChild.start(folder, lab, LIVE);
		lab.gateway(SILENT);
		ui.workbench();
		ui.await("the agent listens", SOON, () -> GatewaysLab.known(LIVE).filter(r -> r.attribute(Gateways.LISTENING).equals("true")).isPresent());
		Path ticker = GatewaysLab.tarball(folder, APP, "1", Map.of("install.sh", "#!/bin/sh\ncp ticker.sh ${GWE_HOME}-files/ticker.sh\n", //
				PROGRAM, "#!/bin/sh\necho the ticker began\nwhile true; do sleep 1; done\n", //
				"supervisor.conf", "[supervisord]\ncommand = /bin/sh %(ENV_GWE_HOME)s-files/ticker.sh\nstdout_logfile = %(ENV_GWE_HOME)s-files/ticker.log\n"));
		table().dropFilesOnRow(LIVE, ticker);
		ui.window("Install application");
		ui.find(Role.BUTTON, "Install").click();
		ui.await("it runs " + agent.log(), SOON, () -> GatewaysLab.known(LIVE).filter(r -> r.attribute(Gateways.APPLICATIONS).contains("ticker 1 running")).isPresent());
	}

	@AfterAll
	void end() throws Exception {
		try {
			if (agent != null) {
				agent.close();
			}
		} finally {
			if (lab != null) {
				lab.close();
			}
		}
	}

	@AfterEach
	void closeLogs() {
		desk.closeLogs();
	}

	private Part table() {
		return ui.view(GatewaysLab.GATEWAYS).find(Role.TABLE);
	}

	/** Details of a gateway, which is selected. */
	private Part gateway(String serial) {
		table().select(serial);
		Part details = ui.view(Desk.DETAILS);
		details.find(Role.LABEL, serial);
		return details;
	}

	private static Part panel(Part details, String column) {
		return details.find(Role.TABLE, column, c -> Arrays.stream(((Table) c).getColumns()).anyMatch(t -> t.getText().equals(column)));
	}

	private Part application() {
		ui.view(APPLICATIONS).find(Role.TABLE).select(APP);
		Part details = ui.view(Desk.DETAILS);
		details.find(Role.LABEL, APP);
		return details;
	}

	private void awaitProcess(Part details, String words) {
		details.find(Role.LABEL, "a process that is " + words, c -> ((Label) c).getText().startsWith(words));
	}

	private String state() {
		return ui.view(APPLICATIONS).find(Role.TABLE).rows().stream().filter(r -> r.getFirst().equals(APP)).map(r -> r.get(1)).findFirst().orElse("");
	}

	private long program() {
		var running = agent.running(PROGRAM);
		assertThat(running).as(agent.log()).hasSize(1);
		return running.getFirst().pid();
	}

	@Test
	void theProgramIsStoppedStartedAndRestarted() {
		Part details = application();
		long first = program();
		awaitProcess(details, "RUNNING, pid " + first + ",");
		details.find(Role.BUTTON, "Stop").click();
		ui.await("no program", SOON, () -> agent.running(PROGRAM).isEmpty());
		ui.await("the table says so", SOON, () -> state().startsWith("stopped"));
		awaitProcess(application(), "STOPPED");

		details.find(Role.BUTTON, "Start").click();
		ui.await("the table says so", SOON, () -> state().startsWith("running"));
		long second = program();
		assertThat(second).isNotEqualTo(first);
		awaitProcess(application(), "RUNNING, pid " + second + ",");

		details.find(Role.BUTTON, "Restart").click();
		ui.await("another program", SOON, () -> agent.running(PROGRAM).stream().anyMatch(p -> p.pid() != second) && agent.running(PROGRAM).size() == 1);
		awaitProcess(application(), "RUNNING, pid " + program() + ",");
		ui.picture("gateway-process");
	}

	@Test
	void theLogOfTheApplicationIsOpenedByKey() {
		application();
		ui.view(APPLICATIONS).find(Role.TABLE).select(APP);
		ui.input().keys("ctrl+l");
		ui.await("its log", SOON, () -> desk.logInView(APP).contains("the ticker began"));
	}

	@Test
	void aScriptRunsOnceAndItsOutputIsInTheLogViewer() {
		Part details = gateway(LIVE);
		details.find(Role.BUTTON, "Run script…").click();
		ui.window("Run script");
		var run = (Button) ui.find(Role.BUTTON, "Run").control();
		ui.find(Role.TEXT, "such as clean_logs").enter("who.are.you");
		Part script = ui.find(Role.TEXT, "Script").enter("#!/bin/sh");
		ui.input().keys("Return");
		ui.input().type("echo six times seven is $((6*7))");
		ui.await("the script", () -> script.text().equals("#!/bin/sh\necho six times seven is $((6*7))"));
		assertThat(ui.shows("The name of a script has no dots")).as("the reason").isTrue();
		assertThat(ui.on(run::isEnabled)).isFalse();
		ui.find(Role.TEXT, "such as clean_logs").enter("multiply");
		ui.find(Role.BUTTON, "Run").click();
		ui.await("its result", SOON, () -> deployments(LIVE).getFirst().path("state").asText().equals("done") && deployments(LIVE).getFirst().path("packages").toString().contains("script-"));
		ui.await("the task tells its output", SOON, () -> desk.tree(Desk.TASKS).lines().anyMatch(l -> l.startsWith("Run script multiply on live | done")));
		String id = deployments(LIVE).getFirst().path("id").asText();

		panel(gateway(LIVE), "Packages").select("script-");
		details.find(Role.BUTTON, "Open output").click();
		ui.await("its output", SOON, () -> desk.logInView(LIVE + " (output-" + id + ")").contains("six times seven is 42"));
		ui.picture("gateway-script");
	}

	@Test
	void theSupportReportIsInTheFileThatIsNamedAndHasNoKey() throws Exception {
		Path file = folder.resolve("report of live.tar.gz");
		Part details = gateway(LIVE);
		details.find(Role.BUTTON, "Support report…").click();
		ui.fileDialog("Collect support report", file);
		ui.await("the task tells where it is", SOON, () -> desk.tree(Desk.TASKS).lines().anyMatch(l -> l.startsWith("Collect support report of live | done")));
		var report = unpacked(file);
		assertThat(report.keySet()).contains("support/versions.txt", "support/processes.txt", "support/Engine.config", "support/Gateway.cfg", "support/reports/engine_report.json", "support/logs/gwe.log");
		assertThat(report.get("support/processes.txt")).contains(APP);
		assertThat(report.get("support/Gateway.cfg")).contains("uuid = " + LIVE);
		assertThat(report.values()).as("what the agent shows the cloud to be let in").noneMatch(text -> text.contains(agent.key()));
	}

	/** The texts in an archive, by their names. */
	private static Map<String, String> unpacked(Path file) throws IOException {
		var texts = new HashMap<String, String>();
		try (var tar = new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
			for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
				texts.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
			}
		}
		return texts;
	}

	/** Newest first. */
	private List<JsonNode> deployments(String serial) {
		try {
			var all = new ArrayList<JsonNode>();
			lab.fleet("GET", "/gateways/" + GatewaysLab.PRODUCT + "/" + serial + "/deployments", "").forEach(all::add);
			return all;
		} catch (Exception e) {
			throw new AssertionError("The cloud does not answer: " + e, e);
		}
	}

	@Test
	void anAliasThatIsMissingIsMadeAgain() throws Exception {
		lab.write(SILENT, "fetch_status", "what it said");
		Part aliases = panel(gateway(SILENT), "Alias");
		ui.await("what the gateway wrote", () -> aliases.rows().stream().anyMatch(r -> r.get(0).equals("fetch_status") && r.get(1).equals("what it said") && r.get(3).equals("gateway")));
		lab.drop(SILENT, "fetch_status");
		Part details = ui.view(Desk.DETAILS);
		ui.await("it is shown no more", SOON, () -> aliases.rows().stream().noneMatch(r -> r.getFirst().equals("fetch_status")));
		details.find(Role.BUTTON, "Create missing").click();
		ui.await("it is there again, empty", SOON, () -> aliases.rows().stream().anyMatch(r -> r.get(0).equals("fetch_status") && r.get(1).isEmpty()));
		lab.write(SILENT, "fetch_status", "what it said then");
		details.find(Role.BUTTON, "Read").click();
		ui.await("it can be written", () -> aliases.rows().stream().anyMatch(r -> r.get(1).equals("what it said then")));
	}

	@Test
	void aLongerIntervalIsTakenOverByTheAgent() throws Exception {
		Part details = gateway(LIVE);
		details.find(Role.BUTTON, "Update interval…").click();
		ui.window("Update interval");
		Part seconds = ui.find(Role.TEXT, "Seconds").enter("86401");
		var set = (Button) ui.find(Role.BUTTON, "Set interval").control();
		assertThat(ui.shows("Write seconds from 1 to 86400.")).isTrue();
		assertThat(ui.on(set::isEnabled)).isFalse();
		seconds.enter("2");
		ui.find(Role.BUTTON, "Set interval").click();
		gateway(LIVE).find(Role.ANY, "every 2 seconds");
		ui.await("the agent has taken it over", SOON, () -> agent.settings().contains("update_interval = 2"));
	}

	@Test
	void whatASilentGatewayDoesNotPickUpIsGivenUp() throws Exception {
		lab.fleet("POST", "/deployments", "{\"product\":\"%s\",\"sn\":\"%s\",\"packages\":[\"ticker.v1.tar.gz\"]}".formatted(GatewaysLab.PRODUCT, SILENT));
		Part details = gateway(SILENT);
		Part installations = panel(details, "Packages");
		ui.await("what is queued", SOON, () -> installations.rows().stream().anyMatch(r -> r.get(1).equals("ticker.v1.tar.gz") && r.get(2).equals("queued")));
		details.find(Role.BUTTON, "Give up").click();
		var question = ui.window("Give up");
		assertThat(ui.shows("Give up ticker.v1.tar.gz on silent?")).isTrue();
		assertThat(ui.on(() -> question.getDefaultButton().getText())).as("Enter gives nothing up").isEqualTo("Cancel");
		ui.find(Role.BUTTON, "Give up").click();
		ui.await("the panel says so", SOON, () -> installations.rows().stream().anyMatch(r -> r.get(1).equals("ticker.v1.tar.gz") && r.get(2).equals("cancelled")));
		assertThat(lab.read(SILENT, "engine_fetch")).as("what the gateway finds").doesNotContain("ticker");
		assertThat(deployments(SILENT).stream().map(d -> d.path("state").asText()).toList()).containsExactly("cancelled");
		ui.await("nothing can be given up", () -> {
			var button = (Button) details.find(Role.BUTTON, "Give up").control();
			return ui.on(() -> !button.isEnabled() && "It has ended.".equals(button.getToolTipText()));
		});
	}

	/** The values that an alias had. */
	@Test
	void theHistoryOfAnAliasHasTheWholeValue() throws Exception {
		lab.write(SILENT, "device_info", "first\nand more of it");
		Part details = gateway(SILENT);
		panel(details, "Alias").select("device_info");
		details.find(Role.BUTTON, "History…").click();
		var window = ui.window("device_info of silent");
		Part values = ui.find(Role.TABLE, "values", c -> c.getShell() == window);
		ui.await("its value", () -> values.rows().stream().anyMatch(r -> r.get(1).equals("gateway")));
		values.select("gateway");
		ui.find(Role.TEXT, "the whole value", c -> c.getShell() == window && ((Text) c).getText().equals("first\nand more of it"));
		ui.find(Role.BUTTON, "Close").click();
		ui.await("no window", () -> ui.on(window::isDisposed));
	}
}
