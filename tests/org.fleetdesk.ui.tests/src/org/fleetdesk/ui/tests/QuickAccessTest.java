package org.fleetdesk.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeItem;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.FleetModel;
import org.fleetdesk.core.Health.Status;
import org.fleetdesk.testing.Part;
import org.fleetdesk.testing.Role;
import org.fleetdesk.testing.Ui;
import org.fleetdesk.testing.UiHealth;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** An engine is found by its name from anywhere, also one that does not answer, and is selected in the tree. */
@ExtendWith(UiHealth.class)
@Timeout(300)
class QuickAccessTest {

	private static final String NAME = "zanzibar";

	private final Ui ui = Ui.ofWorkbench();
	private final Desk desk = new Desk(ui);
	private final Connections connections = Engines.service(Connections.class);

	@AfterEach
	void end() throws Exception {
		connections.remove(NAME);
		ui.await("no engine in the tree", () -> !desk.tree(Desk.FLEET).contains(NAME));
	}

	@Test
	void findsAnEngine() throws Exception {
		// a port on which nobody listens
		connections.add(new Connection(NAME, "so3", NAME, URI.create("tcp://127.0.0.1:9"), Optional.empty(), Map.of(), false));
		desk.open();
		ui.await("it is known to be unreachable", () -> Engines.service(FleetModel.class).engine(NAME).filter(e -> e.health().status() == Status.UNREACHABLE).isPresent());
		var tree = (Tree) ui.view(Desk.FLEET).find(Role.TREE).control();
		ui.view(Desk.CONTAINERS);
		ui.input().keys("ctrl+3");
		Part found = ui.find(Role.TABLE, "what is found", c -> c instanceof Table && !c.getShell().equals(ui.page().getWorkbenchWindow().getShell()));
		ui.input().type("zanzi");
		found.row(NAME);
		ui.picture("quick-access");
		found.select(NAME + " – SO3 engine, unreachable");
		ui.await("it is selected in the tree", () -> ui.on(() -> Arrays.stream(tree.getSelection()).map(TreeItem::getText).toList()).stream().anyMatch(t -> t.startsWith(NAME)));
		assertThat(ui.on(() -> ui.page().getActivePart().getSite().getId())).isEqualTo(Desk.FLEET);
	}
}
