package org.fleetdesk.gateways.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import org.apache.sshd.sftp.client.SftpClient.OpenMode;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.sftp.SftpConnection;
import org.fleetdesk.core.sftp.SftpSettings;
import org.fleetdesk.files.Severity;
import org.fleetdesk.gateways.CloudAddress;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.tasks.Progress;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.osgi.service.component.annotations.Component;

import com.fasterxml.jackson.core.JsonPointer;

/** Makes a machine a gateway over SSH: the agent's release is copied there, installed, told its cloud and its serial number, and started. */
@Component
public final class SshHandler implements TaskHandler {

	private static final String PREFIX = "/opt/gateway-engine";
	private static final Duration INSTALL = Duration.ofMinutes(10);
	private static final Duration COMMAND = Duration.ofMinutes(2);
	private static final Duration FIRST = Duration.ofMinutes(2);
	private static final int MOST_SAID = 1 << 20;
	private static final int BLOCK = 32 << 10;
	/** In what the agent shows of its configuration. */
	private static final Pattern UUID = Pattern.compile("(?mi)^\\s*uuid\\s*[=:]\\s*(.*?)\\s*$");
	/** The agent shows its configuration, with its key, when it is changed. */
	private static final Pattern KEY = Pattern.compile("(?mi)^(\\s*cik\\s*[=:]\\s*)\\S.*$");
	/** Kept when it is known: the serial number. */
	private static final String SERIAL = "serial";
	/** Kept before it is copied. */
	private static final String COPIED = "copied";
	/** Kept before the agent is started, by the cloud's clock: a check-in before it is not this agent's. */
	private static final String SINCE = "since";

	@Override
	public List<String> verbs() {
		return List.of(Gateways.ADD_BY_SSH);
	}

	@Override
	public List<JsonPointer> secrets(TaskRequest request) {
		return List.of(JsonPointer.compile("/password"));
	}

	@Override
	public List<Step> plan(TaskRequest request, TaskTarget target) {
		String host = request.parameters().path("host").asText();
		return List.of(new Step("copy", target, "Copy the agent to " + host, true, 5), new Step("install", target, "Install it", true, 5),
				new Step("enable", target, "Add the serial number to " + target.label(), true, 1), new Step("start", target, "Configure and start it", true, 1),
				new Step("wait", target, "Wait for the first check-in", true, 2));
	}

	private static SftpSettings settings(StepContext context) {
		var p = context.request().parameters();
		return new SftpSettings(p.path("user").asText("root"), p.path("host").asText(), p.path("port").asInt(22), Optional.empty(),
				Optional.of(p.path("fingerprint").asText("").strip().replaceAll("=+$", "")).filter(k -> !k.isEmpty()), new SftpSettings.Proof() {
					@Override
					public Optional<String> password() {
						return Optional.of(p.path("password").asText("")).filter(t -> !t.isEmpty());
					}

					@Override
					public Optional<String> key() throws IOException {
						String file = p.path("identity").asText("");
						return file.isEmpty() ? Optional.empty() : Optional.of(Files.readString(Path.of(file)));
					}
				}, "fingerprint");
	}

	private static String prefix(StepContext context) {
		return context.request().parameters().path("prefix").asText(PREFIX);
	}

	private static String remote(StepContext context) {
		return "/tmp/fleetdesk-gwe-" + context.runId() + ".tar.gz";
	}

	@Override
	public void run(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		if (step.id().equals("wait")) {
			context.published(session, () -> first(session, step, context));
			return;
		}
		if (step.id().equals("start")) {
			context.published(session, () -> start(session, step, context));
			return;
		}
		var settings = settings(context);
		reachable(session, settings, context);
		try (var ssh = SftpConnection.open(settings)) {
			switch (step.id()) {
			case "copy" -> {
				look(session, ssh, settings, step, context);
				copy(ssh, context);
			}
			case "install" -> install(ssh, settings, context);
			default -> new Admission(session, step.target().resource().key(), serial(context)).grant(false, context);
			}
		} catch (IOException e) {
			throw failure(settings, step, e);
		}
	}

	/** Before anything is sent there. */
	private static void reachable(GatewaysSession session, SftpSettings settings, StepContext context) throws EngineException {
		var problem = CloudAddress.problemLookedUp(cloud(session, context), settings.host());
		if (problem.isPresent()) {
			throw new EngineException(Kind.REFUSED, problem.get());
		}
	}

	private static String cloud(GatewaysSession session, StepContext context) {
		String asked = context.request().parameters().path("cloud").asText("").strip();
		return asked.isEmpty() ? session.connection().url().toString() : asked;
	}

	private static EngineException failure(SftpSettings settings, Step step, IOException e) throws InterruptedException {
		SftpConnection.interrupted(e);
		return new EngineException(SftpConnection.timedOut(e) ? Kind.TIMED_OUT : Kind.UNREACHABLE,
				"%s: the connection to %s broke: %s".formatted(step.title(), settings.server(), SftpConnection.reason(e)), e);
	}

	/** Finds out the serial number, and refuses one under which another machine lives: that one would be locked out. Before anything is sent there. */
	private static void look(GatewaysSession session, SftpConnection ssh, SftpSettings settings, Step step, StepContext context) throws IOException, EngineException, InterruptedException {
		String serial = Targets.text(context, step, "uuid");
		if (serial.isEmpty()) {
			String name = Targets.text(context, step, "interface");
			if (!name.matches("[A-Za-z0-9._:-]{1,15}")) {
				throw new EngineException(Kind.REFUSED, "Say the serial number, or the network interface whose address it is");
			}
			serial = run(ssh, settings, "cat /sys/class/net/" + name + "/address", COMMAND, "The address of %s could not be read".formatted(name), context).toUpperCase(Locale.ROOT);
		}
		context.put(SERIAL, serial);
		if (context.request().parameters().path("takeOver").asBoolean() || serial.equals(present(ssh, context))) {
			return;
		}
		var taken = new Admission(session, step.target().resource().key(), serial).taken();
		if (taken.isPresent()) {
			throw new EngineException(Kind.REFUSED, "%s, and %s is not that machine. Give it another number, or let it take that one over: the key of the other one counts no more then"
					.formatted(taken.get(), settings.server()));
		}
	}

	/** The serial number that the machine has already; empty when it has none. */
	private static String present(SftpConnection ssh, StepContext context) throws IOException, InterruptedException {
		String gwe = quoted(prefix(context) + "/bin/gwe");
		var said = new Said();
		ssh.run("[ ! -x %s ] || %s -g </dev/null".formatted(gwe, gwe), COMMAND, said);
		var uuid = UUID.matcher(said.text());
		return uuid.find() ? uuid.group(1) : "";
	}

	private static void copy(SftpConnection ssh, StepContext context) throws IOException, EngineException, InterruptedException {
		Path file = Path.of(context.request().parameters().path("package").asText());
		if (!Files.isRegularFile(file)) {
			throw new EngineException(Kind.REFUSED, "There is no file %s; './fleetdesk dist gwe' makes the agent's release".formatted(file));
		}
		long size = Files.size(file);
		context.keep(COPIED, "true");
		try (var in = Files.newInputStream(file); var out = ssh.sftp().write(remote(context), OpenMode.Write, OpenMode.Create, OpenMode.Truncate)) {
			byte[] block = new byte[BLOCK];
			long sent = 0;
			for (int count = in.read(block); count >= 0; count = in.read(block)) {
				out.write(block, 0, count);
				sent += count;
				context.progress(new Progress(sent, size, Progress.Unit.BYTES));
				if (Thread.interrupted()) {
					throw new InterruptedException("The copy was cancelled");
				}
			}
		}
	}

	/** @return what the command said @throws EngineException when it did not end well */
	private static String run(SftpConnection ssh, SftpSettings settings, String command, Duration limit, String failed, StepContext context)
			throws IOException, EngineException, InterruptedException {
		var said = new Said();
		int status = ssh.run(command, limit, said);
		String text = KEY.matcher(said.text()).replaceAll("$1***");
		text.lines().forEach(l -> context.log(Severity.INFO, "| " + l));
		if (status != 0) {
			String last = text.strip().lines().reduce((a, b) -> b).orElse("");
			throw new EngineException(Kind.REFUSED, "%s on %s: it ended with exit code %d%s".formatted(failed, settings.server(), status, last.isEmpty() ? "" : ", saying: " + last));
		}
		return text.strip();
	}

	/** Keeps the beginning of what a command says. */
	private static final class Said extends OutputStream {

		private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

		@Override
		public synchronized void write(int b) {
			if (kept.size() < MOST_SAID) {
				kept.write(b);
			}
		}

		@Override
		public synchronized void write(byte[] bytes, int offset, int length) {
			kept.write(bytes, offset, Math.min(length, MOST_SAID - kept.size()));
		}

		synchronized String text() {
			return kept.toString(StandardCharsets.UTF_8);
		}
	}

	private static void install(SftpConnection ssh, SftpSettings settings, StepContext context) throws IOException, EngineException, InterruptedException {
		if (ssh.run("test -s " + quoted(remote(context)), COMMAND, OutputStream.nullOutputStream()) != 0) {
			copy(ssh, context); // an attempt before this one got so far that it removed it
		}
		run(ssh, settings, """
				set -e
				work=$(mktemp -d)
				trap 'rm -rf "$work"' EXIT
				tar -xzf %s -C "$work"
				script=$(find "$work" -maxdepth 2 -name install.sh | head -n 1)
				[ -n "$script" ] || { echo "The package has no install.sh"; exit 1; }
				cd "$(dirname "$script")"
				PREFIX=%s sh ./install.sh </dev/null || status=$?
				rm -f %s
				[ "${status:-0}" != 3 ] || { echo "Gateway Engine is installed; an application that came with it is not"; status=0; }
				exit "${status:-0}"
				""".formatted(quoted(remote(context)), quoted(prefix(context)), quoted(remote(context))), INSTALL, "The agent could not be installed", context);
	}

	private static void start(GatewaysSession session, Step step, StepContext context) throws EngineException, InterruptedException {
		var settings = settings(context);
		var parameters = context.request().parameters();
		String network = parameters.path("uuid").asText("").isBlank() ? Targets.text(context, step, "interface") : "";
		// the number too: one that the machine had before would stay
		String identity = (network.isEmpty() ? "" : "--set-iface " + quoted(network) + " ") + "--set-uuid " + quoted(serial(context));
		String gwe = quoted(prefix(context) + "/bin/gwe");
		try (var ssh = SftpConnection.open(settings)) {
			run(ssh, settings, "%s --set-cloud %s --set-product-id %s %s </dev/null".formatted(gwe, quoted(cloud(session, context)),
					quoted(step.target().resource().key()), identity), COMMAND, "The agent could not be configured", context);
			context.put(SINCE, session.now().toString());
			run(ssh, settings, quoted(prefix(context) + "/bin/gwe-restart") + " </dev/null", COMMAND, "The agent could not be started", context);
		} catch (IOException e) {
			throw failure(settings, step, e);
		}
	}

	private static String serial(StepContext context) throws EngineException {
		return context.get(SERIAL).orElseThrow(() -> new EngineException(Kind.REFUSED, "The serial number is not known"));
	}

	private static void first(GatewaysSession session, Step step, StepContext context) throws EngineException, InterruptedException {
		String serial = serial(context);
		String product = step.target().resource().key();
		var admission = new Admission(session, product, serial);
		var since = Instant.parse(context.get(SINCE).orElseThrow(() -> new EngineException(Kind.REFUSED, "When the agent was started is not known")));
		var left = Targets.waited(FIRST, () -> admission.seen(since) ? Optional.empty() : Optional.of("silent"));
		if (left.isPresent()) {
			throw new EngineException(Kind.REFUSED, "%s is installed and started, but has not checked in within %d s; its logs are in %s/logs".formatted(serial, FIRST.toSeconds(), prefix(context)));
		}
		context.result("%s is a gateway of %s and has checked in".formatted(serial, step.target().label()));
	}

	@Override
	public void compensate(Step step, StepContext context) throws EngineException, InterruptedException {
		if (context.get(COPIED).isEmpty() || !step.id().equals("copy") && !step.id().equals("install")) {
			return;
		}
		var settings = settings(context);
		try (var ssh = SftpConnection.open(settings)) {
			ssh.run("rm -f " + quoted(remote(context)), COMMAND, OutputStream.nullOutputStream());
			context.log(Severity.INFO, "The package is removed from %s again".formatted(settings.server()));
		} catch (IOException e) {
			throw failure(settings, step, e);
		}
	}

	/** As one word of a POSIX shell. */
	private static String quoted(String text) {
		return "'" + text.replace("'", "'\\''") + "'";
	}
}
