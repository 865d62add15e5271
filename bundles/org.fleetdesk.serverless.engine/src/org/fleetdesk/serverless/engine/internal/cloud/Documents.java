package org.fleetdesk.serverless.engine.internal.cloud;

import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.opennebula.wire.OneTemplate;
import org.fleetdesk.serverless.engine.internal.cloud.Access.Kind;

/** The pool of documents, all types in one. As OpenNebula's own, nothing here looks at the type but the list. */
public final class Documents {

	private final Store store;
	private final Timeline timeline;
	private final int permissions;

	Documents(Store store, Timeline timeline, int permissions) {
		this.store = store;
		this.timeline = timeline;
		this.permissions = permissions;
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
		var attributes = template.copy();
		return store.atomically(() -> {
			int id = store.documents.nextId();
			String name = attributes.get("NAME").isEmpty() ? "document_" + id : Access.name(attributes.get("NAME").get(), OneError.ALLOCATE);
			store.documents.put(new DocumentObject(new Meta(id, user, name, permissions), type, attributes.copy().remove("NAME")));
			return id;
		});
	}

	/** @throws CloudError NO_EXISTS, AUTHORIZATION, LOCKED */
	public DocumentObject get(User user, int id, Right right) throws CloudError {
		return Access.allowed(Access.existing(store.read(() -> store.documents.get(id)), Kind.DOCUMENT, id), Kind.DOCUMENT, user, right);
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

	/** Replaces the template, or adds to it what has another name and replaces what has the same. */
	public void update(User user, int id, String template, boolean append) throws CloudError {
		update(user, id, parse(template), append);
	}

	public void update(User user, int id, OneTemplate template, boolean append) throws CloudError {
		change(user, id, Right.MANAGE, d -> d.with((append ? d.template().copy().merge(template) : template.copy()).remove("NAME")));
	}

	public void rename(User user, int id, String name) throws CloudError {
		String clean = Access.name(name, OneError.ACTION);
		change(user, id, Right.MANAGE, d -> d.with(d.meta().withName(clean)));
	}

	public void delete(User user, int id) throws CloudError {
		store.atomically(() -> {
			get(user, id, Right.MANAGE);
			store.documents.remove(id);
			return null;
		});
	}

	/** @param bits nine of them: 1, 0, or -1 for as it is */
	public void chmod(User user, int id, List<Integer> bits) throws CloudError {
		store.atomically(() -> {
			var document = get(user, id, Right.MANAGE);
			Access.chmod(user, document, Kind.DOCUMENT, bits);
			store.documents.put(document.with(document.meta().withPermissions(Access.permissions(document.meta().permissions(), bits))));
			return null;
		});
	}

	/** Another owner or group; -1 leaves it. */
	public void chown(User user, int id, int uid, int gid) throws CloudError {
		store.atomically(() -> {
			var document = get(user, id, Right.MANAGE);
			store.documents.put(document.with(Access.owner(store, user, document, Kind.DOCUMENT, uid, gid)));
			return null;
		});
	}

	/** @param level 1 use, 2 manage, 3 admin, 4 all; 0 unlocks */
	public void lock(User user, int id, int level) throws CloudError {
		store.atomically(() -> {
			var document = get(user, id, Right.MANAGE);
			store.documents.put(document.with(Access.lock(user, document.meta(), level, timeline.now().getEpochSecond())));
			return null;
		});
	}

	private void change(User user, int id, Right right, UnaryOperator<DocumentObject> change) throws CloudError {
		store.atomically(() -> {
			store.documents.put(change.apply(get(user, id, right)));
			return null;
		});
	}

	/** @throws CloudError INTERNAL when it is none, with the reason */
	static OneTemplate parse(String template) throws CloudError {
		try {
			return OneTemplate.parse(template);
		} catch (IOException e) {
			throw new CloudError(OneError.INTERNAL, "Cannot parse template. " + e.getMessage());
		}
	}
}
