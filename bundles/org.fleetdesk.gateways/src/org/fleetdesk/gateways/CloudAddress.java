package org.fleetdesk.gateways;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/** The address of a device cloud that an agent on another machine is told. It sees the network from there. */
public final class CloudAddress {

	private CloudAddress() {
	}

	/**
	 * Why the agent on a machine cannot be told an address, as a sentence. Nothing is looked up: a name is taken for another machine, but {@code localhost}.
	 *
	 * @param address of the cloud, as an URL
	 * @param machine a name or an address
	 */
	public static Optional<String> problem(String address, String machine) {
		Optional<String> host = host(address);
		if (host.isEmpty()) {
			return Optional.of("The cloud's address is a URL such as https://cloud.example.org:8095");
		}
		return local(host.get()) && !literal(machine).map(CloudAddress::own).orElse(local(machine)) ? Optional.of("%s is the gateway itself there; give the address at which it reaches the cloud".formatted(host.get())) : Optional.empty();
	}

	/** As {@link #problem}, with the machine's name looked up, which takes a while: it may be one of this machine. */
	public static Optional<String> problemLookedUp(String address, String machine) {
		return problem(address, machine).filter(why -> host(address).isEmpty() || !named(machine));
	}

	private static boolean named(String machine) {
		try {
			return own(InetAddress.getByName(machine));
		} catch (IOException e) {
			return false;
		}
	}

	/** With http or https, and without brackets. */
	private static Optional<String> host(String address) {
		try {
			var url = new URI(address.strip());
			boolean web = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
			return web && url.getHost() != null ? Optional.of(url.getHost().replaceAll("[\\[\\]]", "")) : Optional.empty();
		} catch (URISyntaxException e) {
			return Optional.empty();
		}
	}

	/** Whether a name or an address means the machine on which it is used. */
	private static boolean local(String host) {
		String name = host.toLowerCase(Locale.ROOT);
		return name.equals("localhost") || name.endsWith(".localhost") || name.equals("ip6-localhost") || name.equals("ip6-loopback")
				|| literal(name).filter(a -> a.isLoopbackAddress() || a.isAnyLocalAddress()).isPresent();
	}

	private static Optional<InetAddress> literal(String host) {
		try {
			return Optional.of(InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")));
		} catch (IllegalArgumentException e) {
			return Optional.empty();
		}
	}

	/** Whether it is an address of this machine. */
	private static boolean own(InetAddress address) {
		try {
			return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
		} catch (IOException e) {
			return false;
		}
	}
}
