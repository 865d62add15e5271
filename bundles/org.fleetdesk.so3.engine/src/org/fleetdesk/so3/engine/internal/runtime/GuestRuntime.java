package org.fleetdesk.so3.engine.internal.runtime;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Runs guests. A runtime keeps all it must know of a guest in the guest's folder ({@link GuestSpec#directory()}), so that after a {@code kill -9} of the
 * engine nothing but the folder is needed to go on.
 */
public interface GuestRuntime extends AutoCloseable {

	/** {@code qemu} or {@code simulated}. */
	String name();

	/**
	 * Why this runtime cannot run the image, as a sentence for the operator; empty when it can. Reads no more of the file than its headers.
	 *
	 * @throws GuestException when the file cannot be read or is no image
	 */
	Optional<String> refusal(Path image) throws GuestException;

	/**
	 * Loads the image into a new guest that has executed nothing yet ({@link GuestState#BOOTING}). What is left of an earlier guest in the same folder is
	 * ended first. On failure nothing stays behind.
	 */
	Guest inject(GuestSpec spec) throws GuestException, InterruptedException;

	/**
	 * Like {@link #inject}, but the guest is as it was when it wrote the file ({@link Guest#checkpoint}): {@link GuestState#SUSPENDED}, and it goes on there
	 * with its final migration. The image must be the one of the guest that wrote it.
	 *
	 * @throws GuestException when the file is damaged, of another runtime, or of a guest of another size
	 */
	Guest restore(GuestSpec spec, Path checkpoint) throws GuestException, InterruptedException;

	/** Takes over the guest in this folder after a restart of the engine, and brings its log up to date. */
	Adoption adopt(GuestSpec spec) throws GuestException, InterruptedException;

	/** Why this runtime can run nothing here, as a sentence for the operator; empty when it can. */
	default Optional<String> unusable() {
		return Optional.empty();
	}

	/** Ends what runs in this folder although it could not be taken over. */
	default void clear(GuestSpec spec) throws GuestException, InterruptedException {
		// such as where nothing runs that must be adopted
	}

	/** Detaches all guests and ends the runtime's threads; the guests run on. */
	@Override
	void close();
}
