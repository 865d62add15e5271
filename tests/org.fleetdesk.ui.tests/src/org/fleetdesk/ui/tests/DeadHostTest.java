package org.fleetdesk.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import org.eclipse.swt.custom.CLabel;
import org.eclipse.swt.widgets.Label;
import org.fleetdesk.cli.SampleProvider;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.FleetModel;
import org.fleetdesk.core.Health;
import org.fleetdesk.testing.Role;
import org.fleetdesk.testing.Ui;
import org.fleetdesk.testing.UiHealth;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Ten connections, nine to an engine that answers and one to a host that takes connections and says nothing. */
@ExtendWith(UiHealth.class)
@Timeout(300)
class DeadHostTest {

	private static final List<String> ALIVE = IntStream.rangeClosed(1, 9).mapToObj(i -> "so-" + i).toList();

	@TempDir
	Path folder;
	private final Ui ui = Ui.ofWorkbench();
	private final Desk desk = new Desk(ui);
	private final Connections connections = Engines.service(Connections.class);
	private final List<Socket> accepted = new CopyOnWriteArrayList<>();
	private ServerSocket silent;
	private EngineChild engine;

	@BeforeEach
	void start() throws Exception {
		silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		Thread.ofVirtual().start(this::acceptAll);
		engine = EngineChild.start(Files.createDirectory(folder.resolve("engine")), "127.0.0.1:0", "simulated");
		desk.open();
		connect("dead", silent.getLocalPort());
		for (String name : ALIVE) {
			connect(name, engine.url().getPort());
		}
	}

	private void connect(String name, int port) throws IOException {
		connections.add(new Connection(name, "so3", name, URI.create("tcp://127.0.0.1:" + port), Optional.empty(), Map.of(), false));
	}

	private void acceptAll() {
		try {
			while (true) {
				accepted.add(silent.accept());
			}
		} catch (IOException e) {
			// closed
		}
	}

	@AfterEach
	void end() throws Exception {
		desk.closeLogs();
		for (Connection connection : connections.list()) {
			connections.remove(connection.id());
		}
		engine.close();
		silent.close();
		for (Socket socket : accepted) {
			socket.close();
		}
		ui.await("no engine in the tree", () -> !desk.tree(Desk.FLEET).contains("so-"));
	}

	private Health health(String connection) {
		return Engines.service(FleetModel.class).engine(connection).orElseThrow().health();
	}

	private boolean allShow(String name, String state) {
		var rows = desk.containers().stream().filter(r -> r.getFirst().equals(name)).toList();
		return rows.stream().map(r -> r.get(2)).sorted().toList().equals(ALIVE) && rows.stream().allMatch(r -> r.get(1).startsWith(state));
	}

	@Test
	void theOthersStayLiveAndTheDeadOneSaysWhy() throws Exception {
		Path ticker = Engines.service(SampleProvider.class).writeTo(folder.resolve("samples")).stream().filter(p -> p.endsWith("ticker.itb")).findFirst().orElseThrow();
		ui.await("nine engines online", () -> ALIVE.stream().allMatch(n -> desk.tree(Desk.FLEET).contains(n + "  0/5")));
		ui.await("the dead one is known to be unreachable", () -> desk.tree(Desk.FLEET).contains("dead  unreachable"));
		assertThat(accepted).as("it took the connection").isNotEmpty();
		ui.await("the status line counts nine", () -> ui.shows(Role.LABEL, l -> ((Label) l).getText().startsWith("9 engines online")));

		desk.dropOnConnection("so-1", ticker);
		desk.confirmPlan("t");
		ui.await("all nine show it running", () -> allShow("t", "running (living)"));
		desk.closeLogs();
		desk.press("t", "ctrl+period");
		ui.await("all nine show it stopped", () -> allShow("t", "exited (booting)"));
		assertThat(ALIVE).allSatisfy(n -> assertThat(health(n).status()).isEqualTo(Health.Status.ONLINE));

		ui.view(Desk.FLEET).find(Role.TREE).select("dead");
		ui.await("Details name the state", () -> ui.shows("unreachable"));
		ui.await("Details give the reason", () -> ui.shows(health("dead").lastError()));
		assertThat(health("dead").lastError()).isNotBlank();
		ui.await("its tool tip does so too", () -> ui.shows(Role.ANY, c -> c instanceof CLabel tip && tip.getText().contains(health("dead").lastError())));
		ui.picture("dead-host");
	}
}
