package org.fleetdesk.gateways;

import java.util.List;

import org.fleetdesk.core.Action;

/** The words of the gateway domain: kinds, verbs and attributes, as they stand in snapshots, journals and column choices. */
public final class Gateways {

	/** The engine kind: a device cloud. */
	public static final String KIND = "gateways";

	/** Resource kinds. A gateway's key: product, slash, serial number. */
	public static final String GATEWAY = "gateway";
	/** What Gateway Engine runs or has installed; its parent is its gateway. Key: that of the gateway, slash, the application's name. */
	public static final String APPLICATION = "application";
	/** A file in a product's content area. Key: product, slash, file name. */
	public static final String PACKAGE = "package";
	/** Key: the product's id. */
	public static final String PRODUCT = "product";

	/** On a gateway; parameter {@code packages}: file names in the product's content area, in the order of installation. With a file: parameter {@code file}, which is uploaded first. */
	public static final String INSTALL = "gateways.install";
	/** On a gateway; parameter {@code deployment}: an id, by default what it is at. Takes that out of its queue, unless it was picked up. */
	public static final String CANCEL_INSTALL = "gateways.install.cancel";
	/** As {@link #CANCEL_INSTALL}, but also when it was picked up: the cloud waits for it no more, whatever the gateway does with it. */
	public static final String GIVE_UP_INSTALL = "gateways.install.giveup";
	/** On an engine; parameters {@code product}, {@code file}: a path, {@code signer}: a file with the private key that signs it (may be missing). */
	public static final String UPLOAD = "gateways.package.upload";
	public static final String REMOVE_PACKAGE = "gateways.package.remove";

	/** On an application. */
	public static final String START = "gateways.application.start";
	public static final String STOP = "gateways.application.stop";
	public static final String RESTART = "gateways.application.restart";

	/** On a gateway; parameter {@code seconds}. */
	public static final String INTERVAL = "gateways.interval";
	/** On a gateway that listens: it reports at once. */
	public static final String CHECK_IN = "gateways.checkin";
	/** On a gateway; parameters {@code alias}, {@code value}. */
	public static final String WRITE_ALIAS = "gateways.alias.write";
	/** On a gateway: aliases of the document that its product lacks are made. */
	public static final String CREATE_ALIASES = "gateways.alias.create";
	/** On a gateway; parameters {@code script}: a text that begins with {@code #!}, {@code title}. It goes there as a package that does something once. */
	public static final String SCRIPT = "gateways.script";
	/** On a gateway, as a package that does something once. */
	public static final String REBOOT = "gateways.reboot";
	/** On a gateway that listens; parameter {@code file}: where the report is written. */
	public static final String SUPPORT_REPORT = "gateways.support";
	/** On a gateway; parameter {@code labels}: an object, all that are to be there; or {@code set}, an object, and {@code remove}, names, for what changes. */
	public static final String LABEL = "gateways.label";
	public static final String ENABLE = "gateways.enable";
	/** A new key; the old one counts no more. */
	public static final String REGENERATE = "gateways.regenerate";
	public static final String DISABLE = "gateways.disable";
	public static final String LOCK = "gateways.lock";
	public static final String UNLOCK = "gateways.unlock";
	public static final String DELETE = "gateways.delete";

	/** On an engine; parameters {@code id} (may be missing), {@code label}, {@code whitelist} (boolean), {@code activationWindow} (seconds). */
	public static final String CREATE_PRODUCT = "gateways.product.create";
	public static final String DELETE_PRODUCT = "gateways.product.delete";
	/** On a product; parameter {@code sn}: serial numbers, or {@code range}: an object as in the management API. */
	public static final String ADD = "gateways.add";
	/**
	 * On a product; parameters {@code host}, {@code port}, {@code user}, {@code password} (a secret; of the key when there is one), {@code identity} (a file with a
	 * private key), {@code fingerprint} (of the server's key), {@code package} (a file: the release that {@code ./fleetdesk dist gwe} makes), and {@code uuid} or {@code interface}, whose address is the serial number; {@code cloud} when gateways reach it by another address.
	 */
	public static final String ADD_BY_SSH = "gateways.add.ssh";
	/** On a product: starts an agent on this machine, as a process of its own. */
	public static final String START_LOCAL = "gateways.agent.start";
	/** On a gateway whose agent {@link #START_LOCAL} started: ends it. */
	public static final String STOP_LOCAL = "gateways.agent.stop";

	/** What {@code install.sh} said in a deployment is a further log of the gateway: this with the deployment's id behind it. */
	public static final String OUTPUT_LOG = "output-";

	/** The label of gateways whose agent {@link #START_LOCAL} started; its value is the agent's name. */
	public static final String LOCAL_LABEL = "local-agent";

	/** The state's word of a gateway that did not check in within its interval, by the cloud's clock. */
	public static final String OVERDUE = "overdue";

	/** Attributes of gateways. */
	public static final String PRODUCT_ID = "product";
	public static final String SERIAL = "sn";
	/** The application that is Gateway Engine itself. */
	public static final String AGENT = "gwe";
	/** In the cloud's words: notactivated, activated, expired. */
	public static final String ACTIVATION = "activation";
	/** An ISO-8601 instant: the last check-in. */
	public static final String LAST_SEEN = "lastSeen";
	/** An ISO-8601 instant, by the cloud's clock, after which a gateway that did not check in is overdue. */
	public static final String DUE = "due";
	/** Seconds between two check-ins. */
	public static final String UPDATE_INTERVAL = "interval";
	public static final String ADDRESS = "address";
	/** {@code true} when processes and logs can be reached now. */
	public static final String LISTENING = "listening";
	/** Name, version and state of each, such as {@code test_app 1 running, counter 3 failed}; with a question mark behind the state when it may have changed since. */
	public static final String APPLICATIONS = "applications";
	/** Applications whose installed version is not the assigned one, such as {@code test_app 1, not 2}. */
	public static final String DRIFT = "drift";
	public static final String OS = "os";
	public static final String KERNEL = "kernel";
	/** Per cent of the fullest file system. */
	public static final String DISK = "disk";
	/** Bytes free there. */
	public static final String DISK_FREE = "diskFree";
	/** Bytes of all interfaces but the loopback together; of one with {@link #received} and {@link #sent}. */
	public static final String RECEIVED = "received";
	public static final String SENT = "sent";
	/** What is installed now, such as {@code test_app 2: 27 %, downloading}; the share is that of its whole installation. */
	public static final String INSTALLING = "installing";
	public static final String LOCKED = "locked";
	/** What is wrong, as a sentence. */
	public static final String PROBLEM = "problem";

	/** Attributes of applications. */
	public static final String VERSION = "version";
	public static final String ASSIGNED = "assigned";
	/** In supervisord's words. */
	public static final String STATUS = "status";
	public static final String UPTIME = "uptime";
	public static final String EXIT_STATUS = "exitStatus";

	/** Attributes of packages. */
	public static final String SIZE = "size";
	public static final String SHA256 = "sha256";
	public static final String UPLOADED = "uploaded";
	public static final String UPLOADED_BY = "by";
	public static final String SIGNED = "signed";
	/** How many gateways have it installed; of a product, how many it has. */
	public static final String GATEWAYS = "gateways";

	/** What can be done with gateways, in menu order. */
	public static final List<Action> GATEWAY_ACTIONS = List.of(new Action(INSTALL, "Install application", "Install an application on %s", false),
			new Action(CHECK_IN, "Check in now", "Let %s check in now", false), new Action(INTERVAL, "Update interval", "Set the update interval of %s", false),
			new Action(SCRIPT, "Run script", "Run a script on %s", false), new Action(SUPPORT_REPORT, "Support report", "Collect a support report of %s", false),
			new Action(LABEL, "Labels", "Set labels of %s", false), new Action(CREATE_ALIASES, "Create aliases", "Create missing aliases for %s", false), new Action(ENABLE, "Enable", false),
			new Action(REGENERATE, "Regenerate key", "Regenerate the key of %s", true), new Action(DISABLE, "Disable", "", true, true), new Action(LOCK, "Lock", "", true, true),
			new Action(UNLOCK, "Unlock", false), new Action(GIVE_UP_INSTALL, "Give up installation", "Give up the installation on %s", true), new Action(REBOOT, "Reboot", true),
			new Action(STOP_LOCAL, "Stop local agent", "Stop the local agent of %s", true), new Action(DELETE, "Delete", true));
	public static final List<Action> APPLICATION_ACTIONS = List.of(new Action(START, "Start", false), new Action(STOP, "Stop", false), new Action(RESTART, "Restart", false));
	public static final List<Action> PACKAGE_ACTIONS = List.of(new Action(REMOVE_PACKAGE, "Remove", true));
	public static final List<Action> PRODUCT_ACTIONS = List.of(new Action(ADD, "Add serial numbers", "Add serial numbers to %s", false),
			new Action(ADD_BY_SSH, "Add gateway over SSH", "Add a gateway to %s over SSH", false), new Action(START_LOCAL, "Start a local agent", "Start a local agent for %s", false),
			new Action(DELETE_PRODUCT, "Delete", true));

	private Gateways() {
	}

	/** The attribute of one network interface: bytes received. */
	public static String received(String networkInterface) {
		return RECEIVED + "." + networkInterface;
	}

	/** The attribute of one network interface: bytes sent. */
	public static String sent(String networkInterface) {
		return SENT + "." + networkInterface;
	}

	/** The product's id in the key of a gateway, an application or a package. */
	public static String product(String key) {
		int slash = key.indexOf('/');
		return slash < 0 ? key : key.substring(0, slash);
	}

	/** The serial number in the key of a gateway or an application, the file name in that of a package. */
	public static String serial(String key) {
		String rest = key.substring(key.indexOf('/') + 1);
		int slash = rest.indexOf('/');
		return slash < 0 ? rest : rest.substring(0, slash);
	}

	/** The application's name in its key. */
	public static String application(String key) {
		return key.substring(key.lastIndexOf('/') + 1);
	}

	/** The key of a gateway, or in front of an application's name. */
	public static String key(String product, String serial) {
		return product + "/" + serial;
	}
}
