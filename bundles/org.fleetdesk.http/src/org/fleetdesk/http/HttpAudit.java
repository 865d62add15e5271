package org.fleetdesk.http;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Hears of every request before anything of it is sent, and how it ended; a service. Called on the thread of the call, and must be fast. */
@FunctionalInterface
public interface HttpAudit {

	/** What the requests of this thread are made for, such as a task's id. */
	ScopedValue<String> PURPOSE = ScopedValue.newInstance();

	/** Takes secrets out of what is written down of the requests of this thread. */
	ScopedValue<UnaryOperator<String>> SCRUB = ScopedValue.newInstance();

	/** Nobody listens. */
	HttpAudit NONE = request -> Ending.UNHEARD;

	/** @return hears how the request ended */
	Ending sending(Request request);

	/** Hears how a request ended. */
	@FunctionalInterface
	interface Ending {

		/** Nobody listens. */
		Ending UNHEARD = (status, duration, failure) -> {
		};

		/**
		 * @param status   the HTTP status, or 0 when there was no answer
		 * @param duration until the answer was complete; of a stream, until its header was there
		 * @param failure  why there was no good answer, or empty
		 */
		void ended(int status, Duration duration, String failure);
	}

	/** What the server asks for beside the request itself. */
	enum Proof {
		/** A token in the header {@code Authorization}. */
		TOKEN,
		/** A user and a password in the header {@code Authorization}. */
		PASSWORD,
		/** Certificates that are trusted for this server only, or the one certificate that it must show. */
		AUTHORITIES,
		/** A certificate of the client. */
		IDENTITY
	}

	/**
	 * @param url      with everything that is in it, secrets as well; of a unix socket, as sent to {@code localhost}
	 * @param socket   the unix socket
	 * @param headers  of the call, secrets as well, except {@code Authorization}
	 * @param changing whether it changes anything at the server
	 */
	record Request(String method, URI url, Optional<Path> socket, Map<String, String> headers, Optional<HttpBody> body, Set<Proof> proofs, boolean changing) {

		public Request {
			headers = Map.copyOf(headers);
			proofs = Set.copyOf(proofs);
		}

		/** The URL without the values of secret query parameters. */
		public String shownUrl() {
			String text = socket.map(s -> "unix://" + s + url.getRawPath() + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery())).orElseGet(url::toString);
			return SecretNames.inQuery(text, name -> "***");
		}
	}
}
