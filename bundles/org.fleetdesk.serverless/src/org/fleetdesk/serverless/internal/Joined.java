package org.fleetdesk.serverless.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.fleetdesk.serverless.FunctionInfo;
import org.fleetdesk.serverless.RuntimeInfo;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.ServiceInfo;
import org.fleetdesk.serverless.VmInfo;
import org.fleetdesk.serverless.model.DeviceInfo;
import org.fleetdesk.serverless.model.Function;
import org.fleetdesk.serverless.model.Functions;
import org.fleetdesk.serverless.model.RuntimeState;
import org.fleetdesk.serverless.model.Scheduling;

/** What was read of documents, services and virtual machines, brought together: which belongs to which, and what that means for the runtimes. */
final class Joined {

	static final String DONE = "DONE";
	/** Attributes by which the engine marks the virtual machines that it has made. */
	private static final String RUNTIME_MARK = "SERVERLESS_RUNTIME";
	private static final String FLAVOURS_MARK = "FLAVOURS";

	private final CloudState state;
	private final Map<Integer, ServiceInfo> services = new LinkedHashMap<>();
	private final Map<Integer, VmInfo> vms = new LinkedHashMap<>();
	private final Map<Integer, ServiceInfo> serviceOf = new HashMap<>();
	private final Map<Integer, DocumentInfo> documentOf = new HashMap<>();
	private final Map<Integer, ServiceInfo> serviceOfVm = new HashMap<>();
	private final Map<Integer, String> roleOfVm = new HashMap<>();

	Joined(CloudState state) {
		this.state = state;
		var byName = new HashMap<String, ServiceInfo>();
		state.services().ifPresent(all -> all.forEach(s -> {
			services.put(s.id(), s);
			byName.put(s.name(), s);
			s.roles().forEach(r -> r.vms().forEach(vm -> {
				serviceOfVm.put(vm, s);
				roleOfVm.put(vm, r.name());
			}));
		}));
		state.vms().ifPresent(all -> all.forEach(vm -> {
			vms.put(vm.id(), vm);
			if (vm.service().isPresent() && services.containsKey(vm.service().getAsInt())) { // the role may not know it any more, as while it goes
				serviceOfVm.putIfAbsent(vm.id(), services.get(vm.service().getAsInt()));
				roleOfVm.putIfAbsent(vm.id(), vm.role());
			}
		}));
		for (var document : state.documents()) {
			var id = document.runtime().serviceId();
			var service = id.isPresent() ? services.get(id.getAsInt()) : document.serviceName().isEmpty() ? null : byName.get(document.serviceName());
			if (service != null) {
				serviceOf.put(document.id(), service);
				documentOf.putIfAbsent(service.id(), document);
			}
		}
	}

	/** What refers to something that was not read, which may be lost, or may have come or gone while it was read. */
	static Set<String> loose(CloudState state) {
		if (state.services().isEmpty() || state.vms().isEmpty()) {
			return Set.of();
		}
		var services = state.services().get().stream().map(ServiceInfo::id).collect(Collectors.toSet());
		var vms = state.vms().get().stream().map(VmInfo::id).collect(Collectors.toSet());
		var loose = new HashSet<String>();
		state.documents().stream().filter(d -> d.runtime().serviceId().stream().noneMatch(services::contains)).forEach(d -> loose.add("document " + d.id()));
		state.services().get().forEach(s -> s.roles().forEach(r -> r.vms().stream().filter(vm -> !vms.contains(vm)).forEach(vm -> loose.add("node " + vm))));
		state.vms().get().stream().filter(vm -> vm.service().isPresent() && !services.contains(vm.service().getAsInt())).forEach(vm -> loose.add("vm " + vm.id()));
		return loose;
	}

	CloudState state() {
		return state;
	}

	/** Whether what is not seen of this owner is not there. */
	boolean sees(String owner) {
		return state.all() || owner.equals(state.info().user());
	}

	/** Those that are not done, and those that are and still have a runtime. */
	List<ServiceInfo> services() {
		return services.values().stream().filter(s -> !s.state().equals(DONE) || documentOf.containsKey(s.id())).toList();
	}

	/** Those of a service, and those that the engine has made. */
	List<VmInfo> vms() {
		return vms.values().stream().filter(vm -> serviceOfVm.containsKey(vm.id()) || vm.service().isPresent() || marked(vm)).toList();
	}

	Optional<ServiceInfo> service(DocumentInfo document) {
		return Optional.ofNullable(serviceOf.get(document.id()));
	}

	Optional<DocumentInfo> document(ServiceInfo service) {
		return Optional.ofNullable(documentOf.get(service.id()));
	}

	Optional<ServiceInfo> service(VmInfo vm) {
		return Optional.ofNullable(serviceOfVm.get(vm.id()));
	}

	/** The name of a virtual machine's role; empty when it has none. */
	String role(VmInfo vm) {
		return roleOfVm.getOrDefault(vm.id(), "");
	}

	List<VmInfo> vms(ServiceInfo service) {
		return service.roles().stream().flatMap(r -> r.vms().stream()).map(vms::get).filter(Objects::nonNull).toList();
	}

	Optional<VmInfo> vm(int id) {
		return Optional.ofNullable(vms.get(id));
	}

	private static boolean marked(VmInfo vm) {
		return vm.attributes().containsKey(RUNTIME_MARK) || vm.attributes().containsKey(FLAVOURS_MARK);
	}

	/** Whether a service looks as one that an engine has made: OneFlow has others as well. */
	boolean ofRuntime(ServiceInfo service) {
		return documentOf.containsKey(service.id()) || service.roles().stream().anyMatch(r -> r.name().equalsIgnoreCase(Serverless.FAAS)) || vms(service).stream().anyMatch(Joined::marked);
	}

	List<RuntimeInfo> runtimes() {
		return state.documents().stream().map(this::runtime).toList();
	}

	RuntimeInfo runtime(DocumentInfo document) {
		var stored = document.runtime();
		var service = service(document);
		var faas = function(document, service, Serverless.FAAS, stored.faas());
		var daas = stored.daas().filter(d -> !d.flavour().isEmpty()).map(d -> function(document, service, Serverless.DAAS, d));
		String[] told = told(document, service, Stream.concat(Stream.of(faas), daas.stream()).toList());
		return new RuntimeInfo(document.id(), document.name(), document.owner(), document.group(), told[0], since(told[0], service, faas, daas), told[1],
				service.isPresent() ? OptionalInt.of(service.get().id()) : stored.serviceId(), faas, daas, stored.scheduling().map(Scheduling::policy).orElse(""),
				stored.scheduling().map(Scheduling::requirements).orElse(""), stored.deviceInfo().map(DeviceInfo::latencyToPe).orElse(OptionalDouble.empty()),
				stored.deviceInfo().map(DeviceInfo::geographicLocation).orElse(""));
	}

	/** State and reason of the whole. */
	private String[] told(DocumentInfo document, Optional<ServiceInfo> service, List<FunctionInfo> functions) {
		if (!state.live() && state.services().isPresent() && sees(document.owner())) {
			if (service.isEmpty() || service.get().state().equals(DONE)) {
				var id = document.runtime().serviceId();
				return new String[] { "ERROR", id.isPresent() ? "Its OneFlow service %d is gone".formatted(id.getAsInt()) : "It has no OneFlow service" };
			}
			if (service.get().state().startsWith("FAILED")) {
				return new String[] { "ERROR", Problems.failed(service.get()) };
			}
		}
		var worst = functions.stream().filter(f -> !f.state().isEmpty()).min(Comparator.comparing(f -> List.of("ERROR", "PENDING", "UPDATING", "RUNNING").indexOf(f.state())));
		return new String[] { worst.map(FunctionInfo::state).orElse(""), worst.map(FunctionInfo::error).orElse("") };
	}

	/** As its virtual machine is; while that is not known, as it is stored, without its state. */
	private FunctionInfo function(DocumentInfo document, Optional<ServiceInfo> service, String name, Function stored) {
		var node = service.flatMap(s -> node(s, name));
		var id = node.isPresent() ? OptionalInt.of(node.get()) : stored.vmId();
		if (state.live()) {
			return new FunctionInfo(stored.flavour(), stored.cpu(), stored.memory(), stored.disk(), id, stored.state().map(RuntimeState::name).orElse(""), stored.error(),
					stored.endpoint());
		}
		var vm = id.isPresent() ? vm(id.getAsInt()) : Optional.<VmInfo>empty();
		if (vm.isPresent()) {
			return live(stored.flavour(), vm.get());
		}
		String now = "";
		String error = "";
		if (service.filter(s -> Problems.beingMade(s.state())).isPresent()) {
			now = RuntimeState.PENDING.name();
		} else if (state.vms().isPresent() && sees(document.owner())) {
			now = RuntimeState.ERROR.name();
			error = id.isPresent() ? "Its virtual machine %d is gone".formatted(id.getAsInt()) : "It has no virtual machine";
		}
		return new FunctionInfo(stored.flavour(), stored.cpu(), stored.memory(), stored.disk(), id, now, error, "");
	}

	private static FunctionInfo live(String flavour, VmInfo vm) {
		var disk = vm.disks().stream().filter(d -> d.id() == 0).findFirst().map(VmInfo.Disk::size).orElse(OptionalInt.empty());
		var address = vm.nics().stream().filter(n -> n.id() == 0).flatMap(n -> n.addresses().stream()).findFirst().orElse("");
		return new FunctionInfo(flavour, OptionalInt.of(vm.cpu()), OptionalInt.of(vm.memory()), disk, OptionalInt.of(vm.id()), vm.runtime(),
				vm.runtime().equals(RuntimeState.ERROR.name()) ? vm.error() : "", address);
	}

	private static Optional<Integer> node(ServiceInfo service, String function) {
		return Functions.role(function, service.roles(), ServiceInfo.Role::name).flatMap(r -> r.vms().stream().findFirst());
	}

	/** When the state began: the latest of what brought it. */
	private Optional<Instant> since(String now, Optional<ServiceInfo> service, FunctionInfo faas, Optional<FunctionInfo> daas) {
		var times = new ArrayList<Instant>();
		Stream.concat(Stream.of(faas), daas.stream()).filter(f -> f.state().equals(now) && f.vm().isPresent())
				.forEach(f -> vm(f.vm().getAsInt()).flatMap(VmInfo::since).ifPresent(times::add));
		if (times.isEmpty()) {
			service.flatMap(Problems::since).ifPresent(times::add);
		}
		return times.stream().max(Comparator.naturalOrder());
	}
}
