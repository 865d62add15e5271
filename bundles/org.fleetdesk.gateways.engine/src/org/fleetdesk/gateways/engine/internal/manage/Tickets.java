package org.fleetdesk.gateways.engine.internal.manage;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.fleetdesk.gateways.engine.internal.store.Tokens;

/** What an address without a token allows for a short time: one upload, or downloads of one file. */
final class Tickets {

	private static final Duration LONGEST = Duration.ofMinutes(10);
	private static final int MOST = 10_000;

	/** @param upload else it is for downloads @param sha256 that the bytes must have; empty: any */
	record Ticket(String product, String id, boolean upload, String sha256, String type, String meta, String who, Instant end) {
	}

	private final InstantSource clock;
	private final Tokens tokens = new Tokens();
	private final Map<String, Ticket> open = new ConcurrentHashMap<>();

	Tickets(InstantSource clock) {
		this.clock = clock;
	}

	/** @param time 10 minutes at most */
	String issue(String product, String id, boolean upload, String sha256, String type, String meta, String who, Duration time) {
		Instant now = clock.instant();
		open.values().removeIf(t -> now.isAfter(t.end()));
		if (open.size() >= MOST) {
			open.entrySet().stream().min(java.util.Comparator.comparing(e -> e.getValue().end())).ifPresent(e -> open.remove(e.getKey()));
		}
		String name = tokens.next();
		open.put(Tokens.hash(name), new Ticket(product, id, upload, sha256, type, meta, who, now.plus(time.compareTo(LONGEST) > 0 ? LONGEST : time)));
		return name;
	}

	/** What a ticket allows; one for an upload is used up by this. */
	Optional<Ticket> use(String name, boolean upload) {
		String hash = Tokens.hash(name);
		var ticket = Optional.ofNullable(open.get(hash)).filter(t -> t.upload() == upload && !clock.instant().isAfter(t.end()));
		if (ticket.isPresent() && upload && open.remove(hash) == null) {
			return Optional.empty();
		}
		return ticket;
	}
}
