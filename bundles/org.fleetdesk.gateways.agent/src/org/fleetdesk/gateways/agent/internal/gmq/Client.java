package org.fleetdesk.gateways.agent.internal.gmq;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Whose data it is, as a request's header says. */
sealed interface Client {

	/** {@code X-Exosite-VMS}: GMQ activates it, and again when the cloud does not know its key any more. */
	record Vms(String vendor, String model, String serial) implements Client {

		public Vms {
			check("vendor", vendor);
			check("model", model);
			check("serial number", serial);
			if (vendor.contains(" ") || model.contains(" ")) {
				throw new IllegalArgumentException("The vendor and the model have no blanks");
			}
		}

		@Override
		public String label() {
			return vendor + "." + model + "." + serial;
		}

		@Override
		public String folder() {
			return label().replaceAll("[^A-Za-z0-9_-]", "_").substring(0, Math.min(80, label().length())) + "-" + digest("vms\0" + vendor + "\0" + model + "\0" + serial);
		}
	}

	/** {@code X-Exosite-CIK}: it has its key from somewhere else. */
	record Keyed(String cik) implements Client {

		public Keyed {
			if (!isKey(cik)) {
				throw new IllegalArgumentException("X-Exosite-CIK is no key: it has 40 letters and digits");
			}
		}

		@Override
		public String label() {
			return "cik-" + digest(cik);
		}

		@Override
		public String folder() {
			return label();
		}

		/** Without the key. */
		@Override
		public String toString() {
			return label();
		}
	}

	/** A name for logs and reports, without secrets. */
	String label();

	/** A file name, another one for each client. */
	String folder();

	/** @throws IllegalArgumentException with a sentence for who sent the header {@code VENDOR MODEL SERIAL} */
	static Vms vms(String header) {
		String[] parts = header.strip().split(" ", 3);
		if (parts.length < 3) {
			throw new IllegalArgumentException("X-Exosite-VMS is \"VENDOR MODEL SERIAL\"");
		}
		return new Vms(parts[0], parts[1], parts[2].strip());
	}

	/** Whether a text can be what activation gives: 40 letters and digits. */
	static boolean isKey(String text) {
		return text.matches("[A-Za-z0-9]{40}");
	}

	private static void check(String what, String text) {
		if (text.isBlank() || text.length() > 200 || text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
			throw new IllegalArgumentException("The " + what + " is missing or longer than 200 characters, or has control characters");
		}
	}

	private static String digest(String text) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)), 0, 4);
		} catch (NoSuchAlgorithmException e) {
			throw new IllegalStateException(e); // each runtime has it
		}
	}
}
