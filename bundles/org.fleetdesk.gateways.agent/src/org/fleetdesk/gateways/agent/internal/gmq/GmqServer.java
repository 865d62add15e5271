package org.fleetdesk.gateways.agent.internal.gmq;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.fleetdesk.engine.DataLock;
import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.Security;
import org.fleetdesk.engine.web.EngineServer;
import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.gateways.agent.internal.AgentHome;
import org.fleetdesk.gateways.agent.internal.report.Traffic;
import org.fleetdesk.gateways.model.AliasForm;
import org.fleetdesk.gateways.model.AliasForm.Pair;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.databind.ObjectMapper;

/** The server that applications write to (spec/gateways.md 2.5). A write is answered when it is on disk. */
public final class GmqServer implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(GmqServer.class);
	private static final int BODY = 256 << 10;
	private static final long SAVE_SECONDS = 10;

	/** Reads the settings anew. */
	interface Source {
		GmqSettings read() throws IOException;
	}

	private final Source source;
	private final DataLock lock;
	private final HttpClientFactory factory = new HttpClientFactory(HttpAudit.NONE);
	private final Path counted;
	private final Traffic traffic;
	private final Cloud cloud;
	private final Mailboxes mailboxes;
	private final EngineServer server;
	private final InstantSource clock;
	private final Router routes = routes();
	private final CountDownLatch closed = new CountDownLatch(1);
	private volatile GmqSettings settings;
	private volatile Map<String, ?> kept = Map.of();

	private GmqServer(AgentHome home, Source source, InstantSource clock, DataLock lock) throws IOException, EngineException {
		this.source = source;
		this.lock = lock;
		this.clock = clock;
		settings = source.read();
		var mapper = new ObjectMapper();
		counted = home.state().resolve("traffic").resolve("gmq.json");
		traffic = Traffic.read(counted);
		Supplier<GmqSettings> now = () -> settings;
		cloud = new Cloud(factory, now, traffic);
		mailboxes = Mailboxes.open(folder(home), cloud, now, clock, mapper);
		try {
			server = EngineServer.start(new EngineServer.Settings("gmq", settings.listen(), Security.LOOPBACK_ONLY, (status, message) -> Map.of("message", message), Map.of()), this::handle);
		} catch (EngineException e) {
			mailboxes.close();
			cloud.close();
			factory.close();
			throw e;
		}
		Thread.ofVirtual().name("gmq-traffic").start(this::saveTraffic);
	}

	/**
	 * Starts serving, and sending what waits.
	 *
	 * @throws EngineException when another GMQ has the folder, or the address is taken
	 * @throws IOException     when the settings are of no use, or the state cannot be read
	 */
	static GmqServer start(AgentHome home, Source source, InstantSource clock) throws IOException, EngineException {
		Path folder = folder(home);
		Files.createDirectories(folder.getParent());
		if (!Files.isDirectory(folder)) {
			Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		}
		var lock = DataLock.tryAcquire(folder)
				.orElseThrow(() -> new EngineException("GMQ runs already on " + folder + DataLock.owner(folder).map(p -> " (process " + p + ")").orElse("")));
		try {
			return new GmqServer(home, source, clock, lock);
		} catch (IOException | EngineException | RuntimeException e) {
			lock.close();
			throw e;
		}
	}

	private static Path folder(AgentHome home) {
		return home.state().resolve("gmq");
	}

	/** Where it serves. */
	URI url() {
		return server.url();
	}

	private void handle(Exchange exchange) throws Exception {
		routes.dispatch(exchange, exchange.path());
	}

	private Router routes() {
		return new Router().add("POST", "/provision/activate", this::activate).add("POST", "/onep:v1/stack/alias", this::write).add("GET", "/onep:v1/stack/alias", this::read)
				.add("POST", "/onep:v1/stack/record", this::records).add("POST", "/onep:v1/stack/alias/{alias}", this::record)
				.add("GET", "/timestamp", this::timestamp).add("POST", "/reread", this::reread)
				.add("GET", "/status", this::status);
	}

	private void activate(Exchange exchange) throws IOException {
		var fields = AliasForm.values(body(exchange));
		var client = client(() -> new Client.Vms(field(fields, "vendor"), field(fields, "model"), field(fields, "sn")));
		var cik = mailbox(client).cik();
		if (cik.isPresent()) {
			exchange.sendText(200, cik.get());
		} else {
			exchange.send(204);
		}
	}

	private void timestamp(Exchange exchange) throws IOException {
		exchange.sendText(200, Long.toString(clock.instant().getEpochSecond()));
	}

	private static String field(List<Pair> fields, String name) {
		return fields.stream().filter(p -> p.name().equals(name)).map(Pair::value).findFirst().orElse("");
	}

	private void write(Exchange exchange) throws Exception {
		var client = client(exchange);
		if (exchange.target().contains("?")) {
			throw new HttpError(501, "GMQ does not read and write in one request; send two");
		}
		var values = AliasForm.values(body(exchange));
		check(!values.isEmpty(), "The body has no ALIAS=VALUE");
		values.forEach(v -> check(v.name(), v.value()));
		stored(() -> mailbox(client).write(values));
		exchange.send(204);
	}

	private void record(Exchange exchange) throws Exception {
		var client = client(exchange);
		String alias = exchange.value("alias");
		var entries = AliasForm.values(body(exchange)).stream().map(p -> entry(alias, p)).toList();
		check(!entries.isEmpty(), "The body has no TIME=VALUE");
		stored(() -> mailbox(client).record(entries));
		exchange.send(204);
	}

	private void records(Exchange exchange) throws Exception {
		var client = client(exchange);
		var entries = new ArrayList<Entry>();
		String alias = "";
		for (Pair pair : AliasForm.values(body(exchange))) {
			if (pair.name().equals("alias")) {
				alias = pair.value();
			} else {
				check(!alias.isEmpty(), "A time stands before any alias=ALIAS");
				entries.add(entry(alias, pair));
			}
		}
		check(!entries.isEmpty(), "The body has no alias=ALIAS&TIME=VALUE");
		stored(() -> mailbox(client).record(entries));
		exchange.send(204);
	}

	/** Handed through, as only the cloud has what it was told. */
	private void read(Exchange exchange) throws Exception {
		var client = client(exchange);
		int mark = exchange.target().indexOf('?');
		check(mark > 0 && mark < exchange.target().length() - 1, "Name the aliases to read: ?ALIAS&ALIAS");
		var mailbox = mailbox(client);
		var cik = mailbox.cik();
		if (cik.isEmpty()) {
			throw new HttpError(401, client.label() + " is not activated yet");
		}
		try {
			var answer = cloud.read(client, cik.get(), exchange.target().substring(mark + 1));
			exchange.send(answer.status(), answer.header("Content-Type").orElse(null), answer.body());
		} catch (HttpException.Cancelled e) {
			throw new InterruptedException();
		} catch (HttpException.Refused e) {
			throw new HttpError(e.status(), e.getMessage());
		} catch (HttpException e) {
			throw new HttpError(502, e.getMessage());
		}
	}

	private void reread(Exchange exchange) throws IOException {
		GmqSettings before = settings;
		GmqSettings now;
		try {
			now = source.read();
		} catch (IOException e) {
			throw new HttpError(400, e.getMessage());
		}
		settings = now;
		mailboxes.all().forEach(m -> m.reread(now));
		LOG.info("The settings were read again{}", now.listen().equals(before.listen()) ? "" : "; the address " + now.listen() + " holds from the next start");
		exchange.send(204);
	}

	private void status(Exchange exchange) throws IOException {
		exchange.sendJson(200, Map.of("clients", mailboxes.all().stream().map(m -> Map.of("client", m.client().label(), "activated", m.cik().isPresent(), "waiting", m.pending(),
				"counts", m.counts(), "trouble", m.trouble())).toList()));
	}

	private static Client client(Exchange exchange) {
		return client(() -> exchange.header("X-Exosite-VMS").<Client>map(Client::vms).or(() -> exchange.header("X-Exosite-CIK").map(c -> new Client.Keyed(c.strip())))
				.orElseThrow(() -> new IllegalArgumentException("Say who writes: X-Exosite-VMS: VENDOR MODEL SERIAL, or X-Exosite-CIK")));
	}

	private static Client client(Supplier<Client> found) {
		try {
			return found.get();
		} catch (IllegalArgumentException e) {
			throw new HttpError(400, e.getMessage());
		}
	}

	private Mailbox mailbox(Client client) throws IOException {
		try {
			return mailboxes.of(client);
		} catch (Mailboxes.TooMany e) {
			throw new HttpError(503, e.getMessage());
		}
	}

	private interface Storing {
		void store() throws IOException, InterruptedException;
	}

	private static void stored(Storing what) throws InterruptedException {
		try {
			what.store();
		} catch (IOException e) {
			LOG.error("An entry cannot be stored: {}", e.getMessage());
			throw new HttpError(503, "It could not be stored: " + e.getMessage());
		}
	}

	private Entry entry(String alias, Pair pair) {
		check(pair.name().matches("\\d{1,12}(\\.\\d*)?"), "A time is Unix seconds, not \"" + pair.name() + "\"");
		check(alias, pair.value());
		return new Entry(Long.parseLong(pair.name().split("\\.")[0]), alias, pair.value());
	}

	private static void check(String alias, String value) {
		check(!alias.isEmpty() && alias.getBytes(StandardCharsets.UTF_8).length <= Entry.MAX_ALIAS, "An alias has 1 to " + Entry.MAX_ALIAS + " bytes");
		check(value.getBytes(StandardCharsets.UTF_8).length <= Entry.MAX_VALUE, "The value of " + alias + " is longer than " + Entry.MAX_VALUE + " bytes");
	}

	private static void check(boolean good, String otherwise) {
		if (!good) {
			throw new HttpError(400, otherwise);
		}
	}

	private static String body(Exchange exchange) throws IOException {
		byte[] bytes = exchange.body().readNBytes(BODY + 1);
		if (bytes.length > BODY) {
			throw new HttpError(413, "The body is larger than " + BODY + " bytes");
		}
		return new String(bytes, StandardCharsets.ISO_8859_1);
	}

	private void saveTraffic() {
		try {
			while (!closed.await(SAVE_SECONDS, TimeUnit.SECONDS)) {
				keepTraffic();
			}
		} catch (InterruptedException e) {
			// by nobody
		}
	}

	private void keepTraffic() {
		var now = traffic.consumers();
		if (now.equals(kept)) {
			return;
		}
		try {
			traffic.write(counted);
			kept = now;
		} catch (IOException e) {
			LOG.warn("The traffic cannot be kept: {}", e.getMessage());
		}
	}

	/** Takes no more, stores what came, and stops sending. */
	@Override
	public void close() {
		server.close();
		mailboxes.close();
		cloud.close();
		factory.close();
		closed.countDown();
		keepTraffic();
		lock.close();
	}
}
