package org.fleetdesk.so3.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

import org.fleetdesk.docker.EngineObject;
import org.fleetdesk.so3.EngineProfile;
import org.fleetdesk.so3.So3Checkpoint;
import org.fleetdesk.so3.So3Container;
import org.fleetdesk.so3.So3Image;
import org.fleetdesk.so3.So3Usage;

/** Reads what engines send: ours with its member {@code SO3}, the generations of the original, and those of general containers. */
final class Reader {

	private static final Pattern EXIT = Pattern.compile("Exited \\((\\d{1,9})\\).*");

	private Reader() {
	}

	static List<So3Container> containers(List<EngineObject> elements, EngineProfile profile) {
		var containers = new ArrayList<So3Container>();
		var keys = new HashSet<String>();
		for (var element : elements) {
			var container = container(element, profile);
			// two containers of one name, which the original allows, are told apart as well as can be
			containers.add(keys.add(container.key()) ? container : keyed(container, container.key() + "#" + container.id()));
			keys.add(containers.getLast().key());
		}
		return containers;
	}

	private static So3Container container(EngineObject element, EngineProfile profile) {
		var names = element.texts("Names");
		String name = names.isEmpty() ? "" : names.getFirst().replaceFirst("^/", "");
		String status = element.text("Status");
		var exit = EXIT.matcher(status);
		String key = profile.original() ? name.isEmpty() ? "#" + element.id() : name : element.id();
		String runtime = element.text("SO3.Runtime");
		return new So3Container(key, element.id(), name.isEmpty() ? "#" + element.id() : name, element.text("State").strip(), element.text("SO3.State"),
				slot(element, profile), imageName(element.text("Image"), profile), digest(element.text("ImageID"), profile),
				runtime.isEmpty() && !profile.emiso() ? profile.runtime() : runtime, element.text("SO3.Why"), element.time("Created"), element.time("SO3.StartedAt"), status,
				exit.matches() ? OptionalInt.of(Integer.parseInt(exit.group(1))) : OptionalInt.empty(), element.text("SO3.Spid"), element.text("SO3.ShortDesc"),
				element.map("Labels"));
	}

	private static OptionalInt slot(EngineObject element, EngineProfile profile) {
		long slot = element.number("SO3.Slot", -1);
		if (profile == EngineProfile.EMISO_V2 && element.id().matches("\\d{1,3}")) {
			slot = Long.parseLong(element.id());
		}
		return slot >= 0 && slot <= Recognition.MAX_SLOT ? OptionalInt.of((int) slot) : OptionalInt.empty();
	}

	/** On an EMISO engine an image is called as its file; elsewhere the folders and the tag belong to the name. */
	private static String imageName(String reference, EngineProfile profile) {
		return profile.emiso() ? So3Image.nameOf(reference) : So3Image.withoutLatest(reference);
	}

	/** Podman writes some ids without their algorithm. */
	private static String digest(String id, EngineProfile profile) {
		return profile == EngineProfile.PODMAN && id.matches("[0-9a-f]{64}") ? "sha256:" + id : id;
	}

	private static So3Container keyed(So3Container c, String key) {
		return new So3Container(key, c.id(), c.name(), c.state(), c.nativeState(), c.slot(), c.image(), c.imageId(), c.runtime(), c.why(), c.created(), c.started(), c.status(),
				c.exitCode(), c.spid(), c.description(), c.labels());
	}

	static List<So3Image> images(List<EngineObject> elements, EngineProfile profile) {
		return elements.stream().map(e -> new So3Image(digest(e.id(), profile), names(e, profile), Math.max(0, e.number("Size", 0)), e.time("Created"),
				e.extension("SO3").has("Capsule") ? e.flag("SO3.Capsule") ? "capsule" : "kernel" : "", e.text("SO3.Arch"), e.text("SO3.Spid"),
				e.text("SO3.ShortDesc").isEmpty() ? e.text("SO3.Description") : e.text("SO3.ShortDesc"), e.text("SO3.Problem"))).toList();
	}

	private static List<String> names(EngineObject image, EngineProfile profile) {
		return image.texts("RepoTags").stream().filter(tag -> !tag.startsWith("<none>")).map(tag -> imageName(tag, profile)).distinct().toList();
	}

	static List<So3Checkpoint> checkpoints(List<EngineObject> elements) {
		return elements.stream().map(e -> {
			long size = e.number("Size", -1);
			return new So3Checkpoint(e.text("Name"), e.time("Created"), size < 0 ? OptionalLong.empty() : OptionalLong.of(size));
		}).toList();
	}

	/** A measurement, or empty when it is none: some engines send empty ones of a container that has ended. */
	static Optional<So3Usage> usage(EngineObject stats) {
		return stats.time("read").map(at -> new So3Usage(at, Duration.ofNanos(Math.max(0, stats.number("cpu_stats.cpu_usage.total_usage", 0))),
				Math.max(0, stats.number("memory_stats.usage", 0)), Math.max(0, stats.number("memory_stats.limit", 0))));
	}
}
