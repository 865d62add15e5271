package org.fleetdesk.http.internal;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Calls back when a deadline passes, for all endpoints of a factory; on a virtual thread of its own each time. */
public final class Watchdog implements AutoCloseable {

	private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1,
			Thread.ofPlatform().daemon().name("fleetdesk-http-deadlines").factory());

	public Watchdog() {
		clock.setRemoveOnCancelPolicy(true);
		clock.setKeepAliveTime(10, TimeUnit.SECONDS);
		clock.allowCoreThreadTimeOut(true);
	}

	Future<?> after(Duration delay, Runnable action) {
		try {
			return clock.schedule(() -> Thread.ofVirtual().name("fleetdesk-http-deadline").start(action), delay.toNanos(), TimeUnit.NANOSECONDS);
		} catch (RejectedExecutionException e) {
			return CompletableFuture.completedFuture(null); // at the end of the process
		}
	}

	@Override
	public void close() {
		clock.shutdownNow();
	}
}
