package org.fleetdesk.serverless.internal;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.EngineAccess;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.HttpFailures;
import org.fleetdesk.http.HttpException;
import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.opennebula.OneException;

/** What failures of the engine, of OpenNebula and of OneFlow mean to the console. */
record Failures(EngineAccess access, Connection connection) {

	/** @throws InterruptedException when the caller was interrupted */
	EngineException of(HttpException failure) throws InterruptedException {
		return new HttpFailures(access, connection, Failures::kind).of(failure);
	}

	/** By the engine's statuses: 423 of a virtual machine that is in the middle of something, 422 of flavours that nobody has. */
	private static Kind kind(HttpException.Refused failure) {
		return switch (failure.status()) {
		case 401 -> Kind.UNAUTHORIZED;
		case 404 -> failure.answer().mediaType().endsWith("html") ? Kind.UNSUPPORTED : Kind.NOT_FOUND;
		case 405, 501 -> Kind.UNSUPPORTED;
		case 409, 423 -> Kind.CONFLICT;
		default -> failure.status() >= 500 ? Kind.FAILED : Kind.REFUSED;
		};
	}

	/** @param what such as "OpenNebula" */
	EngineException of(String what, OneException failure) {
		if (failure.getCause() instanceof HttpException.Untrusted untrusted) {
			return access.untrusted(untrusted, connection);
		}
		return new EngineException(kind(failure.error()), sentence(what, failure), failure);
	}

	/** In front of what is not told by name who said it. */
	private static String sentence(String what, OneException failure) {
		String said = failure.getMessage() == null ? "" : failure.getMessage().strip();
		return said.isEmpty() ? what + " failed without a reason" : said.contains(what) ? said : what + ": " + said;
	}

	private static Kind kind(OneError error) {
		return switch (error) {
		case AUTHENTICATION -> Kind.UNAUTHORIZED;
		case NO_EXISTS -> Kind.NOT_FOUND;
		case ACTION, LOCKED -> Kind.CONFLICT;
		case AUTHORIZATION, ALLOCATE -> Kind.REFUSED;
		case FAULT, XML_RPC_API -> Kind.UNSUPPORTED;
		case UNREACHABLE -> Kind.UNREACHABLE;
		case TIMED_OUT -> Kind.TIMED_OUT;
		case UNTRUSTED -> Kind.UNTRUSTED;
		case PROTOCOL, NONE -> Kind.PROTOCOL;
		case INTERNAL, REPLICATION, CANCELLED -> Kind.FAILED;
		};
	}
}
