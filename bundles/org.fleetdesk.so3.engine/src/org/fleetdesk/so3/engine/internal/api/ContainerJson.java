package org.fleetdesk.so3.engine.internal.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.fleetdesk.so3.engine.internal.daemon.Container;
import org.fleetdesk.so3.engine.internal.daemon.ContainerRecord;
import org.fleetdesk.so3.engine.internal.daemon.DockerState;
import org.fleetdesk.so3.engine.internal.images.ImageName;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Containers in Docker's JSON. Docker has no words for slots and the agency's states, so elements have a member {@code SO3} beside Docker's, and the status
 * text ends with them, as in {@code Up 2 minutes (living, slot 3)}.
 */
final class ContainerJson {

	private static final ObjectMapper MAPPER = new ObjectMapper();
	private static final String PATH = "so3";

	private ContainerJson() {
	}

	/** An element of {@code GET /containers/json}. */
	static ObjectNode element(Container container, Instant now) {
		var data = container.data();
		var node = MAPPER.createObjectNode().put("Id", data.id());
		node.putArray("Names").add("/" + data.name());
		node.put("Image", data.imageName()).put("ImageID", data.imageId()).put("Command", command(data)).put("Created", data.created().getEpochSecond());
		node.putArray("Ports");
		var labels = node.putObject("Labels");
		data.labels().forEach(labels::put);
		node.put("State", data.state().word()).put("Status", status(container, now));
		node.putObject("HostConfig").put("NetworkMode", "none");
		node.putObject("NetworkSettings").putObject("Networks");
		node.putArray("Mounts");
		node.set("SO3", so3(container));
		return node;
	}

	private static String command(ContainerRecord data) {
		return data.options().command().isEmpty() ? PATH : String.join(" ", data.options().command());
	}

	private static ObjectNode so3(Container container) {
		var data = container.data();
		return MAPPER.createObjectNode().put("StartedAt", Times.text(data.started())).put("Slot", data.slot()).put("State", container.nativeWord())
				.put("Runtime", data.runtime()).put("Spid", data.image().spid())
				.put("ShortDesc", data.image().shortDesc()).put("Why", data.image().why());
	}

	static String status(Container container, Instant now) {
		var data = container.data();
		String docker = switch (data.state()) {
			case CREATED -> "Created";
			case RUNNING -> "Up " + age(data.started(), now);
			case PAUSED -> "Up " + age(data.started(), now) + " (Paused)";
			case RESTARTING -> "Restarting (" + data.exitCode() + ") " + age(data.run().finished(), now) + " ago";
			case DEAD -> "Dead";
			case EXITED -> "Exited (" + data.exitCode() + ") " + age(data.run().finished(), now) + " ago";
		};
		return docker + " (" + container.nativeWord() + ", slot " + data.slot() + (data.runtime().equals("simulated") ? ", simulated" : "") + ")";
	}

	private static String age(Instant since, Instant now) {
		return Times.human(since == null ? Duration.ZERO : Duration.between(since, now));
	}

	/** The answer to {@code GET /containers/{id}/json}. */
	static ObjectNode inspection(Container container, String logPath) {
		var data = container.data();
		var node = MAPPER.createObjectNode().put("Id", data.id()).put("Created", Times.text(data.created())).put("Path", PATH);
		strings(node, "Args", List.of());
		node.set("State", state(container));
		node.put("Image", data.imageId()).put("ResolvConfPath", "").put("HostnamePath", "").put("HostsPath", "").put("LogPath", logPath)
				.put("Name", "/" + data.name()).put("RestartCount", data.run().restartCount()).put("Driver", "so3").put("Platform", "linux").put("MountLabel", "")
				.put("ProcessLabel", "").put("AppArmorProfile", "").putNull("ExecIDs");
		node.set("HostConfig", hostConfig(data));
		node.putObject("GraphDriver").put("Name", "so3").putObject("Data");
		node.putArray("Mounts");
		node.set("Config", config(data));
		var network = node.putObject("NetworkSettings").put("Bridge", "").put("SandboxID", "").put("SandboxKey", "").put("HairpinMode", false)
				.put("LinkLocalIPv6Address", "").put("LinkLocalIPv6PrefixLen", 0).put("EndpointID", "").put("Gateway", "").put("GlobalIPv6Address", "")
				.put("GlobalIPv6PrefixLen", 0).put("IPAddress", "").put("IPPrefixLen", 0).put("IPv6Gateway", "").put("MacAddress", "");
		network.putObject("Ports");
		network.putObject("Networks");
		node.set("SO3", so3(container));
		return node;
	}

	private static ObjectNode state(Container container) {
		var data = container.data();
		return MAPPER.createObjectNode().put("Status", data.state().word()).put("Running", data.state().isActive()).put("Paused", data.state() == DockerState.PAUSED)
				.put("Restarting", data.state() == DockerState.RESTARTING)
				.put("OOMKilled", false).put("Dead", data.state() == DockerState.DEAD).put("Pid", container.pid()).put("ExitCode", data.exitCode())
				.put("Error", data.run().error()).put("StartedAt", Times.text(data.started())).put("FinishedAt", Times.text(data.run().finished()));
	}

	private static ObjectNode hostConfig(ContainerRecord data) {
		var node = MAPPER.createObjectNode().put("NetworkMode", "none").put("ContainerIDFile", "").put("VolumeDriver", "").put("AutoRemove", data.options().autoRemove())
				.put("Privileged", false).put("PublishAllPorts", false).put("ReadonlyRootfs", false).put("IpcMode", "").put("PidMode", "").put("Runtime", data.runtime())
				.put("ShmSize", 0).put("Memory", 0).put("NanoCpus", 0).put("CpuShares", 0).put("Isolation", "").putNull("Binds");
		node.putObject("LogConfig").put("Type", "json-file").putObject("Config");
		node.putObject("PortBindings");
		node.putObject("RestartPolicy").put("Name", data.options().restart().name()).put("MaximumRetryCount", data.options().restart().max());
		return node;
	}

	private static ObjectNode config(ContainerRecord data) {
		var node = MAPPER.createObjectNode().put("Hostname", data.shortId()).put("Domainname", "").put("User", "").put("AttachStdin", false).put("AttachStdout", true)
				.put("AttachStderr", true).put("Tty", data.options().tty()).put("OpenStdin", false).put("StdinOnce", false);
		strings(node, "Env", data.options().environment());
		strings(node, "Cmd", data.options().command());
		node.put("Image", ImageName.reference(data.imageName())).putNull("Volumes").put("WorkingDir", "").putNull("Entrypoint").putNull("OnBuild");
		var labels = node.putObject("Labels");
		data.labels().forEach(labels::put);
		return node;
	}

	private static void strings(ObjectNode node, String name, List<String> values) {
		var array = node.putArray(name);
		values.forEach(array::add);
	}
}
