package org.fleetdesk.so3.ui.internal;

import java.util.List;
import java.util.Optional;

import org.fleetdesk.so3.So3;
import org.fleetdesk.ui.ActionInput;
import org.fleetdesk.ui.KindUi;
import org.fleetdesk.ui.Column;

/** The table of SO3 containers. */
public final class ContainerTable implements KindUi {

	@Override
	public List<Column> columns() {
		return List.of(Column.number("slot", Messages.Slot, 50), Column.attribute("image", Messages.Image, 130), Column.age("created", Messages.Age, 60),
				Column.attribute("runtime", Messages.Runtime, 90), Column.number("exitCode", Messages.Exit_code, 80).hidden(),
				Column.attribute("description", Messages.Description, 200).hidden(), Column.identifier("imageId", Messages.Image_id, 170).hidden(),
				Column.identifier("id", Messages.Id, 130).hidden());
	}

	@Override
	public String emptySentence() {
		return Messages.Containers_empty;
	}

	@Override
	public Optional<ActionInput> input(String verb) {
		return Inputs.of(verb);
	}

	@Override
	public Optional<String> fileVerb() {
		return Optional.of(So3.UPDATE);
	}

	@Override
	public String openCommand() {
		return "org.fleetdesk.ui.openLog";
	}
}
