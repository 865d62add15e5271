package org.fleetdesk.engine;

import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An engine as a process of its own: SIGTERM or SIGINT stops it cleanly, with exit code 0. */
public final class EngineProcess {

	private static final long STOP_SECONDS = 30;

	private EngineProcess() {
	}

	/**
	 * Runs the launcher until it ends by itself or the process is told to end. In the latter case this does not return to anything that matters: the
	 * process is halted with the launcher's exit code as soon as the engine has stopped (a signal would else make it 143).
	 *
	 * @return the exit code for the process
	 */
	public static int run(Collection<EngineFactory> factories, List<String> arguments, PrintStream out, PrintStream err) {
		var stop = new CountDownLatch(1);
		var ended = new CountDownLatch(1);
		var code = new int[] { EngineLauncher.OK };
		Thread runner = Thread.currentThread();
		var hook = new Thread(() -> {
			stop.countDown();
			if (!await(ended, STOP_SECONDS)) {
				runner.interrupt();
				await(ended, 5);
			}
			out.flush();
			err.flush();
			Runtime.getRuntime().halt(code[0]);
		}, "engine-stop");
		Runtime.getRuntime().addShutdownHook(hook);
		try {
			code[0] = new EngineLauncher(factories, out, err, System.getenv()).run(arguments, stop);
		} finally {
			ended.countDown();
		}
		try {
			Runtime.getRuntime().removeShutdownHook(hook);
		} catch (IllegalStateException e) {
			// the hook runs and halts the process
		}
		return code[0];
	}

	private static boolean await(CountDownLatch latch, long seconds) {
		try {
			return latch.await(seconds, TimeUnit.SECONDS);
		} catch (InterruptedException e) {
			return false;
		}
	}
}
