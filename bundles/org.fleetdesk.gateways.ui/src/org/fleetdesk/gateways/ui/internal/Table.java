package org.fleetdesk.gateways.ui.internal;

import java.util.Optional;

import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.ui.ActionInput;
import org.fleetdesk.ui.KindUi;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

/** What the tables of the domain have in common. */
abstract class Table implements KindUi {

	@Override
	public Optional<ActionInput> input(String verb) {
		return Inputs.of(verb);
	}

	@Override
	public String consequence(String verb, Row row) {
		return switch (verb) {
			case Gateways.REGENERATE -> Messages.Regenerate_consequence;
			case Gateways.DISABLE -> Messages.Disable_consequence;
			case Gateways.LOCK -> Messages.Lock_consequence;
			case Gateways.GIVE_UP_INSTALL -> Messages.Give_up_consequence;
			case Gateways.REBOOT -> Texts.format(Messages.Reboot_consequence, Waiting.until(row));
			case Gateways.DELETE -> Messages.Delete_consequence;
			case Gateways.DELETE_PRODUCT -> row.attribute(Gateways.GATEWAYS).matches("[1-9]\\d*") ? Texts.format(Messages.Delete_product_consequence, row.attribute(Gateways.GATEWAYS)) : "";
			case Gateways.REMOVE_PACKAGE -> row.attribute(Gateways.GATEWAYS).matches("[1-9]\\d*") ? Texts.format(Messages.Remove_package_consequence, row.attribute(Gateways.GATEWAYS)) : "";
			default -> "";
		};
	}
}
