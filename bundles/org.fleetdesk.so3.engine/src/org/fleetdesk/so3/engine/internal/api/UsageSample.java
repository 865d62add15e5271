package org.fleetdesk.so3.engine.internal.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.fleetdesk.so3.engine.internal.daemon.Container;
import org.fleetdesk.so3.engine.internal.runtime.GuestUsage;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a container uses at a moment, and how much time its host's processors had until then: Docker's clients compute the share from two of them.
 *
 * @param name   of the container
 * @param at     when; null when nothing ran
 * @param usage  null when nothing ran
 * @param system time of all the host's processors since its boot, idle or not, in nanoseconds
 * @param tasks  threads of the guest's process
 */
record UsageSample(String id, String name, Instant at, GuestUsage usage, long system, long tasks) {

	private static final ObjectMapper MAPPER = new ObjectMapper();
	/** The kernel's unit in /proc/stat: 1/100 s on every Linux that a user sees (man 7 time, USER_HZ). */
	private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
	/** user, nice, system, idle, iowait, irq, softirq and steal (man 5 proc_stat); guest time is in user already. */
	private static final int TIMES = 8;
	/** Nothing but the host limits a guest's process, which needs more than the memory that the guest sees. */
	private static final long HOST_MEMORY = HostFacts.read().memory();

	static UsageSample of(Container container, GuestUsage usage) {
		return new UsageSample(container.data().id(), container.data().name(), Instant.now(), usage, hostTime(), threads(container.pid()));
	}

	/** Of a container whose guest does not run. */
	static UsageSample none(Container container) {
		return new UsageSample(container.data().id(), container.data().name(), null, null, 0, 0);
	}

	private static long hostTime() {
		try (Stream<String> lines = Files.lines(Path.of("/proc/stat"), StandardCharsets.ISO_8859_1)) {
			return lines.filter(l -> l.startsWith("cpu ")).findFirst().map(l -> l.trim().split("\\s+"))
					.map(f -> Arrays.stream(f).skip(1).limit(TIMES).mapToLong(Long::parseLong).sum() * TICK_NANOS).orElse(0L);
		} catch (IOException e) {
			return 0; // not a Linux
		}
	}

	private static long threads(long pid) {
		try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
			return tasks.count();
		} catch (IOException e) {
			return 0; // ended just now, or not a Linux
		}
	}

	/** Docker's {@code StatsResponse}. */
	ObjectNode toJson(UsageSample before) {
		var node = MAPPER.createObjectNode().put("read", Times.text(at)).put("preread", Times.text(before.at)).put("num_procs", 0);
		var pids = node.putObject("pids_stats");
		if (usage != null) {
			pids.put("current", tasks);
		}
		var blocks = node.putObject("blkio_stats");
		for (String kind : new String[] { "io_service_bytes", "io_serviced", "io_queue", "io_service_time", "io_wait_time", "io_merged", "io_time", "sectors" }) {
			blocks.putNull(kind + "_recursive");
		}
		node.putObject("storage_stats");
		node.set("cpu_stats", cpu());
		node.set("precpu_stats", before.cpu());
		var memory = node.putObject("memory_stats");
		if (usage != null) {
			memory.put("usage", usage.memory()).put("limit", HOST_MEMORY);
			memory.putObject("stats");
		}
		node.put("name", "/" + name).put("id", id).putObject("networks");
		return node;
	}

	/** A guest's processor time counts as user time: the kernel of the host does next to nothing for it. */
	private ObjectNode cpu() {
		var node = MAPPER.createObjectNode();
		long total = usage == null ? 0 : usage.cpu().toNanos();
		node.putObject("cpu_usage").put("total_usage", total).put("usage_in_kernelmode", 0).put("usage_in_usermode", total);
		if (usage != null) {
			node.put("system_cpu_usage", system).put("online_cpus", Runtime.getRuntime().availableProcessors());
		}
		node.putObject("throttling_data").put("periods", 0).put("throttled_periods", 0).put("throttled_time", 0);
		return node;
	}
}
