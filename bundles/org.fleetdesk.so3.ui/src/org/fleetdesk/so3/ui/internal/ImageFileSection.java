package org.fleetdesk.so3.ui.internal;

import java.util.List;

import org.fleetdesk.core.Snapshot;
import org.fleetdesk.ui.DetailsSection;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.Facts;
import org.fleetdesk.ui.Row;

/** What an image is, and who uses it. */
public final class ImageFileSection implements DetailsSection {

	@Override
	public List<Fact> facts(Row row, Snapshot engine) {
		return Facts.present(Facts.text(row, "problem", Messages.Problem), Fact.size(Messages.Size, row.attribute("size")),
				Facts.text(row, "type", Messages.Type), Facts.text(row, "arch", Messages.Architecture), Facts.text(row, "names", Messages.Names),
				Facts.text(row, "usedBy", Messages.Used_by), Fact.age(Messages.Created, row.attribute("created")));
	}
}
