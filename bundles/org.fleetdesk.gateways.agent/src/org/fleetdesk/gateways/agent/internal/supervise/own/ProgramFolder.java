package org.fleetdesk.gateways.agent.internal.supervise.own;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.fleetdesk.engine.HostName;
import org.fleetdesk.files.FileProblem;
import org.fleetdesk.gateways.agent.internal.supervise.own.ProgramSettings.AutoRestart;
import org.fleetdesk.gateways.agent.internal.supervise.own.ProgramSettings.Log;
import org.fleetdesk.gateways.model.Ini;

/** Reads {@code *.conf} of the folder of programs: all of them, or none. */
final class ProgramFolder {

	private static final String PROGRAM = "program:";
	/** Sections of supervisord whose loss would be noticed late. */
	private static final Set<String> UNSUPPORTED = Set.of("group", "eventlistener", "fcgi-program");
	private static final Set<String> SIGNALS = Set.of("TERM", "HUP", "INT", "QUIT", "KILL", "USR1", "USR2", "STOP", "CONT", "ALRM", "PIPE", "WINCH", "ABRT");
	private static final long MAX_BYTES = 50 << 20;
	private static final int BACKUPS = 10;
	private static final int LONGEST = 1 << 20;

	private final Path folder;
	private final Path logs;
	private final Map<String, String> environment;
	private final Predicate<String> userExists;

	/**
	 * @param logs        folder for logs whose place is not given ({@code AUTO})
	 * @param environment what {@code %(ENV_X)s} stands for
	 */
	ProgramFolder(Path folder, Path logs, Map<String, String> environment, Predicate<String> userExists) {
		this.folder = folder;
		this.logs = logs;
		this.environment = Map.copyOf(environment);
		this.userExists = userExists;
	}

	/**
	 * @return by name
	 * @throws IllegalArgumentException which names the file and says what is wrong with it
	 */
	Map<String, ProgramSettings> read() {
		return read(problem -> {
			throw problem;
		});
	}

	/**
	 * What can be read; of the rest each problem is told.
	 *
	 * @throws IllegalArgumentException when the folder itself cannot be read
	 */
	Map<String, ProgramSettings> read(Consumer<IllegalArgumentException> problems) {
		List<Path> files;
		try (Stream<Path> all = Files.list(folder)) {
			files = all.filter(f -> f.getFileName().toString().endsWith(".conf") && !f.getFileName().toString().startsWith(".")).sorted().toList();
		} catch (IOException e) {
			throw new IllegalArgumentException("The folder of programs cannot be read: " + FileProblem.reason(e), e);
		}
		var sections = new LinkedHashMap<String, Map<String, String>>();
		var from = new HashMap<String, Path>();
		for (Path file : files) {
			try {
				read(file).sections().forEach((name, options) -> {
					sections.computeIfAbsent(name, n -> new LinkedHashMap<>()).putAll(options);
					from.put(name, file);
				});
			} catch (IllegalArgumentException e) {
				problems.accept(e);
			}
		}
		var programs = new LinkedHashMap<String, ProgramSettings>();
		sections.forEach((section, options) -> {
			try {
				if (UNSUPPORTED.contains(section.split(":", 2)[0])) {
					throw new IllegalArgumentException("this supervisor runs programs only");
				}
				if (section.startsWith(PROGRAM)) {
					var program = program(section.substring(PROGRAM.length()).strip(), options);
					programs.put(program.name(), program);
				}
			} catch (IllegalArgumentException e) {
				problems.accept(new IllegalArgumentException("%s in section '%s' (file: '%s')".formatted(e.getMessage(), section, from.get(section)), e));
			}
		});
		return programs;
	}

	private static Ini read(Path file) {
		try {
			if (Files.size(file) > LONGEST) {
				throw new IllegalArgumentException("it is longer than 1 MiB (file: '%s')".formatted(file));
			}
			return Ini.parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
		} catch (IllegalArgumentException e) {
			throw new IllegalArgumentException("The file contains errors: %s (file: '%s')".formatted(e.getMessage(), file), e);
		} catch (IOException e) {
			throw new IllegalArgumentException(FileProblem.reason(e), e);
		}
	}

	private ProgramSettings program(String name, Map<String, String> given) {
		if (name.isEmpty() || name.chars().anyMatch(c -> c == ' ' || c == ':' || c == '/')) {
			throw new IllegalArgumentException("Invalid name: '%s'".formatted(name));
		}
		var expansions = new HashMap<String, String>();
		environment.forEach((key, value) -> expansions.put("ENV_" + key, value));
		expansions.putAll(Map.of("program_name", name, "group_name", name, "process_num", "0", "numprocs", "1", "here", folder.toString(), "host_node_name", HostName.read()));
		var options = new Options(given, expansions);
		if (options.number("numprocs", 1) != 1) {
			throw new IllegalArgumentException("numprocs other than 1 is not supported by this supervisor");
		}
		if (options.text("process_name").filter(p -> !p.equals(name)).isPresent()) {
			throw new IllegalArgumentException("process_name other than the program's is not supported by this supervisor");
		}
		var environment = options.pairs("environment");
		environment.forEach((key, value) -> options.expansion("ENV_" + key, value));
		String command = options.text("command").filter(c -> !c.isBlank()).orElseThrow(() -> new IllegalArgumentException("program section " + PROGRAM + name + " does not specify a command"));
		boolean stopasgroup = options.flag("stopasgroup", false);
		boolean killasgroup = options.flag("killasgroup", stopasgroup);
		if (stopasgroup && !killasgroup) {
			throw new IllegalArgumentException("Cannot set stopasgroup=true and killasgroup=false");
		}
		var user = options.text("user").map(String::strip).filter(u -> !u.isEmpty());
		if (user.isPresent() && !userExists.test(user.get())) {
			throw new IllegalArgumentException("Invalid user name " + user.get());
		}
		boolean redirect = options.flag("redirect_stderr", false);
		return new ProgramSettings(name, command, Options.words(command), options.text("directory").map(Path::of), environment, user, umask(options), options.number("priority", 999),
				options.flag("autostart", true), autorestart(options), options.count("startsecs", 1), options.count("startretries", 3), exitcodes(options), signal(options),
				options.count("stopwaitsecs", 10), stopasgroup, killasgroup, redirect, log(options, name, "stdout"),
				redirect ? new Log(Optional.empty(), 0, 0) : log(options, name, "stderr"));
	}

	private static OptionalInt umask(Options options) {
		var text = options.text("umask");
		try {
			return text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text.get().strip(), 8) & 0777);
		} catch (NumberFormatException e) {
			throw new IllegalArgumentException("'%s' can not be converted to an octal type".formatted(text.get()), e);
		}
	}

	private static AutoRestart autorestart(Options options) {
		String text = options.text("autorestart").orElse("unexpected").strip();
		return text.equalsIgnoreCase("unexpected") ? AutoRestart.UNEXPECTED : Options.flag("autorestart", text) ? AutoRestart.ALWAYS : AutoRestart.NEVER;
	}

	private static Set<Integer> exitcodes(Options options) {
		String text = options.text("exitcodes").orElse("0");
		var codes = new TreeSet<Integer>();
		for (String code : text.isBlank() ? new String[0] : text.split(",")) {
			if (!code.strip().matches("\\d{1,3}") || Integer.parseInt(code.strip()) > 255) {
				throw new IllegalArgumentException("not a valid list of exit codes: '%s'".formatted(text));
			}
			codes.add(Integer.valueOf(code.strip()));
		}
		return Set.copyOf(codes);
	}

	private static String signal(Options options) {
		String text = options.text("stopsignal").orElse("TERM").strip();
		return signal(text).orElseThrow(() -> new IllegalArgumentException("value '%s' is not a valid signal name or number".formatted(text)));
	}

	/** As the system's {@code kill} takes it; empty for what is none. */
	static Optional<String> signal(String text) {
		String name = text.strip().toUpperCase(java.util.Locale.ROOT).replaceFirst("^SIG", "");
		return SIGNALS.contains(name) || name.matches("[1-9]|[1-5]\\d|6[0-4]") ? Optional.of(name) : Optional.empty();
	}

	private Log log(Options options, String name, String channel) {
		String key = channel + "_logfile";
		long maxBytes = options.size(key + "_maxbytes", MAX_BYTES);
		int backups = options.count(key + "_backups", BACKUPS);
		if (options.flag(channel + "_syslog", false)) {
			throw new IllegalArgumentException(channel + "_syslog is not supported by this supervisor");
		}
		String file = options.text(key).orElse("AUTO").strip();
		return switch (file.toLowerCase(java.util.Locale.ROOT)) {
		case "none", "off" -> new Log(Optional.empty(), maxBytes, backups);
		case "auto" -> new Log(Optional.of(logs.resolve(name + "-" + channel + ".log")), maxBytes, backups);
		case "syslog" -> throw new IllegalArgumentException(key + "=syslog is not supported by this supervisor");
		default -> {
			Path path = folder.resolve(file).normalize();
			if (!Files.isDirectory(path.getParent())) {
				throw new IllegalArgumentException("The directory named as part of the path %s does not exist".formatted(file));
			}
			yield new Log(Optional.of(path), maxBytes, backups);
		}
		};
	}
}
