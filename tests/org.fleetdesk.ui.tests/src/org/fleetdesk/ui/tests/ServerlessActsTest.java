package org.fleetdesk.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;

import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Spinner;
import org.eclipse.swt.widgets.Table;
import org.fleetdesk.core.FleetModel;
import org.fleetdesk.core.Resource;
import org.fleetdesk.testing.Part;
import org.fleetdesk.testing.Role;
import org.fleetdesk.testing.Ui;
import org.fleetdesk.testing.UiHealth;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does with runtimes by mouse, each to its end; what came of it the simulated cloud is asked itself. All tests share one cloud, each has runtimes of its own. */
@ExtendWith(UiHealth.class)
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(240)
class ServerlessActsTest {

	private static final String POWERED_OFF = "<STATE>8</STATE>";
	private static final String RUNNING = "<LCM_STATE>3</LCM_STATE>";
	private static final Pattern NODE = Pattern.compile("\"deploy_id\"");

	private final Ui ui = Ui.ofWorkbench();
	private ServerlessLab lab;

	@BeforeAll
	void start(@TempDir Path folder) throws Exception {
		lab = new ServerlessLab(folder);
		ui.workbench();
		ui.await("the engine", () -> Engines.service(FleetModel.class).engine(ServerlessLab.CONNECTION).filter(e -> e.health().current()).isPresent());
	}

	@AfterAll
	void end() throws Exception {
		lab.close();
	}

	/** Makes a runtime and waits until the console shows it running. */
	private Resource runtime(String name) throws Exception {
		assertThat(lab.create(name)).contains("\"NAME\":\"" + name + "\"");
		ui.view(ServerlessLab.RUNTIMES);
		ui.await(name + " runs", () -> state(name).equals("running"));
		return ServerlessLab.runtime(name).orElseThrow();
	}

	private static String state(String runtime) {
		return ServerlessLab.runtime(runtime).map(r -> r.state().word()).orElse("");
	}

	/** Clicks the row of a runtime, and a button of Details when it is about it. */
	private void act(String runtime, String button) {
		ui.view(ServerlessLab.RUNTIMES).find(Role.TABLE).select(runtime);
		Part details = ui.view(Desk.DETAILS);
		details.find(Role.LABEL, runtime);
		details.find(Role.BUTTON, button).click();
	}

	private void awaitCloud(String what, Told told) {
		ui.await(what, () -> {
			try {
				return told.told();
			} catch (Exception e) {
				throw new AssertionError("The cloud does not answer: " + e, e);
			}
		});
	}

	private interface Told {
		boolean told() throws Exception;
	}

	private static int number(Resource resource, String attribute) {
		return Integer.parseInt(resource.attribute(attribute));
	}

	private String service(Resource runtime) throws Exception {
		return lab.flow("GET", "/service/" + runtime.attribute("service"));
	}

	private String vm(Resource runtime) throws Exception {
		return lab.cloud("one.vm.info", number(runtime, "faas.vm"));
	}

	@Test
	void editsByKeyboardAndMouse() throws Exception {
		var before = runtime("edited");
		act("edited", "Edit…");
		ui.window("Edit serverless runtime");
		var change = (Button) ui.find(Role.BUTTON, "Change").control();
		assertThat(ui.on(change::isEnabled)).as("nothing is changed yet").isFalse();
		ui.find(Role.TEXT, "Name").enter("renamed");
		ui.find(Role.TEXT, "Disk size").enter("512");
		assertThat(ui.on(change::isEnabled)).as("a disk cannot shrink").isFalse();
		ui.find(Role.TEXT, "CPU").enter("1");
		ui.input().keys("Tab"); // to the memory, all of which is marked then
		ui.input().type("384");
		ui.find(Role.TEXT, "Disk size").enter("2048");
		assertThat(ui.find(Role.TEXT, "Memory").text()).isEqualTo("384");
		ui.find(Role.TEXT, "Policy").enter("energy");
		ui.input().keys("Return");
		awaitCloud("memory and disk of the virtual machine", () -> {
			String told = vm(before);
			return told.contains("<MEMORY>384</MEMORY>") && told.contains("<SIZE>2048</SIZE>") && told.contains(RUNNING);
		});
		assertThat(lab.cloud("one.document.info", number(before, "id"))).contains("<NAME>renamed</NAME>", "energy");
		ui.await("the new name in the table", () -> ui.view(ServerlessLab.RUNTIMES).find(Role.TABLE).rows().stream().anyMatch(r -> r.getFirst().equals("renamed")));
	}

	@Test
	void scalesARoleAndEndsItsCooldown() throws Exception {
		var runtime = runtime("scaled");
		act("scaled", "Scale…");
		ui.window("Scale role");
		ui.find(Role.ANY, "the number, which has the focus", c -> c instanceof Spinner && c.isFocusControl());
		ui.input().keys("ctrl+a");
		ui.input().type("2");
		ui.find(Role.BUTTON, "Scale").click();
		awaitCloud("two virtual machines of the role", () -> NODE.matcher(service(runtime)).results().count() == 2);
		awaitCloud("COOLDOWN, which lasts five minutes", () -> service(runtime).contains("\"state\":10"));
		act("scaled", "Recover");
		awaitCloud("RUNNING", () -> service(runtime).contains("\"state\":2,"));
	}

	@Test
	void repairsARuntimeThatHasLostItsService() throws Exception {
		var runtime = runtime("orphaned");
		lab.flow("DELETE", "/service/" + runtime.attribute("service"));
		ui.await("the problem", () -> ServerlessLab.runtime("orphaned").filter(r -> r.attribute("problem").contains("is gone")).isPresent());
		act("orphaned", "Repair");
		ui.window("Repair runtime");
		assertThat(ui.shows("nothing is left of it but its document")).as("what is done is said before").isTrue();
		ui.find(Role.BUTTON, "Repair orphaned").click();
		awaitCloud("no document", () -> lab.cloud("one.document.info", number(runtime, "id")).contains("<boolean>0</boolean>"));
		ui.await("no row", () -> ServerlessLab.runtime("orphaned").isEmpty());
	}

	@Test
	void switchesOffRecoversAndDeletesSeveralAtOnce() throws Exception {
		var one = runtime("bulk-1");
		var two = runtime("bulk-2");
		Part vms = ui.view(ServerlessLab.VMS).find(Role.TABLE);
		vms.select("bulk-1");
		vms.selectToo("bulk-2");
		ui.await("two of them", () -> ui.on(() -> ((Table) vms.control()).getSelectionCount() == 2));
		ui.input().keys("ctrl+period");
		awaitCloud("both are off", () -> vm(one).contains(POWERED_OFF) && vm(two).contains(POWERED_OFF));

		Part runtimes = ui.view(ServerlessLab.RUNTIMES).find(Role.TABLE);
		runtimes.select("bulk-1");
		runtimes.selectToo("bulk-2");
		ui.view(Desk.DETAILS).find(Role.LABEL, "2 runtimes");
		ui.view(Desk.DETAILS).find(Role.BUTTON, "Recover").click();
		awaitCloud("both run", () -> vm(one).contains(RUNNING) && vm(two).contains(RUNNING));
		ui.await("both are shown running", () -> state("bulk-1").equals("running") && state("bulk-2").equals("running"));

		ui.view(Desk.DETAILS).find(Role.BUTTON, "Delete").click();
		var question = ui.window("Delete runtime");
		assertThat(ui.on(() -> question.getDefaultButton().getText())).as("Enter deletes nothing").isEqualTo("Cancel");
		ui.find(Role.BUTTON, "Delete 2 runtimes").click();
		for (var runtime : Arrays.asList(one, two)) {
			awaitCloud("no document", () -> lab.cloud("one.document.info", number(runtime, "id")).contains("<boolean>0</boolean>"));
			awaitCloud("no virtual machine", () -> vm(runtime).contains("<STATE>6</STATE>"));
		}
	}

	/** Ctrl+N makes a runtime from any place of a serverless view, also an empty one, and opens no wizard of the platform anywhere. */
	@Test
	void newRuntimesByKey() {
		ui.view(ServerlessLab.VMS).find(Role.TEXT).click(); // the filter
		ui.input().keys("ctrl+n");
		ui.window("Create serverless runtime");
		ui.find(Role.TEXT, "Name");
		ui.find(Role.BUTTON, "Cancel").click();

		ui.view(Desk.CONTAINERS);
		ui.input().keys("ctrl+n", "ctrl+3");
		ui.find(Role.TABLE, "what Ctrl+3 finds, which a dialog would keep from opening", c -> !c.getShell().equals(ui.page().getWorkbenchWindow().getShell()));
		assertThat(ui.on(() -> Arrays.stream(ui.display().getShells()).filter(Control::isVisible).map(Shell::getText).toList())).doesNotContain("New");
		ui.input().keys("Escape");
	}
}
