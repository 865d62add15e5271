package org.fleetdesk.gateways.agent.internal.cloud;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

import org.fleetdesk.gateways.model.AliasForm;
import org.fleetdesk.gateways.model.AliasForm.Pair;
import org.fleetdesk.http.HttpAnswer;
import org.fleetdesk.http.HttpException;
import org.fleetdesk.http.HttpStream;

/**
 * Tells answers of a device cloud from those of others on the way, such as the page of a network that wants a login first. What such a one answers must neither count as
 * stored nor be taken for values: it is a failure, after which all is tried again.
 */
public final class Genuine {

	private static final int OK = 200;
	private static final int NO_CONTENT = 204;
	private static final int PARTIAL = 206;
	private static final int TOO_LARGE = 413;
	private static final Set<Integer> REFUSES = Set.of(400, 415, 422);

	private Genuine() {
	}

	/** The answer to a write: 204, or 200 with nothing. @throws HttpException.Protocol for any other */
	public static void written(HttpAnswer answer, URI cloud) throws HttpException {
		if (answer.status() != NO_CONTENT && !(answer.status() == OK && answer.body().length == 0)) {
			throw other(answer.status(), cloud);
		}
	}

	/**
	 * The answer to a read: 204 with nothing, or 200 with values that begin with one of the aliases.
	 *
	 * @return the values; those of other aliases than were asked for are left out
	 * @throws HttpException.Protocol for any other
	 */
	public static List<Pair> read(HttpAnswer answer, List<String> aliases, URI cloud) throws HttpException {
		if (answer.status() == NO_CONTENT || answer.status() == OK && answer.body().length == 0) {
			return List.of();
		}
		var pairs = AliasForm.values(new String(answer.body(), StandardCharsets.ISO_8859_1));
		if (answer.status() != OK || page(answer.mediaType()) || pairs.isEmpty() || !aliases.contains(pairs.getFirst().name())) {
			throw other(answer.status(), cloud);
		}
		return pairs.stream().filter(p -> aliases.contains(p.name())).toList();
	}

	/** The answer to a download. @throws HttpException.Protocol when it has no content of the cloud */
	public static void download(HttpStream stream, URI cloud) throws HttpException {
		if (stream.status() != OK && stream.status() != PARTIAL || page(stream.mediaType())) {
			throw other(stream.status(), cloud);
		}
	}

	/** The answer of a control channel: 204 with nothing, or 200 with JSON. @throws HttpException.Protocol for any other */
	public static void control(HttpAnswer answer, URI cloud) throws HttpException {
		if (answer.status() != NO_CONTENT && answer.status() != OK || page(answer.mediaType())) {
			throw other(answer.status(), cloud);
		}
	}

	/** Whether the cloud does not take what is sent, however often it is tried. Of proxies before it this holds for what is too large only. */
	public static boolean refuses(HttpException failure) {
		return failure instanceof HttpException.Refused refused && (refused.status() == TOO_LARGE || REFUSES.contains(refused.status()) && !page(refused.answer().mediaType()));
	}

	/** Whether a media type is that of a page for people. */
	public static boolean page(String mediaType) {
		return mediaType.equals("text/html") || mediaType.equals("application/xhtml+xml");
	}

	private static HttpException other(int status, URI cloud) {
		return new HttpException.Protocol("What answered at " + cloud + " is no device cloud (status " + status + "); a network that wants a login first answers so", null);
	}
}
