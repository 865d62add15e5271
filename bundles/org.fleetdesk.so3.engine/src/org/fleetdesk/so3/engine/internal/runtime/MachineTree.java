package org.fleetdesk.so3.engine.internal.runtime;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

import org.fleetdesk.so3.model.DeviceTree;
import org.fleetdesk.so3.model.FdtNode;
import org.fleetdesk.so3.model.FdtProperty;

/** The guest's device tree, told about the machine that it gets (Devicetree Specification 0.4, chapter 3: {@code /memory}, {@code /chosen}). */
record MachineTree(DeviceTree tree) {

	/** How much memory it expects; empty when it does not say so in the plain way. */
	OptionalLong memory() {
		return tree.root().children().stream().filter(MachineTree::isMemory).findFirst().flatMap(n -> n.property("reg")).flatMap(FdtProperty::asBytes)
				.filter(b -> b.length == addressCells() * 4 + sizeCells() * 4)
				.map(b -> OptionalLong.of(cells(ByteBuffer.wrap(b).position(addressCells() * 4), sizeCells()))).filter(m -> m.getAsLong() > 0)
				.orElse(OptionalLong.empty());
	}

	/** The same tree with this memory and, if there is one, this ramdisk. */
	DeviceTree forMachine(long base, long size, Optional<LoadPlan.Segment> ramdisk) {
		var reg = ByteBuffer.allocate((addressCells() + sizeCells()) * 4);
		put(reg, base, addressCells());
		put(reg, size, sizeCells());
		var children = new ArrayList<FdtNode>();
		tree.root().children().stream().filter(n -> !isMemory(n) && !n.name().equals("chosen")).forEach(children::add);
		children.add(with(tree.root().children().stream().filter(MachineTree::isMemory).findFirst().orElse(new FdtNode("memory@" + Long.toHexString(base),
				List.of(), List.of())), List.of(FdtProperty.string("device_type", "memory"), FdtProperty.bytes("reg", reg.array()))));
		var chosen = tree.root().child("chosen").orElse(new FdtNode("chosen", List.of(), List.of()));
		children.add(ramdisk.map(r -> with(chosen, List.of(address("linux,initrd-start", r.address()), address("linux,initrd-end", r.end())))).orElse(chosen));
		return new DeviceTree(new FdtNode("", tree.root().properties(), children), tree.reservations(), 0, tree.bootCpu());
	}

	private static FdtNode with(FdtNode node, List<FdtProperty> changed) {
		UnaryOperator<List<FdtProperty>> others = l -> l.stream().filter(p -> changed.stream().noneMatch(c -> c.name().equals(p.name()))).toList();
		var properties = new ArrayList<>(others.apply(node.properties()));
		properties.addAll(changed);
		return new FdtNode(node.name(), properties, node.children());
	}

	private FdtProperty address(String name, long value) {
		var bytes = ByteBuffer.allocate(addressCells() * 4);
		put(bytes, value, addressCells());
		return FdtProperty.bytes(name, bytes.array());
	}

	private static boolean isMemory(FdtNode node) {
		return node.name().equals("memory") || node.name().startsWith("memory@");
	}

	private int addressCells() {
		return tree.root().number("#address-cells").orElse(2) == 1 ? 1 : 2;
	}

	private int sizeCells() {
		return tree.root().number("#size-cells").orElse(1) == 2 ? 2 : 1;
	}

	private static long cells(ByteBuffer from, int count) {
		return count == 2 ? from.getLong() : Integer.toUnsignedLong(from.getInt());
	}

	private static void put(ByteBuffer into, long value, int cells) {
		if (cells == 2) {
			into.putLong(value);
		} else {
			into.putInt((int) value);
		}
	}
}
