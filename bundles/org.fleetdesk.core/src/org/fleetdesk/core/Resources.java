package org.fleetdesk.core;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The resources of a snapshot. Nobody changes them, so that several snapshots share them, and those of one kind are gathered once only: there may be hundreds of thousands. */
final class Resources extends AbstractMap<ResourceId, Resource> {

	private final Map<ResourceId, Resource> all;
	private final Map<String, List<Resource>> kinds = new HashMap<>();

	/** @param all which nobody changes any more */
	private Resources(Map<ResourceId, Resource> all) {
		this.all = Collections.unmodifiableMap(all);
		all.values().forEach(r -> kinds.computeIfAbsent(r.id().kind(), k -> new ArrayList<>()).add(r)); // now, as who asks may be the UI thread
		kinds.replaceAll((kind, list) -> Collections.unmodifiableList(list));
	}

	/** Copies them, unless they cannot change. */
	static Resources of(Map<ResourceId, Resource> resources) {
		return resources instanceof Resources r ? r : new Resources(new LinkedHashMap<>(resources));
	}

	/** The same, with those of earlier ones in place of equal ones. */
	Resources sharing(Resources earlier) {
		if (this == earlier || all.values().stream().noneMatch(r -> earlier.get(r.id()) instanceof Resource e && e != r && e.equals(r))) {
			return this;
		}
		var shared = new LinkedHashMap<>(all);
		shared.replaceAll((id, resource) -> resource.equals(earlier.get(id)) ? earlier.get(id) : resource);
		return earlier.holds(shared.values()) ? earlier : new Resources(shared);
	}

	private boolean holds(Collection<Resource> resources) {
		if (resources.size() != size()) {
			return false;
		}
		var others = resources.iterator();
		return all.values().stream().allMatch(r -> r == others.next());
	}

	/** In their order. */
	List<Resource> ofKind(String kind) {
		return kinds.getOrDefault(kind, List.of());
	}

	@Override
	public Resource get(Object id) {
		return all.get(id);
	}

	@Override
	public boolean containsKey(Object id) {
		return all.containsKey(id);
	}

	@Override
	public Set<ResourceId> keySet() {
		return all.keySet();
	}

	@Override
	public Collection<Resource> values() {
		return all.values();
	}

	@Override
	public Set<Entry<ResourceId, Resource>> entrySet() {
		return all.entrySet();
	}

	@Override
	public int size() {
		return all.size();
	}
}
