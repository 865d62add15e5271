package org.fleetdesk.so3.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a flattened device tree from anybody. Every offset is checked before it is followed, and depth, nodes, properties and memory are limited, so that
 * no input costs more than a bounded amount of memory, or of time beyond the one pass over the structure block.
 */
final class FdtReader {

	static final int MAGIC = 0xd00dfeed;
	static final int BEGIN_NODE = 1;
	static final int END_NODE = 2;
	static final int PROP = 3;
	static final int NOP = 4;
	static final int END = 9;

	private static final int HEADER = 40;
	private static final int MAX_DEPTH = 64;
	private static final int MAX_NODES = 16_384;
	private static final int MAX_PROPERTIES = 65_536;
	private static final int MAX_NOPS = 1_000_000;
	static final int MAX_NAME = 255;
	private static final int MAX_RESERVATIONS = 1024;
	private static final long MAX_IN_MEMORY = 16L << 20;
	private static final String DAMAGED = "The file is damaged or was not made by mkimage or dtc: build or copy it again.";
	private static final String TOO_LARGE = "No image of a Smart Object needs that much: build it again.";

	private final ByteSource in;
	private final ByteSource names;
	private final Map<Long, String> known = new HashMap<>();
	private long structure;
	private long structureEnd;
	private long strings;
	private long stringsEnd;
	private int nodes;
	private int properties;
	private int nops;
	private long inMemory;

	FdtReader(ByteSource in) {
		this.in = in;
		names = in.jumping();
	}

	DeviceTree read() throws IOException, FitException {
		long size = header();
		long bootCpu = in.u32(28);
		var reservations = reservations(size);
		return new DeviceTree(tree(), reservations, size, (int) bootCpu);
	}

	private long header() throws IOException, FitException {
		if (in.size() < HEADER) {
			throw new FitException("", "The file has only " + in.size() + " bytes and so is no device tree", "Choose an .itb file.");
		}
		if ((int) in.u32(0) != MAGIC) {
			throw new FitException("offset 0", "The file does not begin with d00dfeed, so it is no device tree or FIT image" + guess((int) in.u32(0)),
					"Choose an .itb file, or pack the payload with mkimage -f.");
		}
		long total = in.u32(4);
		if (total > in.size()) {
			throw new FitException("offset 4", "The header states " + total + " bytes, but only " + in.size() + " are there",
					"The file is incomplete: copy it again.");
		}
		long version = in.u32(20);
		if (version < 16 || in.u32(24) > 17) {
			throw new FitException("offset 20", "Version " + version + " (readable from version " + in.u32(24) + ") of the format is not known",
					"Build the image with a mkimage or dtc that writes version 17.");
		}
		structure = in.u32(8);
		strings = in.u32(12);
		long stringsSize = in.u32(32);
		// Version 16 does not state the structure block's length.
		long structureSize = version >= 17 ? in.u32(36) : (strings > structure ? strings : total) - structure;
		structureEnd = block("structure block", structure, structureSize, 4, total);
		stringsEnd = block("strings block", strings, stringsSize, 1, total);
		if (structure < stringsEnd && strings < structureEnd) {
			throw new FitException("offset 0x" + Long.toHexString(Math.max(structure, strings)), "The structure block and the strings block overlap", DAMAGED);
		}
		return total;
	}

	private static String guess(int magic) {
		return switch (magic) {
			case 0x27051956 -> " but a U-Boot image of the old kind";
			case 0x7f454c46 -> " but an ELF program";
			case 0x504b0304 -> " but a ZIP archive";
			default -> magic >>> 16 == 0x1f8b ? " but a file compressed with gzip" : "";
		};
	}

	private static long block(String what, long offset, long size, int alignment, long total) throws FitException {
		if (offset < HEADER || size < 0 || offset + size > total || offset % alignment != 0) {
			throw new FitException("offset 0x" + Long.toHexString(offset), "The " + what + " (" + size + " bytes) does not lie within the " + total
					+ " bytes of the tree", DAMAGED);
		}
		return offset + size;
	}

	private List<DeviceTree.Reservation> reservations(long total) throws IOException, FitException {
		long at = in.u32(16);
		long begin = at;
		var list = new ArrayList<DeviceTree.Reservation>();
		while (true) {
			block("list of reserved memory", at, 16, 8, total);
			var reservation = new DeviceTree.Reservation(in.u64(at), in.u64(at + 8));
			at += 16;
			if (reservation.address() == 0 && reservation.size() == 0) {
				break;
			}
			if (list.size() == MAX_RESERVATIONS) {
				throw new FitException("offset 0x" + Long.toHexString(begin), "The list of reserved memory has more than " + MAX_RESERVATIONS + " entries", DAMAGED);
			}
			list.add(reservation);
		}
		if (begin < structureEnd && structure < at || begin < stringsEnd && strings < at) {
			throw new FitException("offset 0x" + Long.toHexString(begin), "The list of reserved memory overlaps another block", DAMAGED);
		}
		return list;
	}

	/** A node being read. */
	private record Open(String name, List<FdtProperty> properties, Set<String> propertyNames, List<FdtNode> children, Set<String> childNames) {

		Open(String name) {
			this(name, new ArrayList<>(), new HashSet<>(), new ArrayList<>(), new HashSet<>());
		}
	}

	private FdtNode tree() throws IOException, FitException {
		Deque<Open> open = new ArrayDeque<>();
		FdtNode root = null;
		long at = structure;
		while (true) {
			long token = need(at, 4, open) ? in.u32(at) : 0;
			at += 4;
			switch ((int) token) {
				case BEGIN_NODE -> {
					if (root != null) {
						throw broken(at - 4, open, "A second root node begins");
					}
					String name = nodeName(at, open);
					at += FdtWriter.padded(name.length() + 1L);
					open.push(new Open(name));
				}
				case END_NODE -> {
					if (open.isEmpty()) {
						throw broken(at - 4, open, "A node ends that did not begin");
					}
					var done = open.pop();
					var node = new FdtNode(done.name(), done.properties(), done.children());
					if (open.isEmpty()) {
						root = node;
					} else {
						open.peek().children().add(node);
					}
				}
				case PROP -> {
					need(at, 8, open);
					long length = in.u32(at);
					property(at + 8, length, in.u32(at + 4), open);
					at += 8 + FdtWriter.padded(length);
				}
				case NOP -> {
					if (++nops > MAX_NOPS) {
						throw new FitException("offset 0x" + Long.toHexString(at), "The tree has more than " + MAX_NOPS + " empty entries", TOO_LARGE);
					}
				}
				case END -> {
					if (root == null) {
						throw broken(at - 4, open, open.isEmpty() ? "The tree has no root node" : "The tree ends within a node");
					}
					return root;
				}
				default -> throw broken(at - 4, open, "Unknown entry 0x" + Long.toHexString(token) + " in the structure block");
			}
		}
	}

	private String nodeName(long at, Deque<Open> open) throws IOException, FitException {
		int length = in.stringLength(at, structureEnd, MAX_NAME);
		if (length < 0) {
			throw broken(at, open, "A node's name has no end or more than " + MAX_NAME + " characters");
		}
		String name = ascii(in, at, length, open);
		if (open.isEmpty() ? !name.isEmpty() : name.isEmpty() || name.indexOf('/') >= 0 || !open.peek().childNames().add(name)) {
			throw broken(at, open, open.isEmpty() ? "The root node has a name" : name.isEmpty() ? "A node has no name"
					: name.indexOf('/') >= 0 ? "A node's name has a slash" : "There are two nodes " + name);
		}
		if (open.size() >= MAX_DEPTH) {
			throw new FitException(path(open), "Nodes are nested more than " + MAX_DEPTH + " deep", TOO_LARGE);
		}
		if (++nodes > MAX_NODES) {
			throw new FitException(path(open), "There are more than " + MAX_NODES + " nodes", TOO_LARGE);
		}
		return name;
	}

	private void property(long at, long length, long nameAt, Deque<Open> open) throws IOException, FitException {
		if (open.isEmpty()) {
			throw broken(at, open, "A property stands outside of every node");
		}
		if (nameAt >= stringsEnd - strings) {
			throw broken(at, open, "A property's name lies outside of the strings block");
		}
		String name = known.get(nameAt);
		if (name == null) {
			int nameLength = names.stringLength(strings + nameAt, stringsEnd, MAX_NAME);
			if (nameLength < 1) {
				throw broken(strings + nameAt, open, "A property's name is empty, has no end or more than " + MAX_NAME + " characters");
			}
			name = ascii(names, strings + nameAt, nameLength, open);
			known.put(nameAt, name);
		}
		if (length > structureEnd - at) {
			throw broken(at, open, "The property " + name + " of " + length + " bytes reaches behind the structure block");
		}
		if (++properties > MAX_PROPERTIES) {
			throw new FitException(path(open), "There are more than " + MAX_PROPERTIES + " properties", TOO_LARGE);
		}
		if (!open.peek().propertyNames().add(name)) {
			throw broken(at, open, "There are two properties " + name);
		}
		if (length <= FdtProperty.SMALL && (inMemory += length) > MAX_IN_MEMORY) {
			throw new FitException(path(open), "The small properties have more than " + MAX_IN_MEMORY + " bytes", TOO_LARGE);
		}
		open.peek().properties().add(new FdtProperty(name, length <= FdtProperty.SMALL ? new Payload.Memory(in.bytes(at, (int) length)) : in.slice(at, length)));
	}

	private static String ascii(ByteSource in, long at, int length, Deque<Open> open) throws IOException, FitException {
		byte[] bytes = in.bytes(at, length);
		for (byte b : bytes) {
			if (b <= ' ' || b == 0x7f) {
				throw broken(at, open, "A name has a character that is not allowed");
			}
		}
		return new String(bytes, StandardCharsets.US_ASCII);
	}

	private boolean need(long at, int length, Deque<Open> open) throws FitException {
		if (at + length > structureEnd) {
			throw broken(at, open, "The structure block ends too early");
		}
		return true;
	}

	private static FitException broken(long at, Deque<Open> open, String what) {
		return new FitException("offset 0x" + Long.toHexString(at) + (open.isEmpty() ? "" : ", in " + path(open)), what, DAMAGED);
	}

	private static String path(Deque<Open> open) {
		var path = new StringBuilder();
		open.descendingIterator().forEachRemaining(node -> path.append(node.name().isEmpty() ? "" : "/" + node.name()));
		return path.isEmpty() ? "/" : path.toString();
	}
}
