package org.fleetdesk.core;

/** What proves to an engine who asks; {@link Secrets} holds its {@link #text()}. Never printed: {@code toString} hides the secret. */
public sealed interface Credentials {

	/** The stored form. */
	String text();

	/** A bearer token. */
	record Token(String token) implements Credentials {

		/** @throws IllegalArgumentException when it cannot stand in a header; the message is for the user */
		public Token {
			check(token, "A token");
		}

		@Override
		public String text() {
			return "Bearer " + token;
		}

		@Override
		public String toString() {
			return "Token ***";
		}
	}

	/** A user with a password. */
	record Password(String user, String password) implements Credentials {

		/** @throws IllegalArgumentException when it cannot stand in a header; the message is for the user */
		public Password {
			check(user, "A user's name");
			check(password, "A password");
			if (user.indexOf(':') >= 0) {
				throw new IllegalArgumentException("A user's name holds no colon");
			}
		}

		@Override
		public String text() {
			return "Basic " + user + ":" + password;
		}

		@Override
		public String toString() {
			return "Password of " + user + " ***";
		}
	}

	/** Reads the stored form; a text without the word in front is a user with a password when it holds a colon, else a token. */
	static Credentials of(String text) {
		String rest = text.replaceFirst("^(Bearer|Basic) ", "");
		int colon = rest.indexOf(':');
		return text.startsWith("Bearer ") || colon < 0 ? new Token(rest) : new Password(rest.substring(0, colon), rest.substring(colon + 1));
	}

	private static void check(String text, String what) {
		if (text.isEmpty() || text.chars().anyMatch(Character::isISOControl)) {
			throw new IllegalArgumentException(what + " has at least one character and no line break");
		}
	}
}
