package org.fleetdesk.cli.internal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

import org.eclipse.equinox.app.IApplication;
import org.eclipse.equinox.app.IApplicationContext;
import org.fleetdesk.cli.ControlClient;
import org.fleetdesk.core.DataFolder;
import org.fleetdesk.files.FileProblem;
import org.osgi.framework.FrameworkUtil;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code ./fleetdesk COMMAND}: gives the command to the process that owns the data folder, or runs it here, as owner when it
 * changes something.
 */
public final class CliApplication implements IApplication {

	private static final Logger LOG = LoggerFactory.getLogger(CliApplication.class);

	/** How long an owner may take to open its socket, in milliseconds. */
	private static final int OWNER_STARTS = 10_000;

	/** How long a cancelled command may take to end, in seconds. */
	private static final int CANCEL_TAKES = 10;

	private final CountDownLatch finished = new CountDownLatch(1);
	private volatile Thread command;
	private volatile boolean cancelled;

	@Override
	public Object start(IApplicationContext context) throws Exception {
		context.applicationRunning();
		var words = List.of((String[]) context.getArguments().get(IApplicationContext.APPLICATION_ARGS));
		var directory = Path.of(System.getProperty("fleetdesk.directory", "")).toAbsolutePath();
		var out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
		var err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
		command = Thread.currentThread();
		Runtime.getRuntime().addShutdownHook(new Thread(this::cancelAtShutdown, "cancel"));
		try {
			return run(words, out, err, directory);
		} catch (ClosedByInterruptException | InterruptedException e) {
			return CommandRunner.CANCELLED;
		} catch (IOException e) {
			err.println(FileProblem.reason(e));
			return CommandRunner.FAILED;
		} finally {
			finished.countDown();
		}
	}

	/** Gives the command a moment to undo what is half-done and to say so. */
	private void cancelAtShutdown() {
		if (finished.getCount() > 0) {
			cancelled = true;
			command.interrupt();
			try {
				finished.await(CANCEL_TAKES, TimeUnit.SECONDS);
			} catch (InterruptedException e) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private int run(List<String> words, PrintStream out, PrintStream err, Path directory) throws Exception {
		var runner = service(CommandRunner.class);
		var folder = service(DataFolder.class);
		var owner = new ControlClient(folder.controlSocket());
		var terminal = new Terminal(err);
		boolean changes = runner.changes(words);
		long deadline = System.nanoTime() + OWNER_STARTS * 1_000_000L;
		while (true) {
			if (owner.ownerAnswers()) {
				try {
					return owner.run(words, directory, out, err, terminal);
				} catch (ControlClient.NotBegunException e) {
					LOG.debug("The owner ends just now", e);
				}
			}
			if (!changes) {
				return runner.run(words, out, err, directory, terminal);
			}
			Optional<String> other;
			try {
				other = folder.own("the command " + String.join(" ", words.subList(0, Math.min(2, words.size()))));
			} catch (IOException e) {
				err.println("This can only look: " + e.getMessage()); // what cannot be written down refuses by itself
				return runner.run(words, out, err, directory, terminal);
			}
			if (other.isEmpty()) {
				try (var server = new ControlServer(folder.controlSocket(), runner)) {
					return runAsOwner(server, () -> runner.run(words, out, err, directory, terminal), err);
				}
			}
			if (System.nanoTime() > deadline) {
				throw new IOException("The data folder " + folder.path() + " is in use by " + other.get() + ", which does not answer. End it, or choose another folder with --data.");
			}
			Thread.sleep(100);
		}
	}

	/** What others asked for meanwhile is done here too, and its end is waited for. */
	private int runAsOwner(ControlServer server, IntSupplier command, PrintStream err) throws InterruptedException {
		int code = command.getAsInt();
		try {
			if (!cancelled) {
				if (server.busy()) {
					err.println("This process goes on until the commands that others gave meanwhile have ended; Ctrl+C cancels them.");
				}
				server.drain();
				return code;
			}
		} catch (InterruptedException e) {
			LOG.debug("The commands of others are cancelled", e);
		}
		server.cancel();
		server.drain();
		return code;
	}

	private static <T> T service(Class<T> type) throws InterruptedException, IOException {
		var tracker = new ServiceTracker<T, T>(FrameworkUtil.getBundle(CliApplication.class).getBundleContext(), type, null);
		tracker.open();
		T service = tracker.waitForService(10_000);
		if (service == null) {
			throw new IOException("The service " + type.getName() + " did not start; the log says why.");
		}
		return service;
	}

	@Override
	public void stop() {
		var running = command;
		if (running != null && running != Thread.currentThread()) {
			running.interrupt();
		}
	}
}
