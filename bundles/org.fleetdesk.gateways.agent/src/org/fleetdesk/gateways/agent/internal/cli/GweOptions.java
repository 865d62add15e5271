package org.fleetdesk.gateways.agent.internal.cli;

import java.util.List;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The flags of the document, with its words; those of ours stand apart. */
final class GweOptions {

	/** The document's, which are those of Python's logging. */
	enum DebugLevel {
		DEBUG, INFO, WARNING, ERROR, CRITICAL
	}

	/** Which supervisor runs the applications. */
	enum SupervisorKind {
		own, supervisord
	}

	@Option(names = { "-h", "--help" }, usageHelp = true, description = "show this help message and exit")
	boolean help;

	@Option(names = { "-v", "--version" }, description = "Print the current GWE version.")
	boolean version;

	@Option(names = { "-p", "--path" }, description = "Print the installation path of GWE.")
	boolean path;

	@Option(names = { "-e", "--engine-conf" }, description = "Print the contents of the Engine.config file.")
	boolean engineConf;

	@Option(names = { "-g", "--gateway-cfg" }, description = "Print the contents of the Gateway.cfg file.")
	boolean gatewayCfg;

	@Option(names = { "-C", "--gateway-cik" }, description = "Print the GWE cik.")
	boolean gatewayCik;

	@Option(names = { "-o", "--once" }, description = "Do not continuously run GWE. Run once and exit.")
	boolean once;

	@Option(names = { "-x", "--create-buildfile" }, description = "Create buildfile.")
	boolean createBuildfile;

	@Option(names = { "-y", "--build-app-tarball" }, description = "Build application tarball, with -n and -s: from the folder's buildfile, or of all its files.")
	boolean buildApp;

	@Option(names = "--build-app", paramLabel = "BUILDFILE", description = "Build application tarball as this buildfile says.")
	String buildfile;

	@Option(names = { "-I", "--install-apps" }, arity = "1..*", paramLabel = "APP_TARBALL", description = "Provide the path to a tarball or a list of paths to tarballs to install.")
	List<String> installApps = List.of();

	@Option(names = { "-c", "--set-cik" }, paramLabel = "CIK", description = "Set the GWE cik with provided value.")
	String cik;

	@Option(names = { "-m", "--set-model" }, paramLabel = "MODEL", description = "Set the GWE model with provided value.")
	String model;

	@Option(names = { "-r", "--set-vendor" }, paramLabel = "VENDOR", description = "Set the GWE vendor with provided value.")
	String vendor;

	@Option(names = { "-P", "--set-product-id", "--product-id" }, paramLabel = "PRODUCT_ID", description = "Configure GWE with your Murano Product ID with provided value.")
	String productId;

	@Option(names = { "-u", "--set-uuid" }, paramLabel = "UUID", description = "Set the GWE uuid/serial-number with provided value.")
	String uuid;

	@Option(names = { "-i", "--set-iface" }, paramLabel = "IFACE",
			description = "Set the hardware interface (e.g. eth0, wlan0, ppp0, etc.) for GWE to use to get a MAC address as its uuid/serial-number.")
	String iface;

	@Option(names = { "-l", "--set-act-retry-interval" }, paramLabel = "INTERVAL_SECONDS",
			description = "Set activation retry interval in seconds. The activation retry interval is the amount of time gwe waits in between successive activation requests.")
	String retryInterval;

	@Option(names = { "-d", "--set-debug-level" }, paramLabel = "{DEBUG,INFO,WARNING,ERROR,CRITICAL}", description = "Set the runtime logging level of GWE.")
	DebugLevel debugLevel;

	@Option(names = { "-t", "--set-update-interval" }, paramLabel = "UPDATE_INTERVAL", description = "Set period (in seconds) of time between GWE check-ins.")
	String updateInterval;

	@Option(names = { "-a", "--set-user-agent" }, paramLabel = "USER_AGENT", description = "Set the GWE User-Agent HTTP header.")
	String userAgent;

	@Option(names = { "-n", "--app-name" }, paramLabel = "APP_NAME", description = "The name of the Custom Gateway Application. This is the NAME in NAME.v1.tar.gz.")
	String appName;

	@Option(names = { "-s", "--app-version" }, paramLabel = "APP_VERSION", description = "The version of the Custom Gateway Application. This is the VERSION in NAME.vVERSION.tar.gz")
	String appVersion;

	@Option(names = "--download-latest", paramLabel = "RELEASE_AREA",
			description = "Download the latest release of Gateway Engine: gmq-master (with the store-and-forward server GMQ), gmq-dev, baseline-master (the minimal one) or baseline-dev; "
					+ "dev is for testing and development. Example: gwe --download-latest gmq-master")
	String downloadLatest;

	@Option(names = { "-w", "--check-buildfile" }, paramLabel = "BUILDFILE", description = "Checks the gwe.build file for common problems. Does not detect all problems.")
	String checkBuildfile;

	@Option(names = { "-z", "--check-tarball" }, paramLabel = "TARBALL", description = "Checks GWE tarball for things like structure, optional elements.")
	String checkTarball;

	@Option(names = "--mac-address", paramLabel = "IFACE", description = "Print the MAC address of an interface as GWE uses it for its uuid.")
	String macAddress;

	@ArgGroup(exclusive = false, heading = "%nadditions of Fleetdesk:%n")
	Ours ours = new Ours();

	/** What the document does not have. */
	static final class Ours {

		@Option(names = "--home", paramLabel = "FOLDER", description = "Where GWE keeps its files; otherwise GWE_HOME, otherwise /opt/gateway-engine.")
		String home;

		@Option(names = "--set-cloud", paramLabel = "URL", description = "Set where the device cloud is; '' for https://PRODUCT_ID.m2.exosite.com.")
		String cloud;

		@Option(names = "--set-authorities", paramLabel = "FILE", description = "Trust the certificates in this file (PEM) beside those of the system; '' for those of the system alone.")
		String authorities;

		@Option(names = "--set-trusted-key", paramLabel = "FILE", description = "Take only packages that are signed with the private key of this public one (Ed25519, PEM); '' for any package.")
		String trustedKey;

		@Option(names = "--set-releases", paramLabel = "URL", description = "Set where --download-latest finds its release areas.")
		String releases;

		@Option(names = "--supervisor", paramLabel = "own|supervisord", description = "Set what runs the applications: the supervisor that GWE has, or supervisord.")
		SupervisorKind supervisor;

		@Option(names = "--supervisor-url", paramLabel = "URL", description = "Set where supervisord listens: unix:///run/supervisor.sock or http://127.0.0.1:9001.")
		String supervisorUrl;

		@Option(names = "--supervisor-user", paramLabel = "USER", description = "Set the user for supervisord.")
		String supervisorUser;

		@Option(names = "--supervisor-password-file", paramLabel = "FILE", description = "Set the file that holds the password for supervisord.")
		String supervisorPassword;

		@Option(names = "--supervisor-programs", paramLabel = "FOLDER", description = "Set the folder of programs that supervisord includes; usually /etc/supervisor/conf.d.")
		String supervisorPrograms;

		@Option(names = "--only-newer", description = "With -I: leave out applications that are installed in this or a newer version.")
		boolean onlyNewer;

		@Option(names = "--json", description = "Print JSON, with -z, -w, -v and status.")
		boolean json;
	}
}
