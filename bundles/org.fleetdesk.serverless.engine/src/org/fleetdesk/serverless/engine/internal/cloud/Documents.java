package org.fleetdesk.serverless.engine.internal.cloud;

import java.util.List;

import org.fleetdesk.opennebula.wire.OneTemplate;
import org.fleetdesk.serverless.engine.internal.cloud.Access.Kind;

/** The pool of documents, all types in one. As OpenNebula's own, nothing here looks at the type but the list. */
public final class Documents extends TemplatePool<DocumentObject> {

	Documents(Store store, Timeline timeline, int permissions) {
		super(store, timeline, store.documents, Kind.DOCUMENT, permissions);
	}

	/**
	 * Makes a document of the user's.
	 *
	 * @param template text or XML; its NAME becomes the document's name
	 * @return the id
	 */
	public int allocate(User user, String template, int type) throws CloudError {
		return allocate(user, parse(template), type);
	}

	public int allocate(User user, OneTemplate template, int type) throws CloudError {
		return allocate(user, template, (meta, attributes) -> new DocumentObject(meta, type, attributes));
	}

	/** All of a type that the user may use, the newest first. */
	public List<DocumentObject> list(User user, int type) throws CloudError {
		return list(user, Access.ALL, -1, -1, type);
	}

	/** Part of them; the numbers as in OpenNebula's {@code one.documentpool.info}. */
	public List<DocumentObject> list(User user, int filter, int start, int end, int type) throws CloudError {
		var all = store.read(() -> store.documents.newestFirst().stream().filter(d -> d.type() == type).toList());
		return Access.visible(all, user, filter, start, end);
	}
}
