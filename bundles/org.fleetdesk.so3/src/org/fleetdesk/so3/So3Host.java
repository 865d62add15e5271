package org.fleetdesk.so3;

/**
 * What an engine and its Smart Object are.
 *
 * @param original whether it is the engine of a genuine Smart Object, which takes no uploads, has no events, kill or image removal,
 *                 and confirms what it did not do
 * @param product  such as "Fleetdesk EMISO Engine"
 * @param name     of the Smart Object
 * @param lowSlot  the first slot that containers may use
 * @param highSlot the last one
 * @param runtime  {@code auto}, {@code qemu}, {@code simulated}; empty on a Smart Object
 * @param problem  why that is less than what the engine was to do, as a sentence; empty when it is not
 */
public record So3Host(boolean original, String product, String version, String apiVersion, String name, int lowSlot, int highSlot, String runtime, String problem,
		String system) {

	/** How many containers there can be at a time. */
	public int slots() {
		return highSlot - lowSlot + 1;
	}
}
