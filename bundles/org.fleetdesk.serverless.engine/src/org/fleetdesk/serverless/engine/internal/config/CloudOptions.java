package org.fleetdesk.serverless.engine.internal.config;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.fleetdesk.engine.EngineContext;
import org.fleetdesk.engine.EngineOption;
import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.fleetdesk.engine.Serving;
import org.fleetdesk.serverless.engine.internal.cloud.CloudSettings;
import org.fleetdesk.serverless.engine.internal.cloud.CloudSettings.HostSpec;
import org.fleetdesk.serverless.engine.internal.cloud.Delays;
import org.fleetdesk.serverless.engine.internal.cloud.EmbeddedCloud;

/** The options of the simulated cloud, alone or with the engine. */
public final class CloudOptions {

	private static final String SPEED = "--cloud-speed";
	private static final String HOSTS = "--cloud-hosts";
	private static final String HOST = "127.0.0.1";
	private static final int MOST_HOSTS = 100;

	private CloudOptions() {
	}

	public static List<EngineOption> all() {
		return List.of(new EngineOption(AdminAuth.ADMIN_FILE, "FILE", "A file with USER:PASSWORD of the simulated cloud's administrator. Default: one_auth in the data folder, made at "
				+ "the first start with oneadmin and a new password.", null),
				new EngineOption(AdminAuth.ADMIN, "USER:PASSWORD", "The same on the command line, which every user of this machine can read in the list of processes.", null),
				new EngineOption(SPEED, "FACTOR|max", "How many times faster than usual the simulated machines boot, stop and change, from 0.01 to 1000; max: at once. Default: 1.", null),
				new EngineOption(HOSTS, "CPUS:MB,...", "The simulated hosts of a new cloud. Default: 8:16384,8:16384.", null));
	}

	/** @throws IllegalArgumentException when one of the options is given */
	public static void refuse(EngineContext context, String why) {
		all().stream().map(EngineOption::name).filter(name -> context.option(name).isPresent()).findFirst().ifPresent(name -> {
			throw new IllegalArgumentException(name + " " + why);
		});
	}

	/**
	 * The cloud that runs with an engine: it serves at loopback only.
	 *
	 * @param xmlRpc  port of its XML-RPC, 0 for a free one
	 * @param oneflow port of its OneFlow, 0 for a free one
	 */
	public static EmbeddedCloud.Settings settings(EngineContext context, Path data, AdminAuth admin, int xmlRpc, int oneflow) {
		return new EmbeddedCloud.Settings(cloud(context, data, admin), Serving.at(new ListenAddress(HOST, xmlRpc), Security.LOOPBACK_ONLY),
				Serving.at(new ListenAddress(HOST, oneflow), Security.LOOPBACK_ONLY));
	}

	/** @throws IllegalArgumentException when an option is wrong, with a sentence for the user */
	public static CloudSettings cloud(EngineContext context, Path data, AdminAuth admin) {
		var settings = CloudSettings.of(data, admin.user(), admin.password()).withDelays(delays(context.option(SPEED).orElse("1")));
		return context.option(HOSTS).map(CloudOptions::hosts).map(settings::withHosts).orElse(settings);
	}

	private static Delays delays(String text) {
		if (text.equals("max")) {
			return Delays.NONE;
		}
		if (!text.matches("\\d{1,4}(\\.\\d{1,2})?") || new BigDecimal(text).signum() == 0 || new BigDecimal(text).compareTo(BigDecimal.valueOf(1000)) > 0) {
			throw new IllegalArgumentException("\"" + text + "\" is no speed for " + SPEED + ": give a number from 0.01 to 1000, or max");
		}
		return Delays.NORMAL.times(1 / Double.parseDouble(text));
	}

	private static List<HostSpec> hosts(String text) {
		var hosts = new ArrayList<HostSpec>();
		for (String host : text.split(",", -1)) {
			if (!host.matches("[1-9]\\d{0,3}:[1-9]\\d{0,7}") || hosts.size() == MOST_HOSTS) {
				throw new IllegalArgumentException("\"" + text + "\" is no list of hosts for " + HOSTS + ": give CPUs and memory in MB of at most " + MOST_HOSTS
						+ " hosts, such as 8:16384,4:8192");
			}
			String[] parts = host.split(":");
			hosts.add(new HostSpec("simulated" + (hosts.size() + 1), Integer.parseInt(parts[0]), Integer.parseInt(parts[1])));
		}
		return hosts;
	}
}
