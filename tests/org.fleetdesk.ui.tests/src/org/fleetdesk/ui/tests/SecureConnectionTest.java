package org.fleetdesk.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.Tree;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.FleetModel;
import org.fleetdesk.core.Health.Status;
import org.fleetdesk.core.Secrets;
import org.fleetdesk.core.ServerCertificate;
import org.fleetdesk.engine.TokenFile;
import org.fleetdesk.testing.Role;
import org.fleetdesk.testing.Ui;
import org.fleetdesk.testing.UiHealth;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An engine with TLS and tokens is added: its certificate is asked about once, and again when it changes; a wrong token is asked about again. */
@ExtendWith(UiHealth.class)
@Timeout(240)
class SecureConnectionTest {

	private static final String TRUST_WINDOW = "Certificate of an engine";

	@TempDir
	Path folder;
	private final Ui ui = Ui.ofWorkbench();
	private final Desk desk = new Desk(ui);
	private Path tokens;
	private String token;
	private EngineChild engine;

	@BeforeEach
	void start() throws Exception {
		tokens = folder.resolve("tokens.json");
		token = TokenFile.issue(tokens, "me");
		engine = engine("first", "127.0.0.1:0");
		desk.open();
	}

	@AfterEach
	void end() throws Exception {
		for (Connection connection : Engines.service(Connections.class).list()) {
			Engines.service(Connections.class).remove(connection.id());
		}
		engine.close();
		ui.await("no engine in the tree", () -> !desk.tree(Desk.FLEET).contains("secure"));
	}

	private EngineChild engine(String data, String listen) throws Exception {
		return EngineChild.start(Files.createDirectory(folder.resolve(data)), listen, "simulated", "--tls", "--token-file", tokens.toString());
	}

	private static Connection secure() {
		return Engines.service(Connections.class).find("secure").orElseThrow();
	}

	private void awaitStatus(Status status) {
		ui.await("the engine is " + status, () -> Engines.service(FleetModel.class).engine(secure().id()).map(e -> e.health().status()).filter(status::equals).isPresent());
	}

	private void awaitClosed(Shell window) {
		ui.await("the window closes", () -> ui.on(window::isDisposed));
	}

	/** The dialog, which begins with the kind of what is in front. */
	private Shell addDialog() {
		ui.command("org.fleetdesk.ui.connection.add");
		Shell dialog = ui.window("Add connection");
		assertThat(kind()).isEqualTo("SO3");
		return dialog;
	}

	private String kind() {
		return ui.on(() -> ((Combo) ui.find(Role.COMBO, "Kind").control()).getText());
	}

	private void add() {
		Shell dialog = addDialog();
		ui.find(Role.TEXT, "Name").enter("secure");
		ui.find(Role.TEXT, "URL").enter("https://" + engine.url().getAuthority());
		ui.picture("connection-security");
		ui.find(Role.BUTTON, "Add").click();
		awaitClosed(dialog);
	}

	private void command(String id) {
		var tree = ui.view(Desk.FLEET).find(Role.TREE).select("secure");
		ui.await("the selected engine", () -> ui.on(() -> ((Tree) tree.control()).getSelectionCount()) == 1);
		ui.command(id);
	}

	@Test
	void trustAndSignInAreAskedOnceAndAChangedCertificateIsTold() throws Exception {
		add();
		Shell trust = ui.window(TRUST_WINDOW);
		ui.picture("trust");
		assertThat(ui.shows("Do you trust 127.0.0.1")).isTrue();
		assertThat(ui.shows("self-signed")).isTrue();
		ui.input().keys("Return"); // Cancel is the default
		awaitClosed(trust);
		awaitStatus(Status.UNTRUSTED);
		ui.await("the tree says so", () -> desk.tree(Desk.FLEET).contains("secure  certificate not trusted"));
		assertThat(secure().tls().fingerprint()).isEmpty();

		command("org.fleetdesk.ui.connection.certificate");
		trust = ui.window(TRUST_WINDOW);
		ui.find(Role.BUTTON, "Trust this certificate").click();
		awaitClosed(trust);
		awaitStatus(Status.UNAUTHORIZED);
		String first = secure().tls().fingerprint().orElseThrow();

		command("org.fleetdesk.ui.connection.connect");
		signIn("wrong");
		signIn(token);
		awaitStatus(Status.ONLINE);
		String secret = secure().credentials().orElseThrow();
		assertThat(Engines.service(Secrets.class).get(secret)).contains("Bearer " + token);

		String authority = engine.url().getAuthority();
		engine.close();
		engine = engine("second", authority);
		awaitStatus(Status.UNTRUSTED);
		command("org.fleetdesk.ui.connection.connect");
		trust = ui.window(TRUST_WINDOW);
		ui.picture("trust-changed");
		assertThat(ui.shows("has changed")).isTrue();
		assertThat(ui.shows(Role.TEXT, c -> ((Text) c).getText().replaceAll("\\s", "").equals(ServerCertificate.pairs(first)))).as("the old fingerprint").isTrue();
		ui.find(Role.BUTTON, "Trust this certificate").click();
		awaitClosed(trust);
		awaitStatus(Status.ONLINE);
		assertThat(secure().tls().fingerprint().orElseThrow()).isNotEqualTo(first);

		Engines.service(Connections.class).remove(secure().id());
		assertThat(Engines.service(Secrets.class).get(secret)).isEmpty();
	}

	private void signIn(String with) {
		Shell dialog = ui.window("Sign in");
		ui.picture("sign-in");
		ui.find(Role.TEXT, "Token").enter(with);
		ui.find(Role.BUTTON, "Sign in").click();
		awaitClosed(dialog);
	}

	@Test
	void aNewConnectionBeginsWithTheKindThatIsSelected() {
		var tree = ui.view(Desk.FLEET).find(Role.TREE);
		assertThat(desk.tree(Desk.FLEET).lines().map(l -> l.split(" ")[0])).as("in the order of the tables").startsWith("SO3");
		tree.select("Serverless");
		ui.await("the selected kind", () -> ui.on(() -> ((Tree) tree.control()).getSelectionCount()) == 1);
		ui.command("org.fleetdesk.ui.connection.add");
		Shell dialog = ui.window("Add connection");
		assertThat(kind()).isEqualTo("Serverless");
		ui.input().keys("Escape");
		awaitClosed(dialog);
	}

	@Test
	void aTestRemembersWhatWasTrustedAndGiven() throws Exception {
		Shell dialog = addDialog();
		ui.find(Role.TEXT, "Name").enter("secure");
		ui.find(Role.TEXT, "URL").enter("https://" + engine.url().getAuthority());
		ui.find(Role.BUTTON, "Test").click();
		Shell trust = ui.window(TRUST_WINDOW);
		ui.find(Role.BUTTON, "Trust this certificate").click();
		awaitClosed(trust);
		signIn(token);
		ui.await("the answer", () -> ui.shows("answers."));
		ui.picture("connection-tested");
		ui.find(Role.BUTTON, "Add").click();
		awaitClosed(dialog);
		awaitStatus(Status.ONLINE);
		assertThat(secure().tls().fingerprint()).isPresent();
		assertThat(Engines.service(FleetModel.class).engine(secure().id()).flatMap(e -> e.certificate()).map(ServerCertificate::sha256)).isEqualTo(secure().tls().fingerprint());
		assertThat(Engines.service(Secrets.class).get(secure().credentials().orElseThrow())).isEqualTo(Optional.of("Bearer " + token));
	}

	@Test
	void aClientCertificateGetsIn() throws Exception {
		engine.close();
		openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=authority", "-days", "2", "-keyout", "ca-key.pem", "-out", "ca.pem");
		openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=operator", "-keyout", "key.pem", "-out", "operator.csr");
		openssl("x509", "-req", "-in", "operator.csr", "-CA", "ca.pem", "-CAkey", "ca-key.pem", "-CAcreateserial", "-days", "2", "-out", "cert.pem");
		engine = EngineChild.start(Files.createDirectory(folder.resolve("closed")), "127.0.0.1:0", "simulated", "--tls", "--tlscacert", folder.resolve("ca.pem").toString());

		Shell dialog = addDialog();
		ui.find(Role.TEXT, "Name").enter("secure");
		ui.find(Role.TEXT, "URL").enter("https://" + engine.url().getAuthority());
		ui.find(Role.TEXT, "Client certificate").enter(folder.resolve("cert.pem").toString());
		ui.find(Role.TEXT, "Its key").enter(folder.resolve("key.pem").toString());
		ui.find(Role.BUTTON, "Add").click();
		Shell trust = ui.window(TRUST_WINDOW);
		ui.find(Role.BUTTON, "Trust this certificate").click();
		awaitClosed(trust);
		awaitClosed(dialog);
		awaitStatus(Status.ONLINE);
		assertThat(secure().tls().identity()).isPresent();
		assertThat(secure().credentials()).isEmpty();
	}

	private void openssl(String... arguments) throws Exception {
		var command = new ArrayList<>(List.of("openssl"));
		command.addAll(List.of(arguments));
		Path out = folder.resolve("openssl.out");
		int code = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(out.toFile()).start().waitFor();
		assertThat(code).as(Files.readString(out)).isZero();
	}
}
