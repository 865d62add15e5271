package org.fleetdesk.so3.engine.internal.api;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.so3.engine.internal.daemon.Container;
import org.fleetdesk.so3.engine.internal.daemon.Daemon;
import org.fleetdesk.so3.engine.internal.daemon.DockerState;
import org.fleetdesk.so3.engine.internal.runtime.ContainerLog;
import org.fleetdesk.so3.engine.internal.runtime.LogQuery;

/**
 * {@code POST /containers/{id}/attach}: the output of the run that is under way or, when none is, of the next one, until its end. What a client sends is
 * dropped, since SO3 guests take no input.
 */
public final class AttachApi implements Routes {

	private final Daemon daemon;

	public AttachApi(Daemon daemon) {
		this.daemon = daemon;
	}

	@Override
	public void addTo(Router router) {
		router.add("POST", "/containers/{id}/attach", this::attach);
		router.add("GET", "/containers/{id}/attach/ws", exchange -> {
			daemon.find(exchange.value("id"));
			throw new HttpError(501, "This engine attaches by POST /containers/{id}/attach only, not by web sockets");
		});
		router.add("POST", "/containers/{id}/resize", this::resize);
	}

	private void attach(Exchange exchange) throws Exception {
		var container = daemon.find(exchange.value("id"));
		check(container);
		boolean tty = container.data().options().tty();
		boolean output = exchange.flag("stdout");
		boolean past = exchange.flag("logs") && output;
		// before the answer: whoever starts the container after it misses nothing
		ContainerLog.Attachment place = exchange.flag("stream") ? container.log().attach(past) : sink -> {
			if (past) {
				container.log().read(LogQuery.ALL, sink);
			}
		};
		exchange.hijack(LogFrames.contentType(exchange, tty), out -> {
			try (var heartbeat = new Heartbeat(out, LogFrames.beat(tty))) {
				place.read(output ? new LogFrames(heartbeat, tty, false) : (nanos, text, offset, length, complete) -> {
					// stderr alone, on which SO3 guests print nothing
				});
			}
		});
	}

	private static void check(Container container) {
		var data = container.data();
		if (data.state() == DockerState.PAUSED) {
			throw new HttpError(409, "Container " + data.name() + " is paused, unpause the container before attach");
		}
		if (data.state() == DockerState.RESTARTING) {
			throw new HttpError(409, "Container " + data.name() + " is restarting, wait until the container is running");
		}
	}

	/** The client tells how large its window is, which changes nothing for a guest without a terminal of its own. */
	private void resize(Exchange exchange) throws Exception {
		number(exchange, "h");
		number(exchange, "w");
		var container = daemon.find(exchange.value("id"));
		if (!container.data().state().isActive()) {
			throw new HttpError(409, "Container " + container.data().id() + " is not running");
		}
		exchange.send(200);
	}

	private static void number(Exchange exchange, String name) {
		String text = exchange.query(name).orElse("");
		if (!text.matches("\\d{1,9}")) {
			throw new HttpError(400, "invalid resize " + (name.equals("h") ? "height" : "width") + ": \"" + text + "\" is no number");
		}
	}
}
