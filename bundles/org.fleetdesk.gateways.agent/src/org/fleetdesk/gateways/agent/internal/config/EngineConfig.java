package org.fleetdesk.gateways.agent.internal.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.fleetdesk.gateways.agent.internal.install.InstallSettings;
import org.fleetdesk.gateways.agent.internal.supervise.SupervisorSettings;

/**
 * How the agent works: {@code Engine.config}. What is missing there has its usual value.
 *
 * @param updateInterval between two check-ins, a second or more
 * @param retryInterval  between two attempts to activate, a second or more
 * @param debugLevel     {@code DEBUG}, {@code INFO}, {@code WARNING}, {@code ERROR} or {@code CRITICAL}
 * @param userAgent      empty: {@code GatewayEngine-v} and the version
 * @param cloud          where the device cloud is; empty: {@code https://PRODUCT.m2.exosite.com}
 * @param authorities    file with certificates (PEM) that are trusted beside the system's
 * @param trustedKey     file with the public key (PEM, Ed25519) that packages must be signed with; empty: they need no signature
 * @param releases       where releases of Gateway Engine are; empty: nowhere
 * @param patience       how long a download is tried again while the cloud cannot be reached
 */
public record EngineConfig(Duration updateInterval, Duration retryInterval, String debugLevel, String userAgent, Optional<URI> cloud, Optional<Path> authorities, Optional<Path> trustedKey,
		Optional<URI> releases, Duration patience, InstallSettings install, SupervisorSettings supervisor) {

	static final String SECTION = "engine";
	public static final String INTERVAL = "update_interval";
	public static final String RETRY = "act_retry_interval";
	public static final String LEVEL = "debug_level";
	public static final String AGENT = "user_agent";
	public static final String CLOUD = "cloud";
	public static final String AUTHORITIES = "authorities";
	public static final String TRUSTED = "trusted_key";
	public static final String RELEASES = "releases";
	static final String PATIENCE = "download_patience";

	/** The document's: four hours. */
	public static final Duration USUAL_INTERVAL = Duration.ofSeconds(14_400);
	static final Duration USUAL_RETRY = Duration.ofSeconds(60);
	private static final Duration USUAL_PATIENCE = Duration.ofHours(1);
	private static final long LONGEST = 366 * 86_400L;
	private static final String SUPERVISOR = "supervisor";
	private static final String INSTALL = "install";

	/** @throws ConfigException which names the option that is wrong */
	static EngineConfig of(IniFile file) throws ConfigException {
		return new EngineConfig(seconds(file, SECTION, INTERVAL, USUAL_INTERVAL), seconds(file, SECTION, RETRY, USUAL_RETRY), file.get(SECTION, LEVEL).filter(s -> !s.isEmpty()).orElse("INFO"),
				file.get(SECTION, AGENT).orElse(""), url(file, CLOUD), path(file, SECTION, AUTHORITIES), path(file, SECTION, TRUSTED), url(file, RELEASES),
				seconds(file, SECTION, PATIENCE, USUAL_PATIENCE), install(file), supervisor(file));
	}

	private static InstallSettings install(IniFile file) throws ConfigException {
		var usual = InstallSettings.USUAL;
		return new InstallSettings(seconds(file, INSTALL, "timeout", usual.timeout()), count(file, "output", usual.output()), seconds(file, INSTALL, "healthy", usual.healthy()), usual.limits(),
				folders(file, usual.roots()), count(file, "watched", usual.watched()), count(file, "copies", usual.copies()), usual.copySize());
	}

	/** Folders with colons between them, as in PATH. */
	private static List<Path> folders(IniFile file, List<Path> usual) throws ConfigException {
		String value = file.get(INSTALL, "roots").orElse("").strip();
		if (value.isEmpty()) {
			return usual;
		}
		var folders = Stream.of(value.split(":")).map(String::strip).filter(s -> !s.isEmpty()).map(Path::of).toList();
		if (!folders.stream().allMatch(Path::isAbsolute)) {
			throw new ConfigException("Engine.config: [" + INSTALL + "] roots is \"" + value + "\"; it is folders that begin with /, with colons between them.");
		}
		return folders;
	}

	private static int count(IniFile file, String key, int usual) throws ConfigException {
		String value = file.get(INSTALL, key).orElse("").strip();
		if (!value.matches("\\d{0,9}")) {
			throw new ConfigException("Engine.config: [" + INSTALL + "] " + key + " is \"" + value + "\"; it is a number.");
		}
		return value.isEmpty() ? usual : Integer.parseInt(value);
	}

	private static SupervisorSettings supervisor(IniFile file) throws ConfigException {
		String kind = file.get(SUPERVISOR, "kind").orElse("");
		return switch (kind) {
		case "", "own" -> new SupervisorSettings.Own();
		case "supervisord" -> new SupervisorSettings.Supervisord(uri(SUPERVISOR, "url", file.get(SUPERVISOR, "url").filter(s -> !s.isEmpty()).orElse("unix:///run/supervisor.sock")),
				file.get(SUPERVISOR, "user").orElse(""), path(file, SUPERVISOR, "password_file"),
				Path.of(file.get(SUPERVISOR, "programs").filter(s -> !s.isEmpty()).orElse("/etc/supervisor/conf.d")));
		default -> throw new ConfigException("Engine.config: [supervisor] kind is \"" + kind + "\"; it is own or supervisord.");
		};
	}

	private static Duration seconds(IniFile file, String section, String key, Duration usual) throws ConfigException {
		String value = file.get(section, key).orElse("");
		if (value.isEmpty()) {
			return usual;
		}
		return seconds(value).orElseThrow(() -> new ConfigException("Engine.config: [" + section + "] " + key + " is \"" + value + "\"; it is a number of seconds from 1 to " + LONGEST + "."));
	}

	/** Whole seconds from 1 to a year; empty when the text is not such a number. */
	public static Optional<Duration> seconds(String text) {
		if (!text.strip().matches("\\d{1,9}")) {
			return Optional.empty();
		}
		long seconds = Long.parseLong(text.strip());
		return seconds >= 1 && seconds <= LONGEST ? Optional.of(Duration.ofSeconds(seconds)) : Optional.empty();
	}

	private static Optional<URI> url(IniFile file, String key) throws ConfigException {
		String value = file.get(SECTION, key).orElse("");
		return value.isEmpty() ? Optional.empty() : Optional.of(uri(SECTION, key, value));
	}

	private static URI uri(String section, String key, String value) throws ConfigException {
		try {
			return URI.create(value);
		} catch (IllegalArgumentException e) {
			throw new ConfigException("Engine.config: [" + section + "] " + key + " is no URL: " + value + ".");
		}
	}

	private static Optional<Path> path(IniFile file, String section, String key) {
		return file.get(section, key).filter(s -> !s.isEmpty()).map(Path::of);
	}
}
