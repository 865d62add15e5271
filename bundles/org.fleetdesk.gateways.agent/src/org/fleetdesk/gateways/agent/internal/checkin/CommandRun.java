package org.fleetdesk.gateways.agent.internal.checkin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.fleetdesk.gateways.agent.internal.install.InstallResult;
import org.fleetdesk.gateways.agent.internal.install.InstallResult.Outcome;
import org.fleetdesk.gateways.agent.internal.install.Installer;
import org.fleetdesk.gateways.model.InstallProgress.Phase;
import org.fleetdesk.gateways.model.PackageName;
import org.fleetdesk.http.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a command to its end, package by package; one that fails does not keep the others from being installed. It begins where the journal says, so it may be called
 * again after any failure or kill.
 */
final class CommandRun {

	private static final Logger LOG = LoggerFactory.getLogger(CommandRun.class);

	private final Journal journal;
	private final Downloader downloader;
	private final Installer installer;

	CommandRun(Journal journal, Downloader downloader, Installer installer) {
		this.journal = journal;
		this.downloader = downloader;
		this.installer = installer;
	}

	/**
	 * After a start of the process: what the installer ended or took back goes into the journal.
	 *
	 * @throws IOException when the journal cannot be written, or the installer cannot end now what was left
	 */
	void recover(ProgressSender progress) throws IOException, InterruptedException {
		List<InstallResult> results = installer.recover(progress);
		for (var result : results) {
			LOG.info("{} was under way when the agent ended: {} {}", result.name(), FetchStatus.outcome(result.outcome()), result.message());
			int index = underWay(result.name());
			if (index >= 0) {
				var command = journal.state().command().get();
				journal.command(command.with(index, told(progress, result.name(), command.items().get(index).ended(result))));
				downloader.forget(result.name().fileName());
			} else {
				journal.other(FetchStatus.line(Item.waiting(result.name().fileName()).ended(result)));
			}
		}
		installer.reported(results.stream().map(InstallResult::name).toList());
		var command = journal.state().command();
		if (command.isPresent()) {
			for (int i = 0; i < command.get().items().size(); i++) {
				var item = journal.state().command().get().items().get(i);
				if (item.stage() == Item.Stage.INSTALLING) { // the installer knows nothing of it: it had not begun
					journal.command(journal.state().command().get().with(i, item.at(Item.Stage.WAITING)));
				}
			}
		}
	}

	private int underWay(PackageName name) {
		var items = journal.state().command().map(FetchCommand::items).orElse(List.of());
		for (int i = 0; i < items.size(); i++) {
			if (items.get(i).stage() == Item.Stage.INSTALLING && items.get(i).file().equals(name.fileName())) {
				return i;
			}
		}
		return -1;
	}

	/**
	 * Does what is not done yet of the command in the journal.
	 *
	 * @throws HttpException when the cloud does not take the key any more
	 * @throws IOException   when the journal cannot be written
	 */
	void run(ProgressSender progress) throws IOException, InterruptedException {
		for (int i = 0; i < journal.state().command().get().items().size(); i++) {
			var item = journal.state().command().get().items().get(i);
			if (!item.done()) {
				one(i, item, progress);
			}
		}
	}

	private void one(int index, Item item, ProgressSender progress) throws IOException, InterruptedException {
		PackageName name;
		try {
			name = PackageName.of(item.file());
		} catch (IllegalArgumentException e) {
			journal.command(journal.state().command().get().with(index, item.ended(Outcome.REFUSED, e.getMessage())));
			return;
		}
		Item ended = download(index, item, name, progress);
		journal.command(journal.state().command().get().with(index, told(progress, name, ended)));
		installer.reported(List.of(name));
		downloader.forget(name.fileName());
	}

	private Item download(int index, Item item, PackageName name, ProgressSender progress) throws IOException, InterruptedException {
		Path file;
		try {
			progress.begins();
			file = downloader.download(name.fileName(), (bytes, total) -> progress.downloading(name, bytes, total));
		} catch (DownloadException e) {
			LOG.warn("{} cannot be downloaded: {}", name, e.getMessage());
			return item.ended(e.refused() ? Outcome.REFUSED : Outcome.FAILED, e.getMessage());
		}
		journal.command(journal.state().command().get().with(index, item.at(Item.Stage.INSTALLING)));
		try {
			var result = installer.install(file, name, progress);
			if (Thread.interrupted()) { // what an interrupt made of it is not its end; the installer knows the end, also in the next process
				throw new InterruptedException();
			}
			return item.ended(result);
		} catch (RuntimeException e) {
			LOG.error("The installation of {} failed in the agent itself", name, e);
			return item.ended(afterFault(name, progress, e));
		}
	}

	/** The installer ends what it began; what it knows nothing of was not begun. */
	private InstallResult afterFault(PackageName name, ProgressSender progress, RuntimeException fault) throws InterruptedException {
		String message = "The agent failed over it: " + fault + ".";
		try {
			return installer.recover(progress).stream().filter(r -> r.name().equals(name)).findFirst()
					.orElse(new InstallResult(name, Outcome.FAILED, java.util.Optional.empty(), "", message));
		} catch (RuntimeException | IOException e) {
			LOG.error("What was begun of {} cannot be ended", name, e);
			return new InstallResult(name, Outcome.FAILED, java.util.Optional.empty(), "", message);
		}
	}

	private static Item told(ProgressSender progress, PackageName name, Item ended) {
		return ended.told(progress.ended(name, phase(ended), ended.message()));
	}

	/** How it ended, in the cloud's words. */
	static Phase phase(Item ended) {
		return switch (ended.outcome().orElse(Outcome.FAILED)) {
		case INSTALLED -> Phase.INSTALLED;
		case FAILED -> Phase.FAILED;
		case ROLLED_BACK -> Phase.ROLLED_BACK;
		case REFUSED -> Phase.REFUSED;
		};
	}
}
