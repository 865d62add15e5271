package org.fleetdesk.faults;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes tar archives of gateways' applications byte by byte, right ones and such as no tool would make. */
public final class Tarball {

	private static final int BLOCK = 512;

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	/** The application of the document. */
	public static Tarball testApp() {
		return new Tarball().file("install.sh", 0755, "#!/bin/sh\nmkdir -p /usr/local/bin\ncp test_app.py /usr/local/bin/\n")
				.file("supervisor.conf", 0644, "[supervisord]\ncommand = python3 /usr/local/bin/test_app.py\n").file("test_app.py", 0644, "print('hello')\n");
	}

	public Tarball file(String name, int mode, String content) {
		return member(name, '0', mode, "", content.getBytes(StandardCharsets.UTF_8));
	}

	public Tarball folder(String name) {
		return member(name + "/", '5', 0755, "", new byte[0]);
	}

	public Tarball member(String name, char type, int mode, String link, byte[] content) {
		return header(name, type, mode, link, content.length).raw(content).pad();
	}

	public Tarball header(String name, char type, int mode, String link, long size) {
		return raw(headerBlock(name.getBytes(StandardCharsets.UTF_8), type, mode, link, size));
	}

	public static byte[] headerBlock(byte[] name, char type, int mode, String link, long size) {
		var block = ByteBuffer.allocate(BLOCK);
		block.put(0, name, 0, Math.min(name.length, 100));
		put(block, 100, "%07o\0".formatted(mode));
		put(block, 108, "0000000\0");
		put(block, 116, "0000000\0");
		put(block, 124, "%011o\0".formatted(size));
		put(block, 136, "14770000000\0");
		put(block, 148, "        ");
		block.put(156, (byte) type);
		put(block, 157, link);
		put(block, 257, "ustar\00000");
		put(block, 265, "root");
		int sum = 0;
		for (byte b : block.array()) {
			sum += b & 0xff;
		}
		put(block, 148, "%06o\0 ".formatted(sum));
		return block.array();
	}

	private static void put(ByteBuffer block, int offset, String text) {
		block.put(offset, text.getBytes(StandardCharsets.UTF_8));
	}

	/** A pax header for the next member. */
	public Tarball pax(String key, String value) {
		String rest = " " + key + "=" + value + "\n";
		int length = rest.getBytes(StandardCharsets.UTF_8).length + 2;
		length = rest.getBytes(StandardCharsets.UTF_8).length + String.valueOf(length).length();
		return member("PaxHeader", 'x', 0644, "", (length + rest).getBytes(StandardCharsets.UTF_8));
	}

	public Tarball raw(byte[] more) {
		bytes.writeBytes(more);
		return this;
	}

	private Tarball pad() {
		return raw(new byte[(BLOCK - bytes.size() % BLOCK) % BLOCK]);
	}

	/** The archive with its end mark. */
	public byte[] tar() {
		var whole = new ByteArrayOutputStream();
		whole.writeBytes(bytes.toByteArray());
		whole.writeBytes(new byte[2 * BLOCK]);
		return whole.toByteArray();
	}

	public byte[] withoutEnd() {
		return bytes.toByteArray();
	}

	public static byte[] gzip(byte[] content) {
		var packed = new ByteArrayOutputStream();
		try (var gzip = new GZIPOutputStream(packed)) {
			gzip.write(content);
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
		return packed.toByteArray();
	}

	public byte[] packed() {
		return gzip(tar());
	}

	public Path in(Path folder) throws IOException {
		return Files.write(folder.resolve("test_app.v1.tar.gz"), packed());
	}
}
