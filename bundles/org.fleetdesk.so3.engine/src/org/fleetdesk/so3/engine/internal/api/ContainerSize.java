package org.fleetdesk.so3.engine.internal.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.fleetdesk.so3.engine.internal.daemon.Container;
import org.fleetdesk.so3.engine.internal.daemon.DockerState;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a container takes on the disk.
 *
 * @param own   bytes of its log, checkpoints and guest files
 * @param image bytes of its image, which it shares with the store and with others
 */
record ContainerSize(long own, long image) {

	static ContainerSize of(Container container) {
		if (container.data().state() == DockerState.DEAD) {
			return new ContainerSize(0, 0);
		}
		Path image = container.image();
		try (Stream<Path> files = Files.walk(image.getParent())) {
			long own = files.filter(f -> Files.isRegularFile(f) && !f.getFileName().toString().endsWith(".itb")).mapToLong(ContainerSize::bytes).sum();
			return new ContainerSize(own, bytes(image));
		} catch (IOException | UncheckedIOException e) {
			return new ContainerSize(0, bytes(image)); // removed just now
		}
	}

	private static long bytes(Path file) {
		try {
			return Files.size(file);
		} catch (IOException e) {
			return 0; // removed just now
		}
	}

	ObjectNode addTo(ObjectNode node) {
		return node.put("SizeRw", own).put("SizeRootFs", own + image);
	}
}
