package org.fleetdesk.gateways.internal;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.EngineAccess;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.http.HttpException;

/** What failures of the device cloud mean to the console. */
record Failures(EngineAccess access, Connection connection) {

	/** @throws InterruptedException when the caller was interrupted */
	EngineException of(HttpException failure) throws InterruptedException {
		return switch (failure) {
		case HttpException.Untrusted e -> access.untrusted(e, connection);
		case HttpException.TimedOut e -> new EngineException(Kind.TIMED_OUT, e.getMessage(), e);
		case HttpException.Unreachable e -> new EngineException(Kind.UNREACHABLE, e.getMessage(), e);
		case HttpException.Unproven e -> new EngineException(Kind.UNAUTHORIZED, e.getMessage(), e);
		case HttpException.Refused e -> new EngineException(kind(e), e.getMessage(), e);
		case HttpException.Cancelled e -> cancelled(e);
		case HttpException.Protocol e -> new EngineException(Kind.PROTOCOL, e.getMessage(), e);
		case HttpException.Unsendable e -> new EngineException(Kind.FAILED, e.getMessage(), e);
		};
	}

	private static EngineException cancelled(HttpException.Cancelled failure) throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException(failure.getMessage());
		}
		return new EngineException(Kind.UNREACHABLE, "The connection was closed", failure);
	}

	/** By the fleet API's statuses: 504 of a gateway that does not answer, 429 of too much at a time, which passes. */
	private static Kind kind(HttpException.Refused failure) {
		return switch (failure.status()) {
		case 401 -> Kind.UNAUTHORIZED;
		case 404 -> failure.answer().mediaType().endsWith("json") ? Kind.NOT_FOUND : Kind.UNSUPPORTED;
		case 405, 501 -> Kind.UNSUPPORTED;
		case 409 -> Kind.CONFLICT;
		case 429 -> Kind.FAILED;
		case 504 -> Kind.TIMED_OUT;
		default -> failure.status() >= 500 ? Kind.FAILED : Kind.REFUSED;
		};
	}
}
