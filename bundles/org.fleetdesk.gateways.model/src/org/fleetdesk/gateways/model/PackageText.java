package org.fleetdesk.gateways.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;

import org.fleetdesk.files.Finding;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What an inspection found, as command lines print it. */
public final class PackageText {

	private PackageText() {
	}

	/** @param bytes how a size is written */
	public static List<String> lines(Path file, ApplicationPackage app, LongFunction<String> bytes) {
		var lines = new ArrayList<String>();
		lines.add(file + ": " + (app.usable() ? app.findings().isEmpty() ? "fine" : "usable, with warnings" : "not usable"));
		app.name().ifPresent(name -> lines.add("  application  %s, version %s".formatted(name.name(), name.version())));
		lines.add("  size         %s, unpacked %s in %s".formatted(bytes.apply(app.size()), bytes.apply(app.unpackedSize()), files(app)));
		lines.add("  sha256       " + app.sha256());
		app.program().ifPresentOrElse(program -> {
			lines.add("  supervisor");
			program.options().forEach((key, value) -> lines.add("    %s = %s%s".formatted(key, value.replace("\n", " "), program.given().containsKey(key) ? "" : "   (default)")));
		}, () -> lines.add("  supervisor   none: it only does something once"));
		app.findings().forEach(f -> lines.add("  " + sentence(f)));
		return lines;
	}

	private static String files(ApplicationPackage app) {
		long files = app.members().stream().filter(m -> !m.directory()).count();
		return files + (files == 1 ? " file" : " files");
	}

	/** Such as "error, install.sh: It is empty." */
	public static String sentence(Finding finding) {
		return finding.severity().name().toLowerCase(Locale.ROOT) + (finding.where().isEmpty() ? "" : ", " + finding.where()) + ": " + finding.message();
	}

	/** The same for programs. */
	public static ObjectNode json(Path file, ApplicationPackage app) {
		var json = Json.object().put("file", file.toString()).put("usable", app.usable());
		app.name().ifPresent(name -> json.put("name", name.name()).put("version", name.version()));
		json.put("sha256", app.sha256()).put("size", app.size()).put("unpackedSize", app.unpackedSize());
		var members = json.putArray("members");
		for (PackageMember member : app.members()) {
			members.addObject().put("path", member.path()).put("directory", member.directory()).put("size", member.size()).put("mode", "%04o".formatted(member.mode()));
		}
		app.program().ifPresent(program -> {
			var options = json.putObject("supervisor");
			program.options().forEach(options::put);
		});
		var findings = json.putArray("findings");
		app.findings().forEach(f -> findings.addObject().put("severity", f.severity().name().toLowerCase(Locale.ROOT)).put("where", f.where()).put("message", f.message()));
		return json;
	}
}
