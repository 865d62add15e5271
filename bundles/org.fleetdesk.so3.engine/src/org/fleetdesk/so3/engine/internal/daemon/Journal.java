package org.fleetdesk.so3.engine.internal.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

import org.fleetdesk.engine.StateFile;
import org.fleetdesk.so3.engine.internal.daemon.DaemonException.Kind;

/**
 * What is known of one container, in memory, on disk and as events. Changed by whoever holds the container's lock, read by all.
 */
final class Journal {

	private final StateFile file;
	private final EventLog events;
	private final Object changed = new Object();
	private final CompletableFuture<Void> stopping = new CompletableFuture<>();
	private volatile ContainerRecord data;
	private volatile boolean gone;
	/** Guarded by {@link #changed}. */
	private boolean removed;
	/** Guarded by the file. */
	private boolean closed;

	Journal(ContainerRecord data, StateFile file, EventLog events) {
		this.data = data;
		this.file = file;
		this.events = events;
	}

	ContainerRecord data() {
		return data;
	}

	/** The container's folder. */
	Path folder() {
		return file.file().getParent();
	}

	/** What is known is shown even when the disk is full; the caller then learns that it is not safe. */
	void save(ContainerRecord next) throws DaemonException {
		synchronized (file) {
			if (closed) {
				throw new DaemonException(Kind.FAILED, "The engine has let go of container " + data.name() + "; the next one will look after it");
			}
			synchronized (changed) {
				data = next;
				changed.notifyAll();
			}
			try {
				file.write(next);
			} catch (IOException e) {
				throw new DaemonException(Kind.FAILED, "The state of container " + next.name() + " cannot be saved: " + e.getMessage(), e);
			}
		}
	}

	void save(Run run) throws DaemonException {
		save(data.with(run));
	}

	/** Waits until the record is as wanted, or the container has been removed. */
	ContainerRecord await(Predicate<ContainerRecord> wanted) throws InterruptedException {
		synchronized (changed) {
			while (!removed && !wanted.test(data)) {
				changed.wait();
			}
			return data;
		}
	}

	boolean gone() {
		return gone;
	}

	/** The container is being removed; there are no more verbs. */
	void leave() {
		gone = true;
	}

	/** The container's name and slot are free: whoever waits for it may go on. */
	void removed() {
		synchronized (changed) {
			removed = true;
			changed.notifyAll();
		}
	}

	/** Completes when the engine begins to stop: from then on nothing is waited for or begun. */
	CompletableFuture<Void> stopping() {
		return stopping;
	}

	/** Nothing is written any more: the folder may belong to another engine. */
	void close() {
		stopping.complete(null);
		synchronized (file) {
			closed = true;
		}
	}

	void tell(String action, Map<String, String> more) {
		events.publish("container", action, data.id(), attributes(data, more));
	}

	static Map<String, String> attributes(ContainerRecord data, Map<String, String> more) {
		var attributes = new HashMap<>(data.labels());
		attributes.put("name", data.name());
		attributes.put("image", data.imageName());
		attributes.put("slot", Integer.toString(data.slot()));
		attributes.putAll(more);
		return attributes;
	}
}
