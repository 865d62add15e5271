package org.fleetdesk.gateways.agent.internal.config;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The gateway's serial number and its cloud. */
public final class Identity {

	private static final Path INTERFACES = Path.of("/sys/class/net");
	private static final int MAC_BYTES = 6;

	private Identity() {
	}

	/**
	 * Makes sure that there is a serial number: {@code uuid}, otherwise the MAC address of {@code iface}, which is kept as {@code uuid}.
	 *
	 * @throws ConfigException when there is neither, or no product and no cloud to go to; the agent does not run then
	 */
	public static GatewayCfg ensure(Configuration configuration) throws IOException {
		var gateway = configuration.gateway();
		if (gateway.uuid().isEmpty()) {
			if (gateway.iface().isEmpty()) {
				throw new ConfigException("This gateway has no serial number: set one with gwe --set-uuid SERIAL_NUMBER, or an interface whose MAC address it is to be with gwe --set-iface INTERFACE.");
			}
			String iface = gateway.iface();
			String mac = mac(iface).orElseThrow(() -> new ConfigException("The interface " + iface + " of Gateway.cfg is not there or has no MAC address; set another one with gwe --set-iface."));
			configuration.setGateway(Map.of("uuid", mac));
			gateway = configuration.gateway();
		}
		if (gateway.vendor().isEmpty() && gateway.model().isEmpty() && !gateway.activated()) {
			throw new ConfigException("This gateway belongs to no product: set one with gwe --set-product-id PRODUCT_ID.");
		}
		return gateway;
	}

	/** The MAC address of an interface, such as {@code AF:14:B9:00:50:2C}; empty when there is no such interface, or it has none. */
	public static Optional<String> mac(String network) throws IOException {
		Path file = INTERFACES.resolve(network).resolve("address");
		if (!network.contains("/") && Files.isReadable(file)) {
			String text = Files.readString(file).strip().toUpperCase(Locale.ROOT);
			if (text.matches("[0-9A-F]{2}(:[0-9A-F]{2}){5}")) {
				return Optional.of(text);
			}
		}
		var found = NetworkInterface.getByName(network);
		byte[] address = found == null ? null : found.getHardwareAddress();
		return address == null || address.length != MAC_BYTES ? Optional.empty() : Optional.of(HexFormat.ofDelimiter(":").withUpperCase().formatHex(address));
	}

	/**
	 * Where the device cloud is.
	 *
	 * @throws ConfigException when it is configured by neither its URL nor a product
	 */
	public static URI cloud(GatewayCfg gateway, EngineConfig engine) throws ConfigException {
		if (engine.cloud().isPresent()) {
			return engine.cloud().get();
		}
		String product = gateway.vendor().isEmpty() ? gateway.model() : gateway.vendor();
		if (!product.matches("[A-Za-z0-9-]{1,63}")) {
			throw new ConfigException("The device cloud is not known: set a product with gwe --set-product-id PRODUCT_ID, or the cloud's address with gwe --set-cloud URL.");
		}
		return URI.create("https://" + product.toLowerCase(Locale.ROOT) + ".m2.exosite.com");
	}
}
