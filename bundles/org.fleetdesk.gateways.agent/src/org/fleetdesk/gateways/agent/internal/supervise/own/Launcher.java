package org.fleetdesk.gateways.agent.internal.supervise.own;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.gateways.agent.internal.Processes;
import org.fleetdesk.gateways.agent.internal.supervise.Faults;

/** Starts processes of programs. They write to their logs themselves, so that nothing is lost, and nothing breaks, when the supervisor is killed. */
final class Launcher {

	/** Tells the processes of one run, should the supervisor be killed before it has noted their numbers. */
	private static final String RUN = "FLEETDESK_SUPERVISOR_RUN";
	private static final String PATH = "PATH";

	/** Why a program cannot be started, by supervisord's code. */
	record Problem(int fault, String reason) {
	}

	private final Map<String, String> environment;
	private final String serverUrl;

	/** @param environment what all programs get */
	Launcher(Map<String, String> environment, String serverUrl) {
		this.environment = Map.copyOf(environment);
		this.serverUrl = serverUrl;
	}

	Optional<Problem> problem(ProgramSettings program) {
		String command = program.arguments().getFirst();
		Path file = file(program).orElse(null);
		if (file == null || !Files.exists(file)) {
			return Optional.of(new Problem(Faults.NO_FILE, "can't find command '%s'".formatted(command)));
		}
		if (Files.isDirectory(file)) {
			return Optional.of(new Problem(Faults.NOT_EXECUTABLE, "command at '%s' is a directory".formatted(file)));
		}
		if (!Files.isExecutable(file)) {
			return Optional.of(new Problem(Faults.NOT_EXECUTABLE, "command at '%s' is not executable".formatted(file)));
		}
		return Optional.empty();
	}

	private Optional<Path> file(ProgramSettings program) {
		String command = program.arguments().getFirst();
		if (command.contains("/")) {
			return Optional.of(program.directory().map(d -> d.resolve(command)).orElse(Path.of(command)).toAbsolutePath());
		}
		for (String folder : environment.getOrDefault(PATH, "/bin:/usr/bin:/usr/local/bin").split(":")) {
			Path file = Path.of(folder.isEmpty() ? "." : folder).resolve(command);
			if (Files.isRegularFile(file)) {
				return Optional.of(file.toAbsolutePath());
			}
		}
		return Optional.empty();
	}

	/**
	 * @param run unique; {@link #find} finds the process by it
	 * @throws IOException when it cannot be started; the message says why
	 */
	Child start(ProgramSettings program, String run) throws IOException {
		var problem = problem(program);
		if (problem.isPresent()) {
			throw new IOException(problem.get().reason());
		}
		if (program.directory().filter(d -> !Files.isDirectory(d)).isPresent()) {
			throw new IOException("couldn't chdir to %s".formatted(program.directory().get()));
		}
		var builder = new ProcessBuilder(line(program)).redirectInput(new File("/dev/null")).redirectErrorStream(program.redirectStderr()).redirectOutput(log(program.out()));
		if (!program.redirectStderr()) {
			builder.redirectError(log(program.err()));
		}
		program.directory().map(Path::toFile).ifPresent(builder::directory);
		var variables = builder.environment();
		variables.clear();
		variables.putAll(environment);
		variables.putAll(Map.of("SUPERVISOR_ENABLED", "1", "SUPERVISOR_PROCESS_NAME", program.name(), "SUPERVISOR_GROUP_NAME", program.name(), "SUPERVISOR_SERVER_URL", serverUrl));
		variables.putAll(program.environment());
		variables.put(RUN, run);
		var process = builder.start();
		long start = Processes.find(process.pid()).map(Processes.Entry::start).orElse(0L);
		return new Child((int) process.pid(), start, Optional.of(process));
	}

	/** A session of its own, so that it has a process group and no terminal; none of these programs forks, so that the number stays. */
	private List<String> line(ProgramSettings program) {
		var line = new ArrayList<>(List.of("setsid", "/bin/sh", "-c", (program.umask().isPresent() ? "umask %03o; ".formatted(program.umask().getAsInt()) : "") + "exec \"$@\"", "sh"));
		program.user().filter(u -> !u.equals(System.getProperty("user.name")))
				.ifPresent(u -> line.addAll(List.of("setpriv", "--reuid=" + u, "--regid=" + group(u), "--init-groups", "--")));
		line.addAll(program.arguments());
		if (program.environment().containsKey(PATH)) { // it is found in the supervisor's, as supervisord does it
			line.set(line.size() - program.arguments().size(), file(program).map(Path::toString).orElse(program.arguments().getFirst()));
		}
		return line;
	}

	/** Number of the user's first group. */
	private static String group(String user) {
		return account(user).map(fields -> fields[3]).orElse(user);
	}

	/** Whether the system's file has a user of this name or number. */
	static boolean isUser(String user) {
		return account(user).isPresent();
	}

	private static Optional<String[]> account(String user) {
		try (var lines = Files.lines(Path.of("/etc/passwd"))) {
			return lines.map(l -> l.split(":")).filter(f -> f.length > 3 && (f[0].equals(user) || f[2].equals(user))).findFirst();
		} catch (IOException | RuntimeException e) {
			return Optional.empty();
		}
	}

	private static Redirect log(ProgramSettings.Log log) {
		return log.file().map(f -> Redirect.appendTo(f.toFile())).orElse(Redirect.DISCARD);
	}

	/** The process of a run whose number was not noted. */
	static Optional<Child> find(String run) {
		return Processes.all().stream().filter(p -> p.session() == p.pid() && Processes.hasVariable(p.pid(), RUN + "=" + run)).findFirst()
				.map(p -> new Child(p.pid(), p.start(), Optional.empty()));
	}
}
