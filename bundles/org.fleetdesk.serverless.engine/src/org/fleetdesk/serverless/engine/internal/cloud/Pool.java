package org.fleetdesk.serverless.engine.internal.cloud;

import java.util.List;

import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.serverless.engine.internal.cloud.Access.Kind;

/** Objects of one kind that have owners: what can be done with any of them. */
public abstract sealed class Pool<T extends CloudObject.Owned> permits TemplatePool, Vms {

	/** Another one in place of an object. */
	@FunctionalInterface
	interface Change<T> {

		T apply(T object) throws CloudError;
	}

	final Store store;
	final Timeline timeline;
	private final Table<T> table;
	private final Kind kind;

	Pool(Store store, Timeline timeline, Table<T> table, Kind kind) {
		this.store = store;
		this.timeline = timeline;
		this.table = table;
		this.kind = kind;
	}

	/** @throws CloudError NO_EXISTS, AUTHORIZATION, LOCKED */
	public T get(User user, int id, Right right) throws CloudError {
		return Access.allowed(Access.existing(store.read(() -> table.get(id)), kind, id), kind, user, right);
	}

	public void rename(User user, int id, String name) throws CloudError {
		String clean = Access.name(name, OneError.ACTION);
		change(user, id, Right.MANAGE, o -> with(o, o.meta().withName(clean)));
	}

	/** @param bits nine of them: 1, 0, or -1 for as it is */
	public void chmod(User user, int id, List<Integer> bits) throws CloudError {
		change(user, id, Right.MANAGE, o -> {
			Access.chmod(user, o, kind, bits);
			return with(o, o.meta().withPermissions(Access.permissions(o.meta().permissions(), bits)));
		});
	}

	/** Another owner or group; -1 leaves it. */
	public void chown(User user, int id, int uid, int gid) throws CloudError {
		change(user, id, Right.MANAGE, o -> with(o, Access.owner(store, user, o, kind, uid, gid)));
	}

	/** @param level 1 use, 2 manage, 3 admin, 4 all; 0 unlocks */
	public void lock(User user, int id, int level) throws CloudError {
		change(user, id, Right.MANAGE, o -> with(o, Access.lock(user, o.meta(), level, timeline.now().getEpochSecond())));
	}

	private T with(T object, Meta meta) {
		return table.type.cast(object.with(meta));
	}

	void change(User user, int id, Right right, Change<T> change) throws CloudError {
		store.atomically(() -> {
			changed(change.apply(get(user, id, right)));
			return null;
		});
	}

	/** Keeps an object as it is now. */
	void changed(T object) {
		table.put(object);
	}
}
