package org.fleetdesk.opennebula;

import org.fleetdesk.http.HttpException;

/** Why a call to OpenNebula failed: its own error codes (ErrorCode in its RequestManager.h), and what else can go wrong on the way. */
public enum OneError {

	NONE(0x0000), AUTHENTICATION(0x0100), AUTHORIZATION(0x0200), NO_EXISTS(0x0400), ACTION(0x0800), XML_RPC_API(0x1000), INTERNAL(0x2000), ALLOCATE(0x4000), LOCKED(0x8000),
	REPLICATION(0x10000),
	/** An XML-RPC fault instead of OpenNebula's own reply, as for an unknown method. */
	FAULT(-1), UNREACHABLE(-1), TIMED_OUT(-1), UNTRUSTED(-1),
	/** The answer cannot be understood. */
	PROTOCOL(-1),
	/** The calling thread was interrupted, or the endpoint was closed. */
	CANCELLED(-1);

	private final int code;

	OneError(int code) {
		this.code = code;
	}

	/** OpenNebula's number, or -1. */
	public int code() {
		return code;
	}

	/** What a failure on the way means, of a refusal by a status before OpenNebula itself is reached. */
	public static OneError of(HttpException failure) {
		return switch (failure) {
		case HttpException.Unreachable _ -> UNREACHABLE;
		case HttpException.TimedOut _ -> TIMED_OUT;
		case HttpException.Untrusted _ -> UNTRUSTED;
		case HttpException.Unproven _ -> AUTHENTICATION;
		case HttpException.Cancelled _ -> CANCELLED;
		case HttpException.Protocol _, HttpException.Unsendable _ -> PROTOCOL;
		case HttpException.Refused refused -> switch (refused.status()) {
		case 401, 407 -> AUTHENTICATION;
		case 403 -> AUTHORIZATION;
		case 502, 503, 504 -> UNREACHABLE;
		default -> PROTOCOL;
		};
		};
	}

	/** {@link #INTERNAL} for a number that OpenNebula does not have. */
	public static OneError of(int code) {
		for (var error : values()) {
			if (error.code == code && code >= 0) {
				return error;
			}
		}
		return INTERNAL;
	}
}
