package org.fleetdesk.so3.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.core.Phase;
import org.fleetdesk.core.Resource;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.core.State;
import org.fleetdesk.so3.Capability;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.So3Container;
import org.fleetdesk.so3.So3Host;
import org.fleetdesk.so3.So3Image;

/** Makes snapshots of what was read. */
final class Snapshots {

	private Snapshots() {
	}

	static Snapshot of(String connection, Instant taken, So3Host host, List<So3Container> containers, List<So3Image> images) {
		var resources = new LinkedHashMap<ResourceId, Resource>();
		for (var container : containers) {
			var resource = container(connection, host, container);
			resources.put(resource.id(), resource);
		}
		for (var image : images) {
			var resource = image(connection, host, image, containers);
			resources.put(resource.id(), resource);
		}
		var refusals = new LinkedHashMap<String, String>();
		for (String verb : List.of(So3.DEPLOY, So3.PRUNE_IMAGES, So3.PRUNE_CONTAINERS)) {
			host.refusal(verb).ifPresent(why -> refusals.put(verb, why));
		}
		return new Snapshot(connection, taken, resources, facts(host, containers, images), refusals);
	}

	static Map<String, String> facts(So3Host host, List<So3Container> containers, List<So3Image> images) {
		var facts = new LinkedHashMap<String, String>();
		facts.put("Engine", (host.product() + " " + host.version()).strip());
		facts.put(host.profile().emiso() ? "Smart Object" : "Host", host.name());
		if (host.slots() > 0) {
			facts.put("Slots", host.used(containers) + " of " + host.slots());
		} else {
			facts.put("Containers", Integer.toString(containers.size()));
		}
		facts.put("Runtime", runtime(host));
		facts.put("Images", Integer.toString(images.size()));
		facts.put("System", host.system());
		facts.put("Docker API", host.apiVersion());
		facts.values().removeIf(String::isEmpty);
		return facts;
	}

	static String runtime(So3Host host) {
		String problem = host.problem().isEmpty() ? "" : ": " + host.problem();
		return switch (host.runtime()) {
		case "auto" -> "QEMU where an image runs on it, else simulated";
		case "qemu" -> "QEMU" + problem;
		case "" -> host.profile().runtime();
		default -> host.runtime() + problem;
		};
	}

	private static Resource container(String connection, So3Host host, So3Container container) {
		var attributes = new LinkedHashMap<String, String>();
		container.slot().ifPresent(slot -> attributes.put(So3.SLOT, Integer.toString(slot)));
		attributes.put(So3.IMAGE_NAME, container.image());
		attributes.put(So3.IMAGE_ID, container.imageId());
		attributes.put(So3.RUNTIME, container.runtime());
		attributes.put(So3.WHY, container.why());
		container.created().ifPresent(time -> attributes.put(So3.CREATED, time.toString()));
		container.started().ifPresent(time -> attributes.put(So3.STARTED, time.toString()));
		container.exitCode().ifPresent(code -> attributes.put(So3.EXIT_CODE, Integer.toString(code)));
		attributes.put(So3.SPID, container.spid());
		attributes.put(So3.DESCRIPTION, container.description());
		attributes.put(So3.ID, container.id());
		host.refusal(Capability.LOG).ifPresent(why -> attributes.put(So3.LOG_PROBLEM, why));
		attributes.values().removeIf(String::isEmpty);
		return new Resource(new ResourceId(connection, So3.CONTAINER, container.key()), container.name(), state(container), Optional.empty(), attributes,
				container.labels(), refusals(host, container));
	}

	static State state(So3Container container) {
		Phase phase = switch (container.state()) {
		case "running" -> Phase.RUNNING;
		case "paused" -> Phase.PAUSED;
		case "created", "configured", "initialized", "stopped" -> Phase.STOPPED;
		// after a stop the agency has it loaded again, whatever the exit code; one that ended by itself is dead
		case "exited" -> container.nativeState().equals("dead") && container.exitCode().orElse(0) != 0 ? Phase.FAILED : Phase.STOPPED;
		case "restarting" -> Phase.STARTING;
		case "removing", "stopping" -> Phase.STOPPING;
		case "dead" -> Phase.FAILED;
		default -> Phase.UNKNOWN;
		};
		return new State(phase, container.state().isEmpty() ? "unknown" : container.state(), container.nativeState());
	}

	/** Why verbs cannot be used on a container now. */
	static Map<String, String> refusals(So3Host host, So3Container container) {
		var refusals = new LinkedHashMap<String, String>();
		if (container.running()) {
			refusals.put(So3.START, "It runs already.");
			refusals.put(So3.UNPAUSE, "It is not paused.");
		} else if (container.paused()) {
			refusals.put(So3.START, "It is paused; resume it instead.");
			refusals.put(So3.RESTART, "It is paused; resume it first.");
			refusals.put(So3.PAUSE, "It is paused already.");
		} else {
			for (String verb : List.of(So3.STOP, So3.PAUSE, So3.UNPAUSE, So3.KILL)) {
				refusals.put(verb, "It does not run.");
			}
		}
		if (container.up()) {
			refusals.put(So3.REMOVE, "It is " + container.state() + "; stop it first.");
		}
		if (!container.running()) {
			refusals.put(So3.CHECKPOINT, container.paused() ? "It is paused; resume it first." : "It does not run.");
		}
		So3.CONTAINER_VERBS.forEach(verb -> host.refusal(verb).ifPresent(why -> refusals.put(verb, why)));
		return refusals;
	}

	private static Resource image(String connection, So3Host host, So3Image image, List<So3Container> containers) {
		var users = new ArrayList<String>();
		containers.stream().filter(c -> uses(c, image)).forEach(c -> users.add(c.name()));
		var attributes = new LinkedHashMap<String, String>();
		attributes.put(So3.SIZE, Long.toString(image.size()));
		image.created().ifPresent(time -> attributes.put(So3.CREATED, time.toString()));
		attributes.put(So3.TYPE, image.type());
		attributes.put(So3.ARCH, image.arch());
		attributes.put(So3.SPID, image.spid());
		attributes.put(So3.DESCRIPTION, image.description());
		attributes.put(So3.CONTAINERS, Integer.toString(users.size()));
		attributes.put(So3.USED_BY, String.join(", ", users));
		attributes.put(So3.NAMES, String.join(", ", image.names()));
		attributes.put(So3.PROBLEM, image.problem());
		attributes.put(So3.ID, image.id());
		attributes.values().removeIf(String::isEmpty);
		var refusals = new LinkedHashMap<String, String>();
		if (!users.isEmpty()) {
			refusals.put(So3.REMOVE_IMAGE, "Containers are made of it: " + String.join(", ", users) + ". Remove them first.");
		}
		So3.IMAGE_VERBS.forEach(verb -> host.refusal(verb).ifPresent(why -> refusals.put(verb, why)));
		String key = host.original() || image.id().isEmpty() ? image.name() : image.id(); // the original's ids are not unique
		return new Resource(new ResourceId(connection, So3.IMAGE, key), image.name(), State.NONE, Optional.empty(), attributes, Map.of(), refusals);
	}

	static boolean uses(So3Container container, So3Image image) {
		return container.imageId().isEmpty() ? image.names().contains(container.image()) : container.imageId().equals(image.id());
	}
}
