package org.fleetdesk.gateways.ui.internal;

import java.util.ArrayList;
import java.util.List;

import org.fleetdesk.core.Snapshot;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.model.PackageName;
import org.fleetdesk.ui.DetailsSection;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

/** Where a package is installed: the first gateways, and how many. */
public final class PackageGatewaysSection implements DetailsSection {

	private static final int LISTED = 10;

	@Override
	public List<Fact> facts(Row row, Snapshot engine) {
		var facts = new ArrayList<Fact>();
		String number = row.attribute(Gateways.GATEWAYS);
		if (number.isEmpty() || number.equals("0")) {
			return List.of(Fact.of(Messages.Gateways, Messages.Nowhere));
		}
		facts.add(Fact.of(Messages.Gateways, Texts.plain(number)));
		try {
			var name = PackageName.of(row.resource().name());
			String product = Related.productOf(row.id()) + "/";
			engine.resources().values().stream()
					.filter(r -> r.id().kind().equals(Gateways.APPLICATION) && r.name().equals(name.name()) && r.attribute(Gateways.VERSION).equals(name.version()) && r.id().key().startsWith(product))
					.limit(LISTED).forEach(r -> r.parent().map(p -> engine.resources().get(p))
							.ifPresent(g -> facts.add(Fact.link(Texts.plain(g.name()), Related.state(r), r.id()))));
		} catch (IllegalArgumentException e) {
			return facts; // a file of another kind is installed nowhere that we could tell
		}
		return facts;
	}
}
