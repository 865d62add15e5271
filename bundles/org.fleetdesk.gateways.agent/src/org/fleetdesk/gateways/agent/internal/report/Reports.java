package org.fleetdesk.gateways.agent.internal.report;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

import org.fleetdesk.gateways.agent.internal.install.InstalledApps;
import org.fleetdesk.gateways.agent.internal.supervise.ProcessInfo;
import org.fleetdesk.gateways.agent.internal.supervise.Supervisor;
import org.fleetdesk.gateways.agent.internal.supervise.SupervisorException;
import org.fleetdesk.gateways.model.Aliases;
import org.fleetdesk.gateways.model.EngineReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The three reports of a check-in. */
public final class Reports {

	private static final Logger LOG = LoggerFactory.getLogger(Reports.class);
	private static final String GWE = "gwe";
	private static final String GMQ = "gmq";
	private static final String NOT_KNOWN = "UNKNOWN";

	private final DeviceFacts facts;
	private final Usage usage;
	private final Traffic own;
	private final Path ownFile;
	private final Supervisor supervisor;
	private final InstalledApps installed;
	private final String version;
	private final Clock clock;
	private final Instant started;

	/**
	 * @param own     what this process moves; kept at {@code ownFile} with each report
	 * @param version of the agent
	 */
	public Reports(DeviceFacts facts, Usage usage, Traffic own, Path ownFile, Supervisor supervisor, InstalledApps installed, String version, Clock clock) {
		this.facts = facts;
		this.usage = usage;
		this.own = own;
		this.ownFile = ownFile;
		this.supervisor = supervisor;
		this.installed = installed;
		this.version = version;
		this.clock = clock;
		started = clock.instant();
	}

	/** By alias. What cannot be found out is left out and logged. */
	public Map<String, String> all() throws InterruptedException {
		var reports = new LinkedHashMap<String, String>();
		keepTraffic();
		try {
			reports.put(Aliases.USAGE_REPORT, usage.read().text());
		} catch (IOException e) {
			LOG.warn("The traffic cannot be reported: {}", e.getMessage());
		}
		reports.put(Aliases.ENGINE_REPORT, engine().text());
		reports.put(Aliases.DEVICE_INFO, facts.read().text());
		return reports;
	}

	/** What this process moved is on disk when this returns. */
	public void keepTraffic() {
		try {
			own.write(ownFile);
		} catch (IOException e) {
			LOG.warn("What the agent moved over the network cannot be kept: {}", e.getMessage());
		}
	}

	/** Applications with version and state. */
	public EngineReport engine() throws InterruptedException {
		var versions = new TreeMap<String, String>();
		try {
			installed.all().forEach(app -> versions.put(app.name(), app.version()));
		} catch (IOException e) {
			LOG.warn("What is installed cannot be read: {}", e.getMessage());
		}
		versions.put(GWE, version);
		var apps = new ArrayList<EngineReport.App>();
		String without = "";
		List<ProcessInfo> processes = List.of();
		try {
			processes = supervisor.all();
		} catch (SupervisorException e) {
			LOG.warn("The supervisor cannot be asked: {}", e.getMessage());
			without = NOT_KNOWN;
		}
		for (var process : processes) {
			if (process.name().equals(GMQ)) {
				versions.putIfAbsent(GMQ, version); // it comes with the agent
			}
			String known = versions.remove(process.name());
			apps.add(new EngineReport.App(process.name(), known == null ? "" : known, process.state().name(), process.uptime(), OptionalInt.of(process.exitStatus())));
		}
		if (versions.remove(GWE) != null) { // nobody supervises it, which the console sees by the missing exit status
			apps.add(new EngineReport.App(GWE, version, "RUNNING", uptime(), OptionalInt.empty()));
		}
		for (var app : versions.entrySet()) {
			apps.add(new EngineReport.App(app.getKey(), app.getValue(), without, "", OptionalInt.empty()));
		}
		return new EngineReport(apps);
	}

	private String uptime() {
		return ProcessInfo.uptime(Duration.between(started, clock.instant()));
	}
}
