package org.fleetdesk.gateways.engine.internal.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A kind of devices.
 *
 * @param id               what devices know it by; {@link Products#ID}
 * @param activationWindow how long an enabled device may activate
 * @param whitelist        only devices that were added may activate; otherwise any identity adds itself
 * @param resources        in the order in which they were made
 */
public record Product(String id, String label, Instant created, Duration activationWindow, boolean whitelist, long revision, List<Resource> resources) {

	/**
	 * An alias that the devices of a product have.
	 *
	 * @param id       in the database
	 * @param format   {@code string}, {@code number} or {@code boolean}
	 * @param settable whether the cloud may write it
	 * @param rid      40 hexadecimal digits
	 */
	public record Resource(long id, String alias, String name, String format, boolean settable, String rid, Retention retention) {
	}

	/**
	 * How much of the history of a value stays.
	 *
	 * @param count points, at least 1
	 * @param age   of the oldest point
	 */
	public record Retention(int count, Duration age) {
	}

	public Optional<Resource> resource(String alias) {
		return resources.stream().filter(r -> r.alias().equals(alias)).findFirst();
	}
}
