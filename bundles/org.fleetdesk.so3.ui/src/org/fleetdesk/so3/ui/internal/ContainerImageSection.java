package org.fleetdesk.so3.ui.internal;

import java.util.List;

import org.fleetdesk.ui.DetailsSection;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.Row;

/** What a container was made of. */
public final class ContainerImageSection implements DetailsSection {

	@Override
	public List<Fact> facts(Row row) {
		return Facts.present(Facts.text(row, "image", Messages.Image), Facts.id(row, "imageId", Messages.Image_id));
	}
}
