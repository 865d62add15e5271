package org.fleetdesk.gateways.engine.internal.fleet;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Hands what an operator asks to the agent of a gateway, which holds a request open for it, and the agent's reply back. Nothing of it is kept: who asks waits.
 * Gateways are named by their ids in the database. A waiting agent costs a virtual thread.
 */
public final class ControlRelay implements AutoCloseable {

	/** How long an agent that ended one poll in good order may take to begin the next. */
	static final Duration BETWEEN_POLLS = Duration.ofSeconds(10);
	private static final int MOST_AT_ONCE = 16;

	/** Why a gateway does not answer. */
	public static final class Unanswered extends Exception {
		private static final long serialVersionUID = 1L;

		/** What it is about. */
		public enum Why {
			NOT_LISTENING, TOO_MANY, TIMED_OUT
		}

		private final Why why;

		Unanswered(Why why, String message) {
			super(message, null, false, false);
			this.why = why;
		}

		public Why why() {
			return why;
		}
	}

	private record Question(String id, ObjectNode body, CompletableFuture<JsonNode> answer) {
	}

	/** The agent of one gateway; guarded by itself. */
	private static final class Line {
		private final Deque<Question> waiting = new ArrayDeque<>();
		private final Map<String, Question> open = new HashMap<>();
		/** The poll that is held open; 0: none. */
		private long poll;
		/** Counts polls, so that an older one sees that it was taken over. */
		private long polls;
		private boolean listening;
	}

	private final Map<Long, Line> lines = new ConcurrentHashMap<>();
	private final Changed changed;
	private final Duration betweenPolls;
	private volatile boolean closed;
	private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("devicecloud-control").factory());

	/** Told when a gateway begins to listen or does no more; on any thread. */
	@FunctionalInterface
	public interface Changed {
		void changed(ControlRelay relay, long gateway);
	}

	/** @param changed not told of those that are {@link #drop dropped} */
	public ControlRelay(Changed changed) {
		this(changed, BETWEEN_POLLS);
	}

	ControlRelay(Changed changed, Duration betweenPolls) {
		this.changed = changed;
		this.betweenPolls = betweenPolls;
	}

	/** Whether an agent holds a request open, or has just taken one. */
	public boolean listening(long gateway) {
		var line = lines.get(gateway);
		if (line == null) {
			return false;
		}
		synchronized (line) {
			return line.listening;
		}
	}

	/** How many gateways listen. */
	public long listening() {
		return lines.keySet().stream().filter(this::listening).count();
	}

	/**
	 * The agent's side: waits for the next question. A second poll of the same gateway takes over; the older one ends without a question.
	 *
	 * @return the question with its {@code id}; empty when the time is over
	 * @throws InterruptedException when the agent's connection is gone, or the engine stops: the gateway does not listen any more
	 */
	public Optional<ObjectNode> next(long gateway, Duration wait) throws InterruptedException {
		var line = lines.computeIfAbsent(gateway, k -> new Line());
		long deadline = System.nanoTime() + wait.toNanos();
		if (closed) {
			return Optional.empty();
		}
		Optional<ObjectNode> question;
		long mine;
		boolean began;
		synchronized (line) {
			mine = ++line.polls;
			line.poll = mine;
			began = !line.listening;
			line.listening = true;
			line.notifyAll();
		}
		if (began) {
			changed.changed(this, gateway);
		}
		try {
			question = await(line, mine, deadline);
		} catch (InterruptedException e) {
			end(gateway, line, mine);
			throw e;
		}
		boolean last;
		synchronized (line) {
			last = line.poll == mine;
			if (last) {
				line.poll = 0;
			}
		}
		if (last && !closed) {
			clock.schedule(() -> silent(gateway, line, mine), betweenPolls.toMillis(), TimeUnit.MILLISECONDS);
		}
		return question;
	}

	private static Optional<ObjectNode> await(Line line, long mine, long deadline) throws InterruptedException {
		synchronized (line) {
			while (line.poll == mine) {
				var next = line.waiting.poll();
				if (next != null) {
					line.open.put(next.id(), next);
					return Optional.of(next.body());
				}
				long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
				if (left <= 0) {
					return Optional.empty();
				}
				line.wait(left);
			}
			return Optional.empty();
		}
	}

	/** The agent of a poll has gone without asking again. */
	private void end(long gateway, Line line, long mine) {
		synchronized (line) {
			if (line.poll != mine) {
				return; // another poll has taken over
			}
			line.poll = 0;
		}
		silent(gateway, line, mine);
	}

	private void silent(long gateway, Line line, long mine) {
		synchronized (line) {
			if (line.polls != mine || line.poll != 0 || !line.listening) {
				return;
			}
			line.listening = false;
			var gone = new Unanswered(Unanswered.Why.NOT_LISTENING, "The gateway does not listen any more.");
			line.waiting.forEach(q -> q.answer().completeExceptionally(gone));
			line.waiting.clear();
		}
		changed.changed(this, gateway);
	}

	/**
	 * The operator's side: asks, and waits for the reply.
	 *
	 * @param request with {@code do}; gets an {@code id}
	 * @throws Unanswered           when the gateway does not listen, or does not reply in time
	 * @throws InterruptedException when whoever asks has gone
	 */
	public JsonNode ask(long gateway, ObjectNode request, Duration timeout) throws Unanswered, InterruptedException {
		var line = lines.get(gateway);
		var question = new Question(UUID.randomUUID().toString(), request.deepCopy(), new CompletableFuture<>());
		question.body().put("id", question.id());
		if (line == null) {
			throw new Unanswered(Unanswered.Why.NOT_LISTENING, "The gateway does not listen.");
		}
		synchronized (line) {
			if (!line.listening) {
				throw new Unanswered(Unanswered.Why.NOT_LISTENING, "The gateway does not listen.");
			}
			if (line.waiting.size() + line.open.size() >= MOST_AT_ONCE) {
				throw new Unanswered(Unanswered.Why.TOO_MANY, "The gateway is asked more than it answers; ask later.");
			}
			line.waiting.add(question);
			line.notifyAll();
		}
		try {
			return question.answer().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
		} catch (TimeoutException e) {
			throw new Unanswered(Unanswered.Why.TIMED_OUT, "The gateway did not answer within " + timeout.toMillis() + " ms.");
		} catch (ExecutionException e) {
			throw e.getCause() instanceof Unanswered unanswered ? unanswered : new Unanswered(Unanswered.Why.TIMED_OUT, "The gateway did not answer.");
		} finally {
			synchronized (line) {
				line.waiting.remove(question);
				line.open.remove(question.id());
			}
		}
	}

	/** A question did not reach the agent: its next poll gets it. */
	public void giveBack(long gateway, String id) {
		var line = lines.get(gateway);
		if (line != null) {
			synchronized (line) {
				var question = line.open.remove(id);
				if (question != null && !question.answer().isDone()) {
					line.waiting.addFirst(question);
					line.notifyAll();
				}
			}
		}
	}

	/**
	 * The agent's side: its reply to a question.
	 *
	 * @return whether somebody still waits for it
	 */
	public boolean reply(long gateway, String id, JsonNode reply) {
		var line = lines.get(gateway);
		if (line == null) {
			return false;
		}
		Question question;
		synchronized (line) {
			question = line.open.remove(id);
		}
		return question != null && question.answer().complete(reply);
	}

	/** A gateway was deleted or locked out: its poll ends, and who waits for it learns it. */
	public void drop(long gateway) {
		var line = lines.remove(gateway);
		if (line == null) {
			return;
		}
		synchronized (line) {
			line.poll = 0;
			line.listening = false;
			var gone = new Unanswered(Unanswered.Why.NOT_LISTENING, "The gateway does not listen any more.");
			line.waiting.forEach(q -> q.answer().completeExceptionally(gone));
			line.open.values().forEach(q -> q.answer().completeExceptionally(gone));
			line.waiting.clear();
			line.open.clear();
			line.notifyAll();
		}
	}

	/** Ends all polls and questions. */
	@Override
	public void close() {
		closed = true;
		clock.shutdownNow();
		lines.keySet().forEach(this::drop);
	}
}
