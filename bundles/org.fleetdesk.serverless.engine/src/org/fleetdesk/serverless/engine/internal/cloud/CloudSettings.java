package org.fleetdesk.serverless.engine.internal.cloud;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

import org.fleetdesk.engine.PasswordHash;

/**
 * How a simulated cloud shall be.
 *
 * @param data       its folder; made when it is missing
 * @param delays     of the phases of a VM's life
 * @param clock      what time it is
 * @param threaded   whether a thread lets time pass; otherwise whoever owns the clock calls {@link Timeline#runDue()}
 * @param admin      name of the administrator, whose id is 0
 * @param password   of the administrator; used when the folder is new, and when it differs from the one kept (then it is the new one)
 * @param hosts      made when the folder is new
 * @param network    first address of the loopback addresses that guests get, such as {@code 127.64.0.1}
 * @param seed       of the monitoring values
 * @param monitoring how often guests and hosts are measured, once a second at most
 * @param kept       how long measured values are kept
 * @param hashing    iterations of the hashes of passwords
 */
public record CloudSettings(Path data, Delays delays, InstantSource clock, boolean threaded, String admin, String password, List<HostSpec> hosts, String network, long seed,
		Duration monitoring, Duration kept, int hashing) {

	public static final String ADMIN = "oneadmin";
	public static final String NETWORK = "127.64.0.1";

	/**
	 * A host to be made.
	 *
	 * @param cpus   CPUs, 1 or more
	 * @param memory in MB
	 */
	public record HostSpec(String name, int cpus, int memory) {
	}

	public CloudSettings {
		hosts = List.copyOf(hosts);
	}

	/** As the embedded cloud is by default: two hosts with 8 CPUs and 16 GB each. */
	public static CloudSettings of(Path data, String admin, String password) {
		return new CloudSettings(data, Delays.NORMAL, InstantSource.system(), true, admin, password, List.of(new HostSpec("simulated1", 8, 16_384), new HostSpec("simulated2", 8, 16_384)),
				NETWORK, 1337, Duration.ofSeconds(10), Duration.ofHours(1), PasswordHash.ITERATIONS);
	}

	public CloudSettings withDelays(Delays other) {
		return new CloudSettings(data, other, clock, threaded, admin, password, hosts, network, seed, monitoring, kept, hashing);
	}

	public CloudSettings withHosts(List<HostSpec> other) {
		return new CloudSettings(data, delays, clock, threaded, admin, password, other, network, seed, monitoring, kept, hashing);
	}

	/** With a clock that somebody else moves. */
	public CloudSettings withClock(InstantSource other) {
		return new CloudSettings(data, delays, other, false, admin, password, hosts, network, seed, monitoring, kept, hashing);
	}

	/** @param other how often guests and hosts are measured */
	public CloudSettings withMonitoring(Duration other) {
		return new CloudSettings(data, delays, clock, threaded, admin, password, hosts, network, seed, other, kept, hashing);
	}

	public CloudSettings withNetwork(String first) {
		return new CloudSettings(data, delays, clock, threaded, admin, password, hosts, first, seed, monitoring, kept, hashing);
	}

	/** With hashes of passwords that cost nothing, for tests. */
	public CloudSettings withHashing(int iterations) {
		return new CloudSettings(data, delays, clock, threaded, admin, password, hosts, network, seed, monitoring, kept, iterations);
	}

	/** The password stays out of logs. */
	@Override
	public String toString() {
		return "CloudSettings[" + data + "]";
	}
}
