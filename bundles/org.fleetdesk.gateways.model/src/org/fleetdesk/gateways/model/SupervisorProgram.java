package org.fleetdesk.gateways.model;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the supervisor is told of an application: the section of its {@code supervisor.conf}, and the defaults that Gateway Engine adds (its document, "The
 * Supervisor Configuration File").
 *
 * @param name  of the program, which is the application's
 * @param given options of the package's own, by their names in lower case, in their order; of those that are there twice, the last one
 */
public record SupervisorProgram(String name, Map<String, String> given) {

	public SupervisorProgram {
		given = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(given));
	}

	/** The defaults of Gateway Engine, which keep an application's log from filling the gateway's storage. */
	public static Map<String, String> defaults(String name) {
		var defaults = new LinkedHashMap<String, String>();
		defaults.put("command", "command");
		defaults.put("stdout_logfile", "/var/log/" + name + ".log");
		defaults.put("redirect_stderr", "true");
		defaults.put("stdout_logfile_maxbytes", "200KB");
		defaults.put("stdout_logfile_backups", "1");
		return defaults;
	}

	/** All options that count: the package's own, then the defaults that it does not give. */
	public Map<String, String> options() {
		var options = new LinkedHashMap<>(given);
		defaults(name).forEach(options::putIfAbsent);
		return options;
	}

	/** The file for the supervisor's include folder. */
	public String file() {
		var text = new StringBuilder("[program:" + name + "]\n");
		options().forEach((key, value) -> text.append(key).append(" = ").append(value.replace("\n", "\n\t")).append('\n'));
		return text.toString();
	}
}
