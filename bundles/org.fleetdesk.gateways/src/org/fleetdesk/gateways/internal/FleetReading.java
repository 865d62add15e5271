package org.fleetdesk.gateways.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.Resource;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.http.HttpCall;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a device cloud holds, kept up to date by what changed: all gateways are read once, in pages; then only those that are newer than the last revision. Products are few and read each
 * time, the content of their areas when it may have changed. Gateways become overdue without a word from the cloud.
 */
final class FleetReading {

	private static final int PAGE = 1000;
	/** How old what is told of packages may be while nothing says that it changed: how many gateways have them. */
	private static final Duration CONTENT = Duration.ofSeconds(10);
	private static final Duration INFO = Duration.ofSeconds(60);

	/** A pass through pages, which goes on where it was broken off. @param since the revision before, or -1 for all */
	private static final class Pass {
		private final long since;
		private final Set<String> seen = new HashSet<>();
		private long revision = -1;
		private String cursor = "";

		Pass(long since) {
			this.since = since;
		}
	}

	private record Due(Instant at, String key) implements Comparable<Due> {
		@Override
		public int compareTo(Due other) {
			int byTime = at.compareTo(other.at);
			return byTime != 0 ? byTime : key.compareTo(other.key);
		}
	}

	private final String connection;
	private final FleetApi api;
	private final InstantSource clock;
	private final ReentrantLock lock = new ReentrantLock();
	private final GatewayResources mapping;

	private final Map<ResourceId, Resource> resources = new LinkedHashMap<>();
	/** With the resources as they are; null when one of them changed since. */
	private Snapshot last;
	private final Map<String, List<ResourceId>> applications = new HashMap<>();
	private final Map<String, Due> dues = new HashMap<>();
	private final TreeSet<Due> awaited = new TreeSet<>();
	private final Map<String, Integer> counts = new TreeMap<>();
	private final Map<String, Long> content = new HashMap<>();
	private final Map<String, JsonNode> packages = new LinkedHashMap<>();
	private volatile long revision = -1;
	private Pass pass;
	private JsonNode info;
	private Duration skew = Duration.ZERO;
	private Instant infoAt = Instant.MIN;
	private Instant contentAt = Instant.MIN;
	/** Whether something has changed since packages were read. */
	private boolean contentChanged = true;
	private volatile boolean forgotten;

	FleetReading(String connection, FleetApi api, InstantSource clock) {
		this.connection = connection;
		this.api = api;
		this.clock = clock;
		mapping = new GatewayResources(connection);
	}

	/** The newest that is known; -1 before anything is. */
	long revision() {
		return revision;
	}

	/** Reads all of it next time. */
	void forget() {
		forgotten = true;
	}

	Snapshot refresh() throws EngineException, InterruptedException {
		lock.lockInterruptibly();
		try {
			if (forgotten) {
				forgotten = false;
				infoAt = Instant.MIN;
				pass = null;
				revision = -1;
			}
			var now = clock.instant();
			if (Duration.between(infoAt.equals(Instant.MIN) ? Instant.EPOCH : infoAt, now).compareTo(INFO) > 0) {
				info = api.get(FleetApi.path("info"));
				infoAt = now;
				skew = Wire.time(info.path("now")).map(t -> Duration.between(clock.instant(), t)).orElse(Duration.ZERO);
			}
			boolean changed = gateways(now.plus(skew));
			products(changed, now);
			overdue(now.plus(skew));
			last = new Snapshot(connection, clock.instant(), last == null ? resources : last.resources(), facts());
			return last;
		} finally {
			lock.unlock();
		}
	}

	/** @return whether there was something new */
	private boolean gateways(Instant now) throws EngineException, InterruptedException {
		if (pass == null) {
			pass = new Pass(revision);
		}
		boolean changed = false;
		do {
			JsonNode page;
			try {
				page = api.get("%s?limit=%d%s%s".formatted(FleetApi.path("gateways"), PAGE, pass.since < 0 ? "" : "&since=" + pass.since,
						pass.cursor.isEmpty() ? "" : "&after=" + HttpCall.encode(pass.cursor)));
			} catch (EngineException e) {
				if (e.kind() == Kind.REFUSED || e.kind() == Kind.NOT_FOUND) {
					pass = null; // the cloud does not know the place any more
				}
				throw e;
			}
			if (pass.revision < 0) {
				pass.revision = page.path("revision").asLong();
				if (pass.revision < pass.since) { // another database than before
					pass = new Pass(-1);
					continue;
				}
			}
			for (JsonNode removed : page.path("removed")) {
				changed = true;
				remove(removed.asText());
			}
			for (JsonNode gateway : page.path("gateways")) {
				changed = true;
				put(gateway, now);
			}
			pass.cursor = page.path("next").asText("");
		} while (pass.revision < 0 || !pass.cursor.isEmpty());
		if (pass.since < 0) {
			applications.keySet().stream().filter(key -> !pass.seen.contains(key)).toList().forEach(this::remove);
		}
		changed |= pass.revision != revision;
		revision = pass.revision;
		pass = null;
		return changed;
	}

	private void put(JsonNode gateway, Instant now) {
		var mapped = mapping.of(gateway, now);
		String key = mapped.gateway().id().key();
		if (pass.since < 0) {
			pass.seen.add(key);
		}
		var before = applications.put(key, mapped.applications().stream().map(Resource::id).toList());
		if (before != null) {
			before.stream().filter(id -> mapped.applications().stream().noneMatch(a -> a.id().equals(id))).forEach(this::drop);
			count(resources.get(mapped.gateway().id()), -1);
		}
		set(mapped.gateway());
		mapped.applications().forEach(this::set);
		count(mapped.gateway(), 1);
		await(key, mapped.due());
	}

	/** What is equal stays the same object. */
	private void set(Resource resource) {
		if (!resource.equals(resources.get(resource.id()))) {
			resources.put(resource.id(), resource);
			last = null;
		}
	}

	private Resource drop(ResourceId id) {
		last = null;
		return resources.remove(id);
	}

	private void remove(String key) {
		var before = applications.remove(key);
		if (before != null) {
			before.forEach(this::drop);
			count(drop(new ResourceId(connection, Gateways.GATEWAY, key)), -1);
			await(key, Optional.empty());
		}
	}

	private void await(String key, Optional<Instant> due) {
		var before = dues.remove(key);
		if (before != null) {
			awaited.remove(before);
		}
		due.map(at -> new Due(at, key)).ifPresent(d -> {
			dues.put(key, d);
			awaited.add(d);
		});
	}

	private void count(Resource gateway, int more) {
		if (gateway != null) {
			counts.merge(gateway.state().word(), more, Integer::sum);
		}
	}

	private void overdue(Instant now) {
		while (!awaited.isEmpty() && awaited.first().at().isBefore(now)) {
			String key = awaited.first().key();
			await(key, Optional.empty());
			var id = new ResourceId(connection, Gateways.GATEWAY, key);
			var gateway = resources.get(id);
			count(gateway, -1);
			var programs = applications.getOrDefault(key, List.of()).stream().map(app -> GatewayResources.stale(resources.get(app))).toList();
			programs.forEach(this::set);
			set(GatewayResources.overdue(gateway, programs));
			count(resources.get(id), 1);
		}
	}

	private void products(boolean changed, Instant now) throws EngineException, InterruptedException {
		var products = api.get(FleetApi.path("products"));
		contentChanged |= changed;
		boolean old = contentChanged && (contentAt.equals(Instant.MIN) || Duration.between(contentAt, now).compareTo(CONTENT) > 0);
		var there = new LinkedHashMap<ResourceId, Resource>();
		var ids = new HashSet<String>();
		for (JsonNode product : products) {
			String id = product.path("id").asText();
			ids.add(id);
			long size = product.path("content").asLong();
			if (!Long.valueOf(size).equals(content.get(id)) || old) {
				packages.put(id, api.get(FleetApi.path("content", id)));
				content.put(id, size);
			}
			var resource = ContentResources.product(connection, product);
			there.put(resource.id(), resource);
			packages.get(id).forEach(p -> {
				var file = ContentResources.packageFile(connection, id, p);
				there.put(file.id(), file);
			});
		}
		if (old) {
			contentAt = now;
			contentChanged = false;
		}
		content.keySet().retainAll(ids);
		packages.keySet().retainAll(ids);
		known.stream().filter(id -> !there.containsKey(id)).forEach(this::drop);
		known = Set.copyOf(there.keySet());
		there.values().forEach(this::set);
	}

	/** Products and packages that are among the resources. */
	private Set<ResourceId> known = Set.of();

	private Map<String, String> facts() {
		var facts = facts(info);
		facts.put("Gateways", Integer.toString(applications.size()));
		counts.forEach((word, number) -> {
			if (number > 0) {
				facts.put(Character.toUpperCase(word.charAt(0)) + word.substring(1), Integer.toString(number));
			}
		});
		return facts;
	}

	/** What the cloud says of itself. */
	static Map<String, String> facts(JsonNode info) {
		var facts = new LinkedHashMap<String, String>();
		facts.put("Cloud", (info.path("product").asText("") + " " + info.path("version").asText("")).strip());
		facts.put("Database", info.path("database").asText(""));
		facts.put("Gateways", info.path("gateways").asText(""));
		facts.put("Listening", info.path("listening").asText(""));
		facts.values().removeIf(String::isEmpty);
		return facts;
	}
}
