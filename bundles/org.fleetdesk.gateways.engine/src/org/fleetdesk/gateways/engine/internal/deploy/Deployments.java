package org.fleetdesk.gateways.engine.internal.deploy;

import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.fleetdesk.gateways.engine.internal.deploy.Deployment.Event;
import org.fleetdesk.gateways.engine.internal.deploy.Deployment.State;
import org.fleetdesk.gateways.engine.internal.report.Summaries;
import org.fleetdesk.gateways.engine.internal.store.Database;
import org.fleetdesk.gateways.engine.internal.store.Device;
import org.fleetdesk.gateways.engine.internal.store.DeviceKey;
import org.fleetdesk.gateways.engine.internal.store.DeviceListener;
import org.fleetdesk.gateways.engine.internal.store.Rows;
import org.fleetdesk.gateways.engine.internal.store.Tx;
import org.fleetdesk.gateways.model.Aliases;
import org.fleetdesk.gateways.model.PackageName;

/** What operators do with the queues of devices. */
public final class Deployments implements AutoCloseable {

	/** Packages of one deployment. */
	public static final int MOST_PACKAGES = 50;

	/** Queues that are looked at in one transaction. */
	private static final int AT_ONCE = 500;

	/** Writes a value as the cloud, in the transaction. Returns false when the product has no such alias. */
	@FunctionalInterface
	public interface Commands {
		boolean write(Tx tx, DeviceKey device, String alias, String text) throws SQLException;
	}

	/** What came of a wish. */
	public sealed interface Outcome {

		/** It is in the queue now. */
		record Made(Deployment deployment) implements Outcome {
		}

		/** It cannot be; a sentence. */
		record Refused(String reason) implements Outcome {
		}
	}

	/** A deployment with some of its events. */
	public record Seen(Deployment deployment, List<Event> events) {
	}

	private final Database database;
	private final InstantSource clock;
	private final Watchers watchers = new Watchers();
	private final Commands commands;
	private final Queue queue;

	public Deployments(Database database, InstantSource clock, Commands commands) {
		this.database = database;
		this.clock = clock;
		this.commands = commands;
		queue = new Queue(commands, watchers);
	}

	/** What follows from what devices write; after {@link Summaries}. */
	public DeviceListener listener() {
		return queue;
	}

	/** Issues what a kill, or a damaged value, left not issued. */
	public void resume() throws InterruptedException {
		var waiting = database.read(DeploymentTable::notIssued);
		for (int i = 0; i < waiting.size(); i += AT_ONCE) {
			var some = waiting.subList(i, Math.min(waiting.size(), i + AT_ONCE));
			database.write(tx -> {
				for (long device : some) {
					var head = DeploymentTable.head(tx, device);
					if (head.isPresent()) {
						queue.advance(tx, key(head.get()));
					}
				}
				return null;
			});
		}
	}

	/**
	 * Puts an installation into the queue of a device.
	 *
	 * @param packages names in the product's content area, in the order of installation
	 * @param behind   whether it may wait behind another one
	 * @throws IllegalArgumentException when the packages are none; the message can be shown
	 */
	public Outcome create(Device device, List<String> packages, String author, String run, boolean behind) throws InterruptedException {
		if (packages.isEmpty() || packages.size() > MOST_PACKAGES) {
			throw new IllegalArgumentException("A deployment has 1 to " + MOST_PACKAGES + " packages.");
		}
		if (Queue.apps(packages).size() < packages.size()) { // throws, too
			throw new IllegalArgumentException("A deployment has each application once.");
		}
		String id = UUID.randomUUID().toString();
		return database.write(tx -> {
			var locked = Rows.first(tx.prepare("SELECT locked FROM device WHERE id = ?", device.id()), row -> row.getBoolean(1));
			if (locked.isEmpty()) {
				return new Outcome.Refused("The gateway " + device.sn() + " was deleted meanwhile.");
			}
			if (locked.get()) {
				return new Outcome.Refused("The gateway " + device.sn() + " is locked and would not fetch anything; unlock it first.");
			}
			var head = DeploymentTable.head(tx, device.id());
			if (head.isPresent() && !behind) {
				return new Outcome.Refused("The gateway " + device.sn() + " has a deployment that is not ended: " + head.get().id() + ".");
			}
			var missing = missing(tx, device.product(), packages);
			if (!missing.isEmpty()) {
				return new Outcome.Refused("The content area of " + device.product() + " has no " + String.join(", ", missing) + ".");
			}
			var key = new DeviceKey(device.id(), device.product(), device.sn());
			DeploymentTable.insert(tx, id, device.id(), device.product(), device.sn(), packages, author, run, clock.instant());
			Assignments.assign(tx, device.id(), Queue.apps(packages));
			queue.advance(tx, key);
			return new Outcome.Made(DeploymentTable.find(tx, id).orElseThrow());
		});
	}

	private static List<String> missing(Tx tx, String product, List<String> packages) throws SQLException {
		var missing = new ArrayList<String>();
		for (String name : packages) {
			if (Rows.first(tx.prepare("SELECT id FROM content WHERE product = ? AND id = ? AND sha256 IS NOT NULL", product, name), row -> row.getString(1)).isEmpty()) {
				missing.add(name);
			}
		}
		return missing;
	}

	/**
	 * Takes a deployment out of the queue, as long as it was not picked up.
	 *
	 * @param force also one that was picked up: the cloud waits for it no more, whatever the gateway does
	 * @return what came of it; empty when there is none
	 */
	public Optional<Outcome> cancel(String id, boolean force, String author) throws InterruptedException {
		return database.write(tx -> {
			var found = DeploymentTable.find(tx, id);
			if (found.isEmpty()) {
				return Optional.empty();
			}
			var deployment = found.get();
			if (deployment.state().ended()) {
				return Optional.of(new Outcome.Refused("The deployment has ended: " + deployment.state().word() + "."));
			}
			if (deployment.state() != State.QUEUED && !force) {
				return Optional.of(new Outcome.Refused("The gateway has picked the deployment up; it cannot be cancelled any more."));
			}
			boolean queued = deployment.state() == State.QUEUED;
			if (deployment.device().isEmpty()) {
				DeploymentTable.end(tx, deployment, State.CANCELLED, "The gateway was deleted.", clock.instant());
				tx.revision();
			} else {
				DeploymentTable.event(tx, deployment, clock.instant(), State.CANCELLED.word(), "", "", 0, 0, "By " + author + ".");
				queue.end(tx, key(deployment), deployment, queued ? State.CANCELLED : State.FAILED,
						queued ? "Cancelled by " + author + "." : "Given up by " + author + "; the gateway did not tell what came of it.", clock.instant());
				if (deployment.issued()) {
					commands.write(tx, key(deployment), Aliases.ENGINE_FETCH, ""); // and the next one takes its place
				}
				if (queued) {
					Assignments.again(tx, deployment.device().getAsLong(), Queue.apps(deployment).keySet());
				}
			}
			return Optional.of(new Outcome.Made(DeploymentTable.find(tx, id).orElseThrow()));
		});
	}

	/** A device is deleted in this transaction: nothing of its queue will come to an end. */
	public void abandon(Tx tx, Device device) throws SQLException {
		for (var head = DeploymentTable.head(tx, device.id()); head.isPresent(); head = DeploymentTable.head(tx, device.id())) {
			boolean queued = head.get().state() == State.QUEUED;
			DeploymentTable.end(tx, head.get(), queued ? State.CANCELLED : State.FAILED, "The gateway was deleted.", clock.instant());
			watchers.changed(tx, head.get().id());
		}
	}

	/** A deployment with its events later than {@code after}; waits until there is one, it has ended, or the time is over. Empty when there is none. */
	public Optional<Seen> find(String id, long after, Duration wait) throws InterruptedException {
		return watchers.await(id, wait, () -> look(id, after), seen -> seen.isEmpty() || !seen.get().events().isEmpty() || seen.get().deployment().state().ended());
	}

	private Optional<Seen> look(String id, long after) {
		return database.read(connection -> {
			var found = Rows.first(connection, "SELECT * FROM deployment WHERE id = ?", Deployment::of, id);
			return found.isEmpty() ? Optional.empty() : Optional.of(new Seen(found.get(), DeploymentTable.events(connection, found.get().n(), after)));
		});
	}

	/** The newest of a device, newest first. */
	public List<Seen> of(Device device, int limit) {
		return database.read(connection -> {
			var seen = new ArrayList<Seen>();
			for (var deployment : Rows.list(connection, "SELECT * FROM deployment WHERE device = ? ORDER BY n DESC FETCH FIRST ? ROWS ONLY", Deployment::of, device.id(), limit)) {
				seen.add(new Seen(deployment, DeploymentTable.events(connection, deployment.n(), 0)));
			}
			return seen;
		});
	}

	/** Those of one run of a task, newest first, without events and output: they may be many. */
	public List<Seen> ofRun(String run) {
		return database.read(connection -> Rows.list(connection, "SELECT " + DeploymentTable.WITHOUT_OUTPUT + " FROM deployment WHERE run = ? ORDER BY n DESC FETCH FIRST 100000 ROWS ONLY", Deployment::of, run)).stream()
				.map(d -> new Seen(d, List.of())).toList();
	}

	/** Deployments that are not ended and name a file: it is needed. */
	public static boolean needs(Tx tx, String product, String content) throws SQLException {
		return Rows.list(tx.prepare("SELECT " + DeploymentTable.WITHOUT_OUTPUT + " FROM deployment WHERE product = ? AND state IN ('queued', 'picked-up', 'running')", product), Deployment::of).stream()
				.anyMatch(d -> d.packages().contains(content));
	}

	/** Whether a name is one of a package. */
	public static Optional<PackageName> packageName(String id) {
		try {
			return Optional.of(PackageName.of(id));
		} catch (IllegalArgumentException e) {
			return Optional.empty();
		}
	}

	private static DeviceKey key(Deployment deployment) {
		return new DeviceKey(deployment.device().orElseThrow(), deployment.product(), deployment.sn());
	}

	/** Lets all who wait go on. */
	@Override
	public void close() {
		watchers.close();
	}
}
