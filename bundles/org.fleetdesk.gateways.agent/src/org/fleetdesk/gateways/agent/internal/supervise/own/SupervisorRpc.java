package org.fleetdesk.gateways.agent.internal.supervise.own;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.Handler;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.gateways.agent.internal.supervise.Faults;
import org.fleetdesk.http.xmlrpc.WireException;
import org.fleetdesk.http.xmlrpc.XmlRpc;

/** supervisord's XML-RPC, so far as {@code supervisorctl} and our own client use it (spec/gateways.md 3), and logs as they grow. */
final class SupervisorRpc implements Handler {

	private static final int LONGEST_CALL = 1 << 20;
	/** Of supervisord's XML-RPC. */
	private static final String API = "3.0";
	private static final int BAD_ARGUMENTS = 3;

	@FunctionalInterface
	private interface Method {
		Object call(List<Object> params) throws InterruptedException;
	}

	/** Something that is done to one program of several. */
	@FunctionalInterface
	private interface Work {
		void to(String name) throws InterruptedException;
	}

	private final EmbeddedSupervisor supervisor;
	private final FollowedLog followed;
	private final String version;
	private final Map<String, Method> methods = new TreeMap<>();
	private final Map<String, Method> always = new TreeMap<>();

	SupervisorRpc(EmbeddedSupervisor supervisor, String version) {
		this.supervisor = supervisor;
		this.version = version;
		followed = new FollowedLog(supervisor);
		addSystem();
		addState();
		addProcesses();
		addLogs();
	}

	@Override
	public void handle(Exchange exchange) throws Exception {
		if (exchange.method().equals("GET") && exchange.path().startsWith(FollowedLog.PATH)) {
			followed.handle(exchange);
			return;
		}
		if (!exchange.method().equals("POST") || !exchange.path().equals("/RPC2")) {
			throw new HttpError(404, "This supervisor answers XML-RPC at /RPC2");
		}
		XmlRpc.Call call;
		try {
			call = XmlRpc.readCall(exchange.body(), LONGEST_CALL);
		} catch (WireException e) {
			throw new HttpError(400, "The call cannot be read: " + e.getMessage());
		}
		exchange.send(200, XmlRpc.MEDIA_TYPE, XmlRpc.writeReply(answer(call)));
	}

	private XmlRpc.Reply answer(XmlRpc.Call call) throws InterruptedException {
		try {
			return new XmlRpc.Value(call(call.method(), call.params()));
		} catch (Fault e) {
			return new XmlRpc.Fault(e.code(), e.getMessage());
		} catch (UncheckedIOException e) {
			return new XmlRpc.Fault(Faults.FAILED, "FAILED: " + e.getCause().getMessage());
		}
	}

	private Object call(String name, List<Object> params) throws InterruptedException {
		var method = always.get(name);
		if (method == null) {
			method = methods.get(name);
			if (method == null) {
				throw new Fault(Faults.UNKNOWN_METHOD, "UNKNOWN_METHOD");
			}
			supervisor.check();
		}
		return method.call(params);
	}

	private void addSystem() {
		always.put("system.listMethods", p -> {
			var names = new ArrayList<>(methods.keySet());
			names.addAll(always.keySet());
			names.sort(null);
			return names;
		});
		always.put("system.methodHelp", p -> "See the XML-RPC API of supervisord 4.2.");
		methods.put("system.multicall", p -> {
			var results = new ArrayList<>();
			for (Object entry : p.size() == 1 && p.getFirst() instanceof List<?> list ? list : List.of()) {
				results.add(each(entry));
			}
			return results;
		});
	}

	/** As supervisord answers: values as they are, faults as structures. */
	private Object each(Object entry) throws InterruptedException {
		try {
			if (entry instanceof Map<?, ?> call && call.get("methodName") instanceof String name && !name.equals("system.multicall")) {
				return call(name, call.get("params") instanceof List<?> params ? List.copyOf(params) : List.of());
			}
			throw new Fault(Faults.INCORRECT_PARAMETERS, "INCORRECT_PARAMETERS: recursive or nameless calls are not possible");
		} catch (Fault e) {
			return Map.of("faultCode", e.code(), "faultString", e.getMessage());
		}
	}

	private void addState() {
		for (String name : List.of("getAPIVersion", "getVersion")) {
			always.put("supervisor." + name, p -> API);
		}
		always.put("supervisor.getSupervisorVersion", p -> version);
		always.put("supervisor.getIdentification", p -> "supervisor");
		always.put("supervisor.getPID", p -> (int) ProcessHandle.current().pid());
		always.put("supervisor.getState", p -> Map.of("statecode", supervisor.mood().code(), "statename", supervisor.mood().name()));
		methods.put("supervisor.reloadConfig", p -> List.of(supervisor.reload()));
		methods.put("supervisor.addProcessGroup", p -> done(() -> supervisor.addProgram(text(p, 0))));
		methods.put("supervisor.removeProcessGroup", p -> done(() -> supervisor.removeProgram(text(p, 0))));
		methods.put("supervisor.getAllConfigInfo", p -> supervisor.configurations().entrySet().stream().map(e -> configuration(e.getKey(), e.getValue())).toList());
		methods.put("supervisor.restart", p -> done(supervisor::restart));
		methods.put("supervisor.shutdown", p -> done(supervisor::shutdown));
	}

	private static boolean done(Runnable work) {
		work.run();
		return true;
	}

	private static Map<String, Object> configuration(ProgramSettings settings, boolean inUse) {
		var info = new LinkedHashMap<String, Object>();
		info.put("name", settings.name());
		info.put("group", settings.name());
		info.put("inuse", inUse);
		info.put("autostart", settings.autostart());
		info.put("command", settings.command());
		info.put("group_prio", settings.priority());
		info.put("process_prio", settings.priority());
		info.put("startsecs", settings.startsecs());
		info.put("startretries", settings.startretries());
		info.put("stopwaitsecs", settings.stopwaitsecs());
		info.put("exitcodes", List.copyOf(settings.exitcodes()));
		info.put("redirect_stderr", settings.redirectStderr());
		info.put("stdout_logfile", settings.out().file().map(Object::toString).orElse("none"));
		info.put("stderr_logfile", settings.err().file().map(Object::toString).orElse("none"));
		return info;
	}

	private void addProcesses() {
		methods.put("supervisor.getAllProcessInfo", p -> supervisor.processes());
		methods.put("supervisor.getProcessInfo", p -> supervisor.process(text(p, 0)));
		methods.put("supervisor.startProcess", p -> {
			if (isGroup(text(p, 0))) {
				return all(List.of(group(p)), n -> supervisor.startProcess(n, waits(p, 1)));
			}
			supervisor.startProcess(text(p, 0), waits(p, 1));
			return true;
		});
		methods.put("supervisor.stopProcess", p -> {
			if (isGroup(text(p, 0))) {
				return all(List.of(group(p)), n -> supervisor.stopProcess(n, waits(p, 1)));
			}
			supervisor.stopProcess(text(p, 0), waits(p, 1));
			return true;
		});
		methods.put("supervisor.startProcessGroup", p -> all(List.of(group(p)), n -> supervisor.startProcess(n, waits(p, 1))));
		methods.put("supervisor.stopProcessGroup", p -> all(List.of(group(p)), n -> supervisor.stopProcess(n, waits(p, 1))));
		methods.put("supervisor.startAllProcesses", p -> all(supervisor.names(false), n -> supervisor.startProcess(n, waits(p, 0))));
		methods.put("supervisor.stopAllProcesses", p -> all(supervisor.names(true), n -> supervisor.stopProcess(n, waits(p, 0))));
		methods.put("supervisor.signalProcess", p -> {
			if (isGroup(text(p, 0))) {
				return all(List.of(group(p)), n -> supervisor.signal(n, text(p, 1)));
			}
			return done(() -> supervisor.signal(text(p, 0), text(p, 1)));
		});
		methods.put("supervisor.signalProcessGroup", p -> all(List.of(group(p)), n -> supervisor.signal(n, text(p, 1))));
		methods.put("supervisor.signalAllProcesses", p -> all(supervisor.names(true), n -> supervisor.signal(n, text(p, 0))));
	}

	private static boolean isGroup(String name) {
		return name.endsWith(":*") || name.endsWith(":");
	}

	/** The one program of a group. */
	private String group(List<Object> params) {
		String name = text(params, 0).replaceFirst(":\\*?$", "");
		supervisor.settings(name);
		return name;
	}

	/** What came of each. */
	private List<Map<String, Object>> all(List<String> names, Work work) throws InterruptedException {
		var results = new ArrayList<Map<String, Object>>();
		for (String name : names) {
			int status = Faults.SUCCESS;
			String description = "OK";
			try {
				work.to(name);
			} catch (Fault e) {
				status = e.code();
				description = e.getMessage();
			}
			results.add(Map.of("name", name, "group", name, "status", status, "description", description));
		}
		return results;
	}

	private void addLogs() {
		for (String name : List.of("readProcessStdoutLog", "readProcessLog")) {
			methods.put("supervisor." + name, p -> LogFiles.read(supervisor.settings(text(p, 0)).out(), number(p, 1), number(p, 2)));
		}
		for (String name : List.of("tailProcessStdoutLog", "tailProcessLog")) {
			methods.put("supervisor." + name, p -> LogFiles.tail(supervisor.settings(text(p, 0)).out(), number(p, 1), number(p, 2)));
		}
		methods.put("supervisor.readProcessStderrLog", p -> LogFiles.read(supervisor.settings(text(p, 0)).err(), number(p, 1), number(p, 2)));
		methods.put("supervisor.tailProcessStderrLog", p -> LogFiles.tail(supervisor.settings(text(p, 0)).err(), number(p, 1), number(p, 2)));
		for (String name : List.of("clearProcessLogs", "clearProcessLog")) {
			methods.put("supervisor." + name, p -> done(() -> supervisor.clearLogs(text(p, 0))));
		}
		methods.put("supervisor.clearAllProcessLogs", p -> all(supervisor.processes().stream().map(i -> (String) i.get("name")).toList(), supervisor::clearLogs));
		for (String name : List.of("readLog", "readMainLog", "clearLog", "sendProcessStdin")) { // this supervisor's own log is the agent's, and programs have no input
			methods.put("supervisor." + name, p -> {
				throw new Fault(Faults.NO_FILE, "NO_FILE");
			});
		}
	}

	private static String text(List<Object> params, int place) {
		return params.size() > place && params.get(place) instanceof String text ? text : bad();
	}

	private static int number(List<Object> params, int place) {
		if (params.size() > place && params.get(place) instanceof Integer number) {
			return number;
		}
		throw new Fault(BAD_ARGUMENTS, "BAD_ARGUMENTS");
	}

	private static String bad() {
		throw new Fault(Faults.INCORRECT_PARAMETERS, "INCORRECT_PARAMETERS");
	}

	private static boolean waits(List<Object> params, int place) {
		return params.size() <= place || !Boolean.FALSE.equals(params.get(place));
	}
}
