package org.fleetdesk.core;

import java.util.function.Function;

import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.http.HttpException;

/**
 * What failures of an engine's HTTP endpoint mean to the console.
 *
 * @param access   judges what is not trusted
 * @param statuses what the engine means by the statuses with which it refuses
 */
public record HttpFailures(EngineAccess access, Connection connection, Function<HttpException.Refused, Kind> statuses) {

	/** @throws InterruptedException when the caller was interrupted */
	public EngineException of(HttpException failure) throws InterruptedException {
		return switch (failure) {
		case HttpException.Untrusted e -> access.untrusted(e, connection);
		case HttpException.TimedOut e -> new EngineException(Kind.TIMED_OUT, e.getMessage(), e);
		case HttpException.Unreachable e -> new EngineException(Kind.UNREACHABLE, e.getMessage(), e);
		case HttpException.Unproven e -> new EngineException(Kind.UNAUTHORIZED, e.getMessage(), e);
		case HttpException.Refused e -> new EngineException(statuses.apply(e), e.getMessage(), e);
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
}
