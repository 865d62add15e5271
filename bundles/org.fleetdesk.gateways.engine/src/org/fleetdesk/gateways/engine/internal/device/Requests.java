package org.fleetdesk.gateways.engine.internal.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.gateways.engine.internal.store.Credentials;
import org.fleetdesk.gateways.engine.internal.store.Credentials.Known;
import org.fleetdesk.gateways.engine.internal.store.DeviceKey;
import org.fleetdesk.gateways.engine.internal.store.LastSeen;
import org.fleetdesk.gateways.model.AliasForm;

/** What all requests of devices have in common: who asks, how often, and the form of bodies. */
public final class Requests {

	/** The header with a device's token, in both generations. */
	public static final String TOKEN = "X-Exosite-CIK";
	/** The largest body, in bytes. */
	static final int LARGEST = 1 << 20;
	private static final Pattern METHOD = Pattern.compile("[A-Z]{3,7} /");
	private static final int DROPPED = 8 << 20;
	/** A device checks in with a handful of requests, and records more when it was away for long. */
	private static final int BURST = 200;
	private static final double PER_SECOND = 20;
	/** Tokens that are none: each costs a query. */
	private static final int STRANGERS_BURST = 500;
	private static final double STRANGERS_PER_SECOND = 20;
	/** How long a token waits to be looked up where many are not valid. */
	private static final Duration CROWD = Duration.ofSeconds(5);

	private final Credentials credentials;
	private final LastSeen lastSeen;
	private final RateLimit<Long> devices;
	private final RateLimit<String> strangers;
	/** For those who come from the address of too many strangers: their tokens are looked up one after the other. */
	private final Semaphore crowd = new Semaphore(1, true);

	/** @param nanos as {@link System#nanoTime} */
	Requests(Credentials credentials, LastSeen lastSeen, LongSupplier nanos) {
		this.credentials = credentials;
		this.lastSeen = lastSeen;
		devices = new RateLimit<>(BURST, PER_SECOND, nanos);
		strangers = new RateLimit<>(STRANGERS_BURST, STRANGERS_PER_SECOND, nanos);
	}

	/**
	 * The device that sends a request; it counts as seen.
	 *
	 * @throws HttpError 401 without a valid token, 403 when it is locked, 429 when it asks too often
	 */
	public DeviceKey device(Exchange exchange) {
		var device = proven(exchange);
		seen(device, exchange.peer());
		return device;
	}

	/** The same of a request that is no part of a check-in: it does not count as seen. */
	public DeviceKey proven(Exchange exchange) {
		var known = known(exchange, exchange.header(TOKEN).map(String::strip).orElse("")).orElseThrow(() -> new HttpError(401, "The request has no valid " + TOKEN));
		if (known.locked()) {
			throw new HttpError(403, "This device is locked");
		}
		var device = known.device();
		if (!mayAsk(device)) {
			throw tooMany(exchange, 1, "This device sends too many requests");
		}
		return device;
	}

	/**
	 * Whose token it is, which may be locked. One that is nobody's counts against the address, and that there were too many of them keeps no device out that
	 * comes through the same router.
	 *
	 * @param token as it came, wherever it stood
	 * @throws HttpError 429 when it is nobody's, and there were too many of these
	 */
	public Optional<Known> known(Exchange exchange, String token) {
		String peer = exchange.peer();
		boolean crowded = strangers.isExhausted(peer);
		var known = crowded && !credentials.remembers(token) ? oneByOne(exchange, token) : credentials.find(token);
		if (known.isEmpty()) {
			if (crowded) {
				throw tooMany(exchange, 1, "Too many requests with tokens that are not valid came from this address");
			}
			strangers.take(peer);
		}
		return known;
	}

	/** @throws HttpError 429 when too many are before it */
	private Optional<Known> oneByOne(Exchange exchange, String token) {
		try {
			if (!crowd.tryAcquire(CROWD.toMillis(), TimeUnit.MILLISECONDS)) {
				throw tooMany(exchange, 1, "Too many requests with unknown tokens wait");
			}
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new HttpError(503, "The engine stops");
		}
		try {
			return credentials.find(token);
		} finally {
			crowd.release();
		}
	}

	/** Counts a request of a device. @return false when it asks too often */
	public boolean mayAsk(DeviceKey device) {
		return mayAsk(device, 1);
	}

	/** Counts a request of a device that is work for several. @param weight how many it counts for, from 1 on @return false when it asks too often */
	public boolean mayAsk(DeviceKey device, int weight) {
		return devices.take(device.id(), weight);
	}

	/** A device counts as seen. */
	public void seen(DeviceKey device, String peer) {
		lastSeen.note(device.id(), peer);
	}

	/** What the device has written says that it was seen, too. */
	void written(DeviceKey device) {
		lastSeen.written(device.id());
	}

	/** @param seconds until it makes sense to ask again */
	public static HttpError tooMany(Exchange exchange, int seconds, String message) {
		exchange.setHeader("Retry-After", Integer.toString(seconds));
		return new HttpError(429, message + "; try again later");
	}

	/**
	 * The pairs of a form's body.
	 *
	 * @throws HttpError 413 when it is too large
	 */
	static List<AliasForm.Pair> form(Exchange exchange) throws IOException {
		var in = exchange.body();
		byte[] bytes = in.readNBytes(LARGEST + 1);
		if (bytes.length > LARGEST) {
			in.skip(DROPPED); // many clients read no answer before they have sent all
			throw new HttpError(413, "The body is larger than " + LARGEST + " bytes");
		}
		return AliasForm.values(new String(whole(exchange, bytes), StandardCharsets.ISO_8859_1));
	}

	/**
	 * A client that does not encode what it sends may have announced as many bytes as there are characters: then the rest of the body is behind its end.
	 */
	private static byte[] whole(Exchange exchange, byte[] body) {
		if (!hasWide(body)) {
			return body;
		}
		byte[] behind = exchange.behindBody();
		if (behind.length == 0 || METHOD.matcher(new String(behind, StandardCharsets.ISO_8859_1)).lookingAt()) {
			return body; // it counted well
		}
		byte[] all = Arrays.copyOf(body, body.length + behind.length);
		System.arraycopy(behind, 0, all, body.length, behind.length);
		int characters = 0;
		int end = 0;
		while (end < all.length && (characters < body.length || isContinued(all[end]))) {
			characters += isContinued(all[end]) ? 0 : 1;
			end++;
		}
		return Arrays.copyOf(all, end);
	}

	private static boolean hasWide(byte[] bytes) {
		for (byte b : bytes) {
			if (b < 0) {
				return true;
			}
		}
		return false;
	}

	/** Whether a byte of UTF-8 is not the first one of its character. */
	private static boolean isContinued(byte b) {
		return (b & 0xc0) == 0x80;
	}

	/** The query as it came over the wire; empty when there is none. */
	static String query(Exchange exchange) {
		String target = exchange.target();
		int mark = target.indexOf('?');
		return mark < 0 ? "" : target.substring(mark + 1);
	}
}
