package org.fleetdesk.gateways.agent.internal.gmq;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import org.fleetdesk.gateways.agent.internal.AgentHome;
import org.fleetdesk.gateways.agent.internal.config.IniFile;
import org.slf4j.LoggerFactory;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;

/** How much GMQ logs; where to is the supervisor's affair. */
final class GmqLog {

	static final String FILE = "gmq-log.cfg";
	static final Map<String, Map<String, String>> USUAL = Map.of("log", Map.of("level", "INFO"));
	private static final Map<String, Level> LEVELS = Map.of("DEBUG", Level.DEBUG, "INFO", Level.INFO, "WARNING", Level.WARN, "ERROR", Level.ERROR, "CRITICAL", Level.ERROR);
	private static final List<String> NAMES = List.of("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL");

	private GmqLog() {
	}

	/** @throws IOException when there is no such level, or the file cannot be read */
	static Level read(AgentHome home) throws IOException {
		String name = IniFile.read(home.folder().resolve(FILE)).get("log", "level").orElse("INFO");
		var level = LEVELS.get(name.toUpperCase(java.util.Locale.ROOT));
		if (level == null) {
			throw new IOException("The level of the log is one of " + String.join(", ", NAMES) + ", not \"" + name + "\"");
		}
		return level;
	}

	/** Sets the level of our own loggers. */
	static void apply(AgentHome home) throws IOException {
		var level = read(home);
		if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
			context.getLogger("org.fleetdesk").setLevel(level);
			context.getLogger("org.fleetdesk.engine.requests").setLevel(level == Level.DEBUG ? level : Level.WARN); // a line for each request
		}
	}
}
