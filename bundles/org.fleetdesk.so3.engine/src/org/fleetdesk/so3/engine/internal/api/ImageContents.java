package org.fleetdesk.so3.engine.internal.api;

import java.io.IOException;
import java.nio.file.Path;

import org.fleetdesk.so3.model.FitException;
import org.fleetdesk.so3.model.FitImage;
import org.fleetdesk.so3.model.SubImage;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What an image holds and what was found wrong with it, for the member {@code SO3} of its inspection: {@code SubImages}, {@code Configurations},
 * {@code Findings}, {@code Board} and {@code Built}. Hashes are recomputed, so that a file that was damaged on the disk shows.
 */
final class ImageContents {

	private ImageContents() {
	}

	static void add(ObjectNode so3, Path file) throws IOException {
		FitImage image;
		try {
			image = FitImage.read(file);
		} catch (FitException e) {
			so3.putArray("Findings").addObject().put("Severity", "ERROR").put("Path", e.where()).put("Text", e.getMessage());
			return;
		}
		image.timestamp().ifPresent(time -> so3.put("Built", time.toString()));
		image.board().ifPresent(board -> so3.put("Board", board.model()));
		var findings = so3.putArray("Findings");
		image.findings().forEach(f -> findings.addObject().put("Severity", f.severity().name()).put("Path", f.where()).put("Text", f.message()));
		var parts = so3.putArray("SubImages");
		image.images().forEach(part -> add(parts.addObject(), part));
		var configurations = so3.putArray("Configurations");
		image.configurations().forEach(c -> {
			var node = configurations.addObject().put("Name", c.name()).put("Description", c.description()).put("Default", c.isDefault());
			var names = node.putArray("SubImages");
			c.images().forEach(names::add);
		});
	}

	private static void add(ObjectNode node, SubImage part) {
		node.put("Name", part.name()).put("Description", part.description()).put("Type", part.type()).put("Arch", part.arch()).put("Os", part.os())
				.put("Compression", part.compression()).put("Size", part.size());
		part.load().ifPresent(address -> node.put("Load", address));
		part.entry().ifPresent(address -> node.put("Entry", address));
		var hashes = node.putArray("Hashes");
		part.hashes().forEach(h -> hashes.addObject().put("Algorithm", h.algorithm()).put("Value", h.expected()).put("State", h.state().name()));
		var signatures = node.putArray("Signatures");
		part.signatures().forEach(s -> signatures.addObject().put("Algorithm", s.algorithm()).put("KeyName", s.keyName()).put("Signer", s.signer()).put("Signed", s.signed()));
	}
}
