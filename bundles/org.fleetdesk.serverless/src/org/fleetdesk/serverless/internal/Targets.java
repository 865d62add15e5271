package org.fleetdesk.serverless.internal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.serverless.RuntimeInfo;
import org.fleetdesk.serverless.ServerlessSession;
import org.fleetdesk.serverless.ServiceInfo;
import org.fleetdesk.serverless.VmInfo;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler.Done;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the handlers of tasks share. */
final class Targets {

	/** For what is done when it is confirmed. */
	static final Duration SOON = Duration.ofSeconds(10);
	/** For what the cloud does afterwards: virtual machines boot, shut down, and go. */
	static final Duration LATER = Duration.ofMinutes(3);
	private static final long FIRST_PAUSE = 100;
	private static final long LONGEST_PAUSE = 1000;

	private Targets() {
	}

	interface Look {
		/** @return empty when it is as it was asked for, else how it is, after "but" */
		Optional<String> look() throws EngineException, InterruptedException;
	}

	/**
	 * Reads a state until it is the one that was asked for: engine and cloud confirm before they are done.
	 *
	 * @param action what was confirmed, such as "deletion of sensor-7"
	 */
	static void confirm(String action, Duration limit, Look look) throws EngineException, InterruptedException {
		var state = waited(limit, look);
		if (state.isPresent()) {
			throw new EngineException(Kind.FAILED, "The cloud confirmed the %s, but %s".formatted(action, state.get()));
		}
	}

	/** The same, without a failure. @return how it is still, or empty */
	static Optional<String> waited(Duration limit, Look look) throws EngineException, InterruptedException {
		long end = System.nanoTime() + limit.toNanos();
		long pause = FIRST_PAUSE;
		var state = look.look();
		while (state.isPresent() && System.nanoTime() < end) {
			Thread.sleep(pause);
			pause = Math.min(LONGEST_PAUSE, pause * 3 / 2);
			state = look.look();
		}
		return state;
	}

	static ServerlessSession session(StepContext context) throws EngineException {
		return context.session(ServerlessSession.class);
	}

	/** The number that names a step's resource. */
	static int number(Step step) {
		return number(step.target());
	}

	static int number(TaskTarget target) {
		String key = target.resource().key();
		int slash = key.indexOf('/');
		return Integer.parseInt(slash < 0 ? key : key.substring(0, slash));
	}

	static EngineException gone(Step step) {
		return new EngineException(Kind.NOT_FOUND, step.target().label() + " is no longer there");
	}

	static RuntimeInfo runtime(ServerlessSession session, Step step) throws EngineException, InterruptedException {
		return session.runtime(number(step)).orElseThrow(() -> gone(step));
	}

	static ServiceInfo service(ServerlessSession session, int id) throws EngineException, InterruptedException {
		return session.service(id).orElseThrow(() -> new EngineException(Kind.NOT_FOUND, "There is no OneFlow service %d any more".formatted(id)));
	}

	static VmInfo vm(ServerlessSession session, int id) throws EngineException, InterruptedException {
		return session.vm(id).orElseThrow(() -> new EngineException(Kind.NOT_FOUND, "There is no virtual machine %d any more".formatted(id)));
	}

	/** The parameters for a target: beside those for all, {@code targets} may have others for single ones, by connection and key, as a way back is another one for each. */
	static ObjectNode parameters(TaskRequest request, TaskTarget target) {
		return request.parameters().path("targets").path(id(target)) instanceof ObjectNode own ? own : request.parameters();
	}

	private static String id(TaskTarget target) {
		return target.resource().connection() + "/" + target.resource().key();
	}

	interface Parameters {
		ObjectNode of(Done done);
	}

	/** A request with parameters of its own for each target. */
	static TaskRequest each(TaskRequest request, List<Done> done, Parameters parameters) {
		var all = JsonNodeFactory.instance.objectNode();
		var targets = all.putObject("targets");
		done.forEach(d -> targets.set(id(d.target()), parameters.of(d)));
		return new TaskRequest(1, request.verb(), request.title(), done.stream().map(Done::target).toList(), all);
	}
}
