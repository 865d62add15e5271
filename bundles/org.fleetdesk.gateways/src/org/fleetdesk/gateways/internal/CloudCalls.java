package org.fleetdesk.gateways.internal;

import java.time.Duration;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.files.Severity;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.text.Text;

/** Calls of a task that may be made again: while the cloud is away, as it is while it starts anew, the task waits for it, and lets others have its turn. */
final class CloudCalls {

	private static final long FIRST_PAUSE = 250;
	private static final long LONGEST_PAUSE = 5000;

	interface Call<T> {
		T call() throws EngineException, InterruptedException;
	}

	private final StepContext context;
	private int outages;

	CloudCalls(StepContext context) {
		this.context = context;
	}

	/** How often the cloud was away. */
	int outages() {
		return outages;
	}

	/**
	 * @param patience how long the cloud may be away
	 * @throws EngineException when it is away for longer, of a kind that does not pass: the time for that was this
	 */
	<T> T made(Duration patience, Call<T> call) throws EngineException, InterruptedException {
		try {
			return call.call();
		} catch (EngineException e) {
			if (!away(e)) {
				throw e;
			}
			return madeAgain(patience, call, e);
		}
	}

	private <T> T madeAgain(Duration patience, Call<T> call, EngineException first) throws EngineException, InterruptedException {
		outages++;
		context.log(Severity.WARNING, "The cloud cannot be reached, still waiting: " + first.getMessage());
		long began = System.nanoTime();
		long pause = FIRST_PAUSE;
		while (true) {
			long left = patience.toMillis() - (System.nanoTime() - began) / 1_000_000;
			if (left <= 0) {
				throw new EngineException(Kind.REFUSED, "The cloud could not be reached for %s: %s".formatted(Text.duration(patience), first.getMessage()), first);
			}
			long now = Math.min(pause, left);
			context.waiting(() -> Thread.sleep(now));
			pause = Math.min(LONGEST_PAUSE, pause * 2);
			try {
				T answer = call.call();
				context.log(Severity.INFO, "The cloud answers again");
				return answer;
			} catch (EngineException e) {
				if (!away(e)) {
					throw e;
				}
			}
		}
	}

	static boolean away(EngineException failure) {
		return failure.kind() == Kind.UNREACHABLE || failure.kind() == Kind.TIMED_OUT;
	}
}
