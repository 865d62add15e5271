package org.fleetdesk.serverless.ui.internal;

import java.util.List;

import org.fleetdesk.core.EngineView;
import org.fleetdesk.serverless.CloudFacts;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.ui.Column;

/** The table of OneFlow's services. */
public final class ServiceTable extends Table {

	@Override
	public List<Column> columns() {
		return List.of(Column.number(Serverless.ID, Messages.Id, 55), Column.attribute(Serverless.ROLES, Messages.Roles, 170), Column.attribute(Serverless.RUNTIME_NAME, Messages.Runtime, 130),
				Column.attribute(Serverless.OWNER, Messages.Owner, 90), Column.attribute(Serverless.PROBLEM, Messages.Problem, 260), Column.age(Serverless.STARTED, Messages.Age, 60).hidden(),
				Column.attribute(Serverless.GROUP, Messages.Group, 90).hidden());
	}

	@Override
	public String emptySentence() {
		return Messages.Services_empty;
	}

	/** An engine without access to the cloud does not know of any. */
	@Override
	public String emptySentence(List<EngineView> engines) {
		return Related.unknown(engines, CloudFacts.ONEFLOW, CloudFacts.SERVICES).orElseGet(this::emptySentence);
	}
}
