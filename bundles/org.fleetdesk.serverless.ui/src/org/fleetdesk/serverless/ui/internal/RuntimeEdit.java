package org.fleetdesk.serverless.ui.internal;

import static org.fleetdesk.serverless.Serverless.CPU;
import static org.fleetdesk.serverless.Serverless.DISK;
import static org.fleetdesk.serverless.Serverless.FLAVOUR;
import static org.fleetdesk.serverless.Serverless.LATENCY;
import static org.fleetdesk.serverless.Serverless.LOCATION;
import static org.fleetdesk.serverless.Serverless.MEMORY;
import static org.fleetdesk.serverless.Serverless.POLICY;
import static org.fleetdesk.serverless.Serverless.REQUIREMENTS;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.ui.internal.SchemaField.Type;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What changes in a runtime: its present values as a form has them, and what is wrong with other ones. Knows no widgets. */
final class RuntimeEdit {

	private static final long MB = 1 << 20;
	private static final String DISK_SIZE = "DISK_SIZE";

	private final Map<String, String> present;

	/** @param row the runtime as it was last seen */
	RuntimeEdit(Row row) {
		var values = new LinkedHashMap<String, String>();
		values.put(SchemaForm.NAME, row.resource().name());
		function(values, "/FAAS", row, "faas");
		function(values, "/DAAS", row, "daas");
		put(values, "/SCHEDULING/POLICY", row.attribute(POLICY));
		put(values, "/SCHEDULING/REQUIREMENTS", row.attribute(REQUIREMENTS));
		put(values, "/DEVICE_INFO/LATENCY_TO_PE", row.attribute(LATENCY));
		put(values, "/DEVICE_INFO/GEOGRAPHIC_LOCATION", row.attribute(LOCATION));
		present = Map.copyOf(values);
	}

	private static void function(Map<String, String> values, String path, Row row, String function) {
		put(values, path + "/" + Flavours.PROPERTY, attribute(row, function, FLAVOUR));
		put(values, path + "/CPU", attribute(row, function, CPU));
		Texts.number(attribute(row, function, MEMORY)).ifPresent(bytes -> put(values, path + "/MEMORY", String.valueOf(bytes / MB)));
		Texts.number(attribute(row, function, DISK)).ifPresent(bytes -> put(values, path + "/" + DISK_SIZE, String.valueOf(bytes / MB)));
	}

	private static String attribute(Row row, String function, String attribute) {
		return row.attribute(function.equals("faas") ? Serverless.faas(attribute) : Serverless.daas(attribute));
	}

	private static void put(Map<String, String> values, String path, String value) {
		if (!value.isEmpty()) {
			values.put(path, value);
		}
	}

	/** The present values, by path. */
	Map<String, String> present() {
		return present;
	}

	/** Whether an engine does not change this by an update. */
	boolean fixed(SchemaField field) {
		return field.name().equals(Flavours.PROPERTY);
	}

	/** The groups that can be edited: an engine adds no function by an update. */
	List<SchemaGroup> groups(SchemaForm form) {
		return form.groups().stream().filter(g -> g.fields().stream().noneMatch(this::fixed) || g.fields().stream().anyMatch(f -> fixed(f) && present.containsKey(f.path()))).toList();
	}

	/** All values: those that were entered and those that cannot be. */
	private Map<String, String> whole(SchemaForm form, Map<String, String> entered) {
		var whole = new LinkedHashMap<>(entered);
		form.fields().values().stream().filter(this::fixed).forEach(f -> whole.put(f.path(), present.getOrDefault(f.path(), "")));
		return whole;
	}

	/** What is wrong with what was entered, by path. */
	Map<String, String> problems(SchemaForm form, Map<String, String> entered) {
		var problems = form.problems(whole(form, entered));
		for (var field : form.fields().values()) {
			String before = present.getOrDefault(field.path(), "");
			String after = entered.getOrDefault(field.path(), "").strip();
			if (before.isEmpty() || !entered.containsKey(field.path()) || fixed(field)) {
				continue;
			}
			if (after.isEmpty() && (field.type() != Type.TEXT || field.path().equals(SchemaForm.NAME))) {
				problems.putIfAbsent(field.path(), Messages.Edit_needs_value);
			} else if (field.name().equals(DISK_SIZE) && Texts.number(after).filter(n -> n < Long.parseLong(before)).isPresent()) {
				problems.putIfAbsent(field.path(), Texts.format(Messages.Edit_disk_shrinks, before));
			}
		}
		return problems;
	}

	/** What is different, the inside of {@code SERVERLESS_RUNTIME}; empty when nothing is. A text that was taken away is empty in it. */
	ObjectNode change(SchemaForm form, Map<String, String> entered) {
		var different = new LinkedHashMap<String, String>();
		entered.forEach((path, value) -> {
			if (!value.equals(present.getOrDefault(path, "")) && !fixed(form.fields().get(path))) {
				different.put(path, value);
			}
		});
		var change = form.runtime(different);
		different.forEach((path, value) -> {
			if (value.isEmpty()) {
				SchemaForm.object(change, form.fields().get(path).group()).put(form.fields().get(path).name(), "");
			}
		});
		change.properties().removeIf(e -> e.getValue().isObject() && e.getValue().isEmpty());
		return change;
	}
}
