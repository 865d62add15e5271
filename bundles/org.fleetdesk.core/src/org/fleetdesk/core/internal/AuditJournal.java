package org.fleetdesk.core.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;

import org.fleetdesk.core.AuditLog;
import org.fleetdesk.core.DataFolder;
import org.fleetdesk.core.FleetEvent;
import org.fleetdesk.core.FleetModel;
import org.fleetdesk.files.FileProblem;
import org.fleetdesk.files.Severity;
import org.fleetdesk.http.HttpAudit;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the audit log: a line before a request is sent, so that a crash leaves a trace, and one when it has ended. A log that cannot be written stops no work. */
@Component(service = { AuditLog.class, HttpAudit.class })
public final class AuditJournal implements AuditLog, HttpAudit, AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(AuditJournal.class);
	/** Longer sentences are cut. */
	private static final int LONGEST_FAILURE = 500;

	/** Hears once of a log that cannot be written. */
	@FunctionalInterface
	interface Trouble {
		void report(FleetEvent event);
	}

	private final Path folder;
	private final AuditFiles files;
	private final InstantSource clock;
	private final Trouble trouble;
	/** Nobody interrupts it, as tasks are by a cancel: that would close the file. */
	private final ExecutorService writer = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("audit").factory());
	private volatile Optional<String> problem = Optional.empty();

	/** The fleet model is asked for when there is something to report: it needs endpoints itself, which need this. */
	@Activate
	public AuditJournal(@Reference DataFolder data, BundleContext context) {
		this(data.path(), InstantSource.system(), event -> {
			var fleet = context.getServiceReference(FleetModel.class);
			if (fleet != null && context.getService(fleet) instanceof FleetModel model) {
				model.report(event);
				context.ungetService(fleet);
			}
		});
	}

	AuditJournal(Path data, InstantSource clock, Trouble trouble) {
		folder = data.resolve("audit");
		files = new AuditFiles(folder);
		this.clock = clock;
		this.trouble = trouble;
	}

	@Override
	public Ending sending(Request request) {
		if (!request.changing()) {
			return Ending.UNHEARD;
		}
		String id = sent(Curl.of(request));
		var scrub = scrub();
		return (status, duration, failure) -> ended(id, status, duration, scrub.apply(failure));
	}

	@Override
	public Answer changing(SftpChange change) {
		String id = sent(Curl.of(change));
		long begun = System.nanoTime();
		var scrub = scrub();
		return failure -> ended(id, 0, Duration.ofNanos(System.nanoTime() - begun), scrub.apply(failure));
	}

	private String sent(Curl curl) {
		String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong(), 12);
		var task = PURPOSE.isBound() ? Optional.of(PURPOSE.get()) : Optional.<String>empty();
		String command = scrub().apply(curl.command());
		String note = command.equals(curl.command()) || !curl.note().isEmpty() ? curl.note() : "a secret of the task is not kept";
		write(new Sent(id, clock.instant(), System.getProperty("user.name"), task, command, note));
		return id;
	}

	private static UnaryOperator<String> scrub() {
		return SCRUB.isBound() ? SCRUB.get() : UnaryOperator.identity();
	}

	private void ended(String id, int status, Duration took, String failure) {
		write(new Ended(id, clock.instant(), status, took, failure.length() > LONGEST_FAILURE ? failure.substring(0, LONGEST_FAILURE) + "…" : failure));
	}

	/** Returns when the system has the line, so that it is there whatever becomes of this process. */
	private void write(Line line) {
		try {
			finish(writer.submit(() -> {
				files.append(line.time(), AuditLines.write(line));
				return null;
			}));
			problem = Optional.empty();
		} catch (ExecutionException e) {
			failed(line.time(), e.getCause());
		} catch (RejectedExecutionException e) {
			LOG.debug("The process ends; {} is not in the audit log", line.id());
		}
	}

	private static void finish(Future<?> written) throws ExecutionException {
		boolean interrupted = false;
		try {
			while (true) {
				try {
					written.get();
					return;
				} catch (InterruptedException e) {
					interrupted = true;
				}
			}
		} finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private void failed(Instant time, Throwable cause) {
		String reason = cause instanceof IOException e ? FileProblem.reason(e) : String.valueOf(cause);
		String sentence = "What is changed is not written to the audit log in %s: %s; the work goes on".formatted(folder, reason);
		boolean first = problem.isEmpty();
		problem = Optional.of(sentence);
		if (first) {
			LOG.error(sentence);
			trouble.report(new FleetEvent(time, "", Optional.empty(), Severity.ERROR, sentence));
		}
	}

	@Override
	public Reader read(Instant since) {
		return new AuditTail(folder, since);
	}

	@Override
	public Optional<String> problem() {
		return problem;
	}

	@Deactivate
	@Override
	public void close() {
		writer.close();
		files.close();
	}
}
