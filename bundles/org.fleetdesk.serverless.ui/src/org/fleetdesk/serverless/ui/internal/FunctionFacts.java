package org.fleetdesk.serverless.ui.internal;

import java.util.List;
import java.util.function.UnaryOperator;

import org.fleetdesk.core.Snapshot;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.Facts;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

/** What is said of one of a runtime's functions. */
final class FunctionFacts {

	private FunctionFacts() {
	}

	/** @param attribute makes the function's attribute of a plain one */
	static List<Fact> of(Row row, Snapshot engine, UnaryOperator<String> attribute) {
		String number = row.attribute(attribute.apply(Serverless.VM_ID));
		var vm = Related.vm(engine, number);
		return Facts.present(text(row, attribute, Serverless.STATE, Messages.State), text(row, attribute, Serverless.ERROR, Messages.Error),
				text(row, attribute, Serverless.FLAVOUR, Messages.Flavour), text(row, attribute, Serverless.CPU, Messages.Cpu),
				Fact.size(Messages.Memory, row.attribute(attribute.apply(Serverless.MEMORY))), Fact.size(Messages.Disk, row.attribute(attribute.apply(Serverless.DISK))),
				vm.isPresent() ? Related.link(Messages.Vm, vm) : Fact.of(Messages.Vm, Texts.plain(number)));
	}

	private static Fact text(Row row, UnaryOperator<String> attribute, String name, String label) {
		return Facts.text(row, attribute.apply(name), label);
	}
}
