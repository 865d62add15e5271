package org.fleetdesk.so3.engine.internal.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.fleetdesk.engine.web.HttpError;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What clients ask for beyond an image. A member that is set to something and that SO3 containers cannot fulfil is refused by name; what the clients always
 * send (null, false, 0, empty, and the defaults below) passes; a few that clients set on their own account are ignored with a warning.
 */
final class Demands {

	private static final String RESOURCES = "SO3 containers have fixed resources: one processor, and the memory that their image's device tree gives them";
	private static final String NETWORK = "SO3 containers have no networks of Docker's kind and no ports";
	private static final String FILES = "SO3 containers have no volumes and no files of the host";
	private static final String ELSE = "SO3 containers have nothing of this kind";

	/** Values that come to the same as none. */
	private static final Map<String, Set<String>> NEUTRAL = Map.of("MemorySwappiness", Set.of("-1"), "MemorySwap", Set.of("-1"), "PidsLimit", Set.of("-1"), "NetworkMode",
			Set.of("default", "bridge", "none"), "IpcMode", Set.of("private", "shareable"), "CgroupnsMode", Set.of("private", "host"), "Isolation", Set.of("default"));
	/** Handled elsewhere, or without a meaning where nothing of Linux runs. */
	private static final Set<String> HOST_TAKEN = Set.of("RestartPolicy", "AutoRemove", "ContainerIDFile", "ConsoleSize", "LogConfig", "MaskedPaths", "ReadonlyPaths");
	/** What Portainer and others send of themselves. */
	private static final Set<String> HOST_IGNORED = Set.of("CapAdd", "CapDrop", "Init", "OomKillDisable", "OomScoreAdj", "ShmSize");
	private static final Set<String> IGNORED = Set.of("Cmd", "Entrypoint", "Env", "User", "WorkingDir", "Hostname", "Domainname", "StopSignal", "StopTimeout", "Shell");
	private static final Map<String, String> REFUSED = Map.of("Volumes", FILES, "ExposedPorts", NETWORK, "MacAddress", NETWORK, "OnBuild", ELSE);
	private static final Set<String> HOST_FILES = Set.of("Binds", "Mounts", "Tmpfs", "VolumesFrom", "VolumeDriver", "StorageOpt", "ReadonlyRootfs");
	private static final Set<String> HOST_NETWORK = Set.of("NetworkMode", "PortBindings", "PublishAllPorts", "Links", "ExtraHosts", "Dns", "DnsOptions", "DnsSearch");
	private static final Set<String> HOST_ELSE = Set.of("Devices", "DeviceRequests", "DeviceCgroupRules", "Privileged", "SecurityOpt", "Sysctls", "Runtime", "Isolation",
			"GroupAdd", "IpcMode", "PidMode", "UTSMode", "UsernsMode", "Cgroup", "CgroupParent", "CgroupnsMode", "Annotations");

	private Demands() {
	}

	/**
	 * Looks through the body of a create.
	 *
	 * @return warnings
	 * @throws HttpError 501 for what cannot be fulfilled
	 */
	static List<String> ofCreate(JsonNode body) {
		var ignored = new TreeSet<String>();
		for (var member : body.properties()) {
			if (isSet(member.getKey(), member.getValue())) {
				if (REFUSED.containsKey(member.getKey())) {
					throw refusal(member.getKey(), REFUSED.get(member.getKey()));
				}
				if (IGNORED.contains(member.getKey())) {
					ignored.add(member.getKey());
				}
			}
		}
		checkHealth(body.path("Healthcheck").path("Test"));
		body.path("NetworkingConfig").path("EndpointsConfig").properties().forEach(e -> checkEndpoint(e.getKey(), e.getValue()));
		for (var member : body.path("HostConfig").properties()) {
			if (HOST_IGNORED.contains(member.getKey())) {
				if (isSet(member.getKey(), member.getValue())) {
					ignored.add("HostConfig." + member.getKey());
				}
			} else if (!HOST_TAKEN.contains(member.getKey())) {
				refuse("HostConfig." + member.getKey(), member.getKey(), member.getValue());
			}
		}
		checkLog(body.path("HostConfig").path("LogConfig"));
		var warnings = new ArrayList<String>();
		if (!ignored.isEmpty()) {
			warnings.add("SO3 containers run their image's payload; command, entry point, environment and what is about processes of Linux are ignored ("
					+ String.join(", ", ignored) + ")");
		}
		if (body.path("OpenStdin").asBoolean()) {
			warnings.add("SO3 containers take no input; OpenStdin is ignored");
		}
		return warnings;
	}

	/** Looks through the body of an update, but for the members that the engine can change. */
	static void ofUpdate(JsonNode body, Set<String> known) {
		for (var member : body.properties()) {
			if (!known.contains(member.getKey())) {
				refuse(member.getKey(), member.getKey(), member.getValue());
			}
		}
	}

	private static void refuse(String path, String member, JsonNode value) {
		if (isSet(member, value)) {
			throw refusal(path, HOST_FILES.contains(member) ? FILES : HOST_NETWORK.contains(member) ? NETWORK : HOST_ELSE.contains(member) ? ELSE : RESOURCES);
		}
	}

	private static HttpError refusal(String path, String reason) {
		return new HttpError(501, path + " is set, but " + reason + ". Leave it out.");
	}

	private static void checkHealth(JsonNode test) {
		if (!test.isEmpty() && !test.path(0).asText().equals("NONE")) {
			throw refusal("Healthcheck", "nothing can be executed in SO3 containers");
		}
	}

	private static void checkEndpoint(String network, JsonNode endpoint) {
		if (!NEUTRAL.get("NetworkMode").contains(network)) {
			throw refusal("NetworkingConfig.EndpointsConfig." + network, NETWORK);
		}
		for (var member : endpoint.properties()) {
			if (isSet(member.getKey(), member.getValue())) {
				throw refusal("NetworkingConfig.EndpointsConfig." + network + "." + member.getKey(), NETWORK);
			}
		}
	}

	private static void checkLog(JsonNode log) {
		String type = log.path("Type").asText("");
		if (!type.isEmpty() && !type.equals("json-file") || !log.path("Config").isEmpty()) {
			throw refusal("HostConfig.LogConfig", "the engine keeps the logs of SO3 containers in its own way");
		}
	}

	private static boolean isSet(String member, JsonNode value) {
		return switch (value.getNodeType()) {
			case NULL, MISSING -> false;
			case BOOLEAN -> value.booleanValue();
			case NUMBER -> value.doubleValue() != 0 && !neutral(member, value);
			case STRING -> !value.textValue().isEmpty() && !neutral(member, value);
			default -> !value.isEmpty();
		};
	}

	private static boolean neutral(String member, JsonNode value) {
		return NEUTRAL.getOrDefault(member, Set.of()).contains(value.asText());
	}
}
