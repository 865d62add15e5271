package org.fleetdesk.so3.engine.internal.api;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.so3.engine.internal.daemon.Daemon;
import org.fleetdesk.so3.engine.internal.runtime.LogQuery;

/** {@code GET /containers/{id}/logs}. A quiet follower gets an empty frame now and then. */
public final class LogApi implements Routes {

	private final Daemon daemon;

	public LogApi(Daemon daemon) {
		this.daemon = daemon;
	}

	@Override
	public void addTo(Router router) {
		router.add("GET", "/containers/{id}/logs", this::logs);
	}

	private void logs(Exchange exchange) throws Exception {
		if (!exchange.flag("stdout") && !exchange.flag("stderr")) {
			throw new HttpError(400, "Bad parameters: you must choose at least one stream");
		}
		var container = daemon.find(exchange.value("id"));
		var query = new LogQuery(exchange.query("since").map(Times::nanos).orElse(0L), exchange.query("until").map(Times::nanos).filter(n -> n != 0).orElse(Long.MAX_VALUE),
				tail(exchange.query("tail").orElse("all")), exchange.flag("follow"));
		boolean tty = container.data().options().tty();
		try (var out = exchange.stream(200, LogFrames.contentType(exchange, tty))) {
			if (!exchange.flag("stdout")) {
				return; // there is nothing on stderr
			}
			try (var heartbeat = new Heartbeat(out, LogFrames.beat(tty))) {
				container.log().read(query, new LogFrames(heartbeat, tty, exchange.flag("timestamps")));
			} catch (InterruptedException e) {
				// the client has gone, or the engine stops: the stream ends
			}
		}
	}

	/** As dockerd, which takes everything that is no number of lines for all of them. */
	private static long tail(String text) {
		return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
	}
}
