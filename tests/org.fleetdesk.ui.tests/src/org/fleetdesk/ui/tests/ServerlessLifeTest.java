package org.fleetdesk.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Link;
import org.fleetdesk.core.Resource;
import org.fleetdesk.testing.Part;
import org.fleetdesk.testing.Role;
import org.fleetdesk.testing.Ui;
import org.fleetdesk.testing.UiHealth;
import org.fleetdesk.ui.TimeChart;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The life of a serverless runtime by mouse: made, looked at down to its virtual machine's charts and back, asked at its endpoint, deleted, while its engine's log is read; on a simulated cloud. */
@ExtendWith(UiHealth.class)
@Timeout(300)
class ServerlessLifeTest {

	private static final String RUNTIMES = ServerlessLab.RUNTIMES;
	private static final Pattern SAMPLE = Pattern.compile("<MONITORING>.*?</MONITORING>", Pattern.DOTALL);

	@TempDir
	Path folder;
	private final Ui ui = Ui.ofWorkbench();
	private final Desk desk = new Desk(ui);
	private ServerlessLab lab;

	@BeforeEach
	void start() throws Exception {
		lab = new ServerlessLab(folder);
		ui.workbench();
	}

	@AfterEach
	void end() throws Exception {
		desk.closeLogs();
		lab.close();
	}

	@Test
	void aRuntimeLives() throws Exception {
		create();
		awaitRow("sensor", "running");
		Part details = lookAt("sensor");
		assertThat(ui.shows("simulated by Fleetdesk")).as("a simulated cloud is called so").isTrue();
		URI endpoint = URI.create(resource("runtime").attribute("endpointUrl"));
		assertThat(ask(endpoint)).containsIgnoringCase("simulated");
		details.find(Role.BUTTON, "Probe").click();
		ui.await("the endpoint's answer", () -> ui.shows(Role.LABEL, c -> ((Label) c).getText().startsWith("It answered 200")));

		follow("FAAS_0");
		ui.await("values in the chart of the CPU", () -> ui.shows(Role.ANY, ServerlessLifeTest::cpu));
		var chart = ui.view(Desk.DETAILS).find(Role.ANY, "a chart of the CPU", ServerlessLifeTest::cpu);
		String plotted = ui.on(() -> ((TimeChart) chart.control()).table());
		var measured = measured(resource("vm").attribute("id"));
		for (String line : plotted.lines().skip(1).toList()) {
			String[] cells = line.split("\t");
			assertThat(measured).as("what the cloud tells").containsEntry(Instant.parse(cells[0]), Double.valueOf(cells[1]));
		}
		follow("sensor (running)");
		ui.await("the way back", () -> ui.shows(Role.LABEL, c -> ((Label) c).getText().equals("Runtime on edge")));

		String number = resource("runtime").attribute("id");
		ui.view(RUNTIMES).find(Role.TABLE).contextMenu("sensor", "Open engine log");
		ui.await("the engine's lines", () -> desk.logInView("sensor (engine)").stream().anyMatch(l -> l.contains(" INFO -- : [SR " + number + "] ")));

		ui.view(RUNTIMES).find(Role.TABLE).select("sensor");
		ui.input().keys("Delete");
		ui.window("Delete runtime");
		assertThat(ui.shows("Its service")).as("what goes with it is said").isTrue();
		ui.find(Role.BUTTON, "Delete sensor").click();
		ui.await("the runtime is gone", () -> Stream.of("runtime", "service", "role", "vm").allMatch(k -> ServerlessLab.resources(k).isEmpty()));
		ui.await("the engine's last line of it", () -> desk.logInView("sensor (engine)").stream().anyMatch(l -> l.endsWith("Serverless Runtime " + number + " is deleted")));
		assertThatThrownBy(() -> ask(endpoint)).as("nobody listens any more").isInstanceOf(ConnectException.class);
	}

	private static boolean cpu(Control control) {
		return control instanceof TimeChart chart && chart.table().contains("CPU") && chart.table().lines().count() > 3;
	}

	/** By the button of the empty table; wrong values are said at their field. */
	private void create() {
		Part view = ui.view(RUNTIMES);
		view.find(Role.BUTTON, "Create runtime...").click();
		ui.window("Create serverless runtime");
		ui.find(Role.TEXT, "Name").enter("sensor");
		var create = (Button) ui.find(Role.BUTTON, "Create").control();
		assertThat(ui.on(create::isEnabled)).as("without a flavour").isFalse();
		ui.find(Role.COMBO, "Flavour *").enter("Function");
		ui.find(Role.TEXT, "CPU").enter("one");
		ui.await("the reason at the field", () -> ui.shows(Role.LABEL, c -> ((Label) c).getText().equals("Enter a whole number, such as 2.")));
		assertThat(ui.on(create::isEnabled)).as("with a wrong number").isFalse();
		ui.find(Role.TEXT, "CPU").enter("1");
		ui.find(Role.TEXT, "Memory").enter("512");
		ui.find(Role.TEXT, "Disk size").enter("2048");
		ui.find(Role.BUTTON, "Create").click();
	}

	private void awaitRow(String name, String state) {
		Part table = ui.view(RUNTIMES).find(Role.TABLE);
		ui.await(name + " is " + state, () -> table.rows().stream().anyMatch(r -> r.getFirst().equals(name) && r.get(1).startsWith(state)));
	}

	private Part lookAt(String runtime) {
		ui.view(RUNTIMES).find(Role.TABLE).select(runtime);
		Part details = ui.view(Desk.DETAILS);
		details.find(Role.LABEL, runtime);
		return details;
	}

	private void follow(String text) {
		ui.view(Desk.DETAILS).find(Role.LINK, text, c -> ((Link) c).getText().replaceAll("<[^>]*>", "").startsWith(text)).follow();
	}

	private static Resource resource(String kind) {
		return ServerlessLab.resources(kind).getFirst();
	}

	private static String ask(URI endpoint) throws IOException, InterruptedException {
		try (var client = HttpClient.newHttpClient()) {
			return client.send(HttpRequest.newBuilder(endpoint).timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString()).body();
		}
	}

	/** What the cloud tells over XML-RPC of a virtual machine's CPU. */
	private Map<Instant, Double> measured(String vm) throws IOException, InterruptedException {
		String text = lab.cloud("one.vm.monitoring", Integer.parseInt(vm));
		var samples = new HashMap<Instant, Double>();
		List<String> found = SAMPLE.matcher(text).results().map(r -> r.group()).toList();
		found.forEach(s -> samples.put(Instant.ofEpochSecond(Long.parseLong(value(s, "TIMESTAMP"))), Double.valueOf(value(s, "CPU"))));
		return samples;
	}

	private static String value(String sample, String name) {
		return Pattern.compile("<" + name + ">([^<]*)</" + name + ">").matcher(sample).results().findFirst().orElseThrow().group(1);
	}
}
