package org.fleetdesk.so3;

import java.util.List;

import org.fleetdesk.core.Action;

/** The words of the SO3 domain: kinds, verbs and attributes, as they stand in snapshots, journals and column choices. */
public final class So3 {

	/** The engine kind. */
	public static final String KIND = "so3";
	/** Resource kinds. */
	public static final String CONTAINER = "container";
	public static final String IMAGE = "image";

	/** Verbs on containers. */
	public static final String START = "so3.container.start";
	public static final String STOP = "so3.container.stop";
	public static final String RESTART = "so3.container.restart";
	public static final String PAUSE = "so3.container.pause";
	public static final String UNPAUSE = "so3.container.unpause";
	public static final String KILL = "so3.container.kill";
	/** Parameter {@code force} (boolean): also when it runs. */
	public static final String REMOVE = "so3.container.remove";
	/** Parameter {@code name}. */
	public static final String RENAME = "so3.container.rename";
	/**
	 * To another image, keeping id, name and labels; parameter {@code image}: the name or id of one that is there. With {@code file} (path), {@code digest} and
	 * {@code size} (bytes) it is the name wished for an image that is uploaded where it is missing.
	 */
	public static final String UPDATE = "so3.container.update";
	/** Parameters {@code set} (object) and {@code remove} (array of keys). */
	public static final String LABEL = "so3.container.label";
	/** Parameters {@code name}, and {@code stop} (boolean): end the container when it is written. */
	public static final String CHECKPOINT = "so3.container.checkpoint";
	/** Start from a checkpoint, ending what runs; parameter {@code name}. */
	public static final String RESTORE = "so3.container.restore";
	/** Parameter {@code name}. */
	public static final String REMOVE_CHECKPOINT = "so3.container.checkpoint.remove";
	/** On an engine; parameters {@code image}, {@code name}, {@code labels} (object), {@code start} (boolean). */
	public static final String CREATE = "so3.container.create";
	/** On an image. */
	public static final String REMOVE_IMAGE = "so3.image.remove";
	/** On an image: one more name; parameter {@code tag}, such as {@code ticker:v2}. */
	public static final String TAG_IMAGE = "so3.image.tag";
	/** On an engine: removes all images that no container is made of. */
	public static final String PRUNE_IMAGES = "so3.image.prune";
	/** On an engine: removes all containers that are stopped. */
	public static final String PRUNE_CONTAINERS = "so3.container.prune";
	/** On an engine; made by a deployment plan. */
	public static final String DEPLOY = "so3.deploy";

	/** Attributes of containers. */
	public static final String SLOT = "slot";
	/** The name of the image, without tag. */
	public static final String IMAGE_NAME = "image";
	public static final String IMAGE_ID = "imageId";
	/** What executes it: {@code qemu}, {@code simulated}, {@code Docker}, {@code Podman}, or empty on a Smart Object, where AVZ does. */
	public static final String RUNTIME = "runtime";
	/** Why it is simulated, as a sentence; missing when it is not. */
	public static final String WHY = "why";
	/** An ISO-8601 instant. */
	public static final String CREATED = "created";
	/** An ISO-8601 instant: when the last run began; missing when it never ran, and on a Smart Object, which does not tell. */
	public static final String STARTED = "started";
	/** Of the last run, while it does not run. */
	public static final String EXIT_CODE = "exitCode";
	/** The id that the engine has now. */
	public static final String ID = "id";
	/** Why the container's log cannot be read, as a sentence; missing where it can. */
	public static final String LOG_PROBLEM = "logProblem";
	/** Species id of a capsule. */
	public static final String SPID = "spid";
	/** What a capsule says of itself. */
	public static final String DESCRIPTION = "description";

	/** Attributes of images, beside {@link #ID}, {@link #CREATED}, {@link #SPID} and {@link #DESCRIPTION}. */
	public static final String SIZE = "size";
	/** All names, with tags. */
	public static final String NAMES = "names";
	/** {@code capsule} or {@code kernel}, or empty when the engine does not say. */
	public static final String TYPE = "type";
	public static final String ARCH = "arch";
	/** How many containers are made of it. */
	public static final String CONTAINERS = "containers";
	/** The names of these containers. */
	public static final String USED_BY = "usedBy";
	/** Why the engine cannot use it, or empty. */
	public static final String PROBLEM = "problem";

	/** The label that tells which task made a container. */
	public static final String RUN_LABEL = "org.fleetdesk.run";

	/** What can be done with containers, in menu order. */
	public static final List<Action> CONTAINER_ACTIONS = List.of(new Action(START, "Start", false), new Action(STOP, "Stop", false),
			new Action(RESTART, "Restart", false), new Action(PAUSE, "Pause", false), new Action(UNPAUSE, "Resume", false),
			new Action(RENAME, "Rename", false), new Action(UPDATE, "Update", false), new Action(LABEL, "Labels", "Set labels of %s", false), new Action(CHECKPOINT, "Checkpoint", false),
			new Action(RESTORE, "Restore", false), new Action(KILL, "Kill", true), new Action(REMOVE, "Remove", true));
	/** What can be done with images. */
	public static final List<Action> IMAGE_ACTIONS = List.of(new Action(TAG_IMAGE, "Tag", false), new Action(REMOVE_IMAGE, "Remove", true));

	/** All verbs on containers, those that ask for more than the container too. */
	public static final List<String> CONTAINER_VERBS = List.of(START, STOP, RESTART, PAUSE, UNPAUSE, KILL, REMOVE, RENAME, UPDATE, LABEL, CHECKPOINT, RESTORE,
			REMOVE_CHECKPOINT);
	/** All verbs on images. */
	public static final List<String> IMAGE_VERBS = List.of(REMOVE_IMAGE, TAG_IMAGE);

	private So3() {
	}
}
