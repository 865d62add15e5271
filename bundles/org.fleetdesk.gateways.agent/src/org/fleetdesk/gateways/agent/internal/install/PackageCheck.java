package org.fleetdesk.gateways.agent.internal.install;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.files.FileProblem;
import org.fleetdesk.files.Finding;
import org.fleetdesk.files.Severity;
import org.fleetdesk.gateways.model.ApplicationPackage;
import org.fleetdesk.gateways.model.PackageInspector;
import org.fleetdesk.gateways.model.PackageName;

/** Checks a package again on the machine that installs it: whoever sent it is not trusted. */
final class PackageCheck {

	/** The package is not installed; the message can be shown. */
	static final class Refusal extends Exception {

		private static final long serialVersionUID = 1L;

		private final String findings;

		Refusal(String message, String findings) {
			super(message);
			this.findings = findings;
		}

		/** All that was found, a line each. */
		String findings() {
			return findings;
		}
	}

	private static final Set<String> OURS = Set.of("gwe", "gmq", "supervisord");

	private final InstallFolder folder;
	private final InstallSettings settings;
	private final PackageInspector inspector;

	PackageCheck(InstallFolder folder, InstallSettings settings, Clock clock) {
		this.folder = folder;
		this.settings = settings;
		inspector = new PackageInspector(settings.limits(), Files::isExecutable, clock);
	}

	/** Takes a copy that nobody else can change, and checks it. */
	ApplicationPackage take(Path tarball, PackageName name) throws Refusal, InterruptedException {
		try {
			if (Files.size(tarball) > settings.limits().packed()) {
				throw new Refusal("The package has %d bytes; %d are allowed.".formatted(Files.size(tarball), settings.limits().packed()), "");
			}
			InstallFolder.fresh(folder.work());
			Path copy = InstallFolder.fresh(folder.work().resolve("package")).resolve(name.fileName());
			Files.copy(tarball, copy);
			try (var channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
				channel.force(true);
			}
			AtomicFiles.syncFolder(copy.getParent());
			return check(copy);
		} catch (IOException e) {
			Interrupts.demandNone();
			throw new Refusal("The package cannot be kept: " + FileProblem.reason(e) + ".", "");
		}
	}

	/** What is in it, whether it can be installed now or not. */
	ApplicationPackage inspect(Path copy) throws IOException {
		return inspector.inspect(copy);
	}

	/** Checks what was taken. */
	ApplicationPackage check(Path copy) throws IOException, Refusal {
		var checked = inspect(copy);
		if (!checked.usable()) {
			Finding first = checked.findings().stream().filter(f -> f.severity() == Severity.ERROR).findFirst().orElseThrow();
			throw new Refusal(line(first), text(checked));
		}
		if (checked.program().isPresent() && checked.name().filter(n -> OURS.contains(n.name())).isPresent()) {
			throw new Refusal("The program of a package that is called " + checked.name().get().name() + " would take the place of Gateway Engine's own; give it another name.", text(checked));
		}
		if (checked.script().isEmpty() && InstallScript.python().isEmpty()) {
			throw new Refusal("It is a Python library (setup.py), and there is no Python on this machine.", text(checked));
		}
		long needs = 2 * checked.unpackedSize();
		long free = Files.getFileStore(folder.work()).getUsableSpace();
		if (free < needs) {
			throw new Refusal("There are %d MiB free where packages are unpacked, and %d MiB are needed.".formatted(free >> 20, (needs >> 20) + 1), text(checked));
		}
		return checked;
	}

	static String text(ApplicationPackage checked) {
		return checked.findings().stream().map(f -> f.severity().name().toLowerCase(Locale.ROOT) + ": " + line(f)).collect(Collectors.joining("\n"));
	}

	private static String line(Finding finding) {
		return (finding.where().isEmpty() ? "" : finding.where() + ": ") + finding.message();
	}
}
