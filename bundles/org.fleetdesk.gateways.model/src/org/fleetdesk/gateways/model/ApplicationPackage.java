package org.fleetdesk.gateways.model;

import java.util.List;
import java.util.Optional;

import org.fleetdesk.files.Finding;
import org.fleetdesk.files.Severity;

/**
 * An application package after its inspection.
 *
 * @param name     from the file's name, absent when that is no package's
 * @param sha256   of the file, 64 hexadecimal digits in lower case
 * @param size     of the file in bytes
 * @param members  files and folders that have no error, in the archive's order
 * @param root     the folder in the archive in which {@code install.sh} stands: empty, or one that holds everything, such as {@code test_app.v1/}
 * @param script   text of {@code install.sh}; absent when there is none that can be used
 * @param program  what the supervisor runs; absent for packages that only do something once
 * @param findings the gravest first; their place is a member's name
 */
public record ApplicationPackage(Optional<PackageName> name, String sha256, long size, List<PackageMember> members, String root, Optional<String> script,
		Optional<SupervisorProgram> program, List<Finding> findings) {

	/** Whether it may be shipped and installed. */
	public boolean usable() {
		return findings.stream().noneMatch(f -> f.severity() == Severity.ERROR);
	}

	/** Whether its {@code install.sh} restarts or halts the machine, as its text says. */
	public boolean restartsMachine() {
		return script.filter(InstallScript::restarts).isPresent();
	}

	/** Whether it does so without ending all processes before, as {@code reboot -f}. */
	public boolean restartsMachineAtOnce() {
		return script.filter(InstallScript::restartsAtOnce).isPresent();
	}

	/** Bytes of all files in it. */
	public long unpackedSize() {
		return members.stream().mapToLong(PackageMember::size).sum();
	}
}
