package org.fleetdesk.serverless.ui.internal;

import java.util.List;

/**
 * A property of a runtime that can be given, as a field of a form.
 *
 * @param path     as a JSON pointer within the runtime, such as {@code /FAAS/CPU}
 * @param name     of the property
 * @param label    such as "Disk size"
 * @param type     what it takes
 * @param required whether its group cannot be without it
 * @param hint     what the schema says of it; untrusted
 * @param choices  the only values that it takes; empty when there are no such
 */
record SchemaField(String path, String name, String label, Type type, boolean required, String hint, List<String> choices) {

	/** What a field takes. */
	enum Type {
		TEXT, INTEGER, NUMBER, BOOLEAN,
		/** Anything else, written as JSON. */
		JSON
	}

	/** The path of the group that it stands in; empty for the runtime itself. */
	String group() {
		return path.substring(0, path.lastIndexOf('/'));
	}
}
