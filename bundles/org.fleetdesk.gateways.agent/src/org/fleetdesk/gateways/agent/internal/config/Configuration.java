package org.fleetdesk.gateways.agent.internal.config;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

import org.fleetdesk.gateways.agent.internal.AgentHome;

/**
 * The two files. Each is read anew and changed alone by its keys, so that the agent that runs and a command line beside it do not undo each other's changes; in
 * between a lock is held.
 */
public final class Configuration {

	private final AgentHome home;

	public Configuration(AgentHome home) {
		this.home = home;
	}

	public GatewayCfg gateway() throws IOException {
		return GatewayCfg.of(IniFile.read(home.gatewayCfg()));
	}

	public EngineConfig engine() throws IOException {
		return EngineConfig.of(IniFile.read(home.engineConfig()));
	}

	/** Of Gateway.cfg; the document's five options when there is no such file. */
	public String gatewayText() throws IOException {
		return Files.exists(home.gatewayCfg()) ? IniFile.read(home.gatewayCfg()).text() : withOptions(IniFile.parse("")).text();
	}

	/** Of Engine.config; the usual values when there is no such file. */
	public String engineText() throws IOException {
		return Files.exists(home.engineConfig()) ? IniFile.read(home.engineConfig()).text() : withUsual(IniFile.parse("")).text();
	}

	/** Changes options of {@code [device]} in Gateway.cfg. */
	public synchronized void setGateway(Map<String, String> options) throws IOException {
		locked(() -> {
			var file = withOptions(IniFile.read(home.gatewayCfg()));
			options.forEach((key, value) -> file.set(GatewayCfg.SECTION, key, value));
			file.write(home.gatewayCfg(), true);
		});
	}

	/** Changes options of {@code [engine]} in Engine.config. */
	public void setEngine(Map<String, String> options) throws IOException {
		setEngine(EngineConfig.SECTION, options);
	}

	/** @throws ConfigException when the file would be of no use with them; it is not changed then */
	public synchronized void setEngine(String section, Map<String, String> options) throws IOException {
		locked(() -> {
			var file = withUsual(IniFile.read(home.engineConfig()));
			options.forEach((key, value) -> file.set(section, key, value));
			EngineConfig.of(file);
			file.write(home.engineConfig(), false);
		});
	}

	private static IniFile withOptions(IniFile file) {
		for (String key : new String[] { "cik", "model", "vendor", "uuid", "iface" }) {
			if (file.get(GatewayCfg.SECTION, key).isEmpty()) {
				file.set(GatewayCfg.SECTION, key, "");
			}
		}
		return file;
	}

	private static IniFile withUsual(IniFile file) {
		var usual = new LinkedHashMap<String, String>();
		usual.put(EngineConfig.INTERVAL, String.valueOf(EngineConfig.USUAL_INTERVAL.toSeconds()));
		usual.put(EngineConfig.RETRY, String.valueOf(EngineConfig.USUAL_RETRY.toSeconds()));
		usual.put(EngineConfig.LEVEL, "INFO");
		usual.put(EngineConfig.AGENT, "");
		usual.put(EngineConfig.CLOUD, "");
		usual.forEach((key, value) -> {
			if (file.get(EngineConfig.SECTION, key).isEmpty()) {
				file.set(EngineConfig.SECTION, key, value);
			}
		});
		return file;
	}

	/** Something that changes a file. */
	@FunctionalInterface
	private interface Change {
		void make() throws IOException;
	}

	private void locked(Change change) throws IOException {
		Files.createDirectories(home.state());
		try (var channel = FileChannel.open(home.state().resolve("configuration.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE); var lock = channel.lock()) {
			change.make();
		}
	}
}
