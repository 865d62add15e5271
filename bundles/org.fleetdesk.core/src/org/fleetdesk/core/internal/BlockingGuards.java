package org.fleetdesk.core.internal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.fleetdesk.core.BlockingGuard;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The guard that all entry points get, by its ranking: it asks all others that are registered, whenever they come. */
@Component(property = { "service.ranking:Integer=1000", "fleetdesk.all=true" })
public final class BlockingGuards implements BlockingGuard {

	private final List<BlockingGuard> guards = new CopyOnWriteArrayList<>();

	@Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, target = "(!(fleetdesk.all=true))")
	public void add(BlockingGuard guard) {
		guards.add(guard);
	}

	public void remove(BlockingGuard guard) {
		guards.remove(guard);
	}

	@Override
	public void check(String what) {
		IllegalStateException refusal = null;
		for (BlockingGuard guard : guards) { // all are asked: one may only take note
			try {
				guard.check(what);
			} catch (IllegalStateException e) {
				refusal = e;
			}
		}
		if (refusal != null) {
			throw refusal;
		}
	}
}
