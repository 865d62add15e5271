package org.fleetdesk.gateways.agent.internal.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.engine.StateFile;
import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.gateways.agent.internal.AgentHome;
import org.fleetdesk.gateways.model.PackageName;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What is installed ({@code state/apps.json}), and of each application its package, the one before, and the list of files that its installation wrote. */
final class AppStore implements InstalledApps {

	private static final ObjectMapper JSON = new ObjectMapper();
	private static final String WRITTEN = "written.json";

	private final Path folder;
	private final StateFile file;
	private final SafeState state;

	AppStore(AgentHome home, SafeState state) {
		this.state = state;
		folder = home.state().resolve("apps");
		file = new StateFile(home.state().resolve("apps.json"), 1, JSON);
	}

	@Override
	public List<InstalledApp> all() throws IOException {
		return state.read(file, AppStore::apps, "Which versions were installed is not known any more; the programs themselves are as they were.").orElse(List.of());
	}

	private static List<InstalledApp> apps(JsonNode list) {
		var apps = new ArrayList<InstalledApp>();
		for (JsonNode app : list) {
			String previous = app.path("previous").asText();
			apps.add(new InstalledApp(app.path("name").asText(), app.path("version").asText(), app.path("sha256").asText(), Instant.parse(app.path("installed").asText()),
					previous.isEmpty() ? Optional.empty() : Optional.of(previous)));
		}
		apps.sort(Comparator.comparing(InstalledApp::name));
		return List.copyOf(apps);
	}

	Optional<InstalledApp> find(String name) throws IOException {
		return all().stream().filter(a -> a.name().equals(name)).findFirst();
	}

	/** Files that the installation of an application wrote; empty when it is not known. */
	List<Path> written(String name) {
		var paths = new ArrayList<Path>();
		try {
			JSON.readTree(Files.readAllBytes(folder.resolve(name).resolve(WRITTEN))).forEach(p -> paths.add(Path.of(p.asText())));
		} catch (IOException e) {
			// the first installation, or one of another agent
		}
		return paths;
	}

	/** An installation was a success: from now on this version is the one that is there. May be repeated. */
	void installed(Installation installation, Path tarball, List<String> written, Instant now) throws IOException {
		Path own = folder.resolve(installation.app());
		Files.createDirectories(own);
		if (Files.exists(tarball)) {
			AtomicFiles.moveDurably(tarball, own.resolve(installation.name().fileName()));
		}
		AtomicFiles.writePrivate(own.resolve(WRITTEN), JSON.writeValueAsBytes(written));
		var before = find(installation.app());
		var previous = before.filter(b -> !b.version().equals(installation.version())).map(InstalledApp::version).or(() -> before.flatMap(InstalledApp::previous));
		var apps = new ArrayList<>(all().stream().filter(a -> !a.name().equals(installation.app())).toList());
		apps.add(new InstalledApp(installation.app(), installation.version(), installation.sha256(), now, previous));
		write(apps);
		var kept = new ArrayList<>(List.of(WRITTEN, installation.name().fileName()));
		previous.ifPresent(v -> kept.add(new PackageName(installation.app(), v).fileName()));
		try (var files = Files.list(own)) {
			for (Path old : files.filter(f -> !kept.contains(f.getFileName().toString())).toList()) {
				Files.delete(old);
			}
		}
	}

	private void write(List<InstalledApp> apps) throws IOException {
		var list = JSON.createArrayNode();
		for (var app : apps) {
			list.addObject().put("name", app.name()).put("version", app.version()).put("sha256", app.sha256()).put("installed", app.installed().toString()).put("previous",
					app.previous().orElse(""));
		}
		file.write(list);
	}
}
