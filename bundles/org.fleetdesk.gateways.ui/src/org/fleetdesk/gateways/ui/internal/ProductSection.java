package org.fleetdesk.gateways.ui.internal;

import java.util.ArrayList;
import java.util.List;

import org.fleetdesk.core.Snapshot;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.ui.DetailsSection;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.Facts;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

/** A product: what is told of it, and its packages. */
public final class ProductSection implements DetailsSection {

	private static final int LISTED = 10;

	@Override
	public List<Fact> facts(Row row, Snapshot engine) {
		var facts = new ArrayList<>(Facts.present(Fact.code(Messages.Id, Texts.plain(row.id().key())), Facts.text(row, Gateways.GATEWAYS, Messages.Gateways),
				Fact.age(Messages.Created, row.attribute("created")), Fact.of(Messages.Whitelist, row.attribute("whitelist").equals("true") ? Messages.Yes : Messages.No), Fact.of(Messages.Activation_window, window(row))));
		var packages = engine.ofKind(Gateways.PACKAGE).stream().filter(p -> p.id().key().startsWith(row.id().key() + "/")).toList();
		packages.stream().limit(LISTED).forEach(p -> facts.add(Fact.link(Messages.Package, Texts.plain(p.name()), p.id())));
		if (packages.size() > LISTED) {
			facts.add(Fact.of(Messages.Packages, Texts.format(Messages.More, packages.size() - LISTED)));
		}
		return facts;
	}

	private static String window(Row row) {
		return Texts.number(row.attribute("activationWindow")).map(s -> Texts.age(java.time.Duration.ofSeconds(s))).orElse("");
	}
}
