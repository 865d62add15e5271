package org.fleetdesk.docker.internal;

import org.fleetdesk.http.HttpCall;

/** The engine answered something that shows that it does not know the request. */
final class UnknownRequest extends RuntimeException {

	private static final long serialVersionUID = 1L;

	UnknownRequest(HttpCall call) {
		super("The engine does not know the request %s %s".formatted(call.method(), call.path().split("\\?", 2)[0]));
	}
}
