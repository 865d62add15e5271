package org.fleetdesk.so3.model;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Lays a device tree out as header, memory reservations, structure block, strings block, and streams it. */
final class FdtWriter {

	private static final int HEADER = 40;

	private final DeviceTree tree;
	private final Map<String, Integer> names = new LinkedHashMap<>();
	private final long reserved;
	private final long structure;
	private int strings;

	FdtWriter(DeviceTree tree) {
		this.tree = tree;
		reserved = 16L * (tree.reservations().size() + 1);
		structure = measure(tree.root()) + 4;
		if (totalSize() > Integer.MAX_VALUE) {
			throw new IllegalArgumentException("A device tree of " + totalSize() + " bytes is too large; keep the data outside of it.");
		}
	}

	long totalSize() {
		return HEADER + reserved + structure + strings;
	}

	private long measure(FdtNode node) {
		if (checked(node.name()).indexOf('/') >= 0) {
			throw new IllegalArgumentException("A node cannot be named \"" + node.name() + "\".");
		}
		long size = 4 + padded(node.name().length() + 1L) + 4;
		for (var property : node.properties()) {
			size += 12 + padded(property.value().size());
			if (!names.containsKey(property.name())) {
				names.put(checked(property.name()), strings);
				strings += property.name().length() + 1;
			}
		}
		for (var child : node.children()) {
			size += measure(child);
		}
		return size;
	}

	private static String checked(String name) {
		if (name.length() > FdtReader.MAX_NAME || !name.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
			throw new IllegalArgumentException("Nothing in a device tree can be named \"" + name + "\".");
		}
		return name;
	}

	void write(OutputStream stream) throws IOException {
		var out = new DataOutputStream(stream);
		long structAt = HEADER + reserved;
		for (long word : new long[] { FdtReader.MAGIC, totalSize(), structAt, structAt + structure, HEADER, 17, 16, tree.bootCpu(), strings, structure }) {
			out.writeInt((int) word);
		}
		for (var reservation : tree.reservations()) {
			out.writeLong(reservation.address());
			out.writeLong(reservation.size());
		}
		out.writeLong(0);
		out.writeLong(0);
		write(out, tree.root());
		out.writeInt(FdtReader.END);
		for (String name : names.keySet()) {
			text(out, name);
		}
		out.flush();
	}

	private void write(DataOutputStream out, FdtNode node) throws IOException {
		out.writeInt(FdtReader.BEGIN_NODE);
		text(out, node.name());
		pad(out, node.name().length() + 1L);
		for (var property : node.properties()) {
			out.writeInt(FdtReader.PROP);
			out.writeInt((int) property.value().size());
			out.writeInt(names.get(property.name()));
			property.value().copyTo(out);
			pad(out, property.value().size());
		}
		for (var child : node.children()) {
			write(out, child);
		}
		out.writeInt(FdtReader.END_NODE);
	}

	private static void text(DataOutputStream out, String name) throws IOException {
		out.write(name.getBytes(StandardCharsets.US_ASCII));
		out.write(0);
	}

	private static void pad(DataOutputStream out, long length) throws IOException {
		for (long n = length; n < padded(length); n++) {
			out.write(0);
		}
	}

	static long padded(long length) {
		return length + 3 & ~3L;
	}
}
