package org.fleetdesk.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.gateways.Gateways;
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

/** What an operator does by mouse and keyboard with products, and with who may be a gateway at all. The part of the gateways is played; whether they are let in the cloud is asked itself. */
@ExtendWith(UiHealth.class)
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(300)
class ProductsTest {

	private static final int WELCOME = 200;
	private static final int NO_KEY = 401;
	private static final int LOCKED = 403;
	private static final int NOT_ENABLED = 409;

	private final Ui ui = Ui.ofWorkbench();
	private final Desk desk = new Desk(ui);
	private GatewaysLab lab;

	@BeforeAll
	void start(@TempDir Path folder) throws Exception {
		lab = new GatewaysLab(Files.createDirectory(folder.resolve("cloud")));
		ui.workbench();
		ui.view(GatewaysLab.PRODUCTS);
		products().row(GatewaysLab.PRODUCT);
	}

	@AfterAll
	void end() throws Exception {
		lab.close();
	}

	private Part products() {
		return ui.view(GatewaysLab.PRODUCTS).find(Role.TABLE);
	}

	private Part gateways() {
		return ui.view(GatewaysLab.GATEWAYS).find(Role.TABLE);
	}

	/** A gateway of the product, with a key; the console knows it. */
	private void gateway(String serial) throws Exception {
		lab.gateway(serial);
		awaitActivation(serial, "activated");
	}

	/** Waits until the console knows what the cloud says of a gateway. */
	private void awaitActivation(String serial, String activation) {
		ui.await(serial + " " + activation, () -> GatewaysLab.known(serial).filter(r -> r.attribute(Gateways.ACTIVATION).equals(activation)).isPresent());
	}

	/** Waits for an answer of the cloud to a gateway that comes with its key. */
	private void awaitAnswer(String serial, int status) {
		ui.await(serial + " being told " + status, () -> {
			try {
				return lab.knock(serial) == status;
			} catch (Exception e) {
				throw new AssertionError("The cloud does not answer: " + e, e);
			}
		});
	}

	private String cloud(String path) {
		try {
			return lab.fleet("GET", path, "").toString();
		} catch (Exception e) {
			throw new AssertionError("The cloud does not answer: " + e, e);
		}
	}

	/** The question before an action, which says what comes of it. */
	private Shell question(String action, String consequence) {
		var question = ui.window(action);
		assertThat(ui.on(() -> question.getDefaultButton().getText())).as("Enter does nothing").isEqualTo("Cancel");
		assertThat(ui.shows(consequence)).as(consequence).isTrue();
		return question;
	}

	/** @param verb on the button */
	private void agree(String action, String verb, String consequence) {
		var question = question(action, consequence);
		ui.find(Role.BUTTON, verb).click();
		ui.await("no question", () -> ui.on(question::isDisposed));
	}

	private void refuseByEnter(String action, String consequence) {
		var question = question(action, consequence);
		ui.await("the focus", () -> ui.on(() -> question.getDisplay().getActiveShell() == question));
		ui.input().keys("Return");
		ui.await("no question", () -> ui.on(question::isDisposed));
	}

	@Test
	void aProductIsCreatedByItsDialogWithWhatItSays() throws Exception {
		ui.view(GatewaysLab.PRODUCTS);
		desk.clickTool("Create product");
		var dialog = ui.window("Create product");
		var create = (Button) ui.find(Role.BUTTON, "Create").control();
		ui.find(Role.TEXT, "Id").enter("no good");
		assertThat(ui.shows("An id has letters, digits, - and _.")).as("the reason").isTrue();
		assertThat(ui.on(create::isEnabled)).isFalse();
		ui.find(Role.TEXT, "Id").enter("kitchen");
		ui.find(Role.TEXT, "Name").enter("Kitchen devices");
		ui.find(Role.CHECK, "Only gateways whose serial numbers were added may activate").click();
		ui.find(Role.TEXT, "Hours to activate").enter("2");
		ui.input().keys("Return");
		ui.await("no dialog", () -> ui.on(dialog::isDisposed));
		ui.await("its row", () -> products().rows().stream().anyMatch(r -> r.getFirst().equals("Kitchen devices") && r.containsAll(List.of("kitchen", "no"))));

		var made = lab.fleet("GET", "/products/kitchen", "");
		assertThat(made.path("label").asText()).isEqualTo("Kitchen devices");
		assertThat(made.path("activationWindow").asInt()).as("seconds").isEqualTo(2 * 3600);
		assertThat(lab.activate("kitchen", "stranger")).as("a gateway that nobody has added").isEqualTo(WELCOME);
		ui.await("the number of its gateways", () -> products().rows().stream().anyMatch(r -> r.getFirst().equals("Kitchen devices") && r.contains("1")));
	}

	@Test
	void serialNumbersOfAListAreAddedByKeyboardEachOnce() throws Exception {
		products().select(GatewaysLab.PRODUCT);
		ui.input().keys("ctrl+n");
		var dialog = ui.window("Add serial numbers");
		Part list = ui.find(Role.TEXT, "the list, which has the focus", c -> c instanceof Text && c.isFocusControl());
		assertThat(ui.shows("Add serial numbers to " + GatewaysLab.PRODUCT)).isTrue();
		ui.input().type("listed-1, listed/2");
		ui.await("the reason", () -> ui.shows("\"listed/2\" cannot be a serial number."));
		list.enter("listed-1, listed-2 listed-1");
		ui.input().keys("Return");
		ui.input().type("listed-3");
		ui.await("what these are", () -> ui.shows("3 serial numbers, from listed-1 to listed-3"));
		ui.find(Role.BUTTON, "Add 3 serial numbers").click();
		ui.await("no dialog", () -> ui.on(dialog::isDisposed));
		ui.await("their rows", () -> gateways().rows().stream().filter(r -> r.getFirst().startsWith("listed-") && r.get(1).startsWith("not activated")).count() == 3);
		assertThat(lab.activate(GatewaysLab.PRODUCT, "listed-2")).as("one of them").isEqualTo(WELCOME);
		awaitActivation("listed-2", "activated");
	}

	@Test
	void aGatewayThatIsDisabledIsShutOutUntilItIsEnabled() throws Exception {
		gateway("off-1");
		gateways().contextMenu("off-1", "Disable");
		agree("Disable", "Disable off-1", "Its key counts no more; it must be enabled and activate again.");
		awaitAnswer("off-1", NO_KEY);
		assertThat(lab.activate(GatewaysLab.PRODUCT, "off-1")).as("by itself").isEqualTo(NOT_ENABLED);
		awaitActivation("off-1", "expired");
		gateways().contextMenu("off-1", "Enable"); // takes nothing away: no question
		awaitActivation("off-1", "notactivated");
		assertThat(lab.activate(GatewaysLab.PRODUCT, "off-1")).isEqualTo(WELCOME);
		assertThat(lab.knock("off-1")).isEqualTo(WELCOME);
	}

	@Test
	void withARegeneratedKeyTheOldOneCountsNoMore() throws Exception {
		gateway("key-1");
		assertThat(lab.knock("key-1")).isEqualTo(WELCOME);
		gateways().contextMenu("key-1", "Regenerate key");
		refuseByEnter("Regenerate key", "Its agent is refused until it has the new key.");
		gateways().contextMenu("key-1", "Regenerate key");
		assertThat(lab.knock("key-1")).as("before the operator agreed").isEqualTo(WELCOME);
		agree("Regenerate key", "Regenerate the key of key-1", "Its agent is refused until it has the new key.");
		awaitAnswer("key-1", NO_KEY);
		assertThat(lab.activate(GatewaysLab.PRODUCT, "key-1")).as("it may have another one").isEqualTo(WELCOME);
		assertThat(lab.knock("key-1")).isEqualTo(WELCOME);
	}

	@Test
	void aLockedGatewayKeepsItsKeyForWhenItIsUnlocked() throws Exception {
		gateway("lock-1");
		gateways().contextMenu("lock-1", "Lock");
		agree("Lock", "Lock lock-1", "The cloud refuses it until it is unlocked.");
		awaitAnswer("lock-1", LOCKED);
		ui.await("its state", () -> gateways().rows().stream().anyMatch(r -> r.getFirst().equals("lock-1") && r.get(1).startsWith("locked")));
		gateways().contextMenu("lock-1", "Unlock");
		awaitAnswer("lock-1", WELCOME);
	}

	@Test
	void aGatewayIsDeletedByKeyAfterAQuestion() throws Exception {
		gateway("gone-1");
		gateways().select("gone-1");
		ui.input().keys("Delete");
		refuseByEnter("Delete", "Its values and their history go too.");
		ui.input().keys("Delete");
		assertThat(lab.knock("gone-1")).as("before the operator agreed").isEqualTo(WELCOME);
		agree("Delete", "Delete gone-1", "Its values and their history go too.");
		ui.await("no row", () -> gateways().rows().stream().noneMatch(r -> r.getFirst().equals("gone-1")));
		assertThat(cloud("/gateways?product=" + GatewaysLab.PRODUCT)).doesNotContain("gone-1");
		assertThat(lab.knock("gone-1")).isEqualTo(NO_KEY);
	}

	@Test
	void aProductIsDeletedWithItsGatewaysAfterAQuestionThatSaysHowManyTheseAre() throws Exception {
		lab.fleet("POST", "/products", "{\"id\":\"cellar\",\"label\":\"Cellar devices\"}");
		lab.fleet("POST", "/gateways/cellar", "{\"sn\":[\"deep-1\",\"deep-2\"]}");
		ui.await("its row", () -> products().rows().stream().anyMatch(r -> r.getFirst().equals("Cellar devices") && r.contains("2")));
		products().select("Cellar devices");
		ui.input().keys("Delete");
		refuseByEnter("Delete", "Its gateways (2) go too.");
		ui.input().keys("Delete");
		assertThat(cloud("/products")).as("before the operator agreed").contains("cellar");
		agree("Delete", "Delete Cellar devices", "Its gateways (2) go too.");
		ui.await("no row", () -> products().rows().stream().noneMatch(r -> r.getFirst().equals("Cellar devices")));
		assertThat(cloud("/products")).doesNotContain("cellar");
		assertThat(cloud("/gateways")).doesNotContain("deep-");
	}
}
