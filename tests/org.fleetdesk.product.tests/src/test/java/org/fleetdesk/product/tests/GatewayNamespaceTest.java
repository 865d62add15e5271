package org.fleetdesk.product.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that nobody can reach: in a network namespace of its own that takes no connection from outside. What it asks for reaches the cloud, and so do processes and logs. */
@EnabledOnOs(OS.LINUX)
class GatewayNamespaceTest {

	private static final String NAMESPACE = "fleetdesk-" + ProcessHandle.current().pid();
	private static final String HERE = "fdh" + ProcessHandle.current().pid() % 100_000;
	private static final String THERE = "fdg" + ProcessHandle.current().pid() % 100_000;
	/** Of the addresses for tests between networks (RFC 2544). */
	private static final String HOST = "198.18.77.1";
	private static final String GATEWAY = "198.18.77.2";
	private static final String PROGRAM = "[supervisord]\ncommand = /bin/sh %(ENV_GWE_HOME)s-files/app.sh\nstartsecs = 1\nstdout_logfile = %(ENV_GWE_HOME)s-files/app.log\n";

	@TempDir
	private Path folder;
	private Fleetdesk fleetdesk;
	private GatewayFleet fleet;
	private ServerSocket way;

	@BeforeEach
	void begin() throws IOException {
		fleetdesk = new Fleetdesk(folder);
		run("ip", "netns", "add", NAMESPACE);
		run("ip", "link", "add", HERE, "type", "veth", "peer", "name", THERE, "netns", NAMESPACE);
		run("ip", "addr", "add", HOST + "/30", "dev", HERE);
		run("ip", "link", "set", HERE, "up");
		inside("ip", "addr", "add", GATEWAY + "/30", "dev", THERE);
		inside("ip", "link", "set", THERE, "up");
		inside("ip", "link", "set", "lo", "up");
		inside("iptables", "-A", "INPUT", "-i", THERE, "-m", "state", "--state", "ESTABLISHED", "-j", "ACCEPT");
		inside("iptables", "-A", "INPUT", "-i", THERE, "-j", "DROP");
		fleet = new GatewayFleet(fleetdesk);
		way = new ServerSocket(0, 50, InetAddress.getByName(HOST));
		Thread.ofVirtual().start(this::forward);
		// the cloud listens on loopback, and answers nobody who calls it otherwise
		inside("sysctl", "-qw", "net.ipv4.conf.all.route_localnet=1");
		inside("iptables", "-t", "nat", "-A", "OUTPUT", "-p", "tcp", "-d", "127.0.0.1", "--dport", port(), "-j", "DNAT", "--to-destination", HOST + ":" + port());
		inside("iptables", "-t", "nat", "-A", "POSTROUTING", "-o", THERE, "-j", "MASQUERADE");
	}

	@AfterEach
	void end() throws IOException {
		if (way != null) {
			way.close();
		}
		if (fleet != null) {
			fleet.close();
		}
		fleetdesk.close();
		fleetdesk.exec("ip", "link", "del", HERE); // with its namespace it would go later, and be in the way of the next test
		fleetdesk.exec("ip", "netns", "del", NAMESPACE);
	}

	private String port() {
		return Integer.toString(way.getLocalPort());
	}

	private void run(String... command) {
		fleetdesk.exec(command).ok();
	}

	private static String[] in(String... command) {
		var all = new ArrayList<>(List.of("ip", "netns", "exec", NAMESPACE));
		all.addAll(List.of(command));
		return all.toArray(String[]::new);
	}

	private void inside(String... command) {
		run(in(command));
	}

	/** From the namespace's link to the cloud, which listens on loopback. */
	private void forward() {
		while (!way.isClosed()) {
			try {
				Socket from = way.accept();
				Socket to = new Socket(fleet.url().getHost(), fleet.url().getPort());
				Thread.ofVirtual().start(() -> copy(from, to));
				Thread.ofVirtual().start(() -> copy(to, from));
			} catch (IOException e) {
				return;
			}
		}
	}

	private static void copy(Socket from, Socket to) {
		try (from; to; InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
			in.transferTo(out);
		} catch (IOException e) {
			// the connection is over
		}
	}

	private void gateway() throws IOException {
		Path home = fleet.configured("gw-1", URI.create("http://127.0.0.1:" + port()));
		Files.createDirectories(folder.resolve("home-gw-1-files"));
		var agent = fleetdesk.launched(in(Fleetdesk.ROOT.resolve("fleetdesk").toString(), "gwe", "--home", home.toString()));
		Fleetdesk.await("it listens", () -> fleet.gateway("gw-1").path("listening").asBoolean(), () -> Fleetdesk.read(agent.err()));
	}

	/** What the command line shows of it. */
	private long number(String attribute) {
		return fleetdesk.run("gateway", "list", "--json").ok().json().path(0).path(attribute).asLong(-1);
	}

	@Test
	void aFileSystemThatFillsAndWhatIsSentAreInTheTable() throws Exception {
		Path small = Files.createDirectory(folder.resolve("small"));
		run("mount", "-t", "tmpfs", "-o", "size=16m", "fleetdesk-test", small.toString());
		try (var sink = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
			gateway();
			Fleetdesk.await("it has reported", () -> number("sent." + THERE) > 0);
			long before = number("sent." + THERE);
			assertThat(number("disk")).isLessThan(95);
			Files.write(small.resolve("filled"), new byte[(16 << 20) / 100 * 95]);
			var received = Thread.ofVirtual().start(() -> {
				try (var in = sink.accept().getInputStream()) {
					in.transferTo(OutputStream.nullOutputStream());
				} catch (IOException e) {
					throw new UncheckedIOException(e);
				}
			});
			inside("bash", "-c", "head -c 1048576 /dev/zero > /dev/tcp/" + HOST + "/" + sink.getLocalPort());
			received.join();
			Fleetdesk.await("the table shows both", () -> number("disk") >= 95 && number("sent." + THERE) - before >= 1 << 20, () -> fleet.gateway("gw-1").toString());
		} finally {
			run("umount", small.toString());
		}
	}

	@Test
	void processesAndLogsOfAGatewayThatCannotBeReached() throws Exception {
		gateway();
		fleetdesk.launched(in("/usr/bin/python3", "-m", "http.server", "8099"));
		Fleetdesk.await("there is something to reach", () -> fleetdesk.exec(in("curl", "-sf", "-o", "/dev/null", "http://127.0.0.1:8099/")).code() == 0);
		assertThatThrownBy(() -> {
			try (var socket = new Socket()) {
				socket.connect(new InetSocketAddress(GATEWAY, 8099), 2000);
			}
		}).as("the gateway cannot be reached from here").isInstanceOf(IOException.class);

		Path app = fleet.build("app", "1", Map.of("app.sh", "#!/bin/sh\necho begins\nwhile true; do sleep 1; echo tick; done\n", "supervisor.conf", PROGRAM, "install.sh",
				GatewayFleet.install("cp app.sh \"$TARGET/\"")));
		fleetdesk.run("app", "install", "--file", app.toString(), "gw-1").ok();
		Fleetdesk.await("its version is reported", () -> fleet.version("gw-1", "app").equals("1"), () -> fleet.gateway("gw-1").toString());
		assertThat(fleetdesk.run("gateway", "logs", "gw-1/app").ok().out()).startsWith("begins\n").contains("tick");
		fleetdesk.run("gateway", "stop", "gw-1/app").ok();
		assertThat(fleet.control("gw-1", "{\"do\": \"status\"}").toString()).contains("STOPPED");
		fleetdesk.run("gateway", "start", "gw-1/app").ok();
		assertThat(fleet.control("gw-1", "{\"do\": \"status\"}").toString()).contains("RUNNING");
		assertThat(fleetdesk.run("gateway", "logs", "gw-1/app").ok().out()).containsSubsequence("begins", "begins");
	}
}
