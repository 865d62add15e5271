package org.fleetdesk.gateways.ui.internal;

import java.util.List;

import org.fleetdesk.core.Snapshot;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.ui.DetailsSection;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.Facts;
import org.fleetdesk.ui.Row;

/** A file on the shelf. */
public final class PackageSection implements DetailsSection {

	@Override
	public List<Fact> facts(Row row, Snapshot engine) {
		return Facts.present(Related.product(Messages.Product, row, engine), Fact.size(Messages.Size, row.attribute(Gateways.SIZE)), Facts.id(row, Gateways.SHA256, Messages.Digest),
				Fact.of(Messages.Signed, row.attribute(Gateways.SIGNED).equals("true") ? Messages.Yes : Messages.No), Fact.age(Messages.Uploaded, row.attribute(Gateways.UPLOADED)), Facts.text(row, Gateways.UPLOADED_BY, Messages.Uploaded_by));
	}
}
