package org.fleetdesk.serverless.engine.internal.cloud;

import org.fleetdesk.opennebula.wire.OneTemplate;

/**
 * A VM template.
 *
 * @param registered in seconds of the epoch
 * @param template   not to be changed: copy it first
 */
public record TemplateObject(Meta meta, long registered, OneTemplate template) implements CloudObject.Templated {

	@Override
	public TemplateObject with(Meta newMeta) {
		return new TemplateObject(newMeta, registered, template);
	}

	@Override
	public TemplateObject with(OneTemplate newTemplate) {
		return new TemplateObject(meta, registered, newTemplate);
	}
}
