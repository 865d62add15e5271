package org.fleetdesk.serverless.ui.internal;

import java.util.List;

import org.fleetdesk.ui.Column;

/** The roles of services: shown in Details, where links lead to them. */
public final class RoleKind extends Table {

	@Override
	public List<Column> columns() {
		return List.of();
	}

	@Override
	public String emptySentence() {
		return "";
	}
}
