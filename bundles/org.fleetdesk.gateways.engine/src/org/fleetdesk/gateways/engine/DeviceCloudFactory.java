package org.fleetdesk.gateways.engine;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.engine.Engine;
import org.fleetdesk.engine.EngineContext;
import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.EngineFactory;
import org.fleetdesk.engine.EngineOption;
import org.fleetdesk.gateways.engine.internal.DeviceCloud;
import org.fleetdesk.gateways.engine.internal.fleet.VendorToken;
import org.fleetdesk.gateways.engine.internal.store.DatabaseAddress;
import org.fleetdesk.gateways.engine.internal.store.Products;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The device cloud: what Gateway Engines check in with, and where operators keep packages and deploy them. */
@Component
public final class DeviceCloudFactory implements EngineFactory {

	private static final String DATABASE = "--database";
	private static final String CREDENTIALS = "--database-credentials";
	private static final String PRODUCT = "--product";
	private static final String NEWCOMERS = "--newcomers";
	private static final String DEFAULT_NEWCOMERS = "120";
	private static final int MOST_NEWCOMERS = 1_000_000;

	private final String version;

	@Activate
	public DeviceCloudFactory(BundleContext context) {
		this(context.getBundle().getVersion().toString());
	}

	/** @param version as operators are told */
	public DeviceCloudFactory(String version) {
		this.version = version;
	}

	@Override
	public String name() {
		return "devicecloud";
	}

	@Override
	public String kind() {
		return "gateways";
	}

	@Override
	public String description() {
		return "Device cloud: gateways with Gateway Engine check in here, and get their application packages.";
	}

	@Override
	public int defaultPort() {
		return 8095;
	}

	@Override
	public List<EngineOption> options() {
		return List.of(
				new EngineOption(DATABASE, "URL", "A PostgreSQL, such as jdbc:postgresql://db.example/fleet. Default: an embedded database (H2) in the data folder.", null),
				new EngineOption(CREDENTIALS, "FILE", "User and password for it, as USER:PASSWORD. Default: the user who runs the engine, without a password.", null),
				new EngineOption(VendorToken.TOKEN_FILE, "FILE", "The secret of operators: a token, or vendor:TOKEN. Default: one that is made at the first start, in the file credentials in the data "
						+ "folder.", null),
				new EngineOption(VendorToken.TOKEN, "TOKEN", "The same on the command line, where other users of this machine can read it.", null),
				new EngineOption(PRODUCT, "ID", "A product that is made when it is not there, with Gateway Engine's aliases.", null),
				new EngineOption(NEWCOMERS, "N", "So many devices that nobody added may come from one address at once, and one a second after that, to a product that lets them in.", DEFAULT_NEWCOMERS));
	}

	@Override
	public Map<String, String> localOptions() {
		return Map.of(PRODUCT, "local");
	}

	@Override
	public Engine start(EngineContext context) throws EngineException, InterruptedException {
		if (context.serving().security().tokens().isPresent()) {
			throw new EngineException("The device cloud asks devices and operators for tokens of its own: leave --token-file away");
		}
		Optional<String> product = context.option(PRODUCT);
		if (product.isPresent() && !Products.ID.matcher(product.get()).matches()) {
			throw new IllegalArgumentException("\"" + product.get() + "\" is no product: letters, digits, _ and - are allowed, 64 at most");
		}
		int newcomers = newcomers(context.option(NEWCOMERS).orElse(DEFAULT_NEWCOMERS));
		var address = DatabaseAddress.of(context.option(DATABASE), context.option(CREDENTIALS).map(Path::of), context.data().resolve("database"));
		return DeviceCloud.start(new DeviceCloud.Settings(context.data(), context.serving(), address, product, VendorToken.of(context, InstantSource.system()), version,
				InstantSource.system(), System::nanoTime, newcomers));
	}

	private static int newcomers(String text) {
		int number = text.matches("\\d{1,7}") ? Integer.parseInt(text) : 0;
		if (number < 1 || number > MOST_NEWCOMERS) {
			throw new IllegalArgumentException("\"" + text + "\" is no number for " + NEWCOMERS + ": give 1 to " + MOST_NEWCOMERS);
		}
		return number;
	}
}
