package org.fleetdesk.serverless;

import java.util.List;

import org.fleetdesk.core.Action;

/** The words of the serverless domain: kinds, verbs and attributes, as they stand in snapshots, journals and column choices. */
public final class Serverless {

	/** The engine kind. */
	public static final String KIND = "serverless";

	/** Resource kinds. A runtime's key is the id of its document; one whose document is gone has no runtime. */
	public static final String RUNTIME = "runtime";
	/** A OneFlow service; its parent is its runtime, where one refers to it. */
	public static final String SERVICE = "service";
	/** Key: the service's id, a slash, the role's name; its parent is its service. */
	public static final String ROLE = "role";
	/** A virtual machine; its parent is its role. */
	public static final String VM = "vm";

	/** The further log of a runtime: what the engine itself says of it. */
	public static final String ENGINE_LOG = "engine";

	/** What the roles of a runtime are called. */
	public static final String FAAS = "FAAS";
	public static final String DAAS = "DAAS";

	/** Options of a connection: where OpenNebula's XML-RPC and OneFlow are. */
	public static final String OPTION_OPENNEBULA = "opennebula";
	public static final String OPTION_ONEFLOW = "oneflow";
	/** Where the logs of virtual machines are: {@code sftp://USER@HOST/FOLDER} or {@code file:///FOLDER}; more options begin with it. */
	public static final String OPTION_VM_LOGS = "vmlogs";

	/** On an engine; parameter {@code runtime}: an object in the form of the engine's schema, the inside of {@code SERVERLESS_RUNTIME}, with a {@code NAME}. */
	public static final String CREATE = "serverless.runtime.create";
	/**
	 * Parameter {@code runtime}: an object in the form of the engine's schema; what is missing keeps its value. What the engine tells of a runtime but does not change by
	 * update (flavours, outputs) is ignored.
	 */
	public static final String UPDATE = "serverless.runtime.update";
	/** Parameter {@code name}. */
	public static final String RENAME = "serverless.runtime.rename";
	public static final String DELETE = "serverless.runtime.delete";
	/** On a role, or on a runtime with parameter {@code role} ({@link #FAAS} by default); parameters {@code cardinality} (0 or more), {@code force} (boolean): beyond the role's limits. */
	public static final String SCALE = "serverless.runtime.scale";
	/** What failed of a runtime is tried again: its service, and its virtual machines; those that are switched off are resumed. */
	public static final String RECOVER = "serverless.runtime.recover";
	/** On a service; what failed is tried again. */
	public static final String RECOVER_SERVICE = "serverless.service.recover";
	/** On a service; also when it is in the middle of something, by force then. */
	public static final String DELETE_SERVICE = "serverless.service.delete";
	/** On a virtual machine; parameter {@code how}, a {@link VmRecovery} in lower case; {@code retry} by default. */
	public static final String RECOVER_VM = "serverless.vm.recover";
	/** On any resource with a {@link #PROBLEM}: the repair that fits it, see {@link #REPAIR_TEXT}. */
	public static final String REPAIR = "serverless.repair";
	/** In front of an action of OpenNebula's {@code one.vm.action}, such as {@code poweroff-hard}. */
	public static final String VM_VERB = "serverless.vm.";

	/** Attributes of runtimes, and with {@link #faas} or {@link #daas} in front of one of its functions. CPU: a number of cores. */
	public static final String CPU = "cpu";
	/** Bytes. */
	public static final String MEMORY = "memory";
	/** Bytes. */
	public static final String DISK = "disk";
	public static final String FLAVOUR = "flavour";
	/** The address of a function's virtual machine; of a runtime its FaaS function's. */
	public static final String ENDPOINT = "endpoint";
	/** Where {@link ServerlessSession#answer} asks the endpoint, a URL. */
	public static final String ENDPOINT_URL = "endpointUrl";
	/** What is wrong, as a sentence, in the cloud's own words. */
	public static final String ERROR = "error";
	/** A function's state in the API's words: PENDING, RUNNING, UPDATING, ERROR. */
	public static final String STATE = "state";
	/** Id of a virtual machine. */
	public static final String VM_ID = "vm";

	/** The id that OpenNebula has for it, a number. */
	public static final String ID = "id";
	/** Both flavours, such as {@code Function-Data}: the name of the service template. */
	public static final String FLAVOURS = "flavours";
	public static final String SERVICE_ID = "service";
	/** The state of a runtime's service, or of a virtual machine's, in OneFlow's words. */
	public static final String SERVICE_STATE = "serviceState";
	/** Names of the hosts, with commas. */
	public static final String HOST = "host";
	public static final String POLICY = "policy";
	public static final String REQUIREMENTS = "requirements";
	/** Seconds. */
	public static final String LATENCY = "latency";
	public static final String LOCATION = "location";
	public static final String OWNER = "owner";
	public static final String GROUP = "group";
	/** An ISO-8601 instant: when the state began, as far as the cloud tells. */
	public static final String SINCE = "since";
	/** An ISO-8601 instant. */
	public static final String STARTED = "started";
	/** What is wrong with how it stands among the others: orphaned, stuck, failed; a sentence. */
	public static final String PROBLEM = "problem";
	/** What {@link #REPAIR} would do, as a sentence; missing where there is nothing to repair. */
	public static final String REPAIR_TEXT = "repair";

	/** Attributes of roles: how many virtual machines it is to have, and how many it has. */
	public static final String CARDINALITY = "cardinality";
	public static final String NODES = "nodes";
	/** Name of a virtual machine's role. */
	public static final String ROLE_NAME = "role";
	/** Names of a service's roles, with cardinalities. */
	public static final String ROLES = "roles";
	/** Addresses of a virtual machine, with commas. */
	public static final String IP = "ip";
	/** A virtual machine's runtime, by name. */
	public static final String RUNTIME_NAME = "runtime";
	/** How much processor a virtual machine used last, in per cent of one core. */
	public static final String CPU_USED = "cpuUsed";
	/** How much memory a virtual machine used last, in bytes. */
	public static final String MEMORY_USED = "memoryUsed";

	/** What can be done with runtimes, in menu order. */
	public static final List<Action> RUNTIME_ACTIONS = List.of(new Action(UPDATE, "Edit", false), new Action(RENAME, "Rename", false), new Action(SCALE, "Scale", false),
			new Action(RECOVER, "Recover", false), new Action(REPAIR, "Repair", true), new Action(DELETE, "Delete", true));
	public static final List<Action> SERVICE_ACTIONS = List.of(new Action(RECOVER_SERVICE, "Recover", false), new Action(REPAIR, "Repair", true),
			new Action(DELETE_SERVICE, "Delete", true));
	public static final List<Action> ROLE_ACTIONS = List.of(new Action(SCALE, "Scale", false), new Action(REPAIR, "Repair", true));
	public static final List<Action> VM_ACTIONS = List.of(vm("resume", "Resume", false), vm("poweroff", "Power off", false), vm("poweroff-hard", "Power off hard", "Power off %s hard", true),
			vm("reboot", "Reboot", false), vm("reboot-hard", "Reboot hard", "Reboot %s hard", true), vm("suspend", "Suspend", false), vm("stop", "Stop", false),
			vm("undeploy", "Undeploy", false), vm("hold", "Hold", false), vm("release", "Release", false), vm("resched", "Reschedule", false),
			vm("unresched", "Cancel rescheduling", "Cancel rescheduling of %s", false), vm("recover", "Recover", false), new Action(REPAIR, "Repair", true),
			vm("terminate", "Terminate", true), vm("terminate-hard", "Terminate hard", "Terminate %s hard", true));

	private Serverless() {
	}

	private static Action vm(String action, String label, boolean destructive) {
		return vm(action, label, "", destructive);
	}

	private static Action vm(String action, String label, String phrase, boolean destructive) {
		return new Action(VM_VERB + action, label, phrase, destructive);
	}

	/** The attribute of the FaaS function. */
	public static String faas(String attribute) {
		return "faas." + attribute;
	}

	/** The attribute of the DaaS function. */
	public static String daas(String attribute) {
		return "daas." + attribute;
	}

	/** The key of a role. */
	public static String roleKey(int service, String role) {
		return service + "/" + role;
	}

	/** All verbs on virtual machines that are an action of OpenNebula. */
	public static List<String> vmActions() {
		return VM_ACTIONS.stream().map(Action::verb).filter(v -> v.startsWith(VM_VERB) && !v.equals(RECOVER_VM)).toList();
	}

}
