package org.fleetdesk.core.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.fleetdesk.core.Credentials;
import org.fleetdesk.files.FileProblem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What {@code instance.json} says of a running local fleet:
 * {@code {"version":1,"pid":123,"started":"2026-01-01T00:00:00Z","engines":[{"kind":"so3","url":"http://127.0.0.1:23750","token":"…"}]}}; optional
 * are the token, {@code credentials}, the path of a file with {@code USER:PASSWORD}, and {@code options} of the connection.
 */
record LocalInstance(long pid, Instant started, List<Engine> engines) {

	private static final long LARGEST_PAIR = 4096;
	private static final Duration CONNECT = Duration.ofSeconds(2);

	record Engine(String kind, URI url, Optional<String> token, Optional<Path> file, Map<String, String> options) {

		/**
		 * What the engine asks for.
		 *
		 * @throws IOException when the file with it cannot be read or holds something else; the message is for the user
		 */
		Optional<Credentials> credentials() throws IOException {
			if (file.isEmpty()) {
				return token.map(Credentials.Token::new);
			}
			try {
				String pair = Files.size(file.get()) > LARGEST_PAIR ? "" : Files.readString(file.get()).strip();
				if (pair.indexOf(':') > 0) {
					return Optional.of(Credentials.of("Basic " + pair));
				}
			} catch (IOException e) {
				throw new IOException("The credentials of the local " + kind + " engine cannot be read: " + FileProblem.reason(e), e);
			} catch (IllegalArgumentException e) {
				// said below
			}
			throw new IOException("The credentials of the local " + kind + " engine, in " + file.get() + ", are not USER:PASSWORD");
		}
	}

	/** @return empty when there is none, or none that can be read */
	static Optional<LocalInstance> read(Path file) throws IOException {
		try {
			JsonNode json = new ObjectMapper().readTree(Files.readAllBytes(file));
			var engines = new ArrayList<Engine>();
			for (JsonNode e : json.required("engines")) {
				engines.add(new Engine(e.required("kind").asText(), URI.create(e.required("url").asText()), Optional.ofNullable(e.path("token").textValue()),
						Optional.ofNullable(e.path("credentials").textValue()).map(Path::of), options(e)));
			}
			return Optional.of(new LocalInstance(json.required("pid").asLong(), Instant.parse(json.required("started").asText()), engines));
		} catch (NoSuchFileException | JsonProcessingException e) {
			return Optional.empty();
		} catch (RuntimeException e) {
			return Optional.empty(); // fields are missing: an engine that was killed long ago, or something else altogether
		}
	}

	private static Map<String, String> options(JsonNode engine) {
		var options = new TreeMap<String, String>();
		engine.path("options").properties().forEach(o -> options.put(o.getKey(), o.getValue().asText()));
		return options;
	}

	/** The process, when it lives and is the one that wrote the file, not another with the same number. */
	Optional<ProcessHandle> process() {
		return ProcessHandle.of(pid).filter(p -> p.pid() != ProcessHandle.current().pid()).filter(p -> ProcessTimes.same(started.toString(), p));
	}

	/** Whether the process lives and all its engines accept connections. */
	boolean serves() throws InterruptedException {
		if (process().isEmpty() || engines.isEmpty()) {
			return false;
		}
		for (Engine engine : engines) {
			if (!accepts(engine.url())) {
				return false;
			}
		}
		return true;
	}

	private static boolean accepts(URI url) throws InterruptedException {
		var attempt = new FutureTask<>(() -> {
			boolean unix = "unix".equals(url.getScheme());
			SocketAddress address = unix ? UnixDomainSocketAddress.of(url.getPath()) : new InetSocketAddress(url.getHost(), url.getPort());
			try (var channel = unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open()) {
				return channel.connect(address);
			}
		});
		var thread = Thread.ofVirtual().name("connect " + url).start(attempt);
		try {
			return attempt.get(CONNECT.toMillis(), TimeUnit.MILLISECONDS);
		} catch (ExecutionException | TimeoutException e) {
			return false;
		} finally {
			thread.interrupt(); // closes the channel
		}
	}
}
