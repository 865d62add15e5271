package org.fleetdesk.so3;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an engine and its host are: for SO3 a Smart Object.
 *
 * @param profile  what kind of engine it is
 * @param more     what the connection adds to what an original can do: uploads by another way
 * @param product  such as "Fleetdesk EMISO Engine"
 * @param name     of the Smart Object
 * @param lowSlot  the first slot that containers may use; meaningless without slots
 * @param highSlot the last one
 * @param runtime  {@code auto}, {@code qemu}, {@code simulated}; empty where the engine does not say
 * @param problem  why that is less than what the engine was to do, as a sentence; empty when it is not
 */
public record So3Host(EngineProfile profile, Set<Capability> more, String product, String version, String apiVersion, String name, int lowSlot, int highSlot,
		String runtime, String problem, String system) {

	public So3Host {
		more = Set.copyOf(more);
	}

	/** Whether it is the engine of a genuine Smart Object, see {@link EngineProfile#original()}. */
	public boolean original() {
		return profile.original();
	}

	/** How many containers there can be at a time; 0 when there are no slots. */
	public int slots() {
		return profile.slots() == EngineProfile.Slots.NONE ? 0 : highSlot - lowSlot + 1;
	}

	/** How many slots containers hold. */
	public int used(List<So3Container> containers) {
		return switch (profile.slots()) {
		case NONE -> 0;
		case HELD -> containers.size();
		case WHILE_RUNNING -> (int) containers.stream().filter(So3Container::running).count();
		};
	}

	/** Why something cannot be done by this connection, as a sentence, or empty when it can. */
	public Optional<String> refusal(Capability capability) {
		return profile.original() && more.contains(capability) ? Optional.empty() : profile.lacks(capability);
	}

	/** The same of a verb of {@link So3}, whatever the resource's state. */
	public Optional<String> refusal(String verb) {
		return Capability.of(verb).flatMap(this::refusal);
	}
}
