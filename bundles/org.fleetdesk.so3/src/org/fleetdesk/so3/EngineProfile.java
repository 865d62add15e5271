package org.fleetdesk.so3;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The kinds of engines that speak Docker's API, with what each lacks and where each deviates. That an engine writes {@code null} for an empty list, or
 * confirms what it did not do, is reckoned with for all of them: states are read again after each verb.
 */
public enum EngineProfile {

	/** Ours. */
	FLEETDESK("Fleetdesk EMISO Engine", "", Slots.HELD, Map.of()),

	/**
	 * The original on a Smart Object, as of 2024: a container is a capsule in a slot, its id is the number of the slot, so that ids move; an image is a
	 * file, created by its whole path.
	 */
	EMISO_V2("EMISO Engine", "AVZ (Smart Object)", Slots.HELD, original(Map.of(
			Capability.INSPECT_IMAGE, "The engine of a Smart Object does not describe single images."))),

	/** The original on a Smart Object, as of 2026: a capsule has a slot only while it runs, ids are counted from 0. Its restart ends a foreign capsule. */
	EMISO_V4("EMISO Engine", "AVZ (Smart Object)", Slots.WHILE_RUNNING, original(Map.of(
			Capability.LOG, "The engine of this Smart Object looks for the log of a container under the container's number, but capsules write to the log of their slot, "
					+ "which it does not tell: what it would send is of another capsule. Read the log on the Smart Object, in /var/log/soo."))),

	DOCKER("Docker Engine", "Docker", Slots.NONE, general("Docker")),

	/** By its interface for Docker's clients. */
	PODMAN("Podman Engine", "Podman", Slots.NONE, general("Podman")),

	/** Some other engine: what is no extension of ours is asked for, and it says itself what it cannot do. */
	OTHER("Docker-compatible engine", "", Slots.NONE, general("this engine"));

	/** What holds one of the slots of a Smart Object. */
	public enum Slots {
		/** The engine has no slots. */
		NONE,
		/** Each container, from its creation on. */
		HELD,
		/** Each running container. */
		WHILE_RUNNING
	}

	private final String product;
	private final String runtime;
	private final Slots slots;
	private final Map<Capability, String> lacks;

	EngineProfile(String product, String runtime, Slots slots, Map<Capability, String> lacks) {
		this.product = product;
		this.runtime = runtime;
		this.slots = slots;
		this.lacks = lacks.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(lacks));
	}

	private static Map<Capability, String> original(Map<Capability, String> more) {
		var lacks = new EnumMap<Capability, String>(Capability.class);
		lacks.put(Capability.UPLOAD, "The engine of a Smart Object takes no uploads; set an SFTP address in its connection, or copy the file to the folder of images on its SD card.");
		lacks.put(Capability.KILL, "The engine of a Smart Object has no kill; use stop.");
		lacks.put(Capability.RENAME, "The engine of a Smart Object cannot rename containers.");
		lacks.put(Capability.UPDATE, "The engine of a Smart Object cannot exchange a container's image; remove the container and create it anew.");
		lacks.put(Capability.LABELS, "The engine of a Smart Object keeps no labels.");
		lacks.put(Capability.LABEL, "The engine of a Smart Object keeps no labels.");
		lacks.put(Capability.CHECKPOINT, "The engine of a Smart Object keeps no checkpoints.");
		lacks.put(Capability.TAG_IMAGE, "On a Smart Object an image is called as its file; copy the file on its SD card.");
		lacks.put(Capability.REMOVE_IMAGE, "The engine of a Smart Object cannot remove images; set an SFTP address in its connection, or delete the file on its SD card.");
		lacks.put(Capability.IMAGE_HISTORY, "The engine of a Smart Object knows no history of images.");
		lacks.put(Capability.PRUNE, "The engine of a Smart Object cannot prune; remove what is not needed one by one.");
		lacks.put(Capability.USAGE, "The engine of a Smart Object does not measure its containers.");
		lacks.put(Capability.TOP, "A capsule has no processes.");
		lacks.put(Capability.WAIT, "The engine of a Smart Object does not tell when a container ends.");
		lacks.put(Capability.EVENTS, "The engine of a Smart Object does not know events.");
		lacks.put(Capability.FOLLOW, "The engine of a Smart Object does not go on with a log.");
		lacks.putAll(more);
		return lacks;
	}

	private static Map<Capability, String> general(String name) {
		return Map.of(Capability.DEPLOY, "SO3 images run on EMISO engines only; " + name + " cannot execute them.",
				Capability.UPLOAD, "SO3 images run on EMISO engines only; " + name + " cannot execute them.",
				Capability.UPDATE, "Exchanging a container's image is a feature of the Fleetdesk EMISO Engine; on " + name + ", remove the container and create it anew.",
				Capability.LABEL, "Changing labels is a feature of the Fleetdesk EMISO Engine; on " + name + " they are given when a container is created.",
				Capability.CHECKPOINT, "Fleetdesk uses checkpoints of the Fleetdesk EMISO Engine only, not those of " + name + ".");
	}

	/** What the engine is called where it does not say itself. */
	public String product() {
		return product;
	}

	/** What executes the containers, where the engine does not say itself: {@code Docker}, {@code AVZ (Smart Object)}; empty when not known. */
	public String runtime() {
		return runtime;
	}

	public Slots slots() {
		return slots;
	}

	/** Why it cannot do something, as a sentence, or empty when it can. */
	public Optional<String> lacks(Capability capability) {
		return Optional.ofNullable(lacks.get(capability));
	}

	/** The folder in which an original has its images; empty for other engines. */
	public String imageFolder() {
		return this == EMISO_V2 ? "/mnt/ME" : this == EMISO_V4 ? "/mnt/capsules/image" : "";
	}

	/** Whether it is the engine of a genuine Smart Object, of any age: it names things by file and name, knows only whole logs, and confirms what it did not do. */
	public boolean original() {
		return this == EMISO_V2 || this == EMISO_V4;
	}

	/** Whether it is an EMISO engine: its images are {@code .itb} files. */
	public boolean emiso() {
		return slots != Slots.NONE;
	}
}
