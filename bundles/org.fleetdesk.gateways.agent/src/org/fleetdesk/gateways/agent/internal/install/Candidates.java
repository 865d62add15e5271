package org.fleetdesk.gateways.agent.internal.install;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

import org.fleetdesk.gateways.agent.internal.install.Snapshot.Kind;
import org.fleetdesk.gateways.model.ApplicationPackage;

/** Files that an installation will probably change: they are copied before it. */
final class Candidates {

	private static final Pattern PATH = Pattern.compile("/[\\w.@+/-]+");
	private static final Set<String> ELSEWHERE = Set.of("proc", "sys", "dev", "tmp", "run");

	private Candidates() {
	}

	/**
	 * What the installation before wrote, what has the name of a file in the package, and what the script names.
	 *
	 * @param written by the installation before
	 * @return the most probable first
	 */
	static Set<Path> of(ApplicationPackage checked, Collection<Path> written, Snapshot before) {
		var candidates = new LinkedHashSet<>(written);
		var names = new HashSet<String>();
		checked.members().stream().filter(m -> !m.directory()).forEach(m -> names.add(m.name()));
		before.entries().forEach((path, entry) -> {
			if (entry.kind() != Kind.FOLDER && names.contains(path.getFileName().toString())) {
				candidates.add(path);
			}
		});
		checked.script().ifPresent(script -> PATH.matcher(script).results().map(m -> Path.of(m.group()).normalize()).filter(Candidates::isFile).forEach(candidates::add));
		return candidates;
	}

	private static boolean isFile(Path path) {
		return path.getNameCount() > 1 && !ELSEWHERE.contains(path.getName(0).toString()) && (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) || Files.isSymbolicLink(path));
	}
}
