package org.fleetdesk.so3.engine.internal.api;

import java.time.Instant;
import java.util.List;

import org.fleetdesk.engine.web.Counters;
import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.so3.engine.internal.daemon.Container;
import org.fleetdesk.so3.engine.internal.daemon.Daemon;
import org.fleetdesk.so3.engine.internal.daemon.DockerState;
import org.fleetdesk.so3.engine.internal.daemon.EventLog;
import org.fleetdesk.so3.engine.internal.daemon.Runtimes;
import org.fleetdesk.so3.engine.internal.images.ImageStore;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Ping, version and info. */
public final class SystemApi implements Routes {

	private static final ObjectMapper MAPPER = new ObjectMapper();
	private static final String PRODUCT = "Fleetdesk EMISO Engine";

	private final Daemon daemon;
	private final ImageStore images;
	private final EventLog events;
	private final String version;
	private final String id;
	private final Instant started;
	private final Counters counters;
	private final HostFacts host = HostFacts.read();

	/**
	 * @param version  of Fleetdesk
	 * @param id       of this Smart Object, kept over restarts
	 * @param counters of the server
	 */
	public SystemApi(Daemon daemon, ImageStore images, EventLog events, String version, String id, Instant started, Counters counters) {
		this.daemon = daemon;
		this.images = images;
		this.events = events;
		this.version = version;
		this.id = id;
		this.started = started;
		this.counters = counters;
	}

	@Override
	public void addTo(Router router) {
		router.add("GET", "/_ping", this::ping);
		router.add("GET", "/version", x -> x.sendJson(200, version()));
		router.add("GET", "/info", x -> x.sendJson(200, info()));
	}

	private void ping(Exchange exchange) throws Exception {
		exchange.setHeader("Cache-Control", "no-cache, no-store, must-revalidate").setHeader("Pragma", "no-cache").setHeader("Builder-Version", "1")
				.setHeader("Swarm", "inactive").sendText(200, "OK");
	}

	private ObjectNode version() {
		var node = MAPPER.createObjectNode();
		node.putObject("Platform").put("Name", PRODUCT);
		var component = node.putArray("Components").addObject().put("Name", "Engine").put("Version", version);
		component.putObject("Details").put("ApiVersion", "1." + DockerApi.MINOR).put("MinAPIVersion", "1." + DockerApi.MIN_MINOR).put("Os", "linux")
				.put("Arch", host.goArchitecture()).put("KernelVersion", host.kernel()).put("Experimental", "true").put("GitCommit", "").put("GoVersion", "")
				.put("BuildTime", "");
		return node.put("Version", version).put("ApiVersion", "1." + DockerApi.MINOR).put("MinAPIVersion", "1." + DockerApi.MIN_MINOR).put("GitCommit", "")
				.put("GoVersion", "").put("Os", "linux").put("Arch", host.goArchitecture()).put("KernelVersion", host.kernel()).put("BuildTime", "")
				.put("Experimental", true);
	}

	private ObjectNode info() throws Exception {
		List<Container> containers = daemon.list();
		long running = count(containers, DockerState.RUNNING);
		long paused = count(containers, DockerState.PAUSED);
		var node = MAPPER.createObjectNode();
		node.put("ID", id).put("Containers", containers.size()).put("ContainersRunning", running).put("ContainersPaused", paused)
				.put("ContainersStopped", containers.size() - running - paused).put("Images", images.list().size()).put("Driver", "so3");
		var status = node.putArray("DriverStatus");
		var mode = daemon.runtimes().mode();
		var effective = daemon.runtimes().effective();
		var problem = daemon.runtimes().problem();
		pair(status, "Runtime", mode.word() + (mode == effective ? "" : " (" + effective.word() + ")"));
		pair(status, "Slots", daemon.settings().slots().toString());
		pair(status, "Slots in use", Integer.toString(containers.size()));
		pair(status, "Simulated guests", Long.toString(containers.stream().filter(c -> c.data().runtime().equals("simulated")).count()));
		for (Container container : containers.reversed()) {
			pair(status, "Slot " + container.data().slot(), container.data().name() + " (" + container.nativeWord() + ", " + container.data().runtime() + ")");
		}
		pair(status, "Images", images.folder().toString());
		pair(status, "Requests", counters.requests() + " served, " + counters.clientErrors() + " refused, " + counters.serverErrors() + " failed");
		pair(status, "Started", Times.text(started));
		var plugins = node.putObject("Plugins");
		List.of("Volume", "Network", "Authorization", "Log").forEach(plugins::putArray);
		for (String limit : List.of("MemoryLimit", "SwapLimit", "CpuCfsPeriod", "CpuCfsQuota", "CPUShares", "CPUSet", "PidsLimit", "IPv4Forwarding", "BridgeNfIptables",
				"BridgeNfIp6tables", "OomKillDisable", "Debug", "LiveRestoreEnabled")) {
			node.put(limit, false);
		}
		node.put("ExperimentalBuild", true).put("LiveRestoreEnabled", !daemon.settings().endGuests());
		node.put("NFd", -1).put("NGoroutines", counters.active()).put("NEventsListener", events.listeners()).put("SystemTime", Times.text(Instant.now()))
				.put("LoggingDriver", "json-file").put("CgroupDriver", "none").put("CgroupVersion", "1").put("KernelVersion", host.kernel())
				.put("OperatingSystem", host.system()).put("OSVersion", "").put("OSType", "linux").put("Architecture", host.architecture())
				.put("IndexServerAddress", "").put("NCPU", host.processors()).put("MemTotal", host.memory())
				.put("DockerRootDir", daemon.settings().data().toString()).put("HttpProxy", "").put("HttpsProxy", "").put("NoProxy", "")
				.put("Name", daemon.settings().host()).put("ServerVersion", version).put("DefaultRuntime", daemon.runtimes().mode().word()).put("InitBinary", "")
				.put("Isolation", "").put("ProductLicense", "");
		var registry = node.putObject("RegistryConfig");
		List.of("AllowNondistributableArtifactsCIDRs", "AllowNondistributableArtifactsHostnames", "InsecureRegistryCIDRs", "Mirrors").forEach(registry::putArray);
		registry.putObject("IndexConfigs");
		List.of("GenericResources", "SecurityOptions").forEach(node::putArray);
		var warnings = node.putArray("Warnings");
		if (effective == Runtimes.Mode.SIMULATED && problem.isEmpty()) {
			warnings.add("WARNING: All containers of this engine are simulated: no image is executed.");
		}
		problem.ifPresent(p -> warnings.add("WARNING: " + p));
		images.problems().forEach(p -> warnings.add("WARNING: The image file " + p.file() + " " + p.text() + "."));
		node.putArray("Labels").add("org.fleetdesk.engine=emiso").add("org.fleetdesk.runtime=" + daemon.runtimes().mode().word())
				.add("org.fleetdesk.slots=" + daemon.settings().slots());
		node.putObject("Runtimes").putObject(daemon.runtimes().mode().word()).put("path", "");
		List.of("ContainerdCommit", "RuncCommit", "InitCommit").forEach(c -> node.putObject(c).put("ID", ""));
		node.putObject("Swarm").put("NodeID", "").put("NodeAddr", "").put("LocalNodeState", "inactive").put("ControlAvailable", false).put("Error", "")
				.putNull("RemoteManagers");
		var so3 = node.putObject("SO3").put("Runtime", effective.word());
		problem.ifPresent(p -> so3.put("RuntimeProblem", p));
		var imageProblems = so3.putArray("ImageProblems");
		images.problems().forEach(p -> imageProblems.addObject().put("File", p.file()).put("Problem", p.text()));
		so3.putObject("Slots").put("Low", daemon.settings().slots().low()).put("High", daemon.settings().slots().high()).put("Used", containers.size());
		return node;
	}

	private static long count(List<Container> containers, DockerState state) {
		return containers.stream().filter(c -> c.data().state() == state).count();
	}

	private static void pair(ArrayNode list, String key, String value) {
		list.addArray().add(key).add(value);
	}
}
