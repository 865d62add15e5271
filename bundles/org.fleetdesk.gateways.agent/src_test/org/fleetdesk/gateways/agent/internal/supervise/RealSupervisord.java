package org.fleetdesk.gateways.agent.internal.supervise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.gateways.agent.internal.Await;

/** Debian's supervisord (package {@code supervisor}). */
final class RealSupervisord extends SupervisorUnderTest {

	private final Process process;

	/** @param inet further sections, such as an address with a password; empty: the socket only */
	RealSupervisord(Path folder, String inet) throws Exception {
		super(folder, folder.resolve("conf.d"), folder.resolve("s.sock"));
		Path file = Files.writeString(folder.resolve("supervisord.conf"), """
				[unix_http_server]
				file=%1$s/s.sock
				%2$s
				[supervisord]
				logfile=%1$s/supervisord.log
				pidfile=%1$s/supervisord.pid
				childlogdir=%1$s
				[rpcinterface:supervisor]
				supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
				[include]
				files = %1$s/conf.d/*.conf
				""".formatted(folder, inet));
		process = new ProcessBuilder("/usr/bin/supervisord", "-n", "-c", file.toString()).redirectErrorStream(true).redirectOutput(folder.resolve("supervisord.out").toFile()).start();
		Await.until(() -> Files.exists(socket) && answers());
	}

	private boolean answers() throws InterruptedException {
		try {
			client.all();
			return true;
		} catch (IOException e) {
			return false;
		}
	}

	@Override
	void end() throws Exception {
		process.destroy();
		if (!process.waitFor(60, TimeUnit.SECONDS)) {
			process.destroyForcibly().waitFor();
		}
	}
}
