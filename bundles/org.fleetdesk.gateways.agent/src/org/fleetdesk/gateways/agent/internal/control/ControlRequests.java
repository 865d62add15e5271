package org.fleetdesk.gateways.agent.internal.control;

import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;

import org.fleetdesk.gateways.agent.internal.supervise.ProcessInfo;
import org.fleetdesk.gateways.agent.internal.supervise.Supervisor;
import org.fleetdesk.gateways.agent.internal.supervise.SupervisorException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Does what the control channel asks for, and makes the reply. */
public final class ControlRequests {

	private static final Logger LOG = LoggerFactory.getLogger(ControlRequests.class);
	/** The agent itself: stopping it would cut the channel off for good. */
	private static final String SELF = "gwe";
	private static final Duration REPLY = Duration.ofSeconds(2);
	private static final int USUAL_TAIL = 16 << 10;
	private static final int LONGEST_TAIL = 256 << 10;

	/** Makes the archive of a support report. */
	@FunctionalInterface
	public interface Support {
		SupportReport.Archive collect() throws IOException, InterruptedException;
	}

	private final ObjectMapper mapper = new ObjectMapper();
	private final Supervisor supervisor;
	private final Runnable checkIn;
	private final Support support;

	/** @param checkIn makes the agent check in at once */
	public ControlRequests(Supervisor supervisor, Runnable checkIn, Support support) {
		this.supervisor = supervisor;
		this.checkIn = checkIn;
		this.support = support;
	}

	/** @return {@code {"ok": true, …}} or {@code {"ok": false, "message": "…"}} */
	public ObjectNode answer(JsonNode request) throws InterruptedException {
		String verb = request.path("do").asText("");
		String app = name(request.path("app").asText(""));
		try {
			return switch (verb) {
			case "status" -> status();
			case "start" -> done(app, supervisor::start);
			case "stop" -> app.equals(SELF) ? refused("The agent cannot be stopped from here: nobody could start it again.") : done(app, supervisor::stop);
			case "restart" -> app.equals(SELF) ? restartSelf() : done(app, supervisor::restart);
			case "signal" -> app.equals(SELF) ? refused("The agent gets no signals from here: one that stops it would cut it off. It can be restarted.") : signal(app, request.path("signal").asText(""));
			case "tail" -> tail(app, request);
			case "report" -> {
				checkIn.run();
				yield ok();
			}
			case "support" -> support();
			default -> refused("The agent does not know \"" + verb.replaceAll("[^\\w-]", "?") + "\".");
			};
		} catch (IOException e) {
			LOG.info("{} {} was asked for and failed: {}", verb, app, e.getMessage());
			return refused(e.getMessage());
		} catch (RuntimeException e) {
			LOG.error("{} {} was asked for and failed in the agent itself", verb, app, e);
			return refused("The agent failed over it: " + e + ".");
		}
	}

	/** A program is its own group, which {@code supervisorctl} names {@code NAME:NAME} and {@code NAME:*}. */
	private static String name(String app) {
		String[] parts = app.strip().split(":", 2);
		return parts.length == 2 && (parts[1].isEmpty() || parts[1].equals("*") || parts[1].equals(parts[0])) ? parts[0] : app.strip();
	}

	/** Something that is done to a program. */
	@FunctionalInterface
	private interface Verb {
		void to(String name) throws SupervisorException, InterruptedException;
	}

	private ObjectNode done(String app, Verb verb) throws SupervisorException, InterruptedException {
		if (app.isEmpty()) {
			return refused("The request names no application.");
		}
		verb.to(app);
		return ok();
	}

	/** The supervisor starts again what ends unasked; the answer goes first. */
	private ObjectNode restartSelf() throws SupervisorException, InterruptedException {
		long pid = ProcessHandle.current().pid();
		if (supervisor.find(SELF).filter(p -> p.pid() == pid).isEmpty()) {
			return refused("The agent is not supervised: nobody would start it again.");
		}
		Thread.ofVirtual().name("restart").start(() -> {
			try {
				Thread.sleep(REPLY);
				supervisor.signal(SELF, "TERM");
			} catch (SupervisorException e) {
				LOG.warn("The agent cannot be restarted: {}", e.getMessage());
			} catch (InterruptedException e) {
				Thread.currentThread().interrupt();
			}
		});
		return ok();
	}

	private ObjectNode signal(String app, String signal) throws SupervisorException, InterruptedException {
		if (!signal.toUpperCase(Locale.ROOT).matches("[A-Z0-9]{1,10}")) {
			return refused("The request names no signal, such as HUP.");
		}
		return done(app, name -> supervisor.signal(name, signal.toUpperCase(Locale.ROOT)));
	}

	private ObjectNode tail(String app, JsonNode request) throws SupervisorException, InterruptedException {
		int length = Math.clamp(request.path("length").asInt(USUAL_TAIL), 1, LONGEST_TAIL);
		var piece = supervisor.tail(app, Math.max(-1, request.path("offset").asLong(-1)), length);
		return ok().put("text", piece.text()).put("offset", piece.offset()).put("overflow", piece.overflow());
	}

	private ObjectNode status() throws SupervisorException, InterruptedException {
		var reply = ok();
		var list = reply.putArray("processes");
		for (ProcessInfo process : supervisor.all()) {
			var each = list.addObject().put("name", process.name()).put("state", process.state().name()).put("pid", process.pid()).put("description", process.description())
					.put("exitstatus", process.exitStatus()).put("restarts", process.restarts());
			process.start().ifPresent(start -> each.put("started", DateTimeFormatter.ISO_INSTANT.format(start.atOffset(ZoneOffset.UTC))));
		}
		return reply;
	}

	private ObjectNode support() throws IOException, InterruptedException {
		var archive = support.collect();
		return ok().put("name", archive.name()).put("data", Base64.getEncoder().encodeToString(archive.bytes()));
	}

	private ObjectNode ok() {
		return mapper.createObjectNode().put("ok", true);
	}

	ObjectNode refused(String message) {
		return mapper.createObjectNode().put("ok", false).put("message", message == null ? "" : message);
	}
}
