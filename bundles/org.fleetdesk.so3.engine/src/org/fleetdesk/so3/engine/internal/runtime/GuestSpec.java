package org.fleetdesk.so3.engine.internal.runtime;

import java.nio.file.Path;
import java.util.Objects;

/**
 * What a runtime needs to know of a container to run it.
 *
 * @param containerId for messages and process names
 * @param slot        slot of the Smart Object, 2 or more
 * @param image       the {@code .itb} file; read by {@link GuestRuntime#inject} only
 * @param directory   private folder of this container's guest, made by the runtime when absent; the runtime alone writes in it.
 *                    It outlives the guest, so that the container can be injected again or adopted. The QMP sockets stand there.
 * @param log         the container's own log, open as long as a guest lives
 * @param slotLog     the slot's log {@code me_<slot>.log}
 */
public record GuestSpec(String containerId, int slot, Path image, Path directory, ContainerLog log, SlotLog slotLog) {

	public GuestSpec {
		Objects.requireNonNull(containerId);
		Objects.requireNonNull(image);
		Objects.requireNonNull(directory);
		Objects.requireNonNull(log);
		Objects.requireNonNull(slotLog);
	}
}
