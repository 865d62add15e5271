package org.fleetdesk.opennebula.oneflow;

import java.net.URI;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import org.fleetdesk.http.HttpException;
import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.opennebula.OneException;

/** What OneFlow's statuses and its errors in plain text mean. */
final class FlowErrors {

	/** Longer sentences are cut. */
	private static final int LONGEST_MESSAGE = 500;
	/** What it says itself when it does not know who asks; for what OpenNebula says, it swaps the statuses 401 and 403. */
	private static final Set<String> UNKNOWN_USER = Set.of("Invalid credentials", "A username and password must be provided");
	private static final Pattern WRONG_STATE = Pattern.compile("in state:? |in (transient|RUNNING)|Only \\w+ services|state [A-Z_]+");
	private static final Pattern NOT_THERE = Pattern.compile("^(Role|Service|Service template) .*not (found|exist)|does not exist");

	private FlowErrors() {
	}

	/** @param masked takes secrets out of what the server says, should it repeat them */
	static OneException of(HttpException.Refused refusal, URI server, UnaryOperator<String> masked) {
		String text = masked.apply(text(refusal));
		var error = refusal.status() == 404 && isPage(refusal) ? OneError.PROTOCOL : error(refusal.status(), text);
		String sentence = !text.isEmpty() ? text : switch (error) {
		case AUTHENTICATION -> server + " does not accept the credentials";
		case AUTHORIZATION -> server + " does not allow that";
		case PROTOCOL -> "%s answered with status %d and nothing that OneFlow says; is it the address of a OneFlow?".formatted(server, refusal.status());
		default -> "%s answered with status %d".formatted(server, refusal.status());
		};
		return new OneException(error, refusal.status(), sentence, refusal);
	}

	private static OneError error(int status, String text) {
		return switch (status) {
		case 401 -> text.isEmpty() || UNKNOWN_USER.contains(text) ? OneError.AUTHENTICATION : OneError.AUTHORIZATION;
		case 403 -> OneError.AUTHENTICATION;
		case 404 -> OneError.NO_EXISTS;
		case 400, 422 -> OneError.XML_RPC_API;
		case 423 -> OneError.LOCKED;
		case 500 -> NOT_THERE.matcher(text).find() ? OneError.NO_EXISTS : WRONG_STATE.matcher(text).find() ? OneError.ACTION : OneError.INTERNAL;
		case 502, 503, 504 -> OneError.UNREACHABLE;
		default -> OneError.PROTOCOL;
		};
	}

	/** What something else answers that stands at the address, such as a proxy: nothing of a service's being there or not. */
	private static boolean isPage(HttpException.Refused refusal) {
		return refusal.answer().text().stripLeading().startsWith("<");
	}

	/** Its own sentence: the first line, or the message in an object; never a page, of which a backtrace may be part. */
	private static String text(HttpException.Refused refusal) {
		String body = refusal.answer().text().strip();
		if (body.startsWith("<")) {
			return "";
		}
		String line = FlowJson.error(body).orElseGet(() -> body.lines().findFirst().orElse("")).strip();
		return line.length() > LONGEST_MESSAGE ? line.substring(0, LONGEST_MESSAGE) + "…" : line;
	}
}
