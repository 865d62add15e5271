package org.fleetdesk.gateways.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler.Done;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the handlers of tasks share. */
final class Targets {

	/** For what a listening gateway is told. */
	static final Duration CONTROL = Duration.ofSeconds(30);
	private static final long FIRST_PAUSE = 100;
	private static final long LONGEST_PAUSE = 1000;

	private Targets() {
	}

	interface Look {
		/** @return empty when it is as it was asked for, else how it is, after "but" */
		Optional<String> look() throws EngineException, InterruptedException;
	}

	/** Reads a state until it is the one that was asked for. @return how it is still, or empty */
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

	static GatewaysSession session(StepContext context) throws EngineException {
		return context.session(GatewaysSession.class);
	}

	static String product(Step step) {
		return Gateways.product(step.target().resource().key());
	}

	static String serial(Step step) {
		return Gateways.serial(step.target().resource().key());
	}

	static String application(Step step) {
		return Gateways.application(step.target().resource().key());
	}

	static EngineException gone(TaskTarget target) {
		return new EngineException(Kind.NOT_FOUND, target.label() + " is no longer there");
	}

	static JsonNode gateway(GatewaysSession session, TaskTarget target) throws EngineException, InterruptedException {
		String key = target.resource().key();
		return session.gateway(Gateways.product(key), Gateways.serial(key)).orElseThrow(() -> gone(target));
	}

	static ObjectNode object() {
		return JsonNodeFactory.instance.objectNode();
	}

	/** The parameters for a target: beside those for all, {@code targets} may have others for single ones, by connection and key, as a way back is another one for each. */
	static ObjectNode parameters(TaskRequest request, TaskTarget target) {
		return request.parameters().path("targets").path(id(target)) instanceof ObjectNode own ? own : request.parameters();
	}

	static String text(StepContext context, Step step, String name) {
		return parameters(context.request(), step.target()).path(name).asText("").strip();
	}

	private static String id(TaskTarget target) {
		return target.resource().connection() + "/" + target.resource().key();
	}

	interface Parameters {
		ObjectNode of(Done done);
	}

	/** A request with parameters of its own for each target. */
	static TaskRequest each(TaskRequest request, String verb, List<Done> done, Parameters parameters) {
		var all = object();
		var targets = all.putObject("targets");
		done.forEach(d -> targets.set(id(d.target()), parameters.of(d)));
		return new TaskRequest(1, verb, request.title(), done.stream().map(Done::target).toList(), all);
	}

	/** The SHA-256 of a file, in hexadecimal digits. */
	static String sha256(Path file) throws EngineException {
		try (InputStream in = Files.newInputStream(file)) {
			var digest = MessageDigest.getInstance("SHA-256");
			byte[] buffer = new byte[1 << 16];
			for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
				digest.update(buffer, 0, n);
			}
			return HexFormat.of().formatHex(digest.digest());
		} catch (IOException e) {
			throw new EngineException(Kind.REFUSED, "%s cannot be read: %s".formatted(file, e.getMessage()), e);
		} catch (NoSuchAlgorithmException e) {
			throw new IllegalStateException(e); // each JVM has it
		}
	}
}
