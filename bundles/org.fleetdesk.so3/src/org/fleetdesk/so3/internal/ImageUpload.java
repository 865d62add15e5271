package org.fleetdesk.so3.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.docker.EngineObject;
import org.fleetdesk.files.Severity;
import org.fleetdesk.so3.Capability;
import org.fleetdesk.so3.So3Image;
import org.fleetdesk.so3.So3Session;
import org.fleetdesk.tasks.Progress;
import org.fleetdesk.tasks.StepContext;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Brings an image file to an engine, unless it is there.
 *
 * @param file   as it was inspected
 * @param image  name wished for the image
 * @param digest {@code sha256:…} of the file
 * @param size   of the file in bytes
 */
public record ImageUpload(Path file, String image, String digest, long size) {

	/** Kept before the first byte is sent: from then on an image of the digest is ours. */
	static final String SENDING = "sending";

	/** Kept when all of it was sent and then the wait for the engine's answer was cut short: the image may still appear there. */
	private static final String SENT = "sent";

	/** Whether parameters name a file. */
	static boolean in(ObjectNode parameters) {
		return parameters.has("file");
	}

	static ImageUpload of(ObjectNode parameters) {
		var object = new EngineObject(parameters);
		return new ImageUpload(Path.of(object.text("file")), object.text("image"), object.text("digest"), object.number("size", 0));
	}

	public void write(ObjectNode parameters) {
		parameters.put("file", file.toString()).put("image", image).put("digest", digest).put("size", size);
	}

	/** @return the image as it is there then */
	So3Image send(So3Session session, StepContext context) throws EngineException, InterruptedException {
		var present = present(session);
		if (present.isPresent()) {
			context.log(Severity.INFO, "The image is on the engine already; nothing is uploaded");
			return present.get();
		}
		checkFile();
		context.put(SENDING, digest);
		context.progress(new Progress(0, size, Progress.Unit.BYTES));
		var whole = new AtomicBoolean();
		try {
			session.load(file, image, sent -> {
				whole.set(sent >= size);
				context.progress(new Progress(sent, size, Progress.Unit.BYTES));
			});
		} catch (InterruptedException e) {
			if (whole.get()) {
				context.put(SENT, digest);
			}
			throw e;
		} catch (EngineException e) {
			throw e.prefixed("%s could not be uploaded".formatted(file.getFileName()));
		}
		return present(session).orElseThrow(() -> new EngineException(Kind.FAILED,
				"The engine confirmed the upload of %s, but has no image with its digest: the file was changed meanwhile, or the engine stored it wrongly"
						.formatted(file.getFileName())));
	}

	private void checkFile() throws EngineException {
		try {
			if (Files.size(file) != size) {
				throw new EngineException(Kind.REFUSED, "The file %s was changed since it was inspected; deploy it anew".formatted(file));
			}
		} catch (IOException e) {
			throw new EngineException(Kind.REFUSED, "The file %s cannot be read: it is no longer there or its permissions have changed".formatted(file), e);
		}
	}

	/**
	 * The image of the digest. The ids of an original are no digests: there the file is read, or, where there is no way to it, one of the same name and size is taken
	 * for the same.
	 */
	Optional<So3Image> present(So3Session session) throws EngineException, InterruptedException {
		var images = session.images();
		var host = session.host();
		if (!host.original()) {
			return images.stream().filter(i -> i.id().equals(digest)).findFirst();
		}
		var named = images.stream().filter(i -> i.names().contains(image) && i.size() == size).findFirst();
		boolean readable = host.refusal(Capability.UPLOAD).isEmpty();
		return named.isPresent() && readable && !session.has(image, digest, size) ? Optional.empty() : named;
	}

	/** The engine drops what it did not receive whole; only an upload that was complete when it was cancelled is there to be removed. */
	void undo(So3Session session, StepContext context) throws EngineException, InterruptedException {
		if (context.get(SENDING).isPresent()) {
			var there = present(session);
			for (int looks = 1; there.isEmpty() && context.get(SENT).isPresent() && looks < Targets.LOOKS; looks++) {
				Thread.sleep(Targets.PAUSE_MILLIS);
				there = present(session);
			}
			if (there.isPresent()) {
				removeUnused(session, there.get(), context);
			} else {
				context.log(Severity.INFO, "Nothing of the image is on the engine");
			}
			context.publish(session);
		}
	}

	/** Removes an image unless a container is made of it. */
	static void removeUnused(So3Session session, So3Image image, StepContext context) throws EngineException, InterruptedException {
		var users = session.containers().stream().filter(c -> Snapshots.uses(c, image) || image.names().contains(c.image())).map(c -> c.name()).toList();
		if (!users.isEmpty()) {
			context.log(Severity.INFO, "The image %s stays: %s made of it".formatted(image.name(), String.join(", ", users) + (users.size() == 1 ? " is" : " are")));
			return;
		}
		try {
			if (image.names().isEmpty()) {
				session.removeImage(image.id());
			}
			for (String name : image.names()) {
				session.removeImage(name);
			}
			context.log(Severity.INFO, "The image %s is removed again".formatted(image.name()));
		} catch (EngineException e) {
			if (e.kind() != Kind.NOT_FOUND) { // it is gone: another target of this task was faster
				throw e;
			}
		}
	}
}
