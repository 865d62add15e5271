package org.fleetdesk.so3.ui.internal;

import java.util.List;

import org.fleetdesk.core.Snapshot;
import org.fleetdesk.ui.DetailsSection;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.Facts;
import org.fleetdesk.ui.Row;

/** What a container was made of. */
public final class ContainerImageSection implements DetailsSection {

	@Override
	public List<Fact> facts(Row row, Snapshot engine) {
		return Facts.present(Facts.text(row, "image", Messages.Image), Facts.id(row, "imageId", Messages.Image_id));
	}
}
