package org.fleetdesk.gateways.agent.internal.supervise.own;

import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;

/** The log of a program as it grows, {@code GET /logtail/NAME/stdout}, as {@code supervisorctl tail -f} asks for it. */
final class FollowedLog {

	static final String PATH = "/logtail/";
	private static final int FIRST = 1024;
	private static final Duration PAUSE = Duration.ofMillis(500);
	/** That a reader has gone shows at the next byte only, which may never come. */
	private static final Duration LONGEST = Duration.ofHours(1);

	private final EmbeddedSupervisor supervisor;

	FollowedLog(EmbeddedSupervisor supervisor) {
		this.supervisor = supervisor;
	}

	void handle(Exchange exchange) throws Exception {
		String[] parts = URLDecoder.decode(exchange.path().substring(PATH.length()), StandardCharsets.UTF_8).split("/", 2);
		Path file = file(parts[0], parts.length > 1 ? parts[1] : "stdout");
		long at = Math.max(0, Files.size(file) - FIRST);
		long end = System.nanoTime() + LONGEST.toNanos();
		try (var out = exchange.stream(200, "text/plain;charset=utf-8")) {
			while (System.nanoTime() - end < 0) {
				at = copy(file, at, out);
				Thread.sleep(PAUSE);
			}
		}
	}

	private Path file(String name, String channel) {
		try {
			var settings = supervisor.settings(name);
			return (channel.equals("stderr") ? settings.err() : settings.out()).file().filter(Files::isRegularFile).orElseThrow(() -> new HttpError(404, "There is no log"));
		} catch (Fault e) {
			throw new HttpError(404, "There is no program of this name");
		}
	}

	/** @return where it goes on: at the beginning again when the log was rotated */
	private static long copy(Path file, long from, OutputStream out) throws Exception {
		try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
			long at = from > channel.size() ? 0 : from;
			var buffer = ByteBuffer.allocate(1 << 16);
			for (int count = channel.read(buffer, at); count > 0; count = channel.read(buffer.clear(), at)) {
				out.write(buffer.array(), 0, count);
				at += count;
			}
			return at;
		}
	}
}
