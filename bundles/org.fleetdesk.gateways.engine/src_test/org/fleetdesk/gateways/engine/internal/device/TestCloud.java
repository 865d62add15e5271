package org.fleetdesk.gateways.engine.internal.device;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.fleetdesk.engine.Serving;
import org.fleetdesk.engine.web.EngineServer;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.gateways.engine.internal.store.Contents;
import org.fleetdesk.gateways.engine.internal.store.Database;
import org.fleetdesk.gateways.engine.internal.store.DatabaseAddress;
import org.fleetdesk.gateways.engine.internal.store.Device;
import org.fleetdesk.gateways.engine.internal.store.DeviceKey;
import org.fleetdesk.gateways.engine.internal.store.Devices;
import org.fleetdesk.gateways.engine.internal.store.LastSeen;
import org.fleetdesk.gateways.engine.internal.store.Products;
import org.fleetdesk.gateways.engine.internal.store.Tokens;
import org.fleetdesk.gateways.engine.internal.store.Values;

/** The device API at a port of its own, with a clock and limits that the test moves, and one piece of content. */
final class TestCloud implements AutoCloseable {

	static final int NEWCOMERS = 30;
	static final String CONTENT = "0123456789";
	private static final Contents CONTENTS = new Contents() {

		@Override
		public List<String> list(Device device) {
			return List.of("app.v1.tar.gz", "readme");
		}

		@Override
		public Optional<Content> find(Device device, String id) {
			return Optional.of(new Content(id, "application/gzip", CONTENT.length(), "ab12", Instant.ofEpochSecond(1_700_000_000), "note", Optional.of("c2ln")))
					.filter(c -> id.equals("app.v1.tar.gz"));
		}

		@Override
		public InputStream open(String product, Content content, long from) throws NoSuchFileException {
			return new ByteArrayInputStream(CONTENT.substring((int) from).getBytes(StandardCharsets.US_ASCII));
		}
	};

	/** Null: the real time. */
	final AtomicReference<Instant> now = new AtomicReference<>();
	/** For limits: time stands still until the test moves it. */
	final AtomicLong nanos = new AtomicLong();
	final Database database;
	final Products products;
	final Devices devices;
	final Values values;
	final LastSeen lastSeen;
	final RawHttp http;
	private final EngineServer server;
	private final AtomicBoolean closed = new AtomicBoolean();

	TestCloud(DatabaseAddress address) throws Exception {
		InstantSource clock = () -> now.get() == null ? Instant.now() : now.get();
		database = Database.open(address);
		products = new Products(database, new Tokens(), clock);
		devices = new Devices(database, products, new Tokens(), clock);
		values = new Values(database, products, clock);
		lastSeen = new LastSeen(database, clock);
		products.create("local", "Local", true, Duration.ofHours(24));
		var router = new Router();
		new DeviceApi(new DeviceApi.Parts(products, devices, values, CONTENTS, lastSeen, clock, nanos::get, NEWCOMERS)).addTo(router);
		server = EngineServer.start(new EngineServer.Settings("cloud", Serving.at(new ListenAddress("127.0.0.1", 0), Security.LOOPBACK_ONLY),
				(status, message) -> Map.of("message", message), Map.of()).asking(), exchange -> router.dispatch(exchange, DeviceApi.path(exchange)));
		http = new RawHttp(server.url());
	}

	/** Adds and activates a device. @return the header with its token */
	String device(String sn) throws Exception {
		devices.add("local", List.of(sn), "");
		var answer = activate("vendor=local&model=local&sn=" + sn);
		if (answer.status() != 200) {
			throw new IllegalStateException(answer.status() + " " + answer.text());
		}
		return Requests.TOKEN + ": " + answer.text() + "\r\n";
	}

	DeviceKey key(String sn) {
		return devices.find("local", sn).map(d -> new DeviceKey(d.id(), d.product(), d.sn())).orElseThrow();
	}

	int port() {
		return server.url().getPort();
	}

	RawHttp.Answer activate(String form) throws Exception {
		return http.post("/provision/activate", "", form);
	}

	@Override
	public void close() {
		if (closed.getAndSet(true)) {
			return;
		}
		values.waiters().close();
		server.close();
		lastSeen.close();
		database.close();
	}
}
