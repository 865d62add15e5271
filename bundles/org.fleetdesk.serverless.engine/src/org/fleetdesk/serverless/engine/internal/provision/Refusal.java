package org.fleetdesk.serverless.engine.internal.provision;

import org.fleetdesk.opennebula.OneException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** A request that is not fulfilled. Each face of the API has its own form for it. */
public final class Refusal extends Exception {

	private static final long serialVersionUID = 1L;

	private final int status;
	private final transient JsonNode details;
	private final int plainStatus;
	private final String plain;

	private Refusal(int status, String error, JsonNode details, int plainStatus, String plain) {
		super(error, null, false, false);
		this.status = status;
		this.plainStatus = plainStatus;
		this.details = details;
		this.plain = plain;
	}

	/** Without more to say. */
	public static Refusal of(int status, String error) {
		return of(status, error, TextNode.valueOf(""));
	}

	public static Refusal of(int status, String error, String message) {
		return of(status, error, TextNode.valueOf(message));
	}

	/**
	 * @param error   a short sentence
	 * @param details a text, an object or an array
	 */
	public static Refusal of(int status, String error, JsonNode details) {
		String text = details.isTextual() ? details.asText() : details.toString();
		return new Refusal(status, error, details, status, text.isEmpty() ? error : error + ": " + text);
	}

	/**
	 * OpenNebula or OneFlow did not do it.
	 *
	 * @param error what could not be done
	 */
	public static Refusal of(OneException failure, String error) {
		int status = status(failure);
		return new Refusal(status, error, TextNode.valueOf(failure.getMessage()), status, failure.getMessage());
	}

	/** With another text for the first version of the API. */
	public Refusal plain(String text) {
		return plain(plainStatus, text);
	}

	/** With another status and text for the first version of the API. */
	public Refusal plain(int other, String text) {
		return new Refusal(status, getMessage(), details, other, text);
	}

	private static int status(OneException failure) {
		return switch (failure.error()) {
			case AUTHENTICATION -> 401;
			case AUTHORIZATION -> 403;
			case NO_EXISTS -> 404;
			case LOCKED -> 423;
			case TIMED_OUT -> 504;
			default -> 500;
		};
	}

	/** The HTTP status that the cause asks for; a route that does not have it answers with 500. */
	public int status() {
		return status;
	}

	/** The HTTP status in the first version of the API. */
	public int plainStatus() {
		return plainStatus;
	}

	/** The short sentence. */
	public String error() {
		return getMessage();
	}

	/** What the newest API tells beside it: a text, an object or an array. */
	public JsonNode details() {
		return details;
	}

	/** What the first version of the API tells. */
	public String plain() {
		return plain;
	}
}
