package org.fleetdesk.gateways.agent.internal.checkin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

import org.fleetdesk.gateways.agent.internal.cloud.DeviceCloud;
import org.fleetdesk.gateways.agent.internal.cloud.Genuine;
import org.fleetdesk.gateways.agent.internal.config.Configuration;
import org.fleetdesk.gateways.agent.internal.config.EngineConfig;
import org.fleetdesk.gateways.agent.internal.install.InstallResult.Outcome;
import org.fleetdesk.gateways.agent.internal.install.Installer;
import org.fleetdesk.gateways.agent.internal.report.Reports;
import org.fleetdesk.gateways.model.Aliases;
import org.fleetdesk.gateways.model.InstallCommand;
import org.fleetdesk.gateways.model.InstallProgress;
import org.fleetdesk.gateways.model.PackageName;
import org.fleetdesk.http.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One check-in: reports, the interval, the command. A command is in the journal before its alias is emptied, and stays there until the cloud has its
 * {@code fetch_status}; what a kill or a failure left is done first by the next check-in.
 */
final class CheckIn {

	private static final Logger LOG = LoggerFactory.getLogger(CheckIn.class);
	/** Failures of the agent itself over one command before it is given up. */
	private static final int MOST_FAULTS = 3;
	/** Bytes of {@code fetch_status} that are tried, the most first. */
	private static final int[] LENGTHS = { FetchStatus.MOST, 8 << 10, 1 << 10, 200 };

	private final DeviceCloud cloud;
	private final Configuration configuration;
	private final Reports reports;
	private final Journal journal;
	private final CommandRun run;
	private final Installer installer;
	private final Clock clock;
	private final LongSupplier nanos;
	private boolean recovered;
	/** What keeps it from ending what was begun. */
	private Optional<RuntimeException> unended = Optional.empty();
	private String saidUnended = "";

	/** @param nanos a clock that nobody sets */
	CheckIn(DeviceCloud cloud, Configuration configuration, Reports reports, Journal journal, CommandRun run, Installer installer, Clock clock, LongSupplier nanos) {
		this.cloud = cloud;
		this.configuration = configuration;
		this.reports = reports;
		this.journal = journal;
		this.run = run;
		this.installer = installer;
		this.clock = clock;
		this.nanos = nanos;
	}

	/**
	 * Ends or takes back what an earlier process left, or a check-in whose journal could not be written; needs no cloud. When it cannot, the check-in has to come all the same:
	 * without it nobody would hear of that.
	 */
	void recover() throws InterruptedException {
		if (recovered && !installing()) {
			return;
		}
		unended = Optional.empty();
		try {
			run.recover(progress());
			recovered = true;
		} catch (RuntimeException e) {
			LOG.error("What was begun before cannot be ended", e);
			unended = Optional.of(e);
		} catch (IOException e) {
			LOG.error("What was begun before cannot be ended: {}", e.toString());
			unended = Optional.of(new UncheckedIOException(e));
		}
	}

	private boolean installing() {
		return journal.state().command().stream().flatMap(c -> c.items().stream()).anyMatch(i -> i.stage() == Item.Stage.INSTALLING);
	}

	/** Whether a command is not at its end: what is written to {@code fetch_status} now would be taken for that end. */
	boolean underWay() {
		return journal.state().command().isPresent();
	}

	/**
	 * @throws HttpException when the cloud cannot be reached or refuses; with {@link DeviceCloud#keyRefused} when the key counts no more
	 * @throws IOException   when files of the agent cannot be read or written
	 */
	void run() throws IOException, InterruptedException {
		report(reports.all());
		checkedIn();
		sayUnended();
		if (journal.state().command().isPresent()) {
			clearAgain();
			if (unended.isPresent() && installing()) {
				fault(unended.get());
			}
			finish();
		} else if (!journal.state().others().isEmpty()) {
			status(String.join("\n", journal.state().others()) + "\n", Map.of());
			journal.ended(journal.state().handled());
		}
		var values = cloud.read(List.of(Aliases.UPDATE_INTERVAL, Aliases.ENGINE_FETCH));
		interval(values.getOrDefault(Aliases.UPDATE_INTERVAL, "").strip());
		command(values.getOrDefault(Aliases.ENGINE_FETCH, ""));
	}

	/** What the cloud does not take of them keeps nothing else from coming. */
	private void report(Map<String, String> all) throws HttpException {
		try {
			cloud.write(all);
		} catch (HttpException e) {
			if (!Genuine.refuses(e)) {
				throw e;
			}
			for (var report : all.entrySet()) {
				try {
					cloud.write(Map.ofEntries(report));
				} catch (HttpException each) {
					if (!Genuine.refuses(each)) {
						throw each;
					}
					LOG.warn("The device cloud does not take {}: {}", report.getKey(), each.getMessage());
				}
			}
		}
	}

	/** Writes {@code fetch_status} and what belongs to it, as much of it as the cloud takes. It never keeps later commands from being taken. */
	private void status(String text, Map<String, String> beside) throws HttpException {
		for (int most : LENGTHS) {
			var values = new LinkedHashMap<>(beside); // comes before the word that all has ended
			values.put(Aliases.FETCH_STATUS, FetchStatus.capped(text, most));
			try {
				cloud.write(values);
				return;
			} catch (HttpException e) {
				if (!Genuine.refuses(e)) {
					throw e;
				}
				LOG.warn("The device cloud does not take a fetch_status of up to {} bytes: {}", most, e.getMessage());
			}
		}
		LOG.error("The device cloud does not take fetch_status, which was: {}", text);
		if (!beside.isEmpty()) {
			report(beside);
		}
	}

	/** That an installation may be well now is the installer's; what it fails by is not to end the check-in. */
	private void checkedIn() {
		try {
			installer.checkedIn();
		} catch (RuntimeException e) {
			LOG.error("That the cloud was reached cannot be noted", e);
		}
	}

	private void sayUnended() throws IOException {
		String why = unended.map(e -> "What was begun before cannot be ended, which is tried again with each check-in: " + (e instanceof UncheckedIOException io ? io.getCause() : e) + ".").orElse("");
		if (!why.equals(saidUnended)) {
			if (!why.isEmpty()) {
				journal.other(why);
			}
			saidUnended = why;
		}
	}

	private void interval(String text) throws IOException {
		if (text.isEmpty()) {
			return;
		}
		var seconds = EngineConfig.seconds(text);
		if (seconds.isPresent()) {
			configuration.setEngine(Map.of(EngineConfig.INTERVAL, String.valueOf(seconds.get().toSeconds())));
			LOG.info("The interval between check-ins is now {} s", seconds.get().toSeconds());
		} else {
			LOG.warn("update_interval holds no number of seconds; it is ignored");
		}
		cloud.write(Map.of(Aliases.UPDATE_INTERVAL, ""));
	}

	private void command(String text) throws IOException, InterruptedException {
		if (text.isBlank()) {
			journal.handled("");
			return;
		}
		String digest = digest(text);
		if (digest.equals(journal.state().handled())) {
			LOG.info("engine_fetch holds the command that was handled last; it is emptied again");
			clear();
			return;
		}
		journal.command(parsed(text, digest));
		LOG.info("A command was picked up: {}", journal.state().command().get().items().stream().map(Item::file).toList());
		clear();
		journal.command(journal.state().command().get().withCleared());
		finish();
	}

	private static FetchCommand parsed(String text, String digest) {
		try {
			var command = InstallCommand.of(text);
			return new FetchCommand(digest, command.deployment(), command.packages().stream().map(Item::waiting).toList(), command.unknown(), "", false, 0);
		} catch (IllegalArgumentException e) {
			return new FetchCommand(digest, "", List.of(), List.of(), e.getMessage(), false, 0);
		}
	}

	/** An earlier check-in or process took the command; what the alias holds now may be another one, which stays. */
	private void clearAgain() throws IOException {
		var command = journal.state().command().get();
		if (command.cleared()) {
			return;
		}
		String text = cloud.read(List.of(Aliases.ENGINE_FETCH)).getOrDefault(Aliases.ENGINE_FETCH, "");
		if (digest(text).equals(command.digest())) {
			clear();
		}
		journal.command(command.withCleared());
	}

	private void clear() throws HttpException {
		cloud.write(Map.of(Aliases.ENGINE_FETCH, ""));
	}

	/** The rest of the command in the journal, and its report. */
	private void finish() throws IOException, InterruptedException {
		var progress = progress();
		try {
			if (!journal.state().command().get().done()) {
				progress.pickedUp();
			}
			run.run(progress);
		} catch (RuntimeException e) {
			fault(e);
		}
		report();
	}

	/** A failure of ours: tried again some times, then said. */
	private void fault(RuntimeException e) throws IOException {
		var command = journal.state().command().get().withFault();
		journal.command(command);
		if (command.faults() < MOST_FAULTS) {
			throw e;
		}
		LOG.error("The agent failed {} times over a command, which is given up", command.faults(), e);
		for (int i = 0; i < command.items().size(); i++) {
			if (!command.items().get(i).done()) {
				journal.command(journal.state().command().get().with(i, command.items().get(i).ended(Outcome.FAILED, "The agent failed over it: " + e + ".")));
			}
		}
	}

	private void report() throws IOException, InterruptedException {
		var command = journal.state().command().get();
		boolean stays = digest(cloud.read(List.of(Aliases.ENGINE_FETCH)).getOrDefault(Aliases.ENGINE_FETCH, "")).equals(command.digest());
		var items = command.items();
		for (int i = 0; i < items.size() - 1; i++) {
			if (!items.get(i).told()) { // with fetch_status the cloud takes packages without an end for failed
				report(Map.of(Aliases.INSTALL_PROGRESS, end(command, items.get(i)).text()));
			}
		}
		// how the last one ended is said again in any case
		status(FetchStatus.text(command, journal.state().others()), items.isEmpty() ? Map.of() : Map.of(Aliases.INSTALL_PROGRESS, end(command, items.getLast()).text()));
		checkedIn();
		report(Map.of(Aliases.ENGINE_REPORT, reports.engine().text()));
		journal.ended(stays ? command.digest() : "");
	}

	private InstallProgress end(FetchCommand command, Item item) {
		try {
			var name = PackageName.of(item.file());
			return new InstallProgress(command.deployment(), name.name(), name.version(), CommandRun.phase(item), 0, 0, item.message(), clock.instant());
		} catch (IllegalArgumentException e) {
			return new InstallProgress(command.deployment(), item.file(), "", CommandRun.phase(item), 0, 0, item.message(), clock.instant());
		}
	}

	private ProgressSender progress() {
		return new ProgressSender(cloud, clock, nanos, journal.state().command().map(FetchCommand::deployment).orElse(""));
	}

	private static String digest(String text) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
		} catch (NoSuchAlgorithmException e) {
			throw new IllegalStateException(e);
		}
	}
}
