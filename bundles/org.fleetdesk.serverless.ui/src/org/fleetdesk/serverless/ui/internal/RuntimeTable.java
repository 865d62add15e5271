package org.fleetdesk.serverless.ui.internal;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.fleetdesk.core.EngineView;
import org.fleetdesk.serverless.CloudFacts;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.ui.Column;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

/** The table of serverless runtimes. */
public final class RuntimeTable extends Table {

	@Override
	public List<Column> columns() {
		return List.of(Column.attribute(Serverless.FLAVOURS, Messages.Flavours, 110), Column.number(Serverless.CPU, Messages.Cpu, 45), Column.size(Serverless.MEMORY, Messages.Memory, 75),
				Column.size(Serverless.DISK, Messages.Disk, 75), endpoint(), Column.number(Serverless.SERVICE_ID, Messages.Service, 65), Column.attribute(Serverless.HOST, Messages.Host, 110),
				scheduling(), Column.attribute(Serverless.PROBLEM, Messages.Problem, 220), Column.attribute(Serverless.SERVICE_STATE, Messages.Service_state, 110).hidden(),
				Column.attribute(Serverless.POLICY, Messages.Policy, 110).hidden(), Column.attribute(Serverless.REQUIREMENTS, Messages.Requirements, 150).hidden(),
				Column.attribute(Serverless.LATENCY, Messages.Latency, 70).hidden(), Column.attribute(Serverless.LOCATION, Messages.Location, 110).hidden(),
				Column.attribute(Serverless.OWNER, Messages.Owner, 90).hidden(), Column.number(Serverless.ID, Messages.Id, 55).hidden());
	}

	private static Column endpoint() {
		var plain = Column.attribute(Serverless.ENDPOINT, Messages.Endpoint, 120);
		return new Column(plain.id(), plain.title(), plain.width(), plain.text(), row -> Texts.plain(row.attribute(Serverless.ENDPOINT_URL)), plain.order(), Column.Style.MONOSPACE, true);
	}

	private static Column scheduling() {
		return new Column("scheduling", Messages.Scheduling, 110, RuntimeTable::scheduling, RuntimeTable::scheduling, Comparator.comparing(RuntimeTable::scheduling), Column.Style.PLAIN, true);
	}

	/** The policy and the requirements, as far as there are any. */
	private static String scheduling(Row row) {
		return Stream.of(row.attribute(Serverless.POLICY), row.attribute(Serverless.REQUIREMENTS)).filter(t -> !t.isEmpty()).map(Texts::plain).collect(Collectors.joining("; "));
	}

	@Override
	public String emptySentence() {
		return Messages.Runtimes_empty;
	}

	/** Some engines do not list what they have. */
	@Override
	public String emptySentence(List<EngineView> engines) {
		return Related.unknown(engines, "", CloudFacts.LIST).orElseGet(this::emptySentence);
	}
}
