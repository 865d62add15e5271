package org.fleetdesk.gateways.agent.internal.install;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.fleetdesk.gateways.agent.internal.Processes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Outputs of {@code install.sh} to which a job goes on writing that it left in the background. They are kept where they can be seen, and are cut from time to time: a deleted file
 * would go on growing until the storage is full, and nobody would find it.
 */
final class LeftOutputs {

	private static final Logger LOG = LoggerFactory.getLogger(LeftOutputs.class);
	private static final long LONGEST = 1 << 20;

	private final InstallFolder folder;

	LeftOutputs(InstallFolder folder) {
		this.folder = folder;
	}

	/** Moves the output of an installation that has ended out of its folder, when somebody still writes to it. That it cannot be moved does not keep the installation from its end. */
	void keep(Installation ended) {
		try {
			Path output = folder.output();
			if (Files.exists(output) && open().contains(output.toRealPath())) {
				move(output, ended);
			}
		} catch (IOException e) {
			LOG.warn("To what the installation of {} goes on writing cannot be kept: {}", ended.name(), e.getMessage());
		}
	}

	private void move(Path output, Installation ended) throws IOException {
		Files.createDirectories(folder.left());
		Path kept = folder.left().resolve(ended.name() + ".output");
		for (int i = 2; Files.exists(kept); i++) {
			kept = folder.left().resolve(ended.name() + ".output_" + i);
		}
		Files.move(output, kept);
		LOG.warn("The installation of {} left a job in the background, which goes on writing to {}", ended.name(), kept);
	}

	/** Cuts what has become long, and removes what nobody writes to any more. Costs nothing when there is none. */
	void trim() {
		if (!Files.exists(folder.left())) {
			return;
		}
		try (var files = Files.list(folder.left())) {
			List<Path> kept = files.toList();
			var open = kept.isEmpty() ? Set.<Path>of() : open();
			for (Path file : kept) {
				if (!open.contains(file.toRealPath())) {
					Files.delete(file);
				} else if (Files.size(file) > LONGEST) {
					try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
						channel.truncate(0); // the job appends
					}
				}
			}
		} catch (IOException e) {
			LOG.warn("What jobs in the background write cannot be cut: {}", e.getMessage());
		}
	}

	/** Files that processes have open. */
	static Set<Path> open() {
		var open = new HashSet<Path>();
		for (var process : Processes.all()) {
			try (var files = Files.newDirectoryStream(Path.of("/proc", Integer.toString(process.pid()), "fd"))) {
				for (Path file : files) {
					open.add(Files.readSymbolicLink(file));
				}
			} catch (IOException | DirectoryIteratorException e) {
				// it has ended, or is another's
			}
		}
		return open;
	}
}
