package org.fleetdesk.gateways.engine.internal.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Finds the device of a token. What was found once is remembered, so that a request costs no query for it. */
public final class Credentials {

	/** More devices than these are looked up again. */
	private static final int REMEMBERED = 250_000;

	/** A device that proved itself. @param locked it may do nothing */
	public record Known(DeviceKey device, boolean locked, String hash) {
	}

	private final Database database;
	private final Map<String, Known> byHash = new ConcurrentHashMap<>();
	private final Map<Long, String> hashes = new ConcurrentHashMap<>();

	Credentials(Database database) {
		this.database = database;
	}

	/** Whether it takes no query to find a token. */
	public boolean remembers(String token) {
		return token.length() == Tokens.LENGTH && byHash.containsKey(Tokens.hash(token));
	}

	/**
	 * Whose token it is.
	 *
	 * @param token as it came over the wire, of any length
	 */
	public Optional<Known> find(String token) {
		if (token.length() != Tokens.LENGTH) {
			return Optional.empty();
		}
		String hash = Tokens.hash(token);
		var known = byHash.get(hash);
		return known != null ? Optional.of(known).filter(k -> same(k.hash(), hash)) : load(hash);
	}

	/** The write that takes a token away forgets it afterwards; what is read here may be older than that, so that it counts only when it is still there then. */
	private Optional<Known> load(String hash) {
		var found = read(hash);
		found.ifPresent(known -> remember(hash, known));
		if (found.isPresent() && !read(hash).equals(found)) {
			forget(found.get().device().id());
			return read(hash);
		}
		return found;
	}

	/** Both maps together: one that only {@link #byHash} has would never be forgotten. */
	private synchronized void remember(String hash, Known known) {
		if (byHash.size() >= REMEMBERED) {
			byHash.clear();
			hashes.clear();
		}
		byHash.put(hash, known);
		String older = hashes.put(known.device().id(), hash);
		if (older != null && !older.equals(hash)) {
			byHash.remove(older);
		}
	}

	private Optional<Known> read(String hash) {
		return database.read(c -> Rows.first(c, "SELECT id, product, sn, locked, token FROM device WHERE token = ?",
				row -> new Known(new DeviceKey(row.getLong(1), row.getString(2), row.getString(3)), row.getBoolean(4), row.getString(5)), hash)).filter(k -> same(k.hash(), hash));
	}

	/** In constant time. */
	private static boolean same(String hash, String other) {
		return MessageDigest.isEqual(hash.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
	}

	/** What is known of a device is looked up again. */
	synchronized void forget(long device) {
		String hash = hashes.remove(device);
		if (hash != null) {
			byHash.remove(hash);
		}
	}
}
