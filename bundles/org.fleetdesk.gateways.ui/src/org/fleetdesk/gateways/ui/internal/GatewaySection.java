package org.fleetdesk.gateways.ui.internal;

import java.util.List;

import org.fleetdesk.core.Snapshot;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.ui.DetailsSection;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.Facts;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

/** Who a gateway is. */
public final class GatewaySection implements DetailsSection {

	@Override
	public List<Fact> facts(Row row, Snapshot engine) {
		return Facts.present(Facts.text(row, Gateways.PROBLEM, Messages.Problem), Fact.code(Messages.Serial, Texts.plain(row.attribute(Gateways.SERIAL))),
				Related.product(Messages.Product, row, engine), Facts.text(row, Gateways.ACTIVATION, Messages.Activation),
				Fact.of(Messages.Locked, row.attribute(Gateways.LOCKED).equals("true") ? Messages.Yes : ""));
	}
}
