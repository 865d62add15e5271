package org.fleetdesk.gateways.model;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Checks {@code install.sh}: whether the system can run it, and what it does that installers regret. */
final class InstallScript {

	static final String FILE = "install.sh";
	private static final Pattern RESTART = Pattern.compile("^(?![^\\n]*supervisorctl)[^#\\n]*\\b(reboot|shutdown|poweroff|halt|init\\s+[06])\\b", Pattern.MULTILINE);
	private static final Pattern AT_ONCE = Pattern.compile("^[^#\\n]*(\\b(reboot|poweroff|halt)\\b[^\\n;&|]*\\s(-\\w*f|--force\\b)|/proc/sysrq-trigger)", Pattern.MULTILINE);
	private static final Map<Pattern, String> REGRETS = regrets();

	private InstallScript() {
	}

	private static Map<Pattern, String> regrets() {
		var regrets = new LinkedHashMap<Pattern, String>();
		regrets.put(Pattern.compile("\\brm\\s+(-\\w+\\s+)*-\\w*[rR]\\w*\\s+(-\\w+\\s+)*/(\\s|\\*|;|$)", Pattern.MULTILINE), "It removes everything below /.");
		regrets.put(Pattern.compile("\\b(curl|wget)\\b[^\\n|]*\\|\\s*(sudo\\s+)?(ba|da|z|k)?sh\\b"), "It runs what it downloads, unchecked.");
		regrets.put(RESTART,
				"It reboots or halts the gateway; whether the installation was a success is known at the next check-in only.");
		regrets.put(Pattern.compile("\\bsupervisorctl\\b[^\\n]*\\b(shutdown|reload)\\b"), "It stops or restarts the supervisor, and with it all other applications.");
		regrets.put(Pattern.compile("\\b(Gateway\\.cfg|Engine\\.config)\\b"), "It touches Gateway Engine's own configuration.");
		regrets.put(Pattern.compile("(?<![&>])&\\s*$", Pattern.MULTILINE), "It leaves a job in the background, which holds its output open; let the supervisor run what goes on.");
		return regrets;
	}

	/** @param executable whether the archive says so */
	static void check(byte[] content, boolean executable, Findings findings) {
		String text = new String(content, StandardCharsets.UTF_8);
		if (!executable) {
			findings.error(FILE, "Its owner may not execute it: chmod +x install.sh, and pack again.");
		}
		if (text.isBlank()) {
			findings.error(FILE, "It is empty.");
			return;
		}
		if (text.startsWith("\ufeff")) {
			findings.error(FILE, "It begins with a byte order mark, which hides #! from the system. Save it as UTF-8 without one.");
		} else if (!text.startsWith("#!")) {
			findings.error(FILE, "Its first line does not begin with #!, so that the system does not know what runs it. Begin with #!/bin/sh.");
		} else if (firstLine(text).endsWith("\r")) {
			findings.error(FILE, "Its first line ends in CR LF, and the system looks for a program whose name ends in CR (\"bad interpreter\"). Save it with LF.");
		} else if (firstLine(text).substring(2).isBlank()) {
			findings.error(FILE, "Its first line does not name a program after #!.");
		}
		REGRETS.forEach((pattern, problem) -> {
			if (pattern.matcher(text).find()) {
				findings.warning(FILE, problem);
			}
		});
	}

	/** The program that runs it, such as {@code /bin/sh}; empty when the first line names none. */
	static String interpreter(String script) {
		String line = firstLine(script);
		return line.startsWith("#!") ? line.substring(2).strip().split("\\s")[0] : "";
	}

	/** Whether it restarts or halts the machine, as its text says. */
	static boolean restarts(String script) {
		return RESTART.matcher(script).find() || restartsAtOnce(script);
	}

	/** Whether it does so without the end of all processes before, as {@code reboot -f}. */
	static boolean restartsAtOnce(String script) {
		return AT_ONCE.matcher(script).find();
	}

	private static String firstLine(String text) {
		int end = text.indexOf('\n');
		return end < 0 ? text : text.substring(0, end);
	}
}
