package org.fleetdesk.serverless.ui.internal;

import java.util.List;

import org.fleetdesk.core.EngineView;
import org.fleetdesk.serverless.CloudFacts;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.ui.Column;

/** The table of the virtual machines of serverless runtimes. */
public final class VmTable extends Table {

	@Override
	public List<Column> columns() {
		return List.of(Column.number(Serverless.ID, Messages.Id, 55), Column.attribute(Serverless.HOST, Messages.Host, 120), Column.attribute(Serverless.IP, Messages.Address, 120),
				Column.number(Serverless.CPU, Messages.Cpu, 45), Column.size(Serverless.MEMORY, Messages.Memory, 75), Column.attribute(Serverless.ROLE_NAME, Messages.Role, 65),
				Column.number(Serverless.SERVICE_ID, Messages.Service, 65), Column.attribute(Serverless.RUNTIME_NAME, Messages.Runtime, 120),
				Column.attribute(Serverless.PROBLEM, Messages.Problem, 220), Column.size(Serverless.DISK, Messages.Disk, 75).hidden(),
				Column.attribute(Serverless.CPU_USED, Messages.Cpu_used, 80).hidden(), Column.size(Serverless.MEMORY_USED, Messages.Memory_used, 90).hidden(),
				Column.attribute(Serverless.OWNER, Messages.Owner, 90).hidden(), Column.age(Serverless.STARTED, Messages.Age, 60).hidden());
	}

	@Override
	public String emptySentence() {
		return Messages.Vms_empty;
	}

	/** An engine without access to the cloud does not know of any. */
	@Override
	public String emptySentence(List<EngineView> engines) {
		return Related.unknown(engines, CloudFacts.OPENNEBULA, CloudFacts.VMS).orElseGet(this::emptySentence);
	}
}
