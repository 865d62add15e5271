package org.fleetdesk.gateways.engine.internal;

import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import org.fleetdesk.engine.Engine;
import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.Serving;
import org.fleetdesk.engine.web.EngineServer;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.gateways.engine.internal.device.DeviceApi;
import org.fleetdesk.gateways.engine.internal.fleet.VendorToken;
import org.fleetdesk.gateways.engine.internal.store.Database;
import org.fleetdesk.gateways.engine.internal.store.DatabaseAddress;
import org.fleetdesk.gateways.engine.internal.store.Devices;
import org.fleetdesk.gateways.engine.internal.store.Housekeeping;
import org.fleetdesk.gateways.engine.internal.store.LastSeen;
import org.fleetdesk.gateways.engine.internal.store.Products;
import org.fleetdesk.gateways.engine.internal.store.Tokens;
import org.fleetdesk.gateways.engine.internal.store.Values;
import org.fleetdesk.gateways.engine.internal.store.Waiters;

/** A running device cloud: puts its parts together. */
public final class DeviceCloud implements Engine {

	/**
	 * @param data      the data folder
	 * @param product   one that is made when it is not there
	 * @param token     the secret of operators
	 * @param version   as operators are told
	 * @param nanos     as {@link System#nanoTime}: limits how often somebody asks
	 * @param newcomers how many devices that nobody added one address may bring at once, from 1 on
	 */
	public record Settings(Path data, Serving serving, DatabaseAddress database, Optional<String> product, VendorToken token, String version, InstantSource clock, LongSupplier nanos,
			int newcomers) {
	}

	private static final Map<String, String> HEADERS = Map.of("X-Content-Type-Options", "nosniff", "Server", "Fleetdesk-DeviceCloud");

	private final EngineServer server;
	private final Database database;
	private final Values values;
	private final LastSeen lastSeen;
	private final Operator operator;
	private final Housekeeping housekeeping;
	private final Optional<Path> credentials;
	private final AtomicBoolean closed = new AtomicBoolean();

	private DeviceCloud(EngineServer server, Database database, Values values, LastSeen lastSeen, Operator operator, Housekeeping housekeeping, Optional<Path> credentials) {
		this.server = server;
		this.database = database;
		this.values = values;
		this.lastSeen = lastSeen;
		this.operator = operator;
		this.housekeeping = housekeeping;
		this.credentials = credentials;
	}

	/**
	 * Starts it; it serves when this returns.
	 *
	 * @throws EngineException when it cannot listen, or has no database
	 */
	public static DeviceCloud start(Settings settings) throws EngineException, InterruptedException {
		var database = Database.open(settings.database());
		var lastSeen = new LastSeen(database, settings.clock());
		try {
			var tokens = new Tokens();
			var products = new Products(database, tokens, settings.clock());
			if (settings.product().isPresent()) {
				products.create(settings.product().get(), settings.product().get(), true, Products.ACTIVATION_WINDOW);
			}
			var devices = new Devices(database, products, tokens, settings.clock());
			var values = new Values(database, products, settings.clock());
			var operator = Operator.start(new Operator.Base(settings.data(), database, products, devices, values, settings.clock()), settings.token(), settings.version());
			var router = new Router();
			var deviceApi = new DeviceApi(new DeviceApi.Parts(products, devices, values, operator.contents(), lastSeen, settings.clock(), settings.nanos(), settings.newcomers()));
			deviceApi.addTo(router);
			operator.addTo(router, settings.serving().security().tls().isPresent() ? "https" : "http", deviceApi.requests());
			var server = EngineServer.start(new EngineServer.Settings("devicecloud", settings.serving(), (status, message) -> Map.of("message", message), HEADERS).asking(),
					exchange -> router.dispatch(exchange, DeviceApi.path(exchange)));
			return new DeviceCloud(server, database, values, lastSeen, operator, new Housekeeping(devices), settings.token().credentials());
		} catch (EngineException | InterruptedException | RuntimeException e) {
			lastSeen.close();
			database.close();
			throw e;
		}
	}

	/** Who waits for values. */
	Waiters waiters() {
		return values.waiters();
	}

	@Override
	public URI url() {
		return server.url();
	}

	@Override
	public Optional<Path> credentials() {
		return credentials;
	}

	@Override
	public void close() {
		if (closed.compareAndSet(false, true)) {
			values.waiters().close();
			operator.close();
			database.changes().close();
			server.close();
			housekeeping.close();
			lastSeen.close();
			database.close();
		}
	}
}
