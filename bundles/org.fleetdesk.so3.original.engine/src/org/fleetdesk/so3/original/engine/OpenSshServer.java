package org.fleetdesk.so3.original.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** OpenSSH's own server on a loopback port with keys and configuration of its own; who runs the tests logs in. */
public final class OpenSshServer implements AutoCloseable {

	private static final Path PROGRAM = Path.of("/usr/sbin/sshd");
	private static final int TRIES = 5;

	public final Path folder;
	public final int port;
	/** A private key that is let in. */
	public final String key;
	private final Process process;

	/** Whether there is one on this machine. */
	public static boolean installed() {
		return Files.isExecutable(PROGRAM);
	}

	/** Who runs the tests. */
	public static String user() {
		return System.getProperty("user.name");
	}

	/** @param folder for keys, configuration and what it says */
	public OpenSshServer(Path folder, String keyType, String passphrase) throws IOException, InterruptedException {
		this.folder = folder;
		if (user().equals("root")) {
			Files.createDirectories(Path.of("/run/sshd")); // it lives in it when it knows nothing of the user yet
		}
		keygen(folder.resolve("host"), "ed25519", "");
		keygen(folder.resolve("user"), keyType, passphrase);
		Files.copy(folder.resolve("user.pub"), folder.resolve("authorized"));
		key = Files.readString(folder.resolve("user"));
		Process started = null;
		int chosen = 0;
		for (int i = 0; started == null; i++) {
			try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
				chosen = free.getLocalPort();
			}
			started = start(chosen, i == TRIES - 1);
		}
		process = started;
		port = chosen;
	}

	/** @return null when somebody else took the port meanwhile */
	private Process start(int at, boolean last) throws IOException {
		Path config = Files.writeString(folder.resolve("config"), """
				ListenAddress 127.0.0.1
				Port %d
				HostKey %s
				AuthorizedKeysFile %s
				StrictModes no
				UsePAM no
				PasswordAuthentication no
				PermitRootLogin yes
				PidFile none
				LogLevel INFO
				Subsystem sftp internal-sftp
				""".formatted(at, folder.resolve("host"), folder.resolve("authorized")));
		var sshd = new ProcessBuilder(PROGRAM.toString(), "-D", "-e", "-f", config.toString()).redirectErrorStream(true).start();
		var said = new StringBuilder();
		var in = new BufferedReader(new InputStreamReader(sshd.getInputStream(), StandardCharsets.UTF_8));
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			said.append(line).append('\n');
			if (line.startsWith("Server listening")) {
				Thread.ofVirtual().start(() -> in.lines().forEach(l -> {
				})); // or it would stop when the pipe is full
				return sshd;
			}
		}
		sshd.destroyForcibly();
		if (last) {
			throw new IOException("sshd did not start: " + said);
		}
		return null;
	}

	private static void keygen(Path file, String type, String passphrase) throws IOException, InterruptedException {
		var process = new ProcessBuilder("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-f", file.toString()).inheritIO().start();
		if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
			process.destroyForcibly();
			throw new IOException("ssh-keygen failed");
		}
	}

	/** The host key's, as OpenSSH says it. */
	public String fingerprint() throws IOException, InterruptedException {
		var process = new ProcessBuilder("ssh-keygen", "-l", "-f", folder.resolve("host.pub").toString()).start();
		String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		process.waitFor();
		return said.split(" ")[1];
	}

	/** Ends all connections at once, as a power cut does. */
	public void cut() {
		List<ProcessHandle> children = process.descendants().toList();
		children.forEach(ProcessHandle::destroyForcibly);
	}

	@Override
	public void close() throws InterruptedException {
		cut();
		process.destroyForcibly();
		process.waitFor(10, TimeUnit.SECONDS);
	}
}
