package org.fleetdesk.so3.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.files.Severity;
import org.fleetdesk.so3.Capability;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.So3Container;
import org.fleetdesk.so3.So3Host;
import org.fleetdesk.so3.So3Image;
import org.fleetdesk.tasks.Artifact;
import org.fleetdesk.tasks.DeploymentOptions;
import org.fleetdesk.tasks.DeploymentPlan;
import org.fleetdesk.tasks.DeploymentPlan.Item;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.text.Text;

/** Says what a deployment would do, told from what the targets hold now. No I/O. */
final class DeploymentPlanner {

	/**
	 * What a target holds, or why that is not known.
	 *
	 * @param disk what there is for images
	 */
	record Target(Connection connection, Optional<So3Host> host, List<So3Container> containers, List<So3Image> images, Disk disk, String failure) {

		static Target failed(Connection connection, String why) {
			return new Target(connection, Optional.empty(), List.of(), List.of(), Disk.UNKNOWN, why);
		}
	}

	/**
	 * @param free    bytes, where that can be told
	 * @param failure why nothing can be sent there, as a sentence, or empty
	 */
	record Disk(OptionalLong free, String failure) {

		static final Disk UNKNOWN = new Disk(OptionalLong.empty(), "");
	}

	/** What is still free on a target while the plan grows. */
	private static final class Room {
		private final Target target;
		private final Set<String> names = new HashSet<>();
		private final Set<String> digests = new HashSet<>();
		private final TreeSet<Integer> slots = new TreeSet<>();
		private final boolean slotsKnown;
		private int used;
		private long free;

		Room(Target target) {
			this.target = target;
			free = target.disk.free.orElse(Long.MAX_VALUE);
			target.containers.forEach(c -> names.add(c.name()));
			target.images.forEach(i -> digests.add(i.id()));
			used = target.host.map(h -> h.used(target.containers)).orElse(0);
			slotsKnown = target.containers.stream().allMatch(c -> c.slot().isPresent());
			target.host.ifPresent(h -> {
				for (int slot = h.lowSlot(); slot <= h.highSlot(); slot++) {
					slots.add(slot);
				}
			});
			target.containers.forEach(c -> c.slot().ifPresent(slots::remove));
		}

		String freeName(String wished) {
			String name = wished;
			for (int i = 2; names.contains(name); i++) {
				name = wished + "-" + i;
			}
			return name;
		}
	}

	private final DeploymentOptions options;
	private final List<Room> rooms;
	private final List<Item> items = new ArrayList<>();
	private final List<TaskRequest> requests = new ArrayList<>();
	/** Several images go their ways side by side, so that which of them takes which slot is not known before. */
	private boolean alone;

	DeploymentPlanner(List<Target> targets, DeploymentOptions options) {
		this.options = options;
		rooms = targets.stream().map(Room::new).toList();
	}

	DeploymentPlan plan(List<Artifact> artifacts) {
		alone = artifacts.stream().filter(Artifact::usable).count() == 1;
		for (Artifact artifact : artifacts) {
			var names = new LinkedHashMap<String, String>();
			var targets = new ArrayList<TaskTarget>();
			for (Room room : rooms) {
				Item item = item(artifact, room);
				items.add(item);
				if (item.refusal().isEmpty()) {
					targets.add(new TaskTarget(ResourceId.engine(item.connection()), room.target.connection.name()));
					names.put(item.connection(), item.resultName());
				}
			}
			if (!targets.isEmpty()) {
				requests.add(request(artifact, targets, names));
			}
		}
		return new DeploymentPlan(items, requests);
	}

	private TaskRequest request(Artifact artifact, List<TaskTarget> targets, Map<String, String> names) {
		var deployment = new Deployment(artifact.file(), artifact.name(), artifact.digest(), artifact.size(), options.create(), options.create() && options.start(),
				options.labels(), options.create() ? names : Map.of());
		String where = targets.size() == 1 ? targets.getFirst().label() : targets.size() + " engines";
		return new TaskRequest(Deployment.VERSION, So3.DEPLOY, "Deploy %s to %s".formatted(artifact.file().getFileName(), where), targets, deployment.json());
	}

	private Item item(Artifact artifact, Room room) {
		String id = room.target.connection.id();
		var refusal = refusal(artifact, room);
		if (refusal.isPresent()) {
			return new Item(artifact, id, "", List.of(), refusal.get(), List.of());
		}
		var steps = new ArrayList<String>();
		boolean there = present(artifact, room);
		boolean told = there && !readAgain(artifact, room);
		steps.add(told ? "The image is there already" : "Upload " + Text.bytes(artifact.size()) + (there ? ", unless the file there is the same" : ""));
		room.free -= there ? 0 : artifact.size();
		var warnings = warnings(artifact, room);
		room.digests.add(artifact.digest());
		if (!options.create()) {
			return new Item(artifact, id, artifact.name(), steps, "", warnings);
		}
		String name = room.freeName(options.name().orElse(artifact.name()));
		room.names.add(name);
		room.used++;
		Integer slot = room.slots.pollFirst();
		steps.add("Create " + name + (alone && room.slotsKnown && slot != null ? " in slot " + slot : ""));
		if (options.start()) {
			steps.add("Start");
		}
		return new Item(artifact, id, name, steps, "", warnings);
	}

	private Optional<String> refusal(Artifact artifact, Room room) {
		if (!artifact.usable()) {
			return Optional.of("The image cannot be used: " + artifact.findings().getFirst().message());
		}
		if (room.target.host.isEmpty()) {
			return Optional.of(room.target.failure);
		}
		var host = room.target.host.get();
		var lacks = host.refusal(So3.DEPLOY).or(() -> present(artifact, room) ? Optional.empty() : host.refusal(Capability.UPLOAD));
		if (lacks.isPresent()) {
			return lacks;
		}
		if (!present(artifact, room) && !room.target.disk.failure.isEmpty()) {
			return Optional.of(room.target.disk.failure);
		}
		if (!present(artifact, room) && artifact.size() > room.free) {
			return Optional.of("It does not fit: it has %s, and %s are free on the disk of %s.".formatted(Text.bytes(artifact.size()), Text.bytes(Math.max(0, room.free)),
					room.target.connection.name()));
		}
		if (!options.create()) {
			return Optional.empty();
		}
		if (options.name().filter(room.names::contains).isPresent()) {
			return Optional.of("There is a container named %s already; choose another name.".formatted(options.name().get()));
		}
		return Creation.refusal(host, room.target.containers, room.used, "").map(r -> r + ".");
	}

	/** The original's ids are no digests; there a file of the same name and size is taken for the same. */
	private static boolean present(Artifact artifact, Room room) {
		return room.digests.contains(artifact.digest()) || room.target.host.filter(So3Host::original).isPresent()
				&& room.target.images.stream().anyMatch(i -> i.names().contains(artifact.name()) && i.size() == artifact.size());
	}

	/** Whether what looks the same is looked at before it is taken for the same. */
	private static boolean readAgain(Artifact artifact, Room room) {
		return !room.digests.contains(artifact.digest()) && room.target.host.filter(h -> h.original() && h.refusal(Capability.UPLOAD).isEmpty()).isPresent();
	}

	private List<String> warnings(Artifact artifact, Room room) {
		var warnings = new ArrayList<String>();
		artifact.findings().stream().filter(f -> f.severity() == Severity.WARNING).forEach(f -> warnings.add(f.message()));
		var host = room.target.host.orElseThrow();
		boolean capsule = artifact.facts().getOrDefault("Type", "").startsWith("capsule");
		if (options.create() && !host.problem().isEmpty()) {
			warnings.add(host.problem());
		} else if (options.create() && host.runtime().equals("simulated")) {
			warnings.add("The engine simulates its containers: the image is not executed.");
		} else if (options.create() && capsule && host.runtime().equals("auto")) {
			warnings.add("It is a capsule, which needs the AVZ hypervisor: this engine simulates it, the image is not executed.");
		} else if (options.create() && capsule && host.runtime().equals("qemu")) {
			warnings.add("It is a capsule, which needs the AVZ hypervisor: an engine that runs images on QEMU refuses it.");
		}
		if (room.target.images.stream().anyMatch(i -> i.names().contains(artifact.name()) && !i.id().equals(artifact.digest()))) {
			if (!host.original()) {
				warnings.add("Another image is named %s there; this one takes over its name.".formatted(artifact.name()));
			} else if (host.refusal(Capability.UPLOAD).isEmpty()) {
				warnings.add("There is a file %s.itb already: if it is another one, it is replaced, and containers made of it use the new one when they are started again."
						.formatted(artifact.name()));
			}
		}
		return warnings;
	}
}
