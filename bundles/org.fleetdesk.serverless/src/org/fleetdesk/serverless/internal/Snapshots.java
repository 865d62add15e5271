package org.fleetdesk.serverless.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.fleetdesk.core.Phase;
import org.fleetdesk.core.Resource;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.core.State;
import org.fleetdesk.serverless.CloudFacts;
import org.fleetdesk.serverless.CloudInfo;
import org.fleetdesk.serverless.FunctionInfo;
import org.fleetdesk.serverless.HostInfo;
import org.fleetdesk.serverless.Repair;
import org.fleetdesk.serverless.RuntimeInfo;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.ServiceInfo;
import org.fleetdesk.serverless.VmInfo;
import org.fleetdesk.serverless.internal.Problems.Problem;

/** Makes snapshots of what was read. */
final class Snapshots {

	/** Where the programs in the virtual machines of FaaS functions listen. */
	private static final int ENDPOINT_PORT = 8000;
	private static final Set<String> STEADY = Set.of("RUNNING", "WARNING", "COOLDOWN");
	private static final Set<String> STARTING = Set.of("BOOT", "PROLOG", "LCM_INIT", "CLEANUP_RESUBMIT");

	private final String connection;
	private final Joined cloud;
	private final Problems problems;
	private final Map<ResourceId, Resource> resources = new LinkedHashMap<>();
	private int troubled;

	private Snapshots(String connection, Joined cloud, Instant now) {
		this.connection = connection;
		this.cloud = cloud;
		problems = new Problems(cloud, now);
	}

	/** @param now by this machine's clock */
	static Snapshot of(String connection, CloudState state, Instant now) {
		return new Snapshots(connection, new Joined(state), now).snapshot(now);
	}

	private Snapshot snapshot(Instant now) {
		var vms = cloud.vms().stream().collect(Collectors.toMap(VmInfo::id, vm -> vm));
		cloud.state().documents().forEach(d -> runtime(d, vms));
		cloud.services().forEach(s -> {
			service(s);
			s.roles().forEach(r -> role(s, r, vms));
		});
		cloud.vms().forEach(this::vm);
		return new Snapshot(connection, now, resources, facts());
	}

	private void add(Resource resource, Optional<Problem> problem) {
		if (problem.isPresent()) {
			troubled++;
		}
		resources.put(resource.id(), resource);
	}

	private ResourceId id(String kind, Object key) {
		return new ResourceId(connection, kind, key.toString());
	}

	private void runtime(DocumentInfo document, Map<Integer, VmInfo> vms) {
		var runtime = cloud.runtime(document);
		var service = cloud.service(document);
		var problem = problems.document(document);
		var functions = Stream.concat(Stream.of(runtime.faas()), runtime.daas().stream()).toList();
		var attributes = new LinkedHashMap<String, String>();
		attributes.put(Serverless.ID, Integer.toString(runtime.id()));
		attributes.put(Serverless.FLAVOURS, functions.stream().map(FunctionInfo::flavour).collect(Collectors.joining("-")));
		sum(functions.stream().map(FunctionInfo::cpu).toList()).ifPresent(n -> attributes.put(Serverless.CPU, Long.toString(n)));
		sum(functions.stream().map(FunctionInfo::memory).toList()).ifPresent(n -> attributes.put(Serverless.MEMORY, Long.toString(n << 20)));
		sum(functions.stream().map(FunctionInfo::disk).toList()).ifPresent(n -> attributes.put(Serverless.DISK, Long.toString(n << 20)));
		attributes.put(Serverless.ENDPOINT, runtime.faas().endpoint());
		endpoint(runtime.faas().endpoint()).ifPresent(url -> attributes.put(Serverless.ENDPOINT_URL, url.toString()));
		number(Serverless.SERVICE_ID, runtime.service(), attributes);
		service.ifPresent(s -> attributes.put(Serverless.SERVICE_STATE, s.state()));
		attributes.put(Serverless.HOST, hosts(functions.stream().flatMap(f -> f.vm().stream().boxed()).map(vms::get)));
		attributes.put(Serverless.POLICY, runtime.policy());
		attributes.put(Serverless.REQUIREMENTS, runtime.requirements());
		runtime.latency().ifPresent(l -> attributes.put(Serverless.LATENCY, Double.toString(l)));
		attributes.put(Serverless.LOCATION, runtime.location());
		attributes.put(Serverless.OWNER, runtime.owner());
		attributes.put(Serverless.GROUP, runtime.group());
		runtime.since().ifPresent(t -> attributes.put(Serverless.SINCE, t.toString()));
		attributes.put(Serverless.ERROR, runtime.error());
		function("faas.", runtime.faas(), attributes);
		runtime.daas().ifPresent(d -> function("daas.", d, attributes));
		told(problem, attributes);
		var word = runtime.faas().vm().stream().mapToObj(vms::get).filter(Objects::nonNull).map(VmInfo::stateText).findFirst();
		var state = state(runtime, service, word.orElse(""));
		add(new Resource(id(Serverless.RUNTIME, runtime.id()), runtime.name(), state, Optional.empty(), present(attributes), Map.of(),
				Refusals.runtime(cloud.state().info(), runtime, cloud.state().services().isPresent(), service, vms, problem)), problem);
	}

	private static void function(String prefix, FunctionInfo function, Map<String, String> attributes) {
		attributes.put(prefix + Serverless.FLAVOUR, function.flavour());
		number(prefix + Serverless.CPU, function.cpu(), attributes);
		function.memory().ifPresent(n -> attributes.put(prefix + Serverless.MEMORY, Long.toString((long) n << 20)));
		function.disk().ifPresent(n -> attributes.put(prefix + Serverless.DISK, Long.toString((long) n << 20)));
		number(prefix + Serverless.VM_ID, function.vm(), attributes);
		attributes.put(prefix + Serverless.STATE, function.state());
		attributes.put(prefix + Serverless.ENDPOINT, function.endpoint());
		attributes.put(prefix + Serverless.ERROR, function.error());
	}

	/** In the words of the API, with that of its virtual machine, or of its service where that one tells more: that it warns only means that a virtual machine does not run. */
	private static State state(RuntimeInfo runtime, Optional<ServiceInfo> service, String vm) {
		String nativeWord = service.map(ServiceInfo::state).filter(s -> vm.isEmpty() || !STEADY.contains(s)).orElse(vm);
		boolean ends = service.filter(s -> Problems.ending(s.state())).isPresent();
		return switch (runtime.state()) {
		case "RUNNING" -> new State(ends ? Phase.STOPPING : Phase.RUNNING, "running", nativeWord.equals("RUNNING") ? "" : nativeWord);
		case "PENDING" -> new State(ends ? Phase.STOPPING : Phase.STARTING, "pending", nativeWord);
		case "UPDATING" -> new State(ends ? Phase.STOPPING : Phase.STARTING, "updating", nativeWord);
		case "ERROR" -> new State(Phase.FAILED, "error", nativeWord);
		default -> new State(Phase.UNKNOWN, "unknown", nativeWord);
		};
	}

	private void service(ServiceInfo service) {
		var problem = problems.service(service);
		var attributes = new LinkedHashMap<String, String>();
		attributes.put(Serverless.ID, Integer.toString(service.id()));
		attributes.put(Serverless.SERVICE_ID, Integer.toString(service.id()));
		cloud.document(service).ifPresent(d -> attributes.put(Serverless.RUNTIME_NAME, d.name()));
		attributes.put(Serverless.ROLES, service.roles().stream().map(r -> r.name() + " " + r.vms().size() + "/" + r.cardinality()).collect(Collectors.joining(", ")));
		attributes.put(Serverless.HOST, hosts(cloud.vms(service).stream()));
		attributes.put(Serverless.OWNER, service.owner());
		attributes.put(Serverless.GROUP, service.group());
		service.started().ifPresent(t -> attributes.put(Serverless.STARTED, t.toString()));
		Problems.since(service).ifPresent(t -> attributes.put(Serverless.SINCE, t.toString()));
		if (service.state().startsWith("FAILED")) {
			attributes.put(Serverless.ERROR, Problems.failed(service));
		}
		told(problem, attributes);
		add(new Resource(id(Serverless.SERVICE, service.id()), service.name(), flowState(service.state()), cloud.document(service).map(d -> id(Serverless.RUNTIME, d.id())),
				present(attributes), Map.of(), Refusals.service(service, problem)), problem);
	}

	private void role(ServiceInfo service, ServiceInfo.Role role, Map<Integer, VmInfo> vms) {
		var problem = problems.role(service, role);
		var attributes = new LinkedHashMap<String, String>();
		attributes.put(Serverless.CARDINALITY, Integer.toString(role.cardinality()));
		attributes.put(Serverless.NODES, Integer.toString(role.vms().size()));
		attributes.put(Serverless.SERVICE_ID, Integer.toString(service.id()));
		attributes.put(Serverless.SERVICE_STATE, service.state());
		cloud.document(service).ifPresent(d -> attributes.put(Serverless.RUNTIME_NAME, d.name()));
		attributes.put(Serverless.HOST, hosts(role.vms().stream().map(vms::get)));
		attributes.put(Serverless.OWNER, service.owner());
		told(problem, attributes);
		add(new Resource(id(Serverless.ROLE, Serverless.roleKey(service.id(), role.name())), role.name(), flowState(role.state()), Optional.of(id(Serverless.SERVICE, service.id())),
				present(attributes), Map.of(), Refusals.role(service, problem)), problem);
	}

	private void vm(VmInfo vm) {
		var problem = problems.vm(vm);
		var service = cloud.service(vm);
		var attributes = new LinkedHashMap<String, String>();
		attributes.put(Serverless.ID, Integer.toString(vm.id()));
		attributes.put(Serverless.VM_ID, Integer.toString(vm.id()));
		attributes.put(Serverless.STATE, vm.runtime());
		attributes.put(Serverless.HOST, vm.host());
		attributes.put(Serverless.IP, vm.nics().stream().flatMap(n -> n.addresses().stream()).collect(Collectors.joining(", ")));
		attributes.put(Serverless.CPU, Integer.toString(vm.cpu()));
		attributes.put(Serverless.MEMORY, Long.toString((long) vm.memory() << 20));
		sum(vm.disks().stream().map(VmInfo.Disk::size).toList()).ifPresent(n -> attributes.put(Serverless.DISK, Long.toString(n << 20)));
		if (vm.lcmState().equals("RUNNING") && vm.state().equals("ACTIVE")) { // what was measured before is no news
			Optional.ofNullable(cloud.state().latest().get(vm.id())).ifPresent(m -> {
				attributes.put(Serverless.CPU_USED, String.format(Locale.ROOT, "%.1f", m.cpu()));
				attributes.put(Serverless.MEMORY_USED, Long.toString(m.memory()));
			});
		}
		service.ifPresent(s -> attributes.put(Serverless.SERVICE_ID, Integer.toString(s.id())));
		service.ifPresent(s -> attributes.put(Serverless.SERVICE_STATE, s.state()));
		service.flatMap(cloud::document).ifPresent(d -> attributes.put(Serverless.RUNTIME_NAME, d.name()));
		attributes.put(Serverless.ROLE_NAME, service.isPresent() ? cloud.role(vm) : vm.role());
		attributes.put(Serverless.OWNER, vm.owner());
		attributes.put(Serverless.GROUP, vm.group());
		vm.started().ifPresent(t -> attributes.put(Serverless.STARTED, t.toString()));
		vm.since().ifPresent(t -> attributes.put(Serverless.SINCE, t.toString()));
		attributes.put(Serverless.ERROR, vm.error());
		told(problem, attributes);
		add(new Resource(id(Serverless.VM, vm.id()), vm.name(), vmState(vm), service.map(s -> parent(s, cloud.role(vm))), present(attributes),
				Map.of(), Refusals.vm(vm, problem)), problem);
	}

	/** The role, or the service while that has none of the name. */
	private ResourceId parent(ServiceInfo service, String role) {
		return service.roles().stream().anyMatch(r -> r.name().equals(role)) ? id(Serverless.ROLE, Serverless.roleKey(service.id(), role)) : id(Serverless.SERVICE, service.id());
	}

	private static void told(Optional<Problem> problem, Map<String, String> attributes) {
		problem.ifPresent(p -> attributes.put(Serverless.PROBLEM, p.text()));
		problem.flatMap(Problem::repair).map(Repair::text).ifPresent(t -> attributes.put(Serverless.REPAIR_TEXT, t));
	}

	/** Of a service or a role. */
	static State flowState(String state) {
		Phase phase = switch (state) {
		case "RUNNING" -> Phase.RUNNING;
		case "PENDING", "DEPLOYING", "DEPLOYING_NETS", "SCALING", "COOLDOWN" -> Phase.STARTING;
		case "UNDEPLOYING", "UNDEPLOYING_NETS" -> Phase.STOPPING;
		case "HOLD" -> Phase.PAUSED;
		case "DONE" -> Phase.STOPPED;
		case "WARNING" -> Phase.FAILED;
		default -> state.startsWith("FAILED") ? Phase.FAILED : Phase.UNKNOWN;
		};
		return new State(phase, state.toLowerCase(Locale.ROOT).replace('_', ' '), "");
	}

	static State vmState(VmInfo vm) {
		String state = vm.stateText();
		return switch (state) {
		case "RUNNING" -> vm.runtime().equals("PENDING") ? new State(Phase.STARTING, "not ready", state) : new State(Phase.RUNNING, "running", "");
		case "INIT", "PENDING" -> new State(Phase.STARTING, "pending", state.equals("PENDING") ? "" : state);
		case "CLONING" -> new State(Phase.STARTING, "cloning", "");
		case "HOLD" -> new State(Phase.PAUSED, "on hold", state);
		case "SUSPENDED" -> new State(Phase.PAUSED, "suspended", "");
		case "STOPPED" -> new State(Phase.STOPPED, "stopped", "");
		case "POWEROFF" -> new State(Phase.STOPPED, "powered off", state);
		case "UNDEPLOYED" -> new State(Phase.STOPPED, "undeployed", "");
		case "DONE" -> new State(Phase.STOPPED, "done", "");
		case "UNKNOWN" -> new State(Phase.FAILED, "unknown to its host", state);
		default -> active(state);
		};
	}

	private static State active(String state) {
		if (state.endsWith("FAILURE") || state.equals("FAILED")) {
			return new State(Phase.FAILED, "failed", state);
		}
		if (state.startsWith("SHUTDOWN") || state.startsWith("EPILOG") || state.startsWith("SAVE") || state.startsWith("CLEANUP_DELETE") || state.equals("CANCEL")) {
			return new State(Phase.STOPPING, "stopping", state);
		}
		if (STARTING.contains(state) || state.startsWith("BOOT_") || state.startsWith("PROLOG_")) {
			return new State(Phase.STARTING, "starting", state);
		}
		return state.contains(" ") ? new State(Phase.UNKNOWN, "unknown", state) : new State(Phase.STARTING, "updating", state);
	}

	private Map<String, String> facts() {
		var state = cloud.state();
		var facts = facts(state.info());
		facts.put(CloudFacts.RUNTIMES, Integer.toString(state.documents().size()));
		facts.put(CloudFacts.PROBLEMS, troubled == 0 ? "" : Integer.toString(troubled));
		state.hosts().filter(h -> !h.isEmpty()).ifPresent(hosts -> facts.put(CloudFacts.HOSTS, hosts(hosts)));
		facts.putAll(state.notes());
		facts.values().removeIf(String::isEmpty);
		return facts;
	}

	/** Those that say which engine and cloud it is. */
	static Map<String, String> facts(CloudInfo info) {
		var facts = new LinkedHashMap<String, String>();
		facts.put(CloudFacts.ENGINE, ("Provisioning Engine " + info.version()).strip());
		facts.put(CloudFacts.OPENNEBULA, info.hasOpenNebula() ? info.openNebula() + (info.simulated() && !info.openNebula().contains("imulated") ? " (simulated)" : "")
				: CloudFacts.unreachable(info.problem()));
		facts.put(CloudFacts.ONEFLOW, info.hasOneFlow() ? info.oneflow().map(URI::toString).orElse("") : CloudFacts.unreachable(info.flow()));
		facts.put(CloudFacts.USER, info.user());
		return facts;
	}

	private static String hosts(List<HostInfo> hosts) {
		long used = hosts.stream().mapToLong(HostInfo::cpusUsed).sum();
		long all = hosts.stream().mapToLong(HostInfo::cpus).sum();
		var failed = hosts.stream().filter(h -> !h.state().contains("MONITORED")).map(h -> h.name() + " " + h.state()).toList();
		return "%d, %s of %s CPUs given%s".formatted(hosts.size(), hundredths(used), hundredths(all), failed.isEmpty() ? "" : "; " + String.join(", ", failed));
	}

	private static String hundredths(long value) {
		return value % 100 == 0 ? Long.toString(value / 100) : String.format(Locale.ROOT, "%.1f", value / 100.0);
	}

	private static String hosts(Stream<VmInfo> vms) {
		return String.join(", ", vms.filter(Objects::nonNull).map(VmInfo::host).filter(h -> !h.isEmpty()).collect(Collectors.toCollection(LinkedHashSet::new)));
	}

	/** Empty when none is known. */
	private static Optional<Long> sum(List<OptionalInt> numbers) {
		var known = new ArrayList<Long>();
		numbers.forEach(n -> n.ifPresent(i -> known.add((long) i)));
		return known.isEmpty() ? Optional.empty() : Optional.of(known.stream().mapToLong(n -> n).sum());
	}

	private static void number(String name, OptionalInt number, Map<String, String> attributes) {
		number.ifPresent(n -> attributes.put(name, Integer.toString(n)));
	}

	private static Map<String, String> present(Map<String, String> attributes) {
		attributes.values().removeIf(String::isEmpty);
		return attributes;
	}

	/** Where the program of a function is asked that has this address; empty for what is no address. */
	static Optional<URI> endpoint(String address) {
		String text = address.strip();
		if (text.isEmpty() || !text.matches("[0-9A-Za-z.:-]+")) {
			return Optional.empty();
		}
		try {
			return Optional.of(new URI("http://%s:%d/".formatted(text.indexOf(':') >= 0 ? "[" + text + "]" : text, ENDPOINT_PORT))).filter(url -> url.getHost() != null);
		} catch (URISyntaxException e) {
			return Optional.empty(); // anybody may have written it: it must not keep the others from being shown
		}
	}
}
