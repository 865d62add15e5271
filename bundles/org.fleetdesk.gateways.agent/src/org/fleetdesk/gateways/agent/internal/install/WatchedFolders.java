package org.fleetdesk.gateways.agent.internal.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.fleetdesk.gateways.agent.internal.AgentHome;

/** Finds out what {@code install.sh} changes. */
record WatchedFolders(AgentHome home, InstallSettings settings, InstallFolder folder, Boot.Machine machine) {

	/** What is there now. */
	Snapshot snapshot() throws IOException {
		var roots = new ArrayList<>(List.of(home.apps()));
		roots.addAll(settings.roots());
		var own = List.of(home.state(), home.logs(), home.supervisor());
		Path real = Files.isDirectory(home.folder()) ? home.folder().toRealPath() : home.folder();
		return Snapshot.take(roots, p -> p.equals(real) || own.stream().anyMatch(o -> p.equals(real.resolve(home.folder().relativize(o)))), settings.watched());
	}

	/** What was changed since the snapshot that is kept, or as it was found out before. */
	Changes changes(Installation installation) throws IOException {
		if (Files.exists(folder.changes())) {
			return Changes.read(folder.changes());
		}
		var boot = machine.boot();
		// a clock that was behind until the network came would make all of it somebody else's
		boolean restarted = !boot.id().equals(installation.boot()) && !Snapshot.isChangedSince(folder.snapshot(), boot.since());
		return Changes.between(Snapshot.read(folder.snapshot()), snapshot(), KeptFiles.read(folder.kept()), p -> restarted && Snapshot.isChangedSince(p, boot.since()));
	}
}
