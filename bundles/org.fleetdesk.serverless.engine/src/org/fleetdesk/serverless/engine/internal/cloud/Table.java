package org.fleetdesk.serverless.engine.internal.cloud;

import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** The objects of one kind, by id. Used only by whoever has the store's lock; changed only within {@link Store#atomically}. */
final class Table<T extends CloudObject> {

	final String name;
	final Class<T> type;
	private final Store store;
	private final TreeMap<Integer, T> objects = new TreeMap<>();
	private final BiConsumer<T, T> index;
	private int next;

	/**
	 * @param first the first id
	 * @param index is told of every object that goes (null: none was there) and of the one that comes in its place (null: none)
	 */
	Table(Store store, String name, Class<T> type, int first, BiConsumer<T, T> index) {
		this.store = store;
		this.name = name;
		this.type = type;
		this.index = index;
		next = first;
	}

	Optional<T> get(int id) {
		return Optional.ofNullable(objects.get(id));
	}

	/** In the order of their ids. */
	Collection<T> all() {
		return Collections.unmodifiableCollection(objects.values());
	}

	/** The newest first. */
	Collection<T> newestFirst() {
		return Collections.unmodifiableCollection(objects.descendingMap().values());
	}

	/** An id that no object has or had. */
	int nextId() {
		return next;
	}

	void put(T object) {
		T before = set(object.id(), object);
		int nextBefore = next;
		next = Math.max(next, object.id() + 1);
		store.changed(this, object.id(), object, () -> {
			set(object.id(), before);
			next = nextBefore;
		});
	}

	void remove(int id) {
		T before = set(id, null);
		if (before != null) {
			store.changed(this, id, null, () -> set(id, before));
		}
	}

	private T set(int id, T object) {
		T before = object == null ? objects.remove(id) : objects.put(id, object);
		index.accept(before, object);
		return before;
	}

	/** As it was kept; without a record of it, and before {@link #loaded}, as others may come in its place. */
	void load(T object) {
		objects.put(object.id(), object);
		next = Math.max(next, object.id() + 1);
	}

	void unload(int id) {
		objects.remove(id);
	}

	/** Everything is there that was kept. */
	void loaded() {
		objects.values().forEach(object -> index.accept(null, object));
	}

	void loadNext(int id) {
		next = Math.max(next, id);
	}
}
