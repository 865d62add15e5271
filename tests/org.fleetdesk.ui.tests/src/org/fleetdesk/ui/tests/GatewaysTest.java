package org.fleetdesk.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.core.FleetModel;
import org.fleetdesk.testing.Part;
import org.fleetdesk.testing.Role;
import org.fleetdesk.testing.Ui;
import org.fleetdesk.testing.UiHealth;
import org.fleetdesk.ui.TimeChart;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does with gateways by mouse and keyboard; what came of it the device cloud is asked itself, or a gateway. All tests share one cloud. */
@ExtendWith(UiHealth.class)
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(300)
class GatewaysTest {

	private static final String DF = "Filesystem 1024-blocks Used Available Capacity Mounted on\\n/dev/root 1000000 950000 50000 95% /";

	private final Ui ui = Ui.ofWorkbench();
	private final Desk desk = new Desk(ui);
	private Path folder;
	private GatewaysLab lab;

	@BeforeAll
	void start(@TempDir Path temporary) throws Exception {
		folder = temporary;
		lab = new GatewaysLab(Files.createDirectory(folder.resolve("cloud")));
		for (String serial : List.of("gw-1", "gw-2", "full")) {
			lab.gateway(serial);
			lab.write(serial, "engine_report", "{\"apps\":[{\"test_app\":{\"version\":\"1\",\"status\":\"RUNNING\",\"uptime\":\"0:00:20\"}}]}");
		}
		lab.write("full", "device_info", "{\"uname\":\"Linux full 6.1.0-18-amd64 #1 SMP Debian x86_64 GNU/Linux\",\"df\":\"" + DF + "\",\"free\":\"\",\"ipaddrs\":\"eth0 10.0.0.5\"}");
		lab.write("full", "usage_report", "{\"eth0\":{\"top_consumer\":\"gwe\",\"gwe\":{\"http_write\":{\"tot_rx\":2048,\"max_rx\":2048,\"tot_tx\":1048576,\"max_tx\":4096,\"num\":9}}}}");
		ui.workbench();
		ui.view(GatewaysLab.GATEWAYS);
		ui.await("the gateways", () -> Engines.service(FleetModel.class).engine(GatewaysLab.CONNECTION).filter(e -> e.health().current()).isPresent()
				&& GatewaysLab.known("full").filter(r -> !r.attribute("disk").isEmpty()).isPresent());
	}

	@AfterAll
	void end() throws Exception {
		lab.close();
	}

	private Part table() {
		return ui.view(GatewaysLab.GATEWAYS).find(Role.TABLE);
	}

	private String cell(String serial, String column) {
		Part table = table();
		int at = ui.on(() -> List.of(((Table) table.control()).getColumns()).stream().map(c -> c.getText()).toList().indexOf(column));
		return table.rows().stream().filter(r -> r.getFirst().equals(serial)).map(r -> r.get(at)).findFirst().orElse("");
	}

	@Test
	void theTableShowsWhatGatewaysReport() {
		ui.await("its state", () -> cell("full", "State").startsWith("online"));
		ui.await("what it reports", () -> cell("full", "Sent").equals("1.00 MiB") && cell("full", "Problem").contains("95 % full") && cell("full", "Applications").equals("test_app 1 running"));
		assertThat(cell("full", "Disk")).isEqualTo("95 %");
		assertThat(cell("full", "Received")).isEqualTo("2.00 KiB");
		assertThat(cell("full", "Kernel")).isEqualTo("6.1.0-18-amd64");
		only("disk:95", "full");
	}

	@Test
	void theBytesOfAnInterfaceAreAColumnAndAFilter() throws Exception {
		lab.write("gw-2", "usage_report", "{\"eth0\":{\"top_consumer\":\"gwe\",\"gwe\":{\"http_write\":{\"tot_rx\":3221225472,\"max_rx\":2048,\"tot_tx\":10,\"max_tx\":10,\"num\":9}}}}");
		ui.await("what it reports", () -> cell("gw-2", "Received").equals("3.00 GiB"));
		ui.menu(() -> desk.clickTool("Choose columns"), "Received by eth0");
		ui.await("the column", () -> width("Received by eth0") > 0);
		ui.await("its values", () -> cell("gw-2", "Received by eth0").equals("3.00 GiB") && cell("full", "Received by eth0").equals("2.00 KiB"));
		assertThat(cell("gw-1", "Received by eth0")).as("one that told nothing").isEmpty();
		only("received.eth0:gib", "gw-2");
		ui.menu(() -> desk.clickTool("Choose columns"), "Received by eth0");
		ui.await("no column", () -> width("Received by eth0") == 0);
		only("received.eth0:kib", "full"); // hidden, it can be named all the same
	}

	private int width(String column) {
		var table = (Table) table().control();
		return ui.on(() -> List.of(table.getColumns()).stream().filter(c -> c.getText().equals(column)).mapToInt(c -> c.getWidth()).findFirst().orElse(0));
	}

	/** Types a filter, which leaves only these gateways, and takes it away again. */
	private void only(String words, String... serials) {
		Part filter = ui.view(GatewaysLab.GATEWAYS).find(Role.TEXT).enter(words);
		ui.await("what " + words + " finds", () -> table().rows().stream().map(List::getFirst).toList().equals(List.of(serials)));
		filter.click();
		ui.input().keys("ctrl+a", "BackSpace");
		ui.await("all again", () -> table().rows().size() >= 3);
	}

	@Test
	void gatewaysAreFilteredByAnApplicationThatFailed() throws Exception {
		lab.gateway("gw-3");
		lab.write("gw-3", "engine_report", "{\"apps\":[{\"test_app\":{\"version\":\"1\",\"status\":\"RUNNING\",\"uptime\":\"0:00:20\"}},{\"counter\":{\"version\":\"3\",\"status\":\"FATAL\",\"uptime\":\"\"}}]}");
		ui.await("what it reports", () -> cell("gw-3", "Applications").contains("counter 3 failed"));
		only("applications:failed", "gw-3");
	}

	@Test
	void theValuesOfAChartAreCopied() throws Exception {
		lab.gateway("chart-1");
		lab.write("chart-1", "device_info", "{\"uname\":\"\",\"df\":\"" + DF + "\",\"free\":\"\",\"ipaddrs\":\"\"}");
		lab.write("chart-1", "device_info", "{\"uname\":\"\",\"df\":\"" + DF.replace("950000 50000", "960000 40000") + "\",\"free\":\"\",\"ipaddrs\":\"\"}");
		table().select("chart-1");
		Part details = ui.view(Desk.DETAILS);
		details.find(Role.LABEL, "chart-1");
		details.find(Role.LABEL, "Disk (% of the fullest file system): 96");
		details.find(Role.ANY, "the chart of the disk", c -> c.getMenu() != null && c.getParent() != null && c.getParent().getParent() instanceof TimeChart chart && chart.table().contains("Disk"))
				.menu("Copy values");
		var expected = new ArrayList<String>(List.of("Time\tDisk (% of the fullest file system)"));
		var history = lab.fleet("GET", "/gateways/" + GatewaysLab.PRODUCT + "/chart-1/aliases/device_info/history", ""); // newest first
		assertThat(history).hasSize(2);
		expected.add(Instant.parse(history.path(1).path("at").asText()) + "\t95");
		expected.add(Instant.parse(history.path(0).path("at").asText()) + "\t96");
		ui.await("the values", () -> ui.clipboard().lines().toList().equals(expected));
	}

	@Test
	void aBrokenPackageIsRefusedWithTheReasonAndNothingIsUploaded() throws Exception {
		Path broken = GatewaysLab.tarball(folder, "broken_app", "1", Map.of("readme.txt", "no script\n"));
		table().dropFilesOnRow("gw-1", broken);
		ui.window("Upload packages");
		ui.await("the reason", () -> ui.shows(Role.LABEL, c -> ((Label) c).getText().contains("There is no install.sh")));
		Part finding = ui.find(Role.TABLE, "what was found", c -> ((Table) c).getColumnCount() == 2 && ((Table) c).getColumn(0).getText().equals("Where"));
		assertThat(finding.rows()).anyMatch(r -> r.get(1).startsWith("Error: There is no install.sh"));
		var upload = (Button) ui.find(Role.BUTTON, "upload", c -> ((Button) c).getText().startsWith("Upload")).control();
		assertThat(ui.on(upload::isEnabled)).isFalse();
		ui.input().keys("Escape");
		ui.await("no window", () -> ui.on(upload::isDisposed));
		assertThat(lab.fleet("GET", "/content/" + GatewaysLab.PRODUCT, "").toString()).doesNotContain("broken_app");
	}

	@Test
	void aPackageDroppedOnOneOfTwoSelectedGatewaysGoesToBoth() throws Exception {
		Path good = GatewaysLab.tarball(folder, "test_app", "2",
				Map.of("install.sh", "#!/bin/sh\necho installed\n", "supervisor.conf", "[supervisord]\ncommand = /bin/sleep 60\nstdout_logfile_backups = 3\n"));
		Part table = table().select("gw-1").selectToo("gw-2");
		ui.await("two of them", () -> ui.on(() -> ((Table) table.control()).getSelectionCount() == 2));
		table.dropFilesOnRow("gw-2", good);
		var dialog = ui.window("Install application");
		ui.await("what is in it", () -> ui.shows("test_app version 2"));
		assertThat(ui.shows("It goes to 2 gateways: gw-1, gw-2.")).isTrue();
		ui.find(Role.BUTTON, "Install on 2 gateways").click();
		ui.await("no dialog", () -> ui.on(dialog::isDisposed));
		for (String serial : List.of("gw-1", "gw-2")) {
			ui.await(serial + " finds the package", () -> command(serial).contains("test_app.v2.tar.gz"));
		}
		ui.await("it is said to be on the shelf", () -> {
			ui.view(GatewaysLab.PACKAGES);
			return ui.shows(Role.TABLE, c -> ((Table) c).getItemCount() > 0 && ((Table) c).getItem(0).getText().equals("test_app.v2.tar.gz"));
		});
		for (String serial : List.of("gw-1", "gw-2")) { // it is done there, so that the task ends
			lab.write(serial, "engine_fetch", "");
			lab.write(serial, "fetch_status", "test_app v2: installed\ninstalled\n");
			lab.write(serial, "engine_report", "{\"apps\":[{\"test_app\":{\"version\":\"2\",\"status\":\"RUNNING\",\"uptime\":\"0:00:01\"}}]}");
		}
		ui.await("both are done", () -> deployments("gw-1").contains("\"done\"") && deployments("gw-2").contains("\"done\""));
		ui.await("the table shows it", () -> cell("gw-2", "Applications").equals("test_app 2 running"));
	}

	private String command(String serial) {
		try {
			return lab.read(serial, "engine_fetch");
		} catch (Exception e) {
			throw new AssertionError("The cloud does not answer: " + e, e);
		}
	}

	private String deployments(String serial) {
		try {
			return lab.fleet("GET", "/gateways/" + GatewaysLab.PRODUCT + "/" + serial + "/deployments?limit=1", "").toString();
		} catch (Exception e) {
			throw new AssertionError("The cloud does not answer: " + e, e);
		}
	}

	@Test
	void serialNumbersOfARangeAreAddedByKeyboard() throws Exception {
		ui.view(GatewaysLab.GATEWAYS).find(Role.TEXT).click(); // the filter
		ui.input().keys("ctrl+n");
		ui.window("Add serial numbers");
		ui.find(Role.TEXT, "the list, which has the focus", c -> c instanceof Text && c.isFocusControl());
		ui.find(Role.RADIO, "Range").click();
		ui.find(Role.TEXT, "First").enter("00:04:A3:00:00:FE");
		ui.find(Role.TEXT, "Last").enter("0004a3000101");
		assertThat(ui.shows("4 serial numbers, from 00:04:A3:00:00:FE to 00:04:A3:00:01:01")).isTrue();
		ui.input().keys("Return");
		ui.await("a row", () -> table().rows().stream().anyMatch(r -> r.getFirst().equals("00:04:A3:00:01:00") && r.get(1).startsWith("not activated")));
		var there = lab.fleet("GET", "/gateways?product=" + GatewaysLab.PRODUCT, "").path("gateways").findValuesAsText("sn");
		assertThat(there).contains("00:04:A3:00:00:FE", "00:04:A3:00:01:01");
	}

	@Test
	void aMachineElsewhereIsNotToldTheLoopbackAddressOfItsCloud() throws Exception {
		Path release = Files.createFile(folder.resolve("gateway-engine.tar.gz"));
		table().select("gw-1");
		ui.command("gateways.add.ssh");
		var dialog = ui.window("Add gateway over SSH");
		ui.find(Role.TEXT, "Host").enter("192.0.2.1");
		ui.find(Role.TEXT, "Password").enter("secret");
		ui.find(Role.TEXT, "as made by ./fleetdesk dist gwe").enter(release.toString());
		ui.find(Role.TEXT, "Serial number").enter("gw-9");
		Part cloud = ui.find(Role.TEXT, "Cloud address");
		assertThat(cloud.text()).as("where the console reaches it").startsWith("http://127.0.0.1:");
		var add = (Button) ui.find(Role.BUTTON, "Add gateway").control();
		ui.await("the reason", () -> ui.shows(Role.LABEL, c -> ((Label) c).getText().startsWith("127.0.0.1 is the gateway itself there")));
		assertThat(ui.on(add::isEnabled)).isFalse();
		ui.picture("gateway-ssh");
		cloud.enter("http://192.0.2.2:8095");
		ui.await("it can be added", () -> ui.on(add::isEnabled));
		ui.input().keys("Escape");
		ui.await("no dialog", () -> ui.on(dialog::isDisposed));
	}

	@Test
	void anAliasThatIsWrittenReachesTheGateway() {
		table().select("gw-1");
		Part details = ui.view(Desk.DETAILS);
		details.find(Role.LABEL, "gw-1");
		details.find(Role.TABLE, "aliases", c -> ((Table) c).getColumn(0).getText().equals("Alias")).select("update_interval");
		details.find(Role.BUTTON, "Write…").click();
		ui.window("Write alias");
		ui.find(Role.TEXT, "the value, which has the focus", c -> c instanceof Text && c.isFocusControl());
		ui.input().type("120");
		ui.find(Role.BUTTON, "Write").click();
		ui.await("the gateway reads it", () -> {
			try {
				return lab.read("gw-1", "update_interval").equals("update_interval=120");
			} catch (Exception e) {
				throw new AssertionError("The cloud does not answer: " + e, e);
			}
		});
		ui.await("Details show it", () -> details.find(Role.TABLE, "aliases", c -> ((Table) c).getColumn(0).getText().equals("Alias")).rows().stream()
				.anyMatch(r -> r.get(0).equals("update_interval") && r.get(1).equals("120") && r.get(3).equals("cloud")));
	}
}
