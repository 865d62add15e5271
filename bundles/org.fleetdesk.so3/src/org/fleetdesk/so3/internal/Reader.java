package org.fleetdesk.so3.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

import org.fleetdesk.docker.EngineObject;
import org.fleetdesk.so3.So3Container;
import org.fleetdesk.so3.So3Host;
import org.fleetdesk.so3.So3Image;

/** Reads what EMISO engines send: ours with its member {@code SO3}, and the generations of the original. */
final class Reader {

	/** The original has the slots 2 to 6 (MAX_ME_DOMAINS = 5) and does not tell. */
	private static final int LOW = 2;
	private static final int HIGH = 6;
	private static final Pattern EXIT = Pattern.compile("Exited \\((\\d{1,9})\\).*");

	private Reader() {
	}

	/** Whether a Docker engine is an EMISO engine at all. */
	static boolean emiso(EngineObject version, EngineObject info) {
		return platform(version).toLowerCase().contains("emiso") || info.extension("SO3").isObject() || info.text("Isolation").equals("VT");
	}

	private static String platform(EngineObject version) {
		// the original writes its keys in lower case
		return version.text("Platform.Name").isEmpty() ? version.text("Platform.name") : version.text("Platform.Name");
	}

	static So3Host host(EngineObject version, EngineObject info) {
		boolean original = !info.extension("SO3").isObject();
		int low = (int) info.number("SO3.Slots.Low", LOW);
		int high = (int) info.number("SO3.Slots.High", HIGH);
		boolean sound = low >= 0 && high >= low && high < 1024;
		return new So3Host(original, original ? "EMISO Engine" : platform(version), version.text("Version"), version.text("ApiVersion"), info.text("Name"),
				sound ? low : LOW, sound ? high : HIGH, info.text("SO3.Runtime"), info.text("SO3.RuntimeProblem"), info.text("OperatingSystem"));
	}

	static List<So3Container> containers(List<EngineObject> elements, boolean original) {
		var containers = new ArrayList<So3Container>();
		var keys = new HashSet<String>();
		for (var element : elements) {
			var container = container(element, original);
			// two containers of one name, which the original allows, are told apart as well as can be
			containers.add(keys.add(container.key()) ? container : keyed(container, container.key() + "#" + container.id()));
			keys.add(containers.getLast().key());
		}
		return containers;
	}

	private static So3Container container(EngineObject element, boolean original) {
		var names = element.texts("Names");
		String name = names.isEmpty() ? "" : names.getFirst().replaceFirst("^/", "");
		String status = element.text("Status");
		var exit = EXIT.matcher(status);
		String image = So3Image.nameOf(element.text("Image"));
		String key = original ? name.isEmpty() ? "#" + element.id() : name : element.id();
		long slot = element.number("SO3.Slot", -1);
		return new So3Container(key, element.id(), name.isEmpty() ? "#" + element.id() : name, element.text("State").strip(), element.text("SO3.State"),
				slot >= 0 && slot < 1024 ? OptionalInt.of((int) slot) : OptionalInt.empty(), image, element.text("ImageID"), element.text("SO3.Runtime"),
				element.time("Created"), element.time("SO3.StartedAt"), status, exit.matches() ? OptionalInt.of(Integer.parseInt(exit.group(1))) : OptionalInt.empty(), element.text("SO3.Spid"),
				element.text("SO3.ShortDesc"), element.map("Labels"));
	}

	private static So3Container keyed(So3Container c, String key) {
		return new So3Container(key, c.id(), c.name(), c.state(), c.nativeState(), c.slot(), c.image(), c.imageId(), c.runtime(), c.created(), c.started(), c.status(), c.exitCode(),
				c.spid(), c.description(), c.labels());
	}

	static List<So3Image> images(List<EngineObject> elements) {
		return elements.stream().map(e -> new So3Image(e.id(), e.texts("RepoTags").stream().map(So3Image::nameOf).distinct().toList(), Math.max(0, e.number("Size", 0)),
				e.time("Created"), e.extension("SO3").has("Capsule") ? e.flag("SO3.Capsule") ? "capsule" : "kernel" : "", e.text("SO3.Arch"), e.text("SO3.Spid"),
				e.text("SO3.ShortDesc").isEmpty() ? e.text("SO3.Description") : e.text("SO3.ShortDesc"), e.text("SO3.Problem"))).toList();
	}
}
