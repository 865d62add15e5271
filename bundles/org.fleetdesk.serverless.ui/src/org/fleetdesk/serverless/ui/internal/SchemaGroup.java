package org.fleetdesk.serverless.ui.internal;

import java.util.List;

/**
 * The fields of one object within a runtime.
 *
 * @param path     as a JSON pointer within the runtime; empty for the runtime itself
 * @param title    such as "FaaS"
 * @param required whether a runtime cannot be without it; one that is not is left away while all its fields are empty
 * @param hint     what the schema says of it; untrusted
 */
record SchemaGroup(String path, String title, boolean required, String hint, List<SchemaField> fields) {
}
