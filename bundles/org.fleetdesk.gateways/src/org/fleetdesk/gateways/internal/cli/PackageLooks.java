package org.fleetdesk.gateways.internal.cli;

import java.nio.file.Path;

import org.fleetdesk.cli.Output;
import org.fleetdesk.gateways.model.ApplicationPackage;
import org.fleetdesk.gateways.model.PackageText;
import org.fleetdesk.text.Text;

/** How the command line shows an application package. */
final class PackageLooks {

	private PackageLooks() {
	}

	static void show(Path file, ApplicationPackage app, Output out) {
		if (out.json()) {
			out.json(PackageText.json(file, app));
		} else {
			PackageText.lines(file, app, Text::bytes).forEach(out::line);
		}
	}
}
