package org.fleetdesk.gateways.engine.internal.rpc;

import java.util.Optional;

import org.fleetdesk.gateways.engine.internal.store.Device;
import org.fleetdesk.gateways.engine.internal.store.DeviceKey;
import org.fleetdesk.gateways.engine.internal.store.Product;
import org.fleetdesk.gateways.engine.internal.store.Tokens;

/** As whom calls are made: Exosite's "calling client". */
sealed interface Client {

	/** The vendor, whose clients are the products. */
	record Vendor() implements Client {
	}

	/** A product ("model"), whose clients are its devices, and whose dataports are those that each of them has. */
	record OfProduct(Product product) implements Client {
	}

	/**
	 * A device.
	 *
	 * @param itself whether it proved itself by its CIK; else the vendor acts for it
	 */
	record OfDevice(Product product, Device device, boolean itself) implements Client {

		DeviceKey key() {
			return new DeviceKey(device.id(), device.product(), device.sn());
		}
	}

	/** What the RPC API calls it: 40 hexadecimal digits. */
	default String rid() {
		return switch (this) {
			case Vendor v -> name("vendor");
			case OfProduct p -> productRid(p.product().id());
			case OfDevice d -> d.device().rid();
		};
	}

	/** Whose dataports it has. */
	default Optional<Product> dataports() {
		return switch (this) {
			case Vendor v -> Optional.empty();
			case OfProduct p -> Optional.of(p.product());
			case OfDevice d -> Optional.of(d.product());
		};
	}

	/** Whether it may change what it has: a device changes nothing of its product. */
	default boolean mayDefine() {
		return !(this instanceof OfDevice d && d.itself());
	}

	/** What the RPC API calls a product. */
	static String productRid(String product) {
		return name("product:" + product);
	}

	private static String name(String what) {
		return Tokens.hash(what).substring(0, Tokens.LENGTH);
	}
}
