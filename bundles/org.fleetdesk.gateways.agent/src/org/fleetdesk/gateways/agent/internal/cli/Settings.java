package org.fleetdesk.gateways.agent.internal.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.gateways.agent.internal.AgentHome;
import org.fleetdesk.gateways.agent.internal.config.ConfigException;
import org.fleetdesk.gateways.agent.internal.config.Configuration;
import org.fleetdesk.gateways.agent.internal.config.EngineConfig;
import org.fleetdesk.gateways.model.PackageSignature;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.TlsSettings;

/** Turns flags into changes of the two files. */
final class Settings {


	private final GweOptions options;
	private final AgentHome home;
	private final Terminal terminal;
	private final Map<String, String> gateway = new LinkedHashMap<>();
	private final Map<String, String> engine = new LinkedHashMap<>();
	private final Map<String, String> supervisor = new LinkedHashMap<>();

	Settings(GweOptions options, AgentHome home, Terminal terminal) {
		this.options = options;
		this.home = home;
		this.terminal = terminal;
	}

	/**
	 * Makes the changes, all of them when each can be made, and prints the new configuration.
	 *
	 * @return whether there was anything to change
	 * @throws ConfigException when a value is of no use
	 */
	boolean apply(Configuration configuration) throws IOException {
		collect();
		if (!gateway.isEmpty()) {
			configuration.setGateway(gateway);
			terminal.out().print(configuration.gatewayText());
		}
		if (!engine.isEmpty()) {
			configuration.setEngine(engine);
		}
		if (!supervisor.isEmpty()) {
			configuration.setEngine("supervisor", supervisor);
		}
		if (!engine.isEmpty() || !supervisor.isEmpty()) {
			terminal.out().print(configuration.engineText());
		}
		return !gateway.isEmpty() || !engine.isEmpty() || !supervisor.isEmpty();
	}

	private void collect() throws IOException {
		put(gateway, "vendor", options.productId);
		put(gateway, "model", options.productId);
		put(gateway, "cik", options.cik);
		put(gateway, "model", options.model);
		put(gateway, "vendor", options.vendor);
		put(gateway, "uuid", options.uuid);
		put(gateway, "iface", options.iface);
		seconds(EngineConfig.RETRY, "-l/--set-act-retry-interval", options.retryInterval);
		seconds(EngineConfig.INTERVAL, "-t/--set-update-interval", options.updateInterval);
		put(engine, EngineConfig.LEVEL, options.debugLevel == null ? null : options.debugLevel.name());
		put(engine, EngineConfig.AGENT, options.userAgent);
		url(EngineConfig.CLOUD, options.ours.cloud);
		url(EngineConfig.RELEASES, options.ours.releases);
		trustedKey();
		authorities();
		put(supervisor, "kind", options.ours.supervisor == null ? null : options.ours.supervisor.name());
		put(supervisor, "url", options.ours.supervisorUrl);
		put(supervisor, "user", options.ours.supervisorUser);
		put(supervisor, "password_file", options.ours.supervisorPassword == null ? null : path(options.ours.supervisorPassword));
		put(supervisor, "programs", options.ours.supervisorPrograms == null ? null : path(options.ours.supervisorPrograms));
	}

	private void put(Map<String, String> options, String key, String value) throws ConfigException {
		if (value == null) {
			return;
		}
		if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
			throw new ConfigException("The value of " + key + " has a control character.");
		}
		options.put(key, unquoted(value).strip());
	}

	/** The document writes an empty value as two quotes, which a shell may pass on. */
	private static String unquoted(String value) {
		return value.equals("''") || value.equals("\"\"") ? "" : value;
	}

	private String path(String value) {
		return unquoted(value).isEmpty() ? "" : terminal.path(value).toString();
	}

	private void seconds(String key, String flag, String value) throws ConfigException {
		if (value != null) {
			var seconds = EngineConfig.seconds(value).orElseThrow(() -> new ConfigException("argument " + flag + ": \"" + value + "\" is no number of seconds from 1 to a year."));
			engine.put(key, String.valueOf(seconds.toSeconds()));
		}
	}

	private void url(String key, String value) throws ConfigException {
		if (value == null) {
			return;
		}
		String text = unquoted(value).strip();
		if (!text.isEmpty()) {
			try {
				var problem = EndpointSettings.problem(URI.create(text));
				if (problem.isPresent()) {
					throw new ConfigException(problem.get() + ".");
				}
			} catch (IllegalArgumentException e) {
				throw new ConfigException(text + " is no URL.");
			}
		}
		engine.put(key, text);
	}

	/** A copy is kept: that file may go. */
	private void trustedKey() throws IOException {
		if (options.ours.trustedKey == null) {
			return;
		}
		if (unquoted(options.ours.trustedKey).isEmpty()) {
			engine.put(EngineConfig.TRUSTED, "");
			return;
		}
		Path file = terminal.path(options.ours.trustedKey);
		String pem = Files.readString(file);
		try {
			PackageSignature.demandPublicKey(pem);
		} catch (IllegalArgumentException e) {
			throw new ConfigException(file + ": " + e.getMessage());
		}
		engine.put(EngineConfig.TRUSTED, kept(file, "trusted_key.pem"));
	}

	private void authorities() throws IOException {
		if (options.ours.authorities == null) {
			return;
		}
		if (unquoted(options.ours.authorities).isEmpty()) {
			engine.put(EngineConfig.AUTHORITIES, "");
			return;
		}
		Path file = terminal.path(options.ours.authorities);
		try (var in = Files.newInputStream(file)) {
			TlsSettings.certificates(in);
		}
		engine.put(EngineConfig.AUTHORITIES, kept(file, "authorities.pem"));
	}

	private String kept(Path file, String name) throws IOException {
		byte[] bytes = Files.readAllBytes(file);
		Path copy = home.folder().resolve(name);
		Files.createDirectories(home.folder());
		AtomicFiles.write(copy, out -> out.write(bytes));
		return copy.toString();
	}
}
