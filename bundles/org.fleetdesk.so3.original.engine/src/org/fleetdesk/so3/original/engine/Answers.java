package org.fleetdesk.so3.original.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The bodies of answers, with the types and the mistakes of the original. */
final class Answers {

	private static final ObjectMapper MAPPER = new ObjectMapper();
	/** The clock of a file in the C++ library counts from 2174; the earlier generation forgot that. */
	private static final long FILE_CLOCK = 6_437_664_000L;

	private final Generation generation;

	Answers(Generation generation) {
		this.generation = generation;
	}

	static ObjectNode object() {
		return MAPPER.createObjectNode();
	}

	static ArrayNode array() {
		return MAPPER.createArrayNode();
	}

	ObjectNode version() {
		var version = object();
		version.putObject("Platform").put("name", "emiso");
		version.putArray("Components").addObject().put("name", "engine").put("version", "1.0");
		return version.put("Version", "1.0").put("ApiVersion", "1.43").put("MinAPIVersion", "1.43").put("Os", "Linux").put("Arch", "aarch64")
				.put("KernelVersion", "5.10.0").put("Experimental", false);
	}

	ObjectNode info(int containers, int images) {
		var info = object().put("ID", "0x000000000000000000000000000000a9").put("Containers", containers).put("ContainersRunning", containers)
				.put("ContainersPaused", 0).put("ContainersStopped", 0).put("Images", images).put("Driver", "overlay2");
		var driver = info.putArray("DriverStatus");
		for (String[] pair : new String[][] { { "Backing Filesystem", "extfs" }, { "Supports d_type", "true" }, { "Using metacopy", "false" }, { "Native Overlay Diff", "true" },
				{ "userxattr", "false" } }) {
			driver.addArray().add(pair[0]).add(pair[1]);
		}
		info.put("DockerRootDir", "/var/lib/docker").putObject("Plugins");
		for (String flag : new String[] { "MemoryLimit", "SwapLimit", "CpuCfsPeriod", "CpuCfsQuota", "CPUShares", "CPUSet", "PidsLimit", "OomKillDisable", "IPv4Forwarding",
				"BridgeNfIptables", "BridgeNfIp6tables", "Debug" }) {
			info.put(flag, false);
		}
		info.put("SystemTime", Instant.now().toString()).put("LoggingDriver", "json-file").put("CgroupDriver", "none").put("CgroupVersion", "1").put("NEventsListener", 0)
				.put("KernelVersion", "5.10.0").put("OperatingSystem", "Buildroot 2023.02\"").put("OSVersion", "2023.02").put("OSType", "Linux").put("Architecture", "aarch64")
				.put("NCPU", 1).put("MemTotal", 536_870_912L).put("IndexServerAddress", "");
		info.putObject("RegistryConfig");
		info.putArray("GenericResources");
		info.put("HttpProxy", "").put("HttpsProxy", "").put("NoProxy", "").put("Name", "agency").putArray("Labels");
		info.put("ExperimentalBuild", false).put("ServerVersion", "28.3.3").put("DefaultRuntime", "");
		info.putObject("Swarm").put("NodeID", "").put("NodeAddr", "").put("LocalNodeState", "inactive").put("ControlAvailable", false).put("Error", "").putNull("RemoteManagers");
		return info.put("LiveRestoreEnabled", false).put("Isolation", "VT").set("SecurityOptions", array());
	}

	ObjectNode image(Path file) throws IOException {
		String name = file.getFileName() + (generation.tagsImages() ? ":latest" : "");
		long changed = Files.getLastModifiedTime(file).toInstant().getEpochSecond();
		var image = object().put("Id", id(file)).put("ParentId", "").put("Created", generation == Generation.V2 ? changed - FILE_CLOCK : changed).put("Size", Files.size(file))
				.put("SharedSize", -1).put("Containers", -1);
		image.putArray("RepoTags").add(name);
		return generation == Generation.V2 ? image.set("Labels", array().addNull()) : image.putNull("Labels");
	}

	ObjectNode inspectImage(Path file) throws IOException {
		var list = image(file);
		var image = object();
		for (String key : new String[] { "Id", "Created", "Size", "RepoTags" }) {
			image.set(key, list.get(key));
		}
		return image;
	}

	/** A number made of the content, which the original calls MD5. */
	static String id(Path file) throws IOException {
		long hash = 0xcbf29ce484222325L;
		for (byte b : Files.readAllBytes(file)) {
			hash = (hash ^ b) * 0x100000001b3L;
		}
		return "md5:" + Long.toUnsignedString(hash);
	}

	ObjectNode container(Containers.Container container, String imageId) {
		var node = object().put("Id", Integer.toString(container.id())).put("Image", container.image() + ":latest").put("ImageID", imageId).put("Command", "/inject")
				.put("Created", container.created()).put("State", container.state()).put("Status", container.state());
		node.putArray("Names").add("/" + container.name());
		node.putArray("Ports");
		node.putObject("Labels");
		node.putObject("HostConfig").put("NetworkMode", "bridge");
		node.putObject("NetworkSettings").putObject("Networks").set("bridge", bridge());
		node.putArray("Mounts");
		return node;
	}

	private static ObjectNode bridge() {
		return object().put("NetworkID", "7ea29fc1412292a2d7bba362f9253545fecdfa8ce9a6e37dd10ba8bee7129812").put("EndpointID", "").put("Gateway", "").put("IPAddress", "")
				.put("IPPrefixLen", 0).put("IPv6Gateway", "").put("GlobalIPv6Address", "").put("GlobalIPv6PrefixLen", 0).put("MacAddress", "");
	}

	ObjectNode inspect(Containers.Container container, String imageId) {
		// local time, but labelled as UTC
		String created = LocalDateTime.ofInstant(Instant.ofEpochSecond(container.created()), ZoneId.systemDefault()) + "Z";
		boolean running = container.state().equals("running");
		var node = object().put("Id", Integer.toString(container.id())).put("Created", created).put("Path", "/inject").put("Image", imageId);
		node.putArray("Args");
		node.putObject("State").put("Status", container.state()).put("Running", running).put("Paused", container.state().equals("paused")).put("Restarting", false)
				.put("OOMKilled", false).put("Dead", false).put("Pid", 0).put("ExitCode", 0).put("Error", "").put("StartedAt", created).put("FinishedAt", "").putNull("Health");
		node.put("ResolvConfPath", "/etc/resolv.conf").put("HostnamePath", "/etc/hostname").put("HostsPath", "/etc/hosts").put("LogPath", "/var/log/messages")
				.put("Name", "/" + container.name()).put("RestartCount", 0).put("Driver", "overlay2").put("Platform", "linux");
		var host = node.putObject("HostConfig").put("NetworkMode", "bridge");
		host.putObject("LogConfig").put("Type", "json-file").putObject("Config");
		host.putObject("RestartPolicy").put("Name", "no").put("MaximumRetryCount", 0);
		node.putObject("GraphDriver").put("Name", "overlay2").putNull("Data");
		node.putArray("Mounts");
		var config = node.putObject("Config").put("Hostname", "agency").put("Tty", false).put("AttachStdin", false).put("AttachStdout", true).put("AttachStderr", true)
				.put("Image", container.image());
		config.putArray("Env").add("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
		config.putArray("Cmd").add("");
		config.putObject("Labels");
		node.putObject("NetworkSettings").putObject("Networks").set("bridge", bridge());
		return node;
	}

	/** The first lines of a log's text; the original counts from the beginning. */
	static byte[] first(Path log, long lines) throws IOException {
		if (!Files.exists(log)) {
			return new byte[0];
		}
		byte[] all = Files.readAllBytes(log);
		int end = 0;
		for (long left = lines; end < all.length && left > 0; end++) {
			left -= all[end] == '\n' ? 1 : 0;
		}
		return Arrays.copyOf(all, end);
	}
}
