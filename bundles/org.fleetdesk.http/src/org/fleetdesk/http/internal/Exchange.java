package org.fleetdesk.http.internal;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.fleetdesk.http.HttpException;

/**
 * A call under way: knows its deadlines, and ends it by closing its connection and waking its thread. The socket layers of unix
 * sockets and of TLS do not all wake a reader when another thread closes them, an interrupt does; so both are done.
 */
final class Exchange {

	private final HttpUriRequestBase request;
	private final Watchdog watchdog;
	private final Duration idle;
	private volatile long lastMove = System.nanoTime();
	private Future<?> deadline;
	private Future<?> idleCheck;
	private Thread worker;
	private boolean woken;
	private Supplier<HttpException> end;

	Exchange(HttpUriRequestBase request, Watchdog watchdog, Duration idle) {
		this.request = request;
		this.watchdog = watchdog;
		this.idle = idle;
	}

	/** Begins blocking work on this thread. */
	synchronized void enter() throws HttpException {
		if (end != null) {
			throw end.get();
		}
		worker = Thread.currentThread();
		moved();
		if (!idle.isZero()) {
			idleCheck = watchdog.after(idle, this::checkIdle);
		}
	}

	/** Ends it; an interrupt that was ours does not outlive it. */
	synchronized void leave() {
		worker = null;
		if (idleCheck != null) {
			idleCheck.cancel(false);
		}
		if (woken) {
			woken = false;
			Thread.interrupted();
		}
	}

	/** A byte went or came. */
	void moved() {
		lastMove = System.nanoTime();
	}

	synchronized void deadline(Duration limit, Supplier<HttpException> reason) {
		deadline = watchdog.after(limit, () -> abort(reason));
	}

	synchronized void endDeadline() {
		if (deadline != null) {
			deadline.cancel(false);
		}
	}

	private void checkIdle() {
		Duration silence = Duration.ofNanos(System.nanoTime() - lastMove);
		synchronized (this) {
			if (worker == null) {
				return;
			}
			if (silence.compareTo(idle) < 0) {
				idleCheck = watchdog.after(idle.minus(silence), this::checkIdle);
				return;
			}
		}
		abort(() -> new HttpException.TimedOut("%s was silent for %s".formatted(Failures.server(request), Failures.seconds(idle)), idle, null));
	}

	/** Ends the call with this failure, unless it has ended. */
	void abort(Supplier<HttpException> reason) {
		synchronized (this) {
			if (end != null) {
				return;
			}
			end = reason;
		}
		request.cancel();
		synchronized (this) {
			if (worker != null && worker != Thread.currentThread() && worker.isVirtual() && !worker.isInterrupted()) {
				woken = true;
				worker.interrupt();
			}
		}
	}

	/** Why it was ended from outside, or null. */
	synchronized HttpException end() {
		return end == null ? null : end.get();
	}
}
