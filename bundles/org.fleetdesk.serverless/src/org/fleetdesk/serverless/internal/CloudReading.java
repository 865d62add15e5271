package org.fleetdesk.serverless.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.opennebula.Client;
import org.fleetdesk.opennebula.oneflow.OneFlowClient;
import org.fleetdesk.serverless.CloudFacts;
import org.fleetdesk.serverless.CloudInfo;
import org.fleetdesk.serverless.HostInfo;
import org.fleetdesk.serverless.ServiceInfo;
import org.fleetdesk.serverless.VmInfo;
import org.fleetdesk.serverless.internal.CloudFetch.Who;
import org.fleetdesk.serverless.model.ServerlessRuntime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Reads the whole state, from OpenNebula and OneFlow as far as there is access, else from the engine. What cannot be read becomes a note, and is never taken for empty. */
final class CloudReading {

	/** An engine that lists nothing is asked for each runtime that is known; not for more than so many. */
	private static final int MOST_KNOWN = 100;
	/** Seconds that engines wait for virtual machines: that of one that does not tell, and the longest that they can be told to. */
	private static final int USUAL_TIMEOUT = 30;
	private static final int LONGEST_TIMEOUT = 3600;
	/** What our engine, too, takes for the longest that a creation needs beside. */
	private static final Duration AROUND = Duration.ofMinutes(2);

	private final EngineApi engine;
	private final CloudAccess<Client> nebula;
	private final CloudAccess<OneFlowClient> flow;
	private final CloudFetch fetch;
	private final Set<Integer> known = new LinkedHashSet<>();
	private volatile JsonNode config;
	private volatile Identity identity;
	/** What did not fit together when it was read last. */
	private volatile Set<String> loose = Set.of();

	/** What does not change while a cloud runs. */
	private record Identity(String version, Who user) {
	}

	CloudReading(EngineApi engine, CloudAccess<Client> nebula, CloudAccess<OneFlowClient> flow, CloudFetch fetch) {
		this.engine = engine;
		this.nebula = nebula;
		this.flow = flow;
		this.fetch = fetch;
	}

	/** The engine's settings, asked once; finds the ways to OpenNebula and OneFlow. */
	JsonNode configuration() throws EngineException, InterruptedException {
		var now = config;
		if (now == null) {
			now = engine.config().orElseGet(JsonNodeFactory.instance::objectNode);
			nebula.find(now);
			flow.find(now);
			config = now;
		}
		return now.deepCopy();
	}

	/** The engine waits so long for virtual machines, and as long as it takes for the calls around that. */
	private Duration creation() {
		var told = config;
		int seconds = told == null ? 0 : told.path("timeout").asInt(0);
		return Duration.ofSeconds(seconds > 0 && seconds <= LONGEST_TIMEOUT ? seconds : USUAL_TIMEOUT).plus(AROUND);
	}

	/** It may be another engine when it is asked next. */
	void forget() {
		config = null;
		identity = null;
		nebula.forget();
		flow.forget();
	}

	/** Remembers a runtime that was made here. */
	void made(int id) {
		synchronized (known) {
			known.add(id);
		}
	}

	CloudInfo info() throws EngineException, InterruptedException {
		configuration();
		var version = engine.version();
		identify();
		return info(version.orElse(""));
	}

	private CloudInfo info(String version) {
		var who = identity;
		String cloud = who == null ? "" : who.version;
		boolean simulated = cloud.toLowerCase(Locale.ROOT).contains("simulated");
		String problem = nebula.problem().isEmpty() && who == null ? "OpenNebula was not reached" : nebula.problem();
		return new CloudInfo(version, cloud, simulated, nebula.uri(), flow.uri(), who == null ? "" : who.user.name(), problem, flow.problem());
	}

	/** Asks OpenNebula who it is and who we are, once. */
	private void identify() throws EngineException, InterruptedException {
		if (identity == null && usable(nebula)) {
			try {
				identity = new Identity(fetch.version(), fetch.user());
			} catch (EngineException e) {
				if (fatal(e)) {
					throw e;
				}
			}
		}
	}

	private static boolean usable(CloudAccess<?> access) {
		return access.uri().isPresent() && !access.rests();
	}

	/** What the user has to do something about, instead of being shown less. */
	private static boolean fatal(EngineException failure) {
		return failure.kind() == Kind.UNAUTHORIZED;
	}

	CloudState all() throws EngineException, InterruptedException {
		try {
			configuration();
			var state = read();
			var now = Joined.loose(state);
			if (!loose.containsAll(now)) { // the parts are not read at the same moment: what changes meanwhile must not look as if something were lost
				state = read();
				now = Joined.loose(state);
			}
			loose = now;
			return state;
		} catch (EngineException e) {
			forget();
			throw e;
		}
	}

	private CloudState read() throws EngineException, InterruptedException {
		var notes = new LinkedHashMap<String, String>();
		try (var together = new Together()) {
			var version = together.read(engine::version);
			var who = together.read(() -> {
				identify();
				return "";
			});
			boolean cloud = usable(nebula);
			Together.Result<List<ServiceInfo>> services = !usable(flow) ? null : together.read(cloud ? fetch::services : () -> {
				fetch.templates(); // whether it is there
				return List.of();
			});
			Together.Result<List<DocumentInfo>> documents = cloud ? together.read(fetch::documents) : null;
			var vms = cloud ? together.read(fetch::vms) : null;
			var hosts = cloud ? together.read(fetch::hosts) : null;
			var latest = cloud ? together.read(fetch::latest) : null;
			String engineVersion = version.get().orElse("");
			who.get();
			Optional<List<DocumentInfo>> told = optional(documents, CloudFacts.DOCUMENTS, notes);
			Optional<List<ServiceInfo>> allServices = optional(services, CloudFacts.SERVICES, notes);
			Optional<List<VmInfo>> allVms = optional(vms, CloudFacts.VMS, notes);
			Optional<List<HostInfo>> allHosts = optional(hosts, CloudFacts.HOSTS, notes);
			var measured = optional(latest, CloudFacts.MONITORING, notes).orElseGet(Map::of);
			if (!nebula.problem().isEmpty()) { // said once
				notes.keySet().removeAll(List.of(CloudFacts.DOCUMENTS, CloudFacts.VMS, CloudFacts.HOSTS, CloudFacts.MONITORING));
			}
			if (!flow.problem().isEmpty()) {
				notes.remove(CloudFacts.SERVICES);
			}
			boolean live = told.isEmpty();
			var runtimes = live ? listed(notes) : told.get();
			var user = identity;
			boolean admin = user != null && user.user.admin();
			return new CloudState(info(engineVersion), runtimes, live, live ? Optional.empty() : allServices, live ? Optional.empty() : allVms, allHosts, measured, admin, notes, creation());
		}
	}

	/** Empty when it could not be read, with a note that says why. */
	private static <T> Optional<T> optional(Together.Result<T> result, String name, Map<String, String> notes) throws EngineException, InterruptedException {
		if (result == null) {
			return Optional.empty();
		}
		try {
			return Optional.of(result.get());
		} catch (EngineException e) {
			if (fatal(e)) {
				throw e;
			}
			notes.put(name, CloudFacts.unreadable(e.getMessage()));
			return Optional.empty();
		}
	}

	/** By the engine; of one that does not list them, those that were made here. */
	private List<DocumentInfo> listed(Map<String, String> notes) throws EngineException, InterruptedException {
		try {
			return engine.list().stream().map(CloudReading::document).toList();
		} catch (EngineException e) {
			if (e.kind() != Kind.UNSUPPORTED) {
				throw e;
			}
		}
		List<Integer> ids;
		synchronized (known) {
			ids = known.stream().limit(MOST_KNOWN).toList();
		}
		var there = new ArrayList<DocumentInfo>();
		for (int id : ids) {
			var runtime = engine.get(id);
			runtime.map(CloudReading::document).ifPresent(there::add);
			if (runtime.isEmpty()) {
				synchronized (known) {
					known.remove(id);
				}
			}
		}
		notes.put(CloudFacts.LIST, "This engine does not list its runtimes: without OpenNebula only those are shown that were made since the console was opened");
		return there;
	}

	private static DocumentInfo document(ServerlessRuntime runtime) {
		return new DocumentInfo(runtime.id().orElseThrow(), runtime.name(), "", "", runtime, "", Optional.empty());
	}

	/** The state of one runtime, with its service and its virtual machines; empty when it is not there. */
	Optional<CloudState> of(int id) throws EngineException, InterruptedException {
		configuration();
		identify();
		var who = identity; // a refresh that fails meanwhile forgets it
		if (who == null || !nebula.problem().isEmpty()) {
			var runtime = engine.get(id);
			return runtime.map(r -> new CloudState(info(""), List.of(document(r)), true, Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), false, Map.of(), creation()));
		}
		var document = fetch.document(id);
		if (document.isEmpty()) {
			return Optional.empty();
		}
		Optional<List<ServiceInfo>> services = flow.uri().isEmpty() ? Optional.empty() : Optional.of(services(document.get()));
		var ids = new LinkedHashSet<Integer>();
		services.ifPresent(all -> all.forEach(s -> s.roles().forEach(r -> ids.addAll(r.vms()))));
		var stored = document.get().runtime();
		stored.faas().vmId().ifPresent(ids::add);
		stored.daas().ifPresent(d -> d.vmId().ifPresent(ids::add));
		return Optional.of(new CloudState(info(""), List.of(document.get()), false, services, Optional.of(fetch.vms(ids)), Optional.empty(), Map.of(), who.user.admin(), Map.of(), creation()));
	}

	private List<ServiceInfo> services(DocumentInfo document) throws EngineException, InterruptedException {
		var id = document.runtime().serviceId();
		if (id.isPresent()) {
			return fetch.service(id.getAsInt()).map(List::of).orElse(List.of());
		}
		return document.serviceName().isEmpty() ? List.of() : fetch.services().stream().filter(s -> s.name().equals(document.serviceName())).toList();
	}
}
