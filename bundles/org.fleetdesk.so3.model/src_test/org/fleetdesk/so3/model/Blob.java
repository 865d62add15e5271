package org.fleetdesk.so3.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Builds device trees word by word, broken ones too. */
final class Blob {

	private final ByteArrayOutputStream structure = new ByteArrayOutputStream();
	private byte[] strings = new byte[0];

	Blob word(int... words) {
		for (int word : words) {
			structure.writeBytes(ByteBuffer.allocate(4).putInt(word).array());
		}
		return this;
	}

	/** A string with its zero byte, padded. */
	Blob text(String text) {
		structure.writeBytes((text + "\0".repeat(4 - text.length() % 4)).getBytes(StandardCharsets.ISO_8859_1));
		return this;
	}

	Blob begin(String name) {
		return word(FdtReader.BEGIN_NODE).text(name);
	}

	Blob end() {
		return word(FdtReader.END_NODE);
	}

	Blob strings(String text) {
		strings = text.getBytes(StandardCharsets.ISO_8859_1);
		return this;
	}

	byte[] bytes() {
		int size = 56 + structure.size() + strings.length;
		return ByteBuffer.allocate(size).putInt(FdtReader.MAGIC).putInt(size).putInt(56).putInt(56 + structure.size()).putInt(40).putInt(17).putInt(16).putInt(0)
				.putInt(strings.length).putInt(structure.size()).putLong(0).putLong(0).put(structure.toByteArray()).put(strings).array();
	}

	DeviceTree read() throws FitException, IOException {
		return DeviceTree.read(ByteBuffer.wrap(bytes()));
	}
}
