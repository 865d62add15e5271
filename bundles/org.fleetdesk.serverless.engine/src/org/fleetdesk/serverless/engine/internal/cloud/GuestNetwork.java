package org.fleetdesk.serverless.engine.internal.cloud;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.fleetdesk.engine.Serving;
import org.fleetdesk.engine.StateFile;
import org.fleetdesk.engine.web.EngineServer;
import org.fleetdesk.engine.web.Handler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The loopback addresses of one cloud's guests, {@code 127.N.0.1} and up: on Linux all of 127.0.0.0/8 is loopback. Clouds on one machine tell each other by listening at the last
 * address of theirs; a cloud keeps the same addresses from start to start when it can.
 */
final class GuestNetwork {

	/** The lowest and the highest N. */
	static final int LOWEST = 16;
	static final int HIGHEST = 126;

	private static final Logger LOG = LoggerFactory.getLogger(GuestNetwork.class);
	private static final int VERSION = 1;
	private static final String NUMBER = "number";

	private final int number;
	private final Optional<EngineServer> server;

	private GuestNetwork(int number, Optional<EngineServer> server) {
		this.number = number;
		this.server = server;
	}

	/**
	 * Takes a range of addresses that no other cloud uses now.
	 *
	 * @param data    the cloud's folder, where the range is remembered
	 * @param port    at which its guests listen; 0: one that is free
	 * @param handler answers for all guests
	 * @throws IOException when the folder cannot be used
	 */
	static GuestNetwork claim(Path data, int port, Handler handler) throws IOException {
		Files.createDirectories(data);
		var file = new StateFile(data.resolve("network.json"), VERSION, new ObjectMapper());
		int known = file.read().map(s -> s.path(NUMBER).asInt(0)).filter(n -> n >= LOWEST && n <= HIGHEST).orElse(0);
		String reason = "";
		for (int number : candidates(known, data)) {
			try {
				var listen = new ListenAddress("127." + number + ".255.254", port);
				var server = EngineServer.start(new EngineServer.Settings("guests", Serving.at(listen, Security.LOOPBACK_ONLY),
						(status, message) -> Map.of("simulated", true, "message", message), Map.of("X-Content-Type-Options", "nosniff")), handler);
				if (number != known) {
					remember(file, number, server);
				}
				return new GuestNetwork(number, Optional.of(server));
			} catch (EngineException e) {
				reason = e.getMessage();
			}
		}
		LOG.warn("The guests of the simulated cloud cannot listen: {}", reason);
		return new GuestNetwork(known == 0 ? LOWEST : known, Optional.empty());
	}

	private static void remember(StateFile file, int number, EngineServer server) throws IOException {
		try {
			file.write(Map.of(NUMBER, number));
		} catch (IOException e) {
			server.close();
			throw e;
		}
	}

	/** The known one first, and else from a place of the folder's own: clouds that do not run at the same time have different ones mostly, too. */
	private static Set<Integer> candidates(int known, Path data) {
		var numbers = new LinkedHashSet<Integer>();
		if (known != 0) {
			numbers.add(known);
		}
		int count = HIGHEST - LOWEST + 1;
		int first = Math.floorMod(data.toAbsolutePath().normalize().toString().hashCode(), count);
		for (int i = 0; i < count; i++) {
			numbers.add(LOWEST + (first + i) % count);
		}
		return numbers;
	}

	/** The first address for a guest. */
	String first() {
		return "127." + number + ".0.1";
	}

	/** Empty when this machine has no such addresses. */
	Optional<EngineServer> server() {
		return server;
	}
}
