package org.fleetdesk.serverless;

import java.util.Optional;

import org.fleetdesk.core.Snapshot;

/** The facts that the snapshot of a serverless engine tells of the engine and its cloud, by their names; one that is not known is missing. */
public final class CloudFacts {

	/** The engine's product and version. */
	public static final String ENGINE = "Engine";
	/** Version of OpenNebula, which says "simulated" of a simulated one; or why there is no access, see {@link #unreachable}. */
	public static final String OPENNEBULA = "OpenNebula";
	/** Where OneFlow is, a URL; or why there is no access, see {@link #unreachable}. */
	public static final String ONEFLOW = "OneFlow";
	/** As whom OpenNebula knows the connection's user. */
	public static final String USER = "User";
	/** How many runtimes there are. */
	public static final String RUNTIMES = "Runtimes";
	/** How many resources have a {@link Serverless#PROBLEM}; missing when none has. */
	public static final String PROBLEMS = "Problems";

	/** How many hosts there are, and how much of them is given away; or a note, as the following are: why this could not be read the last time. */
	public static final String HOSTS = "Hosts";
	public static final String DOCUMENTS = "Documents";
	public static final String SERVICES = "Services";
	public static final String VMS = "Virtual machines";
	public static final String MONITORING = "Monitoring";
	/** That the engine does not list its runtimes. */
	public static final String LIST = "List";

	private static final String UNREACHABLE = "not reachable: ";
	private static final String UNREADABLE = "not readable: ";

	private CloudFacts() {
	}

	/** The value of a fact that names what cannot be reached. */
	public static String unreachable(String why) {
		return UNREACHABLE + why;
	}

	/** The value of a note on what could not be read. */
	public static String unreadable(String why) {
		return UNREADABLE + why;
	}

	/** What such a fact of a snapshot says when what it names cannot be reached, such as "not reachable: connection refused"; empty when it can, and for a fact that is missing. */
	public static Optional<String> unreachable(Snapshot snapshot, String fact) {
		return Optional.ofNullable(snapshot.facts().get(fact)).filter(f -> f.startsWith(UNREACHABLE));
	}

	/** Whether a fact says that there is less than all: something is not reached, not read, or not listed. */
	public static boolean incomplete(String fact, String value) {
		return value.startsWith(UNREACHABLE) || value.startsWith(UNREADABLE) || fact.equals(LIST);
	}
}
