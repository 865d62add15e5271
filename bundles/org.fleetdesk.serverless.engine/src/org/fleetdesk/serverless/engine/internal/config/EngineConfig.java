package org.fleetdesk.serverless.engine.internal.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

import org.fleetdesk.engine.EngineException;
import org.slf4j.event.Level;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The settings of a Provisioning Engine: {@code engine.conf} with the keys of both of the original's generations, and what the command line says instead.
 *
 * @param host           where to listen: a name or an address
 * @param port           where to listen, 0 to 65535; 0 takes a free one
 * @param oneXmlrpc      OpenNebula's XML-RPC, such as {@code http://localhost:2633/RPC2}; empty: the embedded cloud
 * @param oneflow        OneFlow's REST, such as {@code http://localhost:2474}; empty: the embedded cloud
 * @param embedded       whether the two above lead to the embedded cloud
 * @param mapping        ids of OneFlow's service templates by flavours, such as {@code nature-s3}; it comes before the search by name
 * @param cpu            of functions that ask for no CPU and whose VM template has none
 * @param memory         the same for memory, in MB
 * @param disk           the same for disk 0, in MB; disks have no {@code mult}
 * @param resizeMode     OpenNebula's MEMORY_RESIZE_MODE
 * @param timeout        how long a create or an update waits for OpenNebula's VMs
 * @param compatibleAuth whether a VM's context has the caller's user and password as the original engine put them there, not a token
 */
public record EngineConfig(String host, int port, Optional<URI> oneXmlrpc, Optional<URI> oneflow, boolean embedded, Map<String, Integer> mapping, Capacity cpu, Capacity memory,
		Capacity disk, ResizeMode resizeMode, Duration timeout, boolean compatibleAuth, LogSettings log) {

	/** Loopback, no mapping, and the original's capacities. */
	public static final EngineConfig DEFAULT = new EngineConfig("127.0.0.1", 1337, Optional.empty(), Optional.empty(), false, Map.of(), new Capacity(2, 2), new Capacity(1024, 2),
			new Capacity(1024, 1), ResizeMode.BALLOONING, Duration.ofSeconds(30), false, LogSettings.DEFAULT);

	/**
	 * @param standard what a function gets that asks for nothing
	 * @param mult     how many times of its capacity a running VM may grow to, 1 or more
	 */
	public record Capacity(int standard, int mult) {

		/** How far a VM of this capacity may grow. */
		public long max(int capacity) {
			return (long) capacity * mult;
		}
	}

	/** How a running VM's memory is changed. */
	public enum ResizeMode {
		BALLOONING, HOTPLUG
	}

	/** @param level the least that is logged: DEBUG, INFO, WARN or ERROR */
	public record LogSettings(Level level, LogSystem system) {

		/** Files, from INFO on. */
		public static final LogSettings DEFAULT = new LogSettings(Level.INFO, LogSystem.FILE);

		/** The level as {@code engine.conf} has it: 0 DEBUG, 1 INFO, 2 WARNING, 3 ERROR. */
		public int number() {
			return switch (level) {
				case TRACE, DEBUG -> 0;
				case INFO -> 1;
				case WARN -> 2;
				case ERROR -> 3;
			};
		}
	}

	/** Where the lines go. */
	public enum LogSystem {
		FILE, SYSLOG
	}

	public EngineConfig {
		mapping = Map.copyOf(mapping);
	}

	/**
	 * Reads a file. What it does not say is as in {@link #DEFAULT}.
	 *
	 * @param warnings gets a sentence for each key that is not known
	 * @throws EngineException when the file cannot be read or is wrong; the message has a line for each mistake, with file, line, key and what is allowed
	 */
	public static EngineConfig read(Path file, Consumer<String> warnings) throws EngineException {
		return new ConfigReader(file, warnings).read();
	}

	/** With another place to listen at. */
	public EngineConfig withListen(String otherHost, int otherPort) {
		return new EngineConfig(otherHost, otherPort, oneXmlrpc, oneflow, embedded, mapping, cpu, memory, disk, resizeMode, timeout, compatibleAuth, log);
	}

	/** With another cloud. */
	public EngineConfig withCloud(URI xmlrpc, URI flow, boolean own) {
		return new EngineConfig(host, port, Optional.of(xmlrpc), Optional.of(flow), own, mapping, cpu, memory, disk, resizeMode, timeout, compatibleAuth, log);
	}

	/** With another form of the credentials in a VM's context. */
	public EngineConfig withCompatibleAuth(boolean other) {
		return new EngineConfig(host, port, oneXmlrpc, oneflow, embedded, mapping, cpu, memory, disk, resizeMode, timeout, other, log);
	}

	/** As {@code /server/config} tells it to anybody: the keys of {@code engine.conf} without colons; it has no secrets. */
	public ObjectNode toJson() {
		var json = JsonNodeFactory.instance.objectNode();
		oneXmlrpc.ifPresent(u -> json.put("one_xmlrpc", u.toString()));
		oneflow.ifPresent(u -> json.put("oneflow_server", u.toString()));
		json.put("host", host).put("port", port).put("timeout", (int) timeout.toSeconds());
		var ids = json.putObject("mapping");
		new TreeMap<>(mapping).forEach(ids::put);
		var capacity = json.putObject("capacity");
		capacity.putObject("disk").put("default", disk.standard());
		capacity.putObject("cpu").put("default", cpu.standard()).put("mult", cpu.mult());
		capacity.putObject("memory").put("default", memory.standard()).put("mult", memory.mult()).put("resize_mode", resizeMode.name());
		json.putObject("log").put("level", log.number()).put("system", log.system().name().toLowerCase(Locale.ROOT));
		json.put("compatible_auth", compatibleAuth).put("embedded_cloud", embedded);
		return json;
	}
}
