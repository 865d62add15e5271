package org.fleetdesk.so3.engine.internal.daemon;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

import org.fleetdesk.so3.engine.internal.daemon.DaemonException.Kind;

/** The names and slots in use, by container id. Safe for use by many threads. */
final class Places {

	/** Names in a message. */
	private static final int SOME = 20;

	private record Place(String name, int slot) {
	}

	private final SlotRange slots;
	private final Map<String, Place> places = new HashMap<>();

	/** @param slots that containers may use */
	Places(SlotRange slots) {
		this.slots = slots;
	}

	/** @throws DaemonException invalid when it cannot be a container's name */
	static String checked(String name) throws DaemonException {
		if (!name.matches("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}")) {
			throw new DaemonException(Kind.INVALID, "Invalid container name (" + name + "), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed, 128 at most");
		}
		return name;
	}

	/** What an earlier engine has given. */
	synchronized void take(String id, String name, int slot) {
		places.put(id, new Place(name, slot));
	}

	/**
	 * Takes a name and the first free slot.
	 *
	 * @throws DaemonException conflict when the name is taken, or no slot is free
	 */
	synchronized int reserve(String id, String name) throws DaemonException {
		checkFree(name);
		var taken = new BitSet();
		places.values().forEach(p -> taken.set(p.slot()));
		int slot = slots.firstFree(taken)
				.orElseThrow(() -> new DaemonException(Kind.CONFLICT, "No free slot: the slots " + slots + " are held by " + holders() + "; remove a container to free one"));
		places.put(id, new Place(name, slot));
		return slot;
	}

	private String holders() {
		var names = places.values().stream().map(Place::name).sorted().toList();
		return names.size() <= SOME ? String.join(", ", names) : String.join(", ", names.subList(0, SOME)) + " and " + (names.size() - SOME) + " others";
	}

	private void checkFree(String name) throws DaemonException {
		for (var place : places.entrySet()) {
			if (place.getValue().name().equals(name)) {
				throw new DaemonException(Kind.CONFLICT, "Conflict. The container name \"/" + name + "\" is already in use by container \"" + place.getKey()
						+ "\". You have to remove (or rename) that container to be able to reuse that name.");
			}
		}
	}

	/**
	 * Takes another name in place of the one that a container has.
	 *
	 * @return the old name
	 * @throws DaemonException conflict when the new one is taken; not found when the container has been removed meanwhile
	 */
	synchronized String rename(String id, String name) throws DaemonException {
		checkFree(name);
		Place old = places.get(id);
		if (old == null) {
			throw new DaemonException(Kind.NOT_FOUND, "No such container: " + id);
		}
		places.put(id, new Place(name, old.slot()));
		return old.name();
	}

	/** A rename was not possible. */
	synchronized void backTo(String id, String name) {
		places.computeIfPresent(id, (k, v) -> new Place(name, v.slot()));
	}

	synchronized void release(String id) {
		places.remove(id);
	}
}
