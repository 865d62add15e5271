package org.fleetdesk.so3.ui.internal;

import java.util.List;

import org.fleetdesk.core.Snapshot;
import org.fleetdesk.ui.DetailsSection;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.Facts;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.Row;

/** Who a container or an image is. */
public final class IdentitySection implements DetailsSection {

	@Override
	public List<Fact> facts(Row row, Snapshot engine) {
		return Facts.present(Facts.id(row, "id", Messages.Id), Fact.code(Messages.Species, Texts.plain(row.attribute("spid"))),
				Facts.text(row, "description", Messages.Description));
	}
}
