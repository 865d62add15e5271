package org.fleetdesk.gateways.agent.internal.checkin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.gateways.agent.internal.install.InstallResult;
import org.fleetdesk.gateways.agent.internal.install.InstallResult.Outcome;
import org.fleetdesk.gateways.agent.internal.install.Installer;
import org.fleetdesk.gateways.model.InstallProgress;
import org.fleetdesk.gateways.model.PackageName;

/** An installer as the contract has it, whose "installation" appends the package's bytes to a file; what it began is on disk until it is reported. */
final class KnownInstaller implements Installer {

	private final Path folder;
	Outcome outcome = Outcome.INSTALLED;
	/** Thrown in the midst, as a kill would end it. */
	Error kill;
	/** The program that is told to fail. */
	RuntimeException fault;
	/** And where it ends what was begun. */
	RuntimeException recoverFault;
	String output = "output of %s\n";

	KnownInstaller(Path folder) {
		this.folder = folder;
	}

	@Override
	public InstallResult install(Path tarball, PackageName name, InstallProgress.Listener progress) {
		try {
			if (fault != null) {
				throw fault;
			}
			progress.at(name, InstallProgress.Phase.INSTALLING, "");
			Files.createDirectories(folder);
			Files.writeString(folder.resolve("begun"), name.fileName());
			Files.writeString(folder.resolve("installed"), name.fileName() + ":" + Files.readString(tarball, StandardCharsets.ISO_8859_1).length() + "\n",
					java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);
			if (kill != null) {
				throw kill;
			}
			return result(name);
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	private InstallResult result(PackageName name) {
		return new InstallResult(name, outcome, Optional.of(outcome == Outcome.INSTALLED ? 0 : 3), output.formatted(name.name()), outcome == Outcome.INSTALLED ? "" : "It ended with 3.");
	}

	@Override
	public List<InstallResult> recover(InstallProgress.Listener progress) {
		if (recoverFault != null) {
			throw recoverFault;
		}
		try {
			Path begun = folder.resolve("begun");
			return Files.exists(begun) ? List.of(result(PackageName.of(Files.readString(begun)))) : List.of();
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	@Override
	public void reported(Collection<PackageName> names) {
		try {
			Files.deleteIfExists(folder.resolve("begun"));
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	@Override
	public void checkedIn() {
		// nothing waits for it
	}

	/** What was installed, in its order. */
	List<String> installed() throws IOException {
		return Files.exists(folder.resolve("installed")) ? Files.readAllLines(folder.resolve("installed")) : new ArrayList<>();
	}
}
