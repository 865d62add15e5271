package org.fleetdesk.product.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import org.fleetdesk.faults.Direction;
import org.fleetdesk.faults.FaultProxy;
import org.fleetdesk.faults.Toxic;
import org.fleetdesk.product.tests.GatewayFleet.Agent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

/** One gateway, on which a version of an application after the other is installed, while somebody is killed. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class GatewayKills {

	private static final String PROGRAM = "[supervisord]\ncommand = /bin/sh %(ENV_GWE_HOME)s-files/app.sh\nstartsecs = 1\nstdout_logfile = %(ENV_GWE_HOME)s-files/app.log\n";
	/** So much of the package is no text, so that its download can be met. */
	private static final int BYTES = 1 << 20;
	/** In kilobytes a second, so that a download takes a moment. */
	private static final int SLOW = 300;

	/** {@code FLEETDESK_GATEWAY_KILLS} in the environment asks for a kill in each phase; usually there are fewer. */
	private static final boolean ALL = System.getenv("FLEETDESK_GATEWAY_KILLS") != null;

	private final Set<String> usual;
	private Path folder;
	private FaultProxy gateway;
	/** Between who operates gateways and the cloud. */
	FaultProxy console;
	Fleetdesk fleetdesk;
	GatewayFleet fleet;
	Agent agent;
	int version;
	/** What ran before the installation that is under way. */
	int before;

	/** @param usual the phases in which somebody is killed each time */
	GatewayKills(String... usual) {
		this.usual = Set.of(usual);
	}

	@BeforeAll
	void begin(@TempDir Path temporary) throws IOException {
		folder = temporary;
		fleetdesk = new Fleetdesk(folder);
		fleet = new GatewayFleet(fleetdesk, cloud -> (console = between(cloud)).url());
		gateway = between(fleet.url());
		gateway.add(Direction.DOWNSTREAM, new Toxic.Bandwidth(SLOW));
		fleet.configured("gw-1", gateway.url());
		agent = fleet.start("gw-1");
		fleet.awaitListening(agent);
		install().ok();
		assertInstalled(1);
	}

	@AfterAll
	void end() throws IOException {
		if (fleet != null) {
			fleet.close();
		}
		if (fleetdesk != null) {
			fleetdesk.close();
		}
		if (gateway != null) {
			gateway.close();
		}
		if (console != null) {
			console.close();
		}
	}

	private static FaultProxy between(URI cloud) {
		try {
			return new FaultProxy(cloud);
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	final Stream<String> phases(String... all) {
		return Stream.of(all).filter(phase -> ALL || usual.contains(phase));
	}

	/** The file of the next version, uploaded. */
	final String upload() throws IOException {
		Path file = next();
		fleetdesk.run("app", "upload", "--product", GatewayFleet.PRODUCT, file.toString()).ok();
		return file.getFileName().toString();
	}

	/** A package of the next version; its script notes that it ran and takes a moment. */
	final Path next() throws IOException {
		before = version == 0 ? 0 : Integer.parseInt(fleet.version("gw-1", "app"));
		version++;
		var noise = new byte[BYTES];
		new Random(version).nextBytes(noise);
		Path source = Files.createDirectories(folder.resolve("app-" + version));
		Files.write(source.resolve("noise"), noise);
		return fleet.build("app", Integer.toString(version), Map.of("app.sh", "#!/bin/sh\necho version " + version + "\nexec sleep 1000\n", "supervisor.conf", PROGRAM, "install.sh",
				GatewayFleet.install("echo " + version + " >> \"$TARGET/runs\"", "cp app.sh \"$TARGET/\"", "sleep 2")));
	}

	final Fleetdesk.Result install() throws IOException {
		return fleetdesk.run("app", "install", "--package", upload(), "gw-1");
	}

	final JsonNode deployment() {
		return fleet.deployments("gw-1").getFirst();
	}

	final void await(String phase, Fleetdesk.Started command) {
		Fleetdesk.await("it is " + phase, () -> deployment().path("packages").toString().contains(".v" + version + ".") && deployment().path("events").findValuesAsText("phase").contains(phase),
				() -> deployment() + Fleetdesk.read(command.err()) + agent.log());
	}

	final long runs(int of) throws IOException {
		return Files.readAllLines(agent.installed("runs")).stream().filter(Integer.toString(of)::equals).count();
	}

	final void assertInstalled(int expected) {
		Fleetdesk.await("version " + expected + " is reported", () -> fleet.version("gw-1", "app").equals(Integer.toString(expected)), () -> fleet.gateway("gw-1") + agent.log());
		assertThat(agent.installed("app.sh")).content().contains("version " + expected + "\n");
		Fleetdesk.await("it runs", () -> fleet.app("gw-1", "app").path("status").asText().equals("RUNNING"), () -> fleet.gateway("gw-1") + agent.log());
	}
}
