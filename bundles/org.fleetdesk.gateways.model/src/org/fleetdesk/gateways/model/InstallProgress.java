package org.fleetdesk.gateways.model;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * What the alias {@code install_progress} holds, which our agent writes beside those of the document:
 * {@code {"deployment": "7f3a", "app": "test_app", "version": "2", "phase": "downloading", "bytes": 1024, "total": 4096, "message": "", "at": "2026-11-22T15:00:00.123Z"}}.
 *
 * @param deployment as in {@link InstallCommand#deployment}; empty when the command had none
 * @param app        empty for the command as a whole
 * @param bytes      downloaded so far; 0 in other phases
 * @param total      bytes of the package; 0 when not known
 * @param message    a sentence; empty when there is nothing to say
 */
public record InstallProgress(String deployment, String app, String version, Phase phase, long bytes, long total, String message, Instant at) {

	/** In the order in which they come; those from {@link #INSTALLED} on end a package. */
	public enum Phase {
		/** The command was read and is kept; it counts for all packages of it. */
		PICKED_UP(2), DOWNLOADING(5),
		/** Digest, signature and the rules of packages. */
		CHECKING(60),
		/** {@code install.sh} runs. */
		INSTALLING(65),
		/** The program is started and watched. */
		STARTING(85), INSTALLED(100), FAILED(100), ROLLED_BACK(100),
		/** Not installed, because of what it is. */
		REFUSED(100);

		private final int begin;

		/** @param begin how much of a package is done when it begins, in percent */
		Phase(int begin) {
			this.begin = begin;
		}

		/**
		 * How much of a package is done, from its way to the gateway to its watched program, in percent: one line that rises from phase to phase. Agents that do not tell of a phase
		 * just skip it.
		 *
		 * @param bytes downloaded so far; counts in {@link #DOWNLOADING} only
		 * @param total bytes of the package; 0 when not known
		 */
		public int percent(long bytes, long total) {
			return this == DOWNLOADING && total > 0 ? begin + (int) ((CHECKING.begin - begin) * Math.clamp((double) bytes / total, 0, 1)) : begin;
		}

		/** As it stands in the alias, such as {@code rolled-back}. */
		public String word() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

		public boolean ends() {
			return compareTo(INSTALLED) >= 0;
		}

		/** @throws IllegalArgumentException when it is none of these words */
		public static Phase of(String word) {
			for (Phase phase : values()) {
				if (phase.word().equals(word)) {
					return phase;
				}
			}
			throw new IllegalArgumentException("Its \"phase\" is none that is known.");
		}
	}

	/** Hears of the phases of an installation. */
	@FunctionalInterface
	public interface Listener {

		/** @param message a sentence; empty when there is nothing to say */
		void at(PackageName name, Phase phase, String message);
	}

	/** @throws IllegalArgumentException when the text is not of this form; the message can be shown */
	public static InstallProgress of(String text) {
		var json = Json.object(text);
		try {
			return new InstallProgress(Json.text(json.path("deployment")), Json.text(json.path("app")), Json.text(json.path("version")), Phase.of(Json.text(json.path("phase"))),
					Math.max(0, json.path("bytes").asLong()), Math.max(0, json.path("total").asLong()), Json.text(json.path("message")), Instant.parse(Json.text(json.path("at"))));
		} catch (DateTimeParseException e) {
			throw new IllegalArgumentException("Its \"at\" is no time.", e);
		}
	}

	/** The value of {@code install_progress}. */
	public String text() {
		return Json.object().put("deployment", deployment).put("app", app).put("version", version).put("phase", phase.word()).put("bytes", bytes).put("total", total)
				.put("message", message).put("at", at.truncatedTo(ChronoUnit.MILLIS).toString()).toString();
	}
}
