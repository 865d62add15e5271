package org.fleetdesk.gateways.agent.internal.checkin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.gateways.agent.internal.cloud.DeviceCloud;
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

	private final DeviceCloud cloud;
	private final Configuration configuration;
	private final Reports reports;
	private final Journal journal;
	private final CommandRun run;
	private final Installer installer;
	private final Clock clock;
	private boolean recovered;

	CheckIn(DeviceCloud cloud, Configuration configuration, Reports reports, Journal journal, CommandRun run, Installer installer, Clock clock) {
		this.cloud = cloud;
		this.configuration = configuration;
		this.reports = reports;
		this.journal = journal;
		this.run = run;
		this.installer = installer;
		this.clock = clock;
	}

	/** Ends or takes back what an earlier process left, or a check-in whose journal could not be written; needs no cloud. */
	void recover() throws IOException, InterruptedException {
		if (!recovered || journal.state().command().stream().flatMap(c -> c.items().stream()).anyMatch(i -> i.stage() == Item.Stage.INSTALLING)) {
			run.recover(progress());
			recovered = true;
		}
	}

	/**
	 * @throws HttpException when the cloud cannot be reached or refuses; with {@link DeviceCloud#keyRefused} when the key counts no more
	 * @throws IOException   when files of the agent cannot be read or written
	 */
	void run() throws IOException, InterruptedException {
		cloud.write(reports.all());
		installer.checkedIn();
		if (journal.state().command().isPresent()) {
			clearAgain();
			finish();
		} else if (!journal.state().others().isEmpty()) {
			cloud.write(Map.of(Aliases.FETCH_STATUS, FetchStatus.capped(String.join("\n", journal.state().others()) + "\n", FetchStatus.MOST)));
			journal.ended(journal.state().handled());
		}
		var values = cloud.read(List.of(Aliases.UPDATE_INTERVAL, Aliases.ENGINE_FETCH));
		interval(values.getOrDefault(Aliases.UPDATE_INTERVAL, "").strip());
		command(values.getOrDefault(Aliases.ENGINE_FETCH, ""));
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
		var values = new LinkedHashMap<String, String>();
		values.put(Aliases.FETCH_STATUS, FetchStatus.text(command, journal.state().others()));
		last(command).ifPresent(p -> values.put(Aliases.INSTALL_PROGRESS, p.text()));
		cloud.write(values);
		installer.checkedIn();
		cloud.write(Map.of(Aliases.ENGINE_REPORT, reports.engine().text()));
		journal.ended(stays ? command.digest() : "");
	}

	/** How the last package ended, said again: the message about it may have been lost. */
	private Optional<InstallProgress> last(FetchCommand command) {
		if (command.items().isEmpty()) {
			return Optional.empty();
		}
		var item = command.items().getLast();
		try {
			var name = PackageName.of(item.file());
			return Optional.of(new InstallProgress(command.deployment(), name.name(), name.version(), CommandRun.phase(item), 0, 0, item.message(), clock.instant()));
		} catch (IllegalArgumentException e) {
			return Optional.of(new InstallProgress(command.deployment(), item.file(), "", CommandRun.phase(item), 0, 0, item.message(), clock.instant()));
		}
	}

	private ProgressSender progress() {
		return new ProgressSender(cloud, clock, journal.state().command().map(FetchCommand::deployment).orElse(""));
	}

	private static String digest(String text) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
		} catch (NoSuchAlgorithmException e) {
			throw new IllegalStateException(e);
		}
	}
}
