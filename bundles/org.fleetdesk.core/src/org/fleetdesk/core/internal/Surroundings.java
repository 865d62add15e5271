package org.fleetdesk.core.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices what makes all connections doubtful at once: that this machine slept, or that it has another network. It looks every two
 * seconds, on a thread of its own; a look costs no more than some hundred microseconds.
 */
final class Surroundings implements AutoCloseable {

	enum Change {
		/** This machine, or this process, stood still for a while. */
		SLEPT,
		/** Addresses or default routes are others than before. */
		NETWORK
	}

	/**
	 * @param wall    the time of day, which goes on while a machine sleeps
	 * @param nanos   of {@link System#nanoTime}, which on most systems does not
	 * @param network addresses and default routes
	 */
	record Look(Instant wall, long nanos, Set<String> network) {

		static Look now() {
			return new Look(Instant.now(), System.nanoTime(), addressesAndRoutes());
		}
	}

	private static final Logger LOG = LoggerFactory.getLogger(Surroundings.class);

	static final Duration PERIOD = Duration.ofSeconds(2);
	/** The clocks may go apart by so much between two looks: one of them is corrected now and then. */
	private static final Duration DRIFT = Duration.ofSeconds(5);
	/** A look that is later than this was not held up by a busy processor. */
	private static final Duration LATE = Duration.ofSeconds(15);

	private final Thread thread;

	Surroundings(Consumer<Change> changed) {
		this(Look::now, PERIOD, changed);
	}

	Surroundings(Supplier<Look> looks, Duration period, Consumer<Change> changed) {
		thread = Thread.ofVirtual().name("surroundings").start(() -> watch(looks, period, changed));
	}

	private static void watch(Supplier<Look> looks, Duration period, Consumer<Change> changed) {
		try {
			for (var before = looks.get();;) {
				Thread.sleep(period);
				var now = looks.get();
				between(before, now).ifPresent(change -> {
					LOG.info("All engines are asked anew: {}", change == Change.SLEPT ? "this machine slept" : "the network is now " + now.network());
					changed.accept(change);
				});
				before = now;
			}
		} catch (InterruptedException e) {
			// closed
		}
	}

	static Optional<Change> between(Look before, Look now) {
		var byWall = Duration.between(before.wall(), now.wall());
		var byNanos = Duration.ofNanos(now.nanos() - before.nanos());
		if (byWall.minus(byNanos).compareTo(DRIFT) > 0 || byNanos.compareTo(LATE) > 0) {
			return Optional.of(Change.SLEPT);
		}
		return before.network().equals(now.network()) ? Optional.empty() : Optional.of(Change.NETWORK);
	}

	/** What decides on the way to other machines. Addresses of the link do not: each container of a local Docker engine brings some. */
	static Set<String> addressesAndRoutes() {
		var found = new TreeSet<String>();
		try {
			for (var link : (Iterable<NetworkInterface>) NetworkInterface.networkInterfaces()::iterator) {
				link.inetAddresses().filter(a -> !a.isLoopbackAddress() && !a.isLinkLocalAddress()).map(InetAddress::getHostAddress).forEach(found::add);
			}
		} catch (SocketException e) {
			// no link at all
		}
		routes("/proc/net/route", fields -> fields.length > 2 && fields[1].equals("00000000") ? fields[0] + " via " + fields[2] : "", found);
		routes("/proc/net/ipv6_route", fields -> fields.length > 9 && fields[1].equals("00") && !fields[9].equals("lo") ? fields[9] + " via " + fields[4] : "", found);
		return found;
	}

	private interface Route {
		/** A default route as text, or an empty text. */
		String of(String[] fields);
	}

	private static void routes(String file, Route route, Set<String> found) {
		try (Stream<String> lines = Files.lines(Path.of(file))) {
			lines.map(line -> route.of(line.strip().split("\\s+"))).filter(text -> !text.isEmpty()).forEach(found::add);
		} catch (IOException | java.io.UncheckedIOException e) {
			// not on this system: the addresses have to do
		}
	}

	@Override
	public void close() {
		thread.interrupt();
	}
}
