package org.fleetdesk.serverless.ui.internal;

import java.util.Optional;

import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.ui.ActionInput;
import org.fleetdesk.ui.KindUi;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

/** What the tables of the domain have in common. */
abstract class Table implements KindUi {

	@Override
	public Optional<Offer> offer() {
		return Optional.of(new Offer(Messages.Create_offer, Serverless.CREATE));
	}

	@Override
	public Optional<ActionInput> input(String verb) {
		return Inputs.of(verb);
	}

	@Override
	public String consequence(String verb, Row row) {
		return switch (verb) {
			case Serverless.REPAIR -> row.attribute(Serverless.REPAIR_TEXT);
			case Serverless.DELETE -> row.attribute(Serverless.SERVICE_ID).isEmpty() ? "" : Texts.format(Messages.Delete_runtime, row.attribute(Serverless.SERVICE_ID));
			case Serverless.DELETE_SERVICE -> row.resource().parent().isPresent() ? Messages.Delete_service : "";
			default -> "";
		};
	}

	@Override
	public String openCommand() {
		return "org.fleetdesk.ui.openLog";
	}
}
