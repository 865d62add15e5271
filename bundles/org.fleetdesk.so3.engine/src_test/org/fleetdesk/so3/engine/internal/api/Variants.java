package org.fleetdesk.so3.engine.internal.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.fleetdesk.so3.model.FitException;
import org.fleetdesk.so3.model.FitImage;

/** Images that differ in their description only. */
final class Variants {

	private final byte[] bytes;
	private final int at;
	private final int length;

	Variants(Path image) throws IOException, FitException {
		bytes = Files.readAllBytes(image);
		byte[] text = FitImage.readUnchecked(image).description().getBytes(StandardCharsets.UTF_8);
		length = text.length;
		at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(new String(text, StandardCharsets.ISO_8859_1));
	}

	byte[] variant(int number) {
		byte[] variant = bytes.clone();
		System.arraycopy(String.format("%0" + length + "d", number).getBytes(StandardCharsets.US_ASCII), 0, variant, at, length);
		return variant;
	}

	Path write(int number, Path file) throws IOException {
		return Files.write(file, variant(number));
	}
}
