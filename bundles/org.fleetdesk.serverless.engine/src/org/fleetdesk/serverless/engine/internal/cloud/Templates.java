package org.fleetdesk.serverless.engine.internal.cloud;

import java.util.List;
import java.util.function.UnaryOperator;

import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.opennebula.wire.OneTemplate;
import org.fleetdesk.serverless.engine.internal.cloud.Access.Kind;

/** The VM templates. */
public final class Templates {

	private final Store store;
	private final Timeline timeline;
	private final int permissions;

	Templates(Store store, Timeline timeline, int permissions) {
		this.store = store;
		this.timeline = timeline;
		this.permissions = permissions;
	}

	/**
	 * Makes a VM template of the user's.
	 *
	 * @param template text or XML; its NAME becomes the template's name
	 * @return the id
	 */
	public int allocate(User user, String template) throws CloudError {
		return allocate(user, Documents.parse(template));
	}

	public int allocate(User user, OneTemplate template) throws CloudError {
		var attributes = template.copy();
		return store.atomically(() -> {
			int id = store.templates.nextId();
			String name = attributes.get("NAME").isEmpty() ? "template_" + id : Access.name(attributes.get("NAME").get(), OneError.ALLOCATE);
			store.templates.put(new TemplateObject(new Meta(id, user, name, permissions), timeline.now().getEpochSecond(), attributes.copy().remove("NAME")));
			return id;
		});
	}

	/** @throws CloudError NO_EXISTS, AUTHORIZATION, LOCKED */
	public TemplateObject get(User user, int id, Right right) throws CloudError {
		return Access.allowed(Access.existing(store.read(() -> store.templates.get(id)), Kind.TEMPLATE, id), Kind.TEMPLATE, user, right);
	}

	/** Those that the user may use, the newest first; the numbers as in OpenNebula's {@code one.templatepool.info}, -2, -1, -1 for all. */
	public List<TemplateObject> list(User user, int filter, int start, int end) throws CloudError {
		return Access.visible(store.read(() -> List.copyOf(store.templates.newestFirst())), user, filter, start, end);
	}

	/** Replaces the template, or adds to it what has another name and replaces what has the same. */
	public void update(User user, int id, String template, boolean append) throws CloudError {
		update(user, id, Documents.parse(template), append);
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
			store.templates.remove(id);
			return null;
		});
	}

	/** @param bits nine of them: 1, 0, or -1 for as it is */
	public void chmod(User user, int id, List<Integer> bits) throws CloudError {
		store.atomically(() -> {
			var template = get(user, id, Right.MANAGE);
			Access.chmod(user, template, Kind.TEMPLATE, bits);
			store.templates.put(template.with(template.meta().withPermissions(Access.permissions(template.meta().permissions(), bits))));
			return null;
		});
	}

	/** Another owner or group; -1 leaves it. */
	public void chown(User user, int id, int uid, int gid) throws CloudError {
		store.atomically(() -> {
			var template = get(user, id, Right.MANAGE);
			store.templates.put(template.with(Access.owner(store, user, template, Kind.TEMPLATE, uid, gid)));
			return null;
		});
	}

	/** @param level 1 use, 2 manage, 3 admin, 4 all; 0 unlocks */
	public void lock(User user, int id, int level) throws CloudError {
		store.atomically(() -> {
			var template = get(user, id, Right.MANAGE);
			store.templates.put(template.with(Access.lock(user, template.meta(), level, timeline.now().getEpochSecond())));
			return null;
		});
	}

	private void change(User user, int id, Right right, UnaryOperator<TemplateObject> change) throws CloudError {
		store.atomically(() -> {
			store.templates.put(change.apply(get(user, id, right)));
			return null;
		});
	}
}
