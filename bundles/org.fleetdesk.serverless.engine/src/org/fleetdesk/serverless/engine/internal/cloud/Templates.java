package org.fleetdesk.serverless.engine.internal.cloud;

import java.util.List;

import org.fleetdesk.opennebula.wire.OneTemplate;
import org.fleetdesk.serverless.engine.internal.cloud.Access.Kind;

/** The VM templates. */
public final class Templates extends TemplatePool<TemplateObject> {

	Templates(Store store, Timeline timeline, int permissions) {
		super(store, timeline, store.templates, Kind.TEMPLATE, permissions);
	}

	/**
	 * Makes a VM template of the user's.
	 *
	 * @param template text or XML; its NAME becomes the template's name
	 * @return the id
	 */
	public int allocate(User user, String template) throws CloudError {
		return allocate(user, parse(template));
	}

	public int allocate(User user, OneTemplate template) throws CloudError {
		return allocate(user, template, (meta, attributes) -> new TemplateObject(meta, timeline.now().getEpochSecond(), attributes));
	}

	/** Those that the user may use, the newest first; the numbers as in OpenNebula's {@code one.templatepool.info}, -2, -1, -1 for all. */
	public List<TemplateObject> list(User user, int filter, int start, int end) throws CloudError {
		return Access.visible(store.read(() -> List.copyOf(store.templates.newestFirst())), user, filter, start, end);
	}
}
