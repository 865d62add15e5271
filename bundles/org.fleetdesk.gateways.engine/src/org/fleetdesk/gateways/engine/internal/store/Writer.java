package org.fleetdesk.gateways.engine.internal.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

import javax.sql.DataSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that writes: takes what waits, runs it in one transaction, commits, and lets the callers go on. */
final class Writer implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
	/** More works than these wait outside of the queue. */
	private static final int QUEUE = 20_000;
	/** Works in one transaction. */
	private static final int GROUP = 500;
	private static final int VALID_SECONDS = 5;
	private static final int CLOSING_MILLIS = 30_000;

	private static final class Job<T> {
		private final Database.Work<T> work;
		private final CompletableFuture<T> result = new CompletableFuture<>();
		private T value;

		private Job(Database.Work<T> work) {
			this.work = work;
		}

		private void run(Tx tx) throws SQLException {
			value = work.run(tx);
		}

		private void succeed() {
			result.complete(value);
		}
	}

	/** Trying the works one by one would help none of them. */
	private static final class Final extends SQLException {
		private static final long serialVersionUID = 1L;

		private Final(String message, Throwable cause) {
			super(message, cause);
		}
	}

	/** A transaction of which it is not known whether it was committed. @param group whose works it has @param before the revision that it found @param after what follows it */
	private record Attempt(List<Job<?>> group, long before, long revision, List<Runnable> after) {
	}

	private final DataSource source;
	private final Optional<String> afterCommit;
	private final Changes changes;
	private final BlockingQueue<Job<?>> queue = new LinkedBlockingQueue<>(QUEUE);
	private final Thread thread;
	private final Map<String, PreparedStatement> statements = new HashMap<>();
	private volatile boolean closing;
	private Connection connection;
	/** Null: none. The next connection tells. */
	private Attempt unsettled;

	private Writer(DatabaseAddress address, Changes changes) {
		source = address.dataSource();
		afterCommit = address.afterCommit();
		this.changes = changes;
		thread = Thread.ofPlatform().name("devicecloud-writer").daemon().unstarted(this::work);
	}

	static Writer start(DatabaseAddress address, Changes changes) throws SQLException {
		var writer = new Writer(address, changes);
		writer.connect();
		writer.thread.start();
		return writer;
	}

	<T> T write(Database.Work<T> work) throws InterruptedException {
		var job = new Job<>(work);
		if (closing) {
			throw new InterruptedException("the engine stops");
		}
		queue.put(job);
		if (closing && queue.remove(job)) {
			throw new InterruptedException("the engine stops");
		}
		try {
			return job.result.get();
		} catch (ExecutionException e) {
			throw switch (e.getCause()) {
				case SQLException s -> new StoreException("The database cannot be written: " + s.getMessage(), s);
				case RuntimeException r -> r;
				default -> new StoreException("The database cannot be written: " + e.getCause(), e.getCause());
			};
		}
	}

	private void work() {
		try {
			while (!closing || !queue.isEmpty()) {
				var group = new ArrayList<Job<?>>();
				group.add(queue.take());
				queue.drainTo(group, GROUP - 1);
				runAll(group);
			}
		} catch (InterruptedException e) {
			LOG.error("Nothing is written any more", e); // nobody interrupts it
		}
		disconnect();
	}

	private void runAll(List<Job<?>> group) {
		try {
			commit(group);
		} catch (SQLException | RuntimeException | Error e) { // also when the memory is not enough for one: this thread writes for all
			takeBack();
			if (isCommitted(group)) {
				group.forEach(Job::succeed);
			} else if (group.size() == 1 || connection == null || e instanceof Final) {
				group.forEach(j -> j.result.completeExceptionally(e));
			} else { // finds out which one it is; the others are not to suffer
				group.forEach(j -> runAll(List.of(j)));
			}
		}
	}

	private void commit(List<Job<?>> group) throws SQLException {
		if (connection == null) {
			connect();
		}
		settle();
		long before = changes.revision();
		long revision = before;
		var after = new ArrayList<Runnable>();
		for (Job<?> job : group) {
			var tx = new Tx(connection, statements, revision + 1);
			job.run(tx);
			revision = tx.isChanged() ? revision + 1 : revision;
			after.addAll(tx.afterCommit());
		}
		if (revision > before && new Tx(connection, statements, revision).update("UPDATE counter SET revision = ? WHERE revision = ?", revision, before) != 1) {
			throw new Final("another device cloud writes to the same database; one of the two must end, and this one be started again", null);
		}
		unsettled = new Attempt(group, before, revision, after);
		connection.commit();
		try {
			sync();
		} finally {
			follow(); // it is committed, whatever becomes of the file
		}
		group.forEach(Job::succeed);
	}

	private void sync() throws SQLException {
		if (afterCommit.isPresent()) {
			try {
				new Tx(connection, statements, 0).prepare(afterCommit.get()).execute();
			} catch (SQLException e) {
				throw new Final("what was committed cannot be brought to the disk: " + e.getMessage(), e);
			}
		}
	}

	/** An older group of which this is not known yet has been told that it failed; only what follows its commit is still to come. */
	private boolean isCommitted(List<Job<?>> group) {
		try {
			return unsettled != null && unsettled.group() == group && settle();
		} catch (SQLException e) {
			LOG.warn("Whether the last changes are written is found out when the database is there again: {}", e.getMessage());
			disconnect();
			return false;
		}
	}

	/** The connection may break while it commits, so that nothing is heard of the end: the counter tells it. @return whether there was such a transaction, and it is committed */
	private boolean settle() throws SQLException {
		if (unsettled == null) {
			return false;
		}
		if (connection == null) {
			connect();
		}
		// waits for a server that is still at it
		long there = Rows.first(new Tx(connection, statements, 0).prepare("SELECT revision FROM counter FOR UPDATE"), row -> row.getLong(1)).orElse(0L);
		connection.rollback();
		if (unsettled.revision() > unsettled.before() && there == unsettled.revision()) {
			follow();
			return true;
		}
		unsettled = null;
		return false;
	}

	private void follow() {
		var done = unsettled;
		unsettled = null;
		done.after().forEach(Writer::run);
		if (done.revision() > done.before()) {
			changes.set(done.revision());
		}
	}

	private static void run(Runnable action) {
		try {
			action.run();
		} catch (RuntimeException | Error e) { // it is committed: the revision must follow
			LOG.error("What follows a write failed", e);
		}
	}

	private void connect() throws SQLException {
		connection = source.getConnection();
		connection.setAutoCommit(false);
	}

	/** The connection stays, if it can be used. */
	private void takeBack() {
		if (connection == null) {
			return;
		}
		try {
			connection.rollback();
			if (connection.isValid(VALID_SECONDS)) {
				connection.rollback();
				return;
			}
		} catch (SQLException e) {
			LOG.debug("Not taken back: {}", e.getMessage());
		}
		disconnect();
	}

	private void disconnect() {
		statements.clear();
		try {
			if (connection != null) {
				connection.close();
			}
		} catch (SQLException e) {
			LOG.debug("Not closed: {}", e.getMessage());
		}
		connection = null;
	}

	/** Writes what waits. */
	@Override
	public void close() {
		closing = true;
		queue.offer(new Job<Void>(tx -> null)); // no interrupt: it would close the file that the thread writes
		try {
			thread.join(CLOSING_MILLIS);
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}
}
