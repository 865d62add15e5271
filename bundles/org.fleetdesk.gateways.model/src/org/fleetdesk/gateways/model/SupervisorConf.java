package org.fleetdesk.gateways.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Checks the {@code supervisor.conf} of a package: what makes the supervisor refuse it, and what surprises those who wrote it. */
final class SupervisorConf {

	static final String FILE = "supervisor.conf";
	private static final String SECTION = "supervisord";
	/** A per cent sign that is neither doubled nor the beginning of an expression. */
	private static final Pattern BARE_PERCENT = Pattern.compile("(?<!%)(?:%%)*%(?![%(])");
	private static final Pattern VARIABLE = Pattern.compile("\\$\\{?[A-Za-z_]");

	private SupervisorConf() {
	}

	/**
	 * @param name    of the application
	 * @param known   whether the install script mentions a text, or the package has a file of this name
	 * @return what the supervisor runs, when the file has no error
	 */
	static Optional<SupervisorProgram> check(String name, String text, Predicate<String> known, Findings findings) {
		Ini ini;
		try {
			ini = Ini.parse(text);
		} catch (IllegalArgumentException e) {
			findings.error(FILE, "It cannot be read: " + e.getMessage() + ".");
			return Optional.empty();
		}
		if (!ini.sections().containsKey(SECTION)) {
			findings.error(FILE, "It has no section [supervisord], which Gateway Engine renames to [program:" + name + "].");
			return Optional.empty();
		}
		if (ini.headers().size() > 1) {
			findings.error(FILE, "It has " + ini.headers().size() + " sections; [supervisord] must be the only one.");
			return Optional.empty();
		}
		var options = ini.sections().get(SECTION);
		String command = options.getOrDefault("command", "");
		if (command.isBlank() || command.equals("command")) {
			findings.error(FILE, "It does not say which command to run: add \"command = ...\".");
			return Optional.empty();
		}
		ini.repeated().forEach(key -> findings.warning(FILE, "The option " + key.substring(key.indexOf('.') + 1) + " is there twice; the last one counts."));
		warn(options, known, findings);
		return Optional.of(new SupervisorProgram(name, options));
	}

	private static void warn(Map<String, String> options, Predicate<String> known, Findings findings) {
		options.forEach((key, value) -> {
			if (BARE_PERCENT.matcher(value).find()) {
				findings.warning(FILE, "The option " + key + " has a single %, which the supervisor takes for an expression; write %%.");
			}
			if (VARIABLE.matcher(value).find()) {
				findings.warning(FILE, "The option " + key + " has a $; the supervisor does not replace shell variables. Use %(ENV_NAME)s, or a shell in the command.");
			}
		});
		for (String log : List.of("stdout_logfile", "stderr_logfile")) {
			String file = options.getOrDefault(log, "");
			if (file.startsWith("/") && !file.startsWith("/var/log/") && !file.startsWith("/dev/")) {
				findings.warning(FILE, "The log " + PackageReader.shown(file) + " lies outside of /var/log; its folder must exist on the gateway.");
			}
			if (options.getOrDefault(log + "_maxbytes", "").matches("0+([KMG]B)?")) {
				findings.warning(FILE, "The log of " + log + "_maxbytes = 0 grows without end and fills the gateway's storage.");
			}
		}
		if (options.getOrDefault("autorestart", "").equalsIgnoreCase("true") && options.getOrDefault("startsecs", "").equals("0")) {
			findings.warning(FILE, "With autorestart = true and startsecs = 0 a program that ends at once is started again without end.");
		}
		String program = options.get("command").strip().split("\\s")[0].replace("\"", "");
		for (String word : options.get("command").strip().split("\\s+")) {
			if (word.matches("/(usr/local|opt|home|srv|root)/.*") && !known.test(word.substring(word.lastIndexOf('/') + 1))) {
				findings.warning(FILE, (word.equals(program) ? "The program " : "The file ") + PackageReader.shown(word) + " is neither in the package nor named by its install script.");
			}
		}
	}
}
