package org.fleetdesk.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.StreamSupport;

import org.eclipse.swt.widgets.Button;
import org.fleetdesk.gateways.model.PackageName;
import org.fleetdesk.gateways.model.PackageSignature;
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

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/** Packages that are dropped on the shelf and signed there; whether the signature is one, what gateways check it with is asked. */
@ExtendWith(UiHealth.class)
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(300)
class UploadTest {

	private final Ui ui = Ui.ofWorkbench();
	private final Desk desk = new Desk(ui);
	private final PackageSignature.Keys keys = PackageSignature.makeKeyPair();
	private Path folder;
	private Path key;
	private GatewaysLab lab;

	@BeforeAll
	void start(@TempDir Path temporary) throws Exception {
		folder = temporary;
		key = Files.writeString(folder.resolve("signer.pem"), keys.privateKey());
		lab = new GatewaysLab(Files.createDirectory(folder.resolve("cloud")));
		ui.workbench();
		ui.view(GatewaysLab.PRODUCTS).find(Role.TABLE).row(GatewaysLab.PRODUCT);
	}

	@AfterAll
	void end() throws Exception {
		lab.close();
	}

	private Path tarball(String name) throws Exception {
		return GatewaysLab.tarball(folder, name, "1", Map.of("install.sh", "#!/bin/sh\necho installed\n", "supervisor.conf", "[supervisord]\ncommand = /bin/sleep 60\n"));
	}

	private void drop(Path file) {
		ui.view(GatewaysLab.PACKAGES).dropFiles(file);
		ui.window("Upload packages");
		ui.find(Role.BUTTON, "Upload to " + GatewaysLab.PRODUCT);
	}

	private void upload() {
		var window = ui.window("Upload packages");
		ui.find(Role.BUTTON, "Upload to " + GatewaysLab.PRODUCT).click();
		ui.await("no window", () -> ui.on(window::isDisposed));
	}

	/** What the cloud says of a file; a missing node when it is not there. */
	private JsonNode content(Path file) {
		try {
			return StreamSupport.stream(lab.fleet("GET", "/content/" + GatewaysLab.PRODUCT, "").spliterator(), false).filter(c -> c.path("id").asText().equals(file.getFileName().toString()))
					.findFirst().orElse(MissingNode.getInstance());
		} catch (Exception e) {
			throw new AssertionError("The cloud does not answer: " + e, e);
		}
	}

	private boolean accepted(Path file) {
		var content = content(file);
		return PackageSignature.verify(PackageName.of(file.getFileName().toString()), HexFormat.of().parseHex(content.path("sha256").asText()), content.path("signature").asText(), keys.publicKey());
	}

	@Test
	void aPackageIsSignedWithTheKeyThatIsTyped() throws Exception {
		Path file = tarball("signed_app");
		drop(file);
		var upload = (Button) ui.find(Role.BUTTON, "Upload to " + GatewaysLab.PRODUCT).control();
		Path nowhere = folder.resolve("nowhere.pem");
		ui.find(Role.TEXT, "Sign with key").enter(nowhere.toString());
		ui.await("the reason", () -> ui.shows("There is no file " + nowhere));
		assertThat(ui.on(upload::isEnabled)).isFalse();
		ui.find(Role.TEXT, "Sign with key").enter(key.toString());
		ui.await("it can be uploaded", () -> ui.on(upload::isEnabled));
		ui.picture("gateway-upload");
		upload();
		ui.await("it on the shelf", () -> !content(file).isMissingNode());
		assertThat(accepted(file)).isTrue();
		ui.await("the table says so", () -> ui.view(GatewaysLab.PACKAGES).find(Role.TABLE).rows().stream().anyMatch(r -> r.getFirst().equals("signed_app.v1.tar.gz") && r.contains("yes")));
	}

	@Test
	void onePackageThatIsThereAlreadyGetsASignature() throws Exception {
		Path file = tarball("late_app");
		drop(file);
		upload();
		ui.await("it on the shelf", () -> !content(file).isMissingNode());
		assertThat(content(file).path("signed").asBoolean()).as("without a key").isFalse();
		drop(file);
		ui.find(Role.TEXT, "Sign with key").enter(key.toString());
		upload();
		ui.await("its signature", () -> content(file).path("signed").asBoolean());
		assertThat(accepted(file)).isTrue();
	}

	@Test
	void withAFileThatIsNoKeyNothingIsUploaded() throws Exception {
		Path file = tarball("unsigned_app");
		drop(file);
		Path shopping = Files.writeString(folder.resolve("shopping.txt"), "eggs and milk\n");
		ui.find(Role.TEXT, "Sign with key").enter(shopping.toString());
		upload();
		ui.await("the task says why", () -> desk.tree(Desk.TASKS).lines().anyMatch(l -> l.startsWith("Upload unsigned_app.v1.tar.gz to lab | failed | The key " + shopping + " cannot be used")));
		assertThat(content(file).isMissingNode()).as("not on the shelf").isTrue();
		assertThat(desk.tree(Desk.TASKS)).as("nothing of what is in the file").doesNotContain("eggs");
	}
}
