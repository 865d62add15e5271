package org.fleetdesk.serverless.engine.internal.cloud;

import java.io.IOException;

import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.opennebula.wire.OneTemplate;
import org.fleetdesk.serverless.engine.internal.cloud.Access.Kind;

/** Objects that are a template with a name and an owner. */
public abstract sealed class TemplatePool<T extends CloudObject.Templated> extends Pool<T> permits Documents, Templates {

	private final Table<T> table;
	private final int permissions;

	TemplatePool(Store store, Timeline timeline, Table<T> table, Kind kind, int permissions) {
		super(store, timeline, table, kind);
		this.table = table;
		this.permissions = permissions;
	}

	/** Makes an object. */
	@FunctionalInterface
	interface Maker<T> {

		/** @param template without the name */
		T make(Meta meta, OneTemplate template);
	}

	/**
	 * Makes an object of the user's.
	 *
	 * @param template its NAME becomes the object's name
	 * @return the id
	 */
	int allocate(User user, OneTemplate template, Maker<T> maker) throws CloudError {
		var attributes = template.copy();
		return store.atomically(() -> {
			int id = table.nextId();
			var given = attributes.get("NAME");
			String name = given.isEmpty() ? table.name + "_" + id : Access.name(given.get(), OneError.ALLOCATE);
			table.put(maker.make(new Meta(id, user, name, permissions), attributes.copy().remove("NAME")));
			return id;
		});
	}

	/** Replaces the template, or adds to it what has another name and replaces what has the same. */
	public void update(User user, int id, String template, boolean append) throws CloudError {
		update(user, id, parse(template), append);
	}

	public void update(User user, int id, OneTemplate template, boolean append) throws CloudError {
		change(user, id, Right.MANAGE, o -> table.type.cast(o.with((append ? o.template().copy().merge(template) : template.copy()).remove("NAME"))));
	}

	public void delete(User user, int id) throws CloudError {
		store.atomically(() -> {
			get(user, id, Right.MANAGE);
			table.remove(id);
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
