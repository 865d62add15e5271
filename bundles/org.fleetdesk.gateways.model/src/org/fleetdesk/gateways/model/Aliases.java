package org.fleetdesk.gateways.model;

import java.util.List;

/** The aliases by which Gateway Engine and its cloud talk (the document, "Murano Product Aliases"). */
public final class Aliases {

	/** Traffic by interface and consumer; a {@link UsageReport}. The gateway writes it. */
	public static final String USAGE_REPORT = "usage_report";
	/** The applications with version and state; an {@link EngineReport}. The gateway writes it. */
	public static final String ENGINE_REPORT = "engine_report";
	/** An {@link InstallCommand}. The cloud writes it, the gateway empties it when it has picked it up. */
	public static final String ENGINE_FETCH = "engine_fetch";
	/** Operating system, storage, memory and addresses; a {@link DeviceInfo}. The gateway writes it. */
	public static final String DEVICE_INFO = "device_info";
	/** Seconds between two check-ins, as text. The cloud writes it, the gateway empties it when it has adopted it. */
	public static final String UPDATE_INTERVAL = "update_interval";
	/** What came of an installation: the output of {@code install.sh}, or a failure. The gateway writes it. */
	public static final String FETCH_STATUS = "fetch_status";

	/** How far an installation is; an {@link InstallProgress}. Not of the document: our agent writes it. */
	public static final String INSTALL_PROGRESS = "install_progress";

	/** What each product has, in the document's order. */
	public static final List<String> OF_THE_DOCUMENT = List.of(USAGE_REPORT, ENGINE_REPORT, ENGINE_FETCH, DEVICE_INFO, UPDATE_INTERVAL, FETCH_STATUS);

	private Aliases() {
	}
}
