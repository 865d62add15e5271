package org.fleetdesk.bench.replay;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an engine holds, in the words of the EMISO Engine's own answers. The first container, if there is one, stays for good. */
final class Containers {

	static final String VERSION = """
			{"Platform":{"Name":"Fleetdesk EMISO Engine"},"Components":[{"Name":"Engine","Version":"0.1.0","Details":{"ApiVersion":"1.47","MinAPIVersion":"1.24","Os":"linux"}}],\
			"Version":"0.1.0","ApiVersion":"1.47","MinAPIVersion":"1.24","Os":"linux","Arch":"amd64"}""";

	private static final List<String> ROLES = List.of("camera", "sensor", "gateway", "ticker", "pump", "valve", "logger", "display", "heater", "relay");
	private static final List<String> SITES = List.of("lab", "roof", "cellar", "yard");
	private static final int LOW = 2;
	private static final long HOUR = 3600;

	record Container(String id, String name, int slot, String role, String site, boolean runs, Instant created) {
	}

	private final int engine;
	private final long born = Instant.now().getEpochSecond();
	private final ArrayDeque<Container> held = new ArrayDeque<>();
	private final Container first;
	private int made;
	private byte[] list;

	Containers(int engine, int size) {
		this.engine = engine;
		first = size == 0 ? null : make(LOW);
		for (int i = 1; i < size; i++) {
			held.add(make(LOW + i));
		}
	}

	private Container make(int slot) {
		int serial = made++;
		String role = ROLES.get((engine * 3 + serial) % ROLES.size());
		return new Container("%08x%08x%048x".formatted(engine + 1, serial + 1, 0xf1ee7L * (serial + 1)), "%s-%d-%d".formatted(role, engine, serial), slot, role,
				SITES.get(serial % SITES.size()), serial % 5 != 4, Instant.ofEpochSecond(born - (serial % 48) * HOUR));
	}

	/** @return the events of it */
	synchronized List<String> exchange() {
		var old = held.removeFirst(); // of the others, so that the log of the first can be followed
		var next = make(old.slot());
		held.addLast(next);
		list = null;
		return List.of(event("destroy", old), event("create", next), event("start", next));
	}

	private static String event(String what, Container c) {
		long now = System.currentTimeMillis();
		return "{\"Type\":\"container\",\"Action\":\"%s\",\"Actor\":{\"ID\":\"%s\",\"Attributes\":{\"image\":\"%s\",\"name\":\"%s\"}},\"time\":%d,\"timeNano\":%d}"
				.formatted(what, c.id(), c.role(), c.name(), now / 1000, now * 1_000_000);
	}

	synchronized byte[] list() {
		if (list == null) {
			list = all().map(Containers::entry).collect(Collectors.joining(",", "[", "]")).getBytes(StandardCharsets.UTF_8);
		}
		return list;
	}

	private Stream<Container> all() {
		return Stream.concat(Stream.ofNullable(first), held.stream());
	}

	synchronized Container find(String id) {
		return all().filter(c -> c.id().equals(id)).findFirst().orElse(null);
	}

	private static String entry(Container c) {
		return """
				{"Id":"%s","Names":["/%s"],"Image":"%s","ImageID":"%s","Command":"so3","Created":%d,"Ports":[],"Labels":{"site":"%s"},"State":"%s","Status":"%s (%s, slot %d, simulated)",\
				"HostConfig":{"NetworkMode":"none"},"NetworkSettings":{"Networks":{}},"Mounts":[],%s}""".formatted(c.id(), c.name(), c.role(), image(c.role()), c.created().getEpochSecond(),
				c.site(), c.runs() ? "running" : "exited", c.runs() ? "Up 3 hours" : "Exited (0) 2 hours ago", c.runs() ? "living" : "booting", c.slot(), extension(c));
	}

	private static String extension(Container c) {
		return """
				"SO3":{"StartedAt":"%s","Slot":%d,"State":"%s","Runtime":"simulated","Spid":"0000000000200001","ShortDesc":"Replayed for a benchmark","Why":"It is replayed."}"""
				.formatted(c.runs() ? c.created().plusSeconds(1) : "0001-01-01T00:00:00Z", c.slot(), c.runs() ? "living" : "booting");
	}

	static String inspect(Container c) {
		return """
				{"Id":"%s","Created":"%s","Path":"so3","Args":[],"State":{"Status":"%s","Running":%s,"Paused":false,"Pid":0,"ExitCode":0,"StartedAt":"%s"},"Image":"%s","Name":"/%s",\
				"Platform":"linux","HostConfig":{"NetworkMode":"none"},"Mounts":[],"Config":{"Tty":false,"Image":"%s:latest","Labels":{"site":"%s"}},"NetworkSettings":{"Networks":{}},%s}"""
				.formatted(c.id(), c.created(), c.runs() ? "running" : "exited", c.runs(), c.created().plusSeconds(1), image(c.role()), c.name(), c.role(), c.site(), extension(c));
	}

	private static String image(String role) {
		return "sha256:%064x".formatted(role.hashCode() & 0xffffffffL);
	}

	String images() {
		return ROLES.stream().limit(first == null ? 0 : ROLES.size()).map(r -> """
				{"Id":"%s","ParentId":"","RepoTags":["%s:latest"],"RepoDigests":[],"Created":%d,"Size":1552,"VirtualSize":1552,"SharedSize":-1,"Containers":-1,"Labels":{},\
				"SO3":{"Description":"Replayed","Capsule":false,"Spid":"0000000000200001","Name":"%s","ShortDesc":"Replayed for a benchmark","Arch":"arm64","Problem":"","Containers":1}}"""
				.formatted(image(r), r, born, r)).collect(Collectors.joining(",", "[", "]"));
	}

	synchronized String info() {
		long used = all().count();
		return """
				{"ID":"replay-%d","Containers":%d,"ContainersRunning":%d,"Images":%d,"Driver":"so3","OperatingSystem":"Debian GNU/Linux 12 (bookworm)","OSType":"linux","Architecture":"x86_64",\
				"NCPU":2,"Name":"replay-%d","ServerVersion":"0.1.0","SO3":{"Runtime":"simulated","ImageProblems":[],"Slots":{"Low":%d,"High":%d,"Used":%d}}}"""
				.formatted(engine, used, used, ROLES.size(), engine, LOW, LOW + used, used);
	}
}
