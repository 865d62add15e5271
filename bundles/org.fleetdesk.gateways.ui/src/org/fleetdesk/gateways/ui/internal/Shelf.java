package org.fleetdesk.gateways.ui.internal;

import java.util.LinkedHashSet;
import java.util.List;

import org.fleetdesk.core.Resource;
import org.fleetdesk.files.Severity;
import org.fleetdesk.gateways.model.ApplicationPackage;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.NaturalOrder;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

/** The packages that gateways can be given. */
final class Shelf {

	private Shelf() {
	}

	/** The packages that the products of all these gateways have, by name. */
	static List<String> common(Console console, List<Row> gateways) {
		LinkedHashSet<String> common = null;
		for (var product : gateways.stream().flatMap(g -> Related.of(g).stream()).distinct().toList()) {
			var here = Related.packages(console, product.connection(), product.id()).stream().map(Resource::name).toList();
			if (common == null) {
				common = new LinkedHashSet<>(here);
			} else {
				common.retainAll(here);
			}
		}
		return common == null ? List.of() : common.stream().sorted(NaturalOrder.INSTANCE).toList();
	}

	/** Why a package is not shipped. */
	static String refusal(ApplicationPackage content) {
		long errors = content.findings().stream().filter(f -> f.severity() == Severity.ERROR).count();
		return Texts.format(Messages.Package_refused, errors, Texts.plain(content.findings().getFirst().message()));
	}
}
