package org.fleetdesk.gateways.agent.internal.gmq;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.gateways.agent.internal.AgentHome;
import org.fleetdesk.gateways.agent.internal.config.IniFile;
import org.fleetdesk.http.EndpointSettings;

/**
 * How GMQ works, from {@code gmq.cfg} and, for the cloud's address, {@code Engine.config}.
 *
 * @param listen          on loopback
 * @param cloud           where all clients belong to; empty: {@code https://VENDOR.m2.exosite.com}
 * @param authorities     file with certificates (PEM) that are trusted beside the system's
 * @param userAgent       of requests to the cloud
 * @param activationRetry after the cloud has refused to activate a client
 * @param retryFirst      the pause after a first failure; it doubles
 * @param retryMost       the longest one
 * @param period          how long records wait for others to be sent with
 * @param quantity        how many entries a request to the cloud has at most, 1 to 10,000
 * @param tries           how often the cloud must refuse an entry until it is set aside, 1 to 100
 * @param room            for each client's queue, in bytes
 * @param clients         how many clients there are at most, 1 to 10,000
 */
record GmqSettings(ListenAddress listen, Optional<URI> cloud, Optional<Path> authorities, String userAgent, Duration activationRetry, Duration retryFirst, Duration retryMost, Duration period, int quantity,
		int tries, long room, int clients) {

	/** By section and option. */
	static final Map<String, Map<String, String>> USUAL = usual();
	static final String FILE = "gmq.cfg";
	private static final int PORT = 8090;

	private static Map<String, Map<String, String>> usual() {
		var all = new LinkedHashMap<String, Map<String, String>>();
		all.put("server", ordered("listen", "127.0.0.1:" + PORT));
		all.put("cloud", ordered("url", "", "user_agent", "", "act_retry_interval", "60", "retry_first", "1.0", "retry_max", "300"));
		all.put("unq", ordered("batch_record_period", "10.0", "batch_qty", "60", "refused_tries", "3"));
		all.put("db", ordered("max_mb_per_client", "16", "max_clients", "64"));
		return all;
	}

	private static Map<String, String> ordered(String... pairs) {
		var map = new LinkedHashMap<String, String>();
		for (int i = 0; i < pairs.length; i += 2) {
			map.put(pairs[i], pairs[i + 1]);
		}
		return map;
	}

	/** @throws IOException when the files cannot be read, or an option is of no use; the message names it */
	static GmqSettings read(AgentHome home, String version) throws IOException {
		Path file = home.folder().resolve(FILE);
		var given = IniFile.read(file);
		try {
			return of(new Options(given), IniFile.read(home.engineConfig()), version);
		} catch (IllegalArgumentException e) {
			throw new IOException(file + ": " + e.getMessage(), e);
		}
	}

	private static GmqSettings of(Options o, IniFile engine, String version) {
		var listen = ListenAddress.parse(o.text("server", "listen"), PORT);
		if (!listen.isLoopback()) {
			throw new IllegalArgumentException("[server] listen: GMQ has neither TLS nor passwords, so it listens on loopback only, not on " + listen);
		}
		var cloud = Optional.of(o.text("cloud", "url")).filter(u -> !u.isEmpty()).or(() -> engine.get("engine", "cloud")).filter(u -> !u.isEmpty()).map(GmqSettings::url);
		var authorities = engine.get("engine", "authorities").filter(f -> !f.isEmpty()).map(Path::of);
		String agent = o.text("cloud", "user_agent");
		return new GmqSettings(listen, cloud, authorities, agent.isEmpty() ? "GatewayEngine-GMQ-v" + version : agent, o.seconds("cloud", "act_retry_interval", 1), o.seconds("cloud", "retry_first", 0),
				o.seconds("cloud", "retry_max", 0), o.seconds("unq", "batch_record_period", 0), o.number("unq", "batch_qty", 10_000), o.number("unq", "refused_tries", 100),
				(long) o.number("db", "max_mb_per_client", 100_000) << 20, o.number("db", "max_clients", 10_000));
	}

	private static URI url(String text) {
		try {
			var url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
			EndpointSettings.problem(url).ifPresent(p -> {
				throw new IllegalArgumentException(p);
			});
			return url;
		} catch (IllegalArgumentException e) {
			throw new IllegalArgumentException("The cloud's URL: " + e.getMessage(), e);
		}
	}

	/** Where a client belongs to. */
	URI base(Client client) {
		return cloud.orElseGet(() -> URI.create(client instanceof Client.Vms vms && vms.vendor().matches("[A-Za-z0-9-]{1,63}") ? "https://" + vms.vendor() + ".m2.exosite.com"
				: "https://m2.exosite.com"));
	}

	/** Options with their usual values where they are not given. */
	private record Options(IniFile given) {

		String text(String section, String option) {
			return given.get(section, option).orElseGet(() -> USUAL.get(section).get(option));
		}

		Duration seconds(String section, String option, int least) {
			String text = text(section, option);
			if (!text.matches("\\d{1,7}(\\.\\d{1,3})?") || new BigDecimal(text).intValue() < least) {
				throw new IllegalArgumentException("[" + section + "] " + option + " is a number of seconds, " + least + " or more, not \"" + text + "\"");
			}
			return Duration.ofMillis(new BigDecimal(text).movePointRight(3).longValue());
		}

		int number(String section, String option, int most) {
			String text = text(section, option);
			if (!text.matches("\\d{1,6}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > most) {
				throw new IllegalArgumentException("[" + section + "] " + option + " is a number from 1 to " + most + ", not \"" + text + "\"");
			}
			return Integer.parseInt(text);
		}
	}
}
