package org.fleetdesk.serverless.engine.internal.cloud;

import org.fleetdesk.opennebula.wire.OneTemplate;

/**
 * A document of the pool.
 *
 * @param type     1337 is a serverless runtime, 100 a service of OneFlow, 101 a service template
 * @param template not to be changed: copy it first
 */
public record DocumentObject(Meta meta, int type, OneTemplate template) implements CloudObject.Templated {

	/** The text in its attribute {@code BODY}, which is JSON in the types that are used here; empty when it has none. */
	public String body() {
		return template.get("BODY").orElse("");
	}

	@Override
	public DocumentObject with(Meta newMeta) {
		return new DocumentObject(newMeta, type, template);
	}

	@Override
	public DocumentObject with(OneTemplate newTemplate) {
		return new DocumentObject(meta, type, newTemplate);
	}
}
