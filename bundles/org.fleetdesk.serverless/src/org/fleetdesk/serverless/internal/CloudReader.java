package org.fleetdesk.serverless.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

import org.fleetdesk.http.SecretNames;
import org.fleetdesk.opennebula.OneException;
import org.fleetdesk.opennebula.document.Document;
import org.fleetdesk.opennebula.host.Host;
import org.fleetdesk.opennebula.host.HostState;
import org.fleetdesk.opennebula.oneflow.Service;
import org.fleetdesk.opennebula.vm.LcmState;
import org.fleetdesk.opennebula.vm.VirtualMachine;
import org.fleetdesk.opennebula.vm.VmState;
import org.fleetdesk.opennebula.wire.Xml;
import org.fleetdesk.serverless.HostInfo;
import org.fleetdesk.serverless.ServiceInfo;
import org.fleetdesk.serverless.VmInfo;
import org.fleetdesk.serverless.model.RuntimeDocuments;
import org.fleetdesk.serverless.model.RuntimeState;
import org.fleetdesk.serverless.model.ServerlessRuntime;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Reads what OpenNebula and OneFlow tell; tolerant of what is missing. */
final class CloudReader {

	private static final String HIDDEN = "(hidden)";
	/** When a placement went on, in the order in which it does. */
	private static final List<String> TIMES = List.of("STIME", "PSTIME", "PETIME", "RSTIME", "RETIME", "ESTIME", "EETIME", "ETIME");

	private static final List<String> ACTIONS = List.of("", "migrate", "live-migrate", "shutdown", "shutdown-hard", "undeploy", "undeploy-hard", "hold", "release", "stop",
			"suspend", "resume", "boot", "delete", "delete-recreate", "reboot", "reboot-hard", "resched", "unresched", "poweroff", "poweroff-hard", "disk-attach", "disk-detach",
			"nic-attach", "nic-detach", "disk-snapshot-create", "disk-snapshot-delete", "terminate", "terminate-hard", "disk-resize", "deploy", "chown", "chmod", "updateconf",
			"rename", "resize", "update", "snapshot-resize", "snapshot-delete", "snapshot-revert", "disk-saveas", "disk-snapshot-revert", "recover", "retry", "monitor");

	private CloudReader() {
	}

	static DocumentInfo document(Document document) {
		var body = RuntimeDocuments.readBody(document);
		long registered = body.path("registration_time").asLong(0);
		body.put("NAME", document.getName()).put("ID", document.id()); // the first version of the engine keeps a name in the body, which a rename does not reach
		return new DocumentInfo(document.id(), document.getName(), document.uname(), document.gname(), ServerlessRuntime.fromJson(body), body.path("SERVICE_NAME").asText(""),
				registered > 0 ? Optional.of(Instant.ofEpochSecond(registered)) : Optional.empty());
	}

	/** One whose body is none is there, and nothing else is known of it. */
	static ServiceInfo serviceIn(Document document) {
		try {
			return service(Service.of(document));
		} catch (OneException e) {
			return new ServiceInfo(document.id(), document.getName(), document.uname(), document.gname(), "UNKNOWN", Optional.empty(), List.of(), List.of());
		}
	}

	static ServiceInfo service(Service service) {
		return new ServiceInfo(service.id(), service.name(), service.uname(), service.gname(), service.state().name(), service.started(),
				service.roles().stream().map(r -> new ServiceInfo.Role(r.name(), r.state().name(), r.cardinality(), r.nodes().stream().map(n -> n.vm()).toList())).toList(),
				service.log().stream().map(l -> new ServiceInfo.Line(l.time(), l.severity(), l.message())).toList());
	}

	static VmInfo vm(VirtualMachine vm) {
		var xml = vm.xml();
		var history = history(xml);
		var placed = history.stream().max(Comparator.comparingInt(VmInfo.Placement::number));
		String state = state(xml);
		String runtime = runtimeState(vm);
		return new VmInfo(vm.id(), vm.getName(), Xml.text(xml, "UNAME"), Xml.text(xml, "GNAME"), state, lcm(xml), runtime, error(vm, runtime), time(xml, "STIME"), since(xml),
				state.equals("ACTIVE") ? placed.map(VmInfo.Placement::host).orElse("") : "", cores(xml), Xml.number(xml, "TEMPLATE/MEMORY", 0),
				Xml.number(xml, "RESCHED", 0) != 0, number(xml, "USER_TEMPLATE/SERVICE_ID"), Xml.text(xml, "USER_TEMPLATE/ROLE_NAME"), nics(xml), disks(xml), history,
				texts(Xml.child(xml, "USER_TEMPLATE")), texts(Xml.child(xml, "MONITORING")));
	}

	private static String state(Element xml) {
		int number = Xml.number(xml, "STATE", -1);
		return number >= 0 && number < VmState.values().length ? VmState.of(number).name() : "STATE " + number;
	}

	private static String lcm(Element xml) {
		int number = Xml.number(xml, "LCM_STATE", 0);
		return number >= 0 && number < LcmState.values().length ? LcmState.of(number).name() : "LCM_STATE " + number;
	}

	private static String runtimeState(VirtualMachine vm) {
		try {
			return RuntimeState.of(vm).name();
		} catch (IllegalArgumentException | IllegalStateException e) {
			return ""; // of a later OpenNebula, or not told
		}
	}

	/** OpenNebula's reason, else the scheduler's, else what the state says. */
	private static String error(VirtualMachine vm, String runtimeState) {
		return Stream.of("USER_TEMPLATE/ERROR", "TEMPLATE/ERROR", "USER_TEMPLATE/SCHED_MESSAGE").map(p -> Xml.text(vm.xml(), p).strip()).filter(t -> !t.isEmpty()).findFirst()
				.orElseGet(() -> runtimeState.equals(RuntimeState.ERROR.name()) ? RuntimeState.reason(vm) : "");
	}

	private static int cores(Element xml) {
		int virtual = Xml.number(xml, "TEMPLATE/VCPU", 0);
		return virtual > 0 ? virtual : (int) Math.ceil(Xml.decimal(xml, "TEMPLATE/CPU", 0));
	}

	private static List<VmInfo.Placement> history(Element xml) {
		return Xml.elements(xml, "HISTORY_RECORDS/HISTORY").stream().map(h -> new VmInfo.Placement(Xml.number(h, "SEQ", 0), Xml.text(h, "HOSTNAME"), time(h, "STIME"),
				time(h, "ETIME"), action(Xml.number(h, "ACTION", 0)))).toList();
	}

	/** The latest time that is told of it: OpenNebula keeps when a placement went on, not when a state began, and each step of a placement is a change of state. */
	private static Optional<Instant> since(Element xml) {
		var times = new ArrayList<Instant>();
		time(xml, "STIME").ifPresent(times::add);
		time(xml, "ETIME").ifPresent(times::add);
		Xml.elements(xml, "HISTORY_RECORDS/HISTORY").forEach(h -> TIMES.forEach(t -> time(h, t).ifPresent(times::add)));
		return times.stream().max(Comparator.naturalOrder());
	}

	private static List<VmInfo.Nic> nics(Element xml) {
		return Xml.elements(xml, "TEMPLATE/NIC").stream().map(n -> new VmInfo.Nic(Xml.number(n, "NIC_ID", 0), Xml.text(n, "NETWORK"), Xml.text(n, "MAC"),
				Stream.of("EXTERNAL_IP", "IP6", "IP").map(a -> Xml.text(n, a)).filter(a -> !a.isEmpty()).toList())).toList();
	}

	private static List<VmInfo.Disk> disks(Element xml) {
		return Xml.elements(xml, "TEMPLATE/DISK").stream().map(d -> new VmInfo.Disk(Xml.number(d, "DISK_ID", 0), Xml.text(d, "IMAGE"), number(d, "SIZE"))).toList();
	}

	/** Single values, in their order; those that are secret by their name only say so. */
	private static Map<String, String> texts(Element parent) {
		var texts = new LinkedHashMap<String, String>();
		for (Node node = parent == null ? null : parent.getFirstChild(); node != null; node = node.getNextSibling()) {
			if (node instanceof Element element && element.getElementsByTagName("*").getLength() == 0) {
				texts.put(element.getTagName(), SecretNames.isSecret(element.getTagName()) ? HIDDEN : element.getTextContent());
			}
		}
		return texts;
	}

	static HostInfo host(Host host) {
		var share = Xml.child(host.xml(), "HOST_SHARE");
		return new HostInfo(host.id(), host.getName(), hostState(host.state()), Xml.longNumber(share, "TOTAL_CPU", 0), Xml.longNumber(share, "CPU_USAGE", 0),
				Xml.longNumber(share, "TOTAL_MEM", 0) << 10, Xml.longNumber(share, "MEM_USAGE", 0) << 10, Xml.number(share, "RUNNING_VMS", 0));
	}

	private static String hostState(int number) {
		return number >= 0 && number < HostState.values().length ? HostState.of(number).name() : "STATE " + number;
	}

	private static Optional<Instant> time(Element element, String path) {
		long seconds = Xml.longNumber(element, path, 0);
		return seconds > 0 ? Optional.of(Instant.ofEpochSecond(seconds)) : Optional.empty();
	}

	private static OptionalInt number(Element element, String path) {
		int number = Xml.number(element, path, -1);
		return number < 0 ? OptionalInt.empty() : OptionalInt.of(number);
	}

	/** What ended a placement, by its number in OpenNebula. */
	private static String action(int number) {
		return number >= 0 && number < ACTIONS.size() ? ACTIONS.get(number) : "action " + number;
	}
}
