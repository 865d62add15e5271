package org.fleetdesk.serverless.engine.internal.api;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.serverless.engine.internal.log.RuntimeLines;
import org.fleetdesk.serverless.engine.internal.provision.Caller;
import org.fleetdesk.serverless.engine.internal.provision.Refusal;
import org.fleetdesk.serverless.engine.internal.provision.Runtimes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Hands out the engine's own lines of a runtime: an extension, the original keeps them to itself. The same in both faces. */
record LogApi(Runtimes runtimes, Optional<RuntimeLines> lines) {

	/** @param usual how many lines a page has when the client does not say */
	JsonNode page(Exchange exchange, Caller caller, int id, int usual) throws Refusal, InterruptedException, IOException {
		Optional<String> after = exchange.query("after").filter(a -> !a.isEmpty());
		if (after.isPresent() && !RuntimeLines.isPlace(after.get())) {
			throw Refusal.of(400, "Invalid page", "after must be the NEXT of an earlier page");
		}
		var since = since(exchange.query("since"));
		int limit = ProvisionApi.number(exchange, "limit", 1, RuntimeLines.LONGEST_PAGE, usual);
		boolean there = runtimes.mayLook(caller, id, () -> lines.isPresent() ? lines.get().owner(id) : OptionalInt.empty());
		if (lines.isEmpty()) {
			throw Refusal.of(501, "The lines of this engine go to the system's log", "look there for the lines of provision-engine with [SR " + id + "]");
		}
		var page = lines.get().page(id, after, since, limit);
		var answer = JsonNodeFactory.instance.objectNode();
		var array = answer.putArray("LINES");
		page.lines().forEach(l -> array.addObject().put("TIME", l.time().toString()).put("LINE", l.text()));
		return answer.put("NEXT", page.next()).put("MORE", page.more()).put("MISSED", page.missed()).put("DELETED", !there);
	}

	private static Instant since(Optional<String> text) throws Refusal {
		try {
			return text.filter(t -> !t.isEmpty()).map(Instant::parse).orElse(Instant.EPOCH);
		} catch (DateTimeException e) {
			throw Refusal.of(400, "Invalid page", "since must be a time such as 2023-08-28T18:31:50Z");
		}
	}
}
