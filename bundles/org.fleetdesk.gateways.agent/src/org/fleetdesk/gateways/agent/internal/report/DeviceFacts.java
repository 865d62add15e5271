package org.fleetdesk.gateways.agent.internal.report;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.fleetdesk.gateways.model.DeviceInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Operating system, storage, memory and addresses of this machine, by the programs that the document names, or by {@code /proc} where a small system lacks them. */
public final class DeviceFacts {

	private static final Logger LOG = LoggerFactory.getLogger(DeviceFacts.class);
	private static final Duration DEADLINE = Duration.ofSeconds(10);

	private final Path proc;

	/** @param proc usually {@code /proc} */
	public DeviceFacts(Path proc) {
		this.proc = proc;
	}

	public DeviceInfo read() throws InterruptedException {
		String uname = SystemCommand.run(DEADLINE, "uname", "-a").orElseGet(this::uname).strip();
		String df = SystemCommand.run(DEADLINE, "df", "-P", "-k").orElseGet(DeviceFacts::root);
		String free = SystemCommand.run(DEADLINE, "free").orElseGet(this::memory);
		return new DeviceInfo(uname, df, free, addresses());
	}

	private String uname() {
		return System.getProperty("os.name") + " " + text("sys/kernel/hostname") + " " + text("sys/kernel/osrelease") + " " + text("sys/kernel/version") + " " + System.getProperty("os.arch");
	}

	private String text(String file) {
		try {
			return Files.readString(proc.resolve(file)).strip();
		} catch (IOException e) {
			return "";
		}
	}

	/** The file system of {@code /} alone, as {@code df -P -k} prints it: others may hang. */
	private static String root() {
		try {
			FileStore store = Files.getFileStore(Path.of("/"));
			long size = store.getTotalSpace() / 1024;
			long used = size - store.getUnallocatedSpace() / 1024;
			long free = store.getUsableSpace() / 1024;
			long percent = used + free == 0 ? 0 : Math.ceilDiv(used * 100, used + free);
			return "Filesystem 1024-blocks Used Available Capacity Mounted on%n%s %d %d %d %d%% /%n".formatted(store.name(), size, used, free, percent);
		} catch (IOException e) {
			LOG.info("The storage cannot be looked at: {}", e.getMessage());
			return "";
		}
	}

	/** As {@code free} prints it. */
	private String memory() {
		var values = new HashMap<String, Long>();
		text("meminfo").lines().forEach(line -> {
			var parts = line.split("[:\\s]+");
			if (parts.length > 1 && parts[1].matches("\\d{1,18}")) {
				values.put(parts[0], Long.parseLong(parts[1]));
			}
		});
		if (values.isEmpty()) {
			return "";
		}
		long total = values.getOrDefault("MemTotal", 0L);
		long free = values.getOrDefault("MemFree", 0L);
		long cache = values.getOrDefault("Buffers", 0L) + values.getOrDefault("Cached", 0L) + values.getOrDefault("SReclaimable", 0L);
		long swap = values.getOrDefault("SwapTotal", 0L);
		String row = "%-7s%13d%12d%12d%12d%12d%12d%n";
		return "               total        used        free      shared  buff/cache   available%n".formatted()
				+ row.formatted("Mem:", total, Math.max(0, total - free - cache), free, values.getOrDefault("Shmem", 0L), cache, values.getOrDefault("MemAvailable", free))
				+ "%-7s%13d%12d%12d%n".formatted("Swap:", swap, swap - values.getOrDefault("SwapFree", 0L), values.getOrDefault("SwapFree", 0L));
	}

	/** A line for each interface that is up. */
	private static String addresses() {
		try {
			return NetworkInterface.networkInterfaces().filter(DeviceFacts::up)
					.map(n -> n.getName() + " " + n.inetAddresses().map(a -> a instanceof Inet6Address ? a.getHostAddress().replaceAll("%.*", "") : a.getHostAddress()).collect(Collectors.joining(" ")))
					.sorted().collect(Collectors.joining("\n"));
		} catch (SocketException e) {
			return "";
		}
	}

	private static boolean up(NetworkInterface network) {
		try {
			return network.isUp();
		} catch (SocketException e) {
			return false;
		}
	}

	/**
	 * Bytes of an interface as the kernel counts them.
	 *
	 * @param received since the machine's start
	 * @param sent     since the machine's start
	 */
	public record Counters(long received, long sent) {
	}

	/** By interface, from {@code /proc/net/dev}; empty when it cannot be read. */
	public Map<String, Counters> interfaces() {
		var counters = new TreeMap<String, Counters>();
		text("net/dev").lines().forEach(line -> {
			int colon = line.indexOf(':');
			var parts = colon < 0 ? new String[0] : line.substring(colon + 1).strip().split("\\s+");
			if (parts.length > 8 && parts[0].matches("\\d{1,18}") && parts[8].matches("\\d{1,18}")) {
				counters.put(line.substring(0, colon).strip(), new Counters(Long.parseLong(parts[0]), Long.parseLong(parts[8])));
			}
		});
		return counters;
	}

	/** A text that changes with each start of the machine; empty where the kernel has none. */
	public String boot() {
		return text("sys/kernel/random/boot_id");
	}
}
