package org.fleetdesk.so3;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.Session;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.docker.LogBlocks;
import org.fleetdesk.docker.Pruned;

/**
 * An open connection to an EMISO engine, or another one that speaks Docker's API, as every {@link Session}. Verbs return as soon as the engine confirms;
 * whether it did what it confirmed shows only its state, read again. What the engine's {@link EngineProfile} lacks fails with its reason, of kind
 * {@link EngineException.Kind#UNSUPPORTED}, and nothing is sent.
 */
public interface So3Session extends Session {

	/** What the verbs are. */
	enum Verb {
		START, STOP, RESTART, PAUSE, UNPAUSE, KILL
	}

	/** Who the engine is. */
	So3Host host() throws EngineException, InterruptedException;

	/** All containers now, the stopped ones too. */
	List<So3Container> containers() throws EngineException, InterruptedException;

	/** The container of this key now, or empty when it is gone. */
	Optional<So3Container> container(String key) throws EngineException, InterruptedException;

	/** All images now. */
	List<So3Image> images() throws EngineException, InterruptedException;

	/** Does a verb; one that has nothing to do is no failure. */
	void act(Verb verb, So3Container container) throws EngineException, InterruptedException;

	/** @param force also when it runs */
	void remove(So3Container container, boolean force) throws EngineException, InterruptedException;

	/**
	 * Makes a container, which takes a slot.
	 *
	 * @param image a name, or an id
	 * @return the engine's id
	 */
	String create(String name, String image, Map<String, String> labels) throws EngineException, InterruptedException;

	/** Gives a container another name. */
	void rename(So3Container container, String name) throws EngineException, InterruptedException;

	/**
	 * Exchanges a container's image and keeps its id, name and labels. Returns when the new one has run for a while; when it does not come to that, the
	 * engine goes back to the old one and this fails with its reason.
	 *
	 * @param image a name, or an id
	 */
	void update(So3Container container, String image) throws EngineException, InterruptedException;

	/** Replaces all labels. */
	void label(So3Container container, Map<String, String> labels) throws EngineException, InterruptedException;

	/** The kept states of a container, oldest first. */
	List<So3Checkpoint> checkpoints(So3Container container) throws EngineException, InterruptedException;

	/** @param stop end the container when the checkpoint is written */
	void checkpoint(So3Container container, String name, boolean stop) throws EngineException, InterruptedException;

	void removeCheckpoint(So3Container container, String name) throws EngineException, InterruptedException;

	/** Starts a stopped container from a kept state. */
	void restore(So3Container container, String checkpoint) throws EngineException, InterruptedException;

	/**
	 * Tells what a container uses, about once a second, until it ends, the engine ends the stream, or the thread is interrupted.
	 *
	 * @throws EngineException of kind unsupported where it cannot be measured, such as for a simulated container
	 */
	void usage(So3Container container, Consumer<So3Usage> measured) throws EngineException, InterruptedException;

	/**
	 * Sends an image; the engine shows it when it is complete and checked, or not at all.
	 *
	 * @param name wished for it
	 * @param sent hears how many bytes are on the way
	 * @return the names that the engine gave, without tags
	 */
	List<String> load(Path file, String name, LongConsumer sent) throws EngineException, InterruptedException;

	/** How many bytes of images fit on the engine's disk, where that can be told. */
	OptionalLong freeSpace() throws EngineException, InterruptedException;

	/**
	 * Whether an image with this content is there. Where ids are no digests it is read from the engine's disk, if there is a way to it.
	 *
	 * @param name   the one that it would have
	 * @param digest {@code sha256:…}
	 */
	boolean has(String name, String digest, long size) throws EngineException, InterruptedException;

	/** One more name for an image. @param tag such as {@code ticker:v2} */
	void tag(String reference, String tag) throws EngineException, InterruptedException;

	/** What the engine knows of an image, as JSON text. */
	String inspectImage(String reference) throws EngineException, InterruptedException;

	/** What an image was made of, as the engine tells it, as JSON text. */
	String imageHistory(String reference) throws EngineException, InterruptedException;

	/** Removes all images that no container is made of. */
	Pruned pruneImages() throws EngineException, InterruptedException;

	/** Removes all containers that do not run. */
	Pruned pruneContainers() throws EngineException, InterruptedException;

	/** @param reference name or id */
	void removeImage(String reference) throws EngineException, InterruptedException;

	/** The engine's own description of a container, as JSON text. */
	String inspect(So3Container container) throws EngineException, InterruptedException;

	/** The processes of a container, as {@code Titles} and {@code Processes} of JSON text; on QEMU the guest's process. */
	String top(So3Container container) throws EngineException, InterruptedException;

	/**
	 * Streams a container's log with times, each line beginning with one.
	 *
	 * @param sinceNanos only lines from this time on, in nanoseconds since 1970; 0 for all
	 * @param tail       only so many lines at the end; empty for all
	 * @throws EngineException of kind unsupported where only whole logs can be had, see {@link #wholeLog}
	 */
	void logs(So3Container container, long sinceNanos, OptionalInt tail, boolean follow, LogBlocks blocks) throws EngineException, InterruptedException;

	/**
	 * The whole log that an original engine keeps under a container's number, as it is now. It is the log of the container's slot, to which others wrote before it.
	 *
	 * @param id need not be a container's any more
	 * @throws EngineException of kind unsupported where that number is none of a slot
	 */
	void wholeLog(String id, LogBlocks blocks) throws EngineException, InterruptedException;

	/** The state as a snapshot, made of what is read now. */
	@Override
	Snapshot refresh() throws EngineException, InterruptedException;
}
