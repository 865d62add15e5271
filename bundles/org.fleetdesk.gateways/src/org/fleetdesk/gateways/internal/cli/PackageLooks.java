package org.fleetdesk.gateways.internal.cli;

import java.nio.file.Path;
import java.util.Locale;

import org.fleetdesk.cli.Output;
import org.fleetdesk.files.Finding;
import org.fleetdesk.gateways.model.ApplicationPackage;
import org.fleetdesk.gateways.model.PackageMember;
import org.fleetdesk.text.Text;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** How the command line shows an application package. */
final class PackageLooks {

	private PackageLooks() {
	}

	static void show(Path file, ApplicationPackage app, Output out) {
		if (out.json()) {
			out.json(json(file, app));
			return;
		}
		out.line(file + ": " + (app.usable() ? app.findings().isEmpty() ? "fine" : "usable, with warnings" : "not usable"));
		app.name().ifPresent(name -> out.line("  application  %s, version %s".formatted(name.name(), name.version())));
		out.line("  size         %s, unpacked %s in %s".formatted(Text.bytes(app.size()), Text.bytes(app.unpackedSize()), files(app)));
		out.line("  sha256       " + app.sha256());
		app.program().ifPresentOrElse(program -> {
			out.line("  supervisor");
			program.options().forEach((key, value) -> out.line("    %s = %s%s".formatted(key, value.replace("\n", " "), program.given().containsKey(key) ? "" : "   (default)")));
		}, () -> out.line("  supervisor   none: it only does something once"));
		app.findings().forEach(f -> out.line("  " + sentence(f)));
	}

	private static String files(ApplicationPackage app) {
		long files = app.members().stream().filter(m -> !m.directory()).count();
		return files + (files == 1 ? " file" : " files");
	}

	/** Such as "error, install.sh: It is empty." */
	static String sentence(Finding finding) {
		return finding.severity().name().toLowerCase(Locale.ROOT) + (finding.where().isEmpty() ? "" : ", " + finding.where()) + ": " + finding.message();
	}

	private static ObjectNode json(Path file, ApplicationPackage app) {
		var json = JsonNodeFactory.instance.objectNode().put("file", file.toString()).put("usable", app.usable());
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
