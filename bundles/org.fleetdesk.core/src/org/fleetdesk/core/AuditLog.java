package org.fleetdesk.core;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

import org.fleetdesk.http.HttpAudit;

/**
 * Every changing request that was sent to an engine, by whichever process of this data folder, as a command line for {@code sh} and {@code curl} that does the same;
 * a service. Files {@code <data>/audit/yyyyMM.log} are only ever appended to. Secrets are not in them: variables of the shell stand in their places. Requests over
 * HTTP find their way here by themselves.
 */
public interface AuditLog {

	/**
	 * Does work on behalf of a task, so that what it sends is marked with the task's id.
	 *
	 * @param scrub takes the task's secrets out of a text, which nothing but the task knows to be some
	 */
	static void onBehalf(String task, UnaryOperator<String> scrub, Runnable work) {
		ScopedValue.where(HttpAudit.PURPOSE, task).where(HttpAudit.SCRUB, scrub).run(work);
	}

	/**
	 * A change to a server's files over SFTP.
	 *
	 * @param server {@code sftp://user@host:port}
	 * @param path   on the server
	 * @param upload the file that is sent there; empty: what is there is removed
	 */
	record SftpChange(URI server, String path, Optional<Path> upload) {
	}

	/** Writes down a change over SFTP that is about to be made. */
	Answer changing(SftpChange change);

	/** Hears how a change ended. */
	@FunctionalInterface
	interface Answer {

		/** Nobody listens. */
		Answer UNHEARD = failure -> {
		};

		/** @param failure as a sentence; empty when it is done */
		void ended(String failure);
	}

	/** A line of the log. */
	sealed interface Line {

		/** The same for a request and its end. */
		String id();

		Instant time();
	}

	/**
	 * A request, written down before anything of it was sent.
	 *
	 * @param task    on whose behalf, if any
	 * @param command for {@code sh}
	 * @param note    why the command does not do the same, such as a body that was not kept; empty when it does
	 */
	record Sent(String id, Instant time, String user, Optional<String> task, String command, String note) implements Line {
	}

	/**
	 * How a request ended.
	 *
	 * @param status  the HTTP status; 0 where there is none
	 * @param failure as a sentence; empty when it is done
	 */
	record Ended(String id, Instant time, int status, Duration took, String failure) implements Line {
	}

	/** Reads on where it stopped. */
	interface Reader {

		/** What has come since; lines that cannot be read are left out. */
		List<Line> more() throws IOException;
	}

	/** Reads requests that were sent since a time, with their ends, in the order in which they were written. */
	Reader read(Instant since);

	/** Why what this process sends is not written down, as a sentence; empty while it is. */
	Optional<String> problem();
}
