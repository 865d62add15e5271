package org.fleetdesk.launch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to start, read from the first words of the command line.
 *
 * @param application the extension id of the OSGi application
 * @param arguments what the application gets
 * @param data the data folder, absolute
 * @param instanceArea the workbench's workspace; only the console has one
 * @param log the path of the log files, without their extension
 * @param logging the Logback configuration, beside this class
 */
record Start(String application, List<String> arguments, Path data, Optional<Path> instanceArea, Path log, String logging) {

	private static final String DATA = "--data";

	/**
	 * {@code [--data FOLDER] [WORD ARGUMENTS...]}: no word is the console, {@code engine} an engine, any other the command line.
	 * {@code --data} after the word is the data folder too, and goes to the application as well; after {@code engine} it is the engine's own.
	 */
	static Start of(List<String> args, Map<String, String> environment, Path home) {
		String given = environment.get("FLEETDESK_DATA");
		int i = 0;
		while (i < args.size() && isData(args.get(i))) {
			given = value(args, i);
			i += args.get(i).equals(DATA) ? 2 : 1;
		}
		List<String> rest = args.subList(Math.min(i, args.size()), args.size());
		boolean engine = !rest.isEmpty() && rest.getFirst().equals("engine");
		String later = later(rest);
		if (later != null && !engine) {
			given = later;
		}
		Path data = (given == null || given.isEmpty() ? defaultData(environment, home) : Path.of(given)).toAbsolutePath().normalize();
		if (rest.isEmpty()) {
			return new Start("org.fleetdesk.ui.application", rest, data, Optional.of(data.resolve("workspace")), data.resolve("console"), "logback-console.xml");
		}
		if (engine) {
			List<String> arguments = rest.subList(1, rest.size());
			boolean prompt = arguments.stream().takeWhile(a -> !a.equals("--")).anyMatch(a -> a.equals("--interactive") || a.matches("-[his]*i[his]*"));
			// a prompt at a running engine must not write into that one's log
			String kind = prompt ? "prompt" : "engine";
			String name = arguments.isEmpty() || arguments.getFirst().startsWith("-") ? kind : kind + "-" + arguments.getFirst().replaceAll("[^A-Za-z0-9]", "_");
			Path log = later == null || later.isEmpty() ? data.resolve(name) : Path.of(later).toAbsolutePath().normalize().resolve(name);
			return new Start("org.fleetdesk.engine.application", arguments, data, Optional.empty(), log, prompt ? "logback-prompt.xml" : "logback-engine.xml");
		}
		return new Start("org.fleetdesk.cli.application", rest, data, Optional.empty(), data.resolve("command-line"), "logback-cli.xml");
	}

	/** The arguments as Equinox takes them: it hands on what it does not know. */
	List<String> platformArguments() {
		var all = new ArrayList<String>();
		if (instanceArea.isPresent()) {
			all.add("-name");
			all.add("Fleetdesk");
		}
		all.addAll(arguments);
		return all;
	}

	private static boolean isData(String arg) {
		return arg.equals(DATA) || arg.startsWith(DATA + "=");
	}

	private static String value(List<String> args, int i) {
		return args.get(i).equals(DATA) ? (i + 1 < args.size() ? args.get(i + 1) : null) : args.get(i).substring(DATA.length() + 1);
	}

	private static String later(List<String> args) {
		for (int i = 0; i < args.size() && !args.get(i).equals("--"); i++) {
			if (isData(args.get(i))) {
				return value(args, i);
			}
		}
		return null;
	}

	private static Path defaultData(Map<String, String> environment, Path home) {
		String xdg = environment.get("XDG_DATA_HOME");
		return (xdg == null || !xdg.startsWith("/") ? home.resolve(".local/share") : Path.of(xdg)).resolve("fleetdesk");
	}
}
