package org.fleetdesk.so3.ui.internal;

import java.util.List;
import java.util.Optional;

import org.fleetdesk.ui.ActionInput;
import org.fleetdesk.ui.KindUi;
import org.fleetdesk.ui.Column;

/** The table of SO3 images. */
public final class ImageTable implements KindUi {

	@Override
	public List<Column> columns() {
		return List.of(Column.size("size", Messages.Size, 80), Column.attribute("type", Messages.Type, 80), Column.attribute("arch", Messages.Architecture, 110),
				Column.number("containers", Messages.Containers, 100), Column.age("created", Messages.Age, 60), Column.identifier("id", Messages.Id, 170),
				Column.attribute("description", Messages.Description, 200).hidden(), Column.attribute("names", Messages.Names, 150).hidden(),
				Column.attribute("problem", Messages.Problem, 200).hidden());
	}

	@Override
	public String emptySentence() {
		return Messages.Images_empty;
	}

	@Override
	public Optional<ActionInput> input(String verb) {
		return Inputs.of(verb);
	}

	@Override
	public String openCommand() {
		return "so3.container.create";
	}
}
