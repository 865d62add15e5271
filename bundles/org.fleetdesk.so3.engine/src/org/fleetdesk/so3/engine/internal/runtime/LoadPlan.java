package org.fleetdesk.so3.engine.internal.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import org.fleetdesk.so3.model.DeviceTree;
import org.fleetdesk.so3.model.FitException;
import org.fleetdesk.so3.model.FitImage;
import org.fleetdesk.so3.model.Payload;
import org.fleetdesk.so3.model.SubImage;

/**
 * What of a stand-alone image goes where in the memory of QEMU's machine {@code virt}, and where the CPU begins. Addresses are the image's own; where it
 * gives none, those of a stand-alone SO3 for virt64 count.
 *
 * @param segments what is loaded
 * @param start    first instruction
 * @param memory   the machine's memory, in MiB
 */
record LoadPlan(List<Segment> segments, long start, long memory) {

	/** Begin of the machine's memory. */
	static final long RAM = 0x4000_0000L;
	/** QEMU puts a device tree of its own at the begin. */
	private static final long FREE = RAM + (1 << 20);
	private static final long KERNEL = 0x4108_0000L;
	private static final long RAMDISK = 0x44c0_0000L;
	private static final long STUB_SIZE = 4096;
	private static final long MIB = 1 << 20;
	private static final long DEFAULT_MEMORY = 128 * MIB;

	/** A payload and its place. */
	record Segment(String name, long address, Payload data) {

		long end() {
			return address + data.size();
		}

		boolean overlaps(long from, long to) {
			return address < to && from < end();
		}
	}

	/**
	 * Plans.
	 *
	 * @param memoryLimit most memory the machine may have, in bytes
	 * @throws GuestException the image cannot run on QEMU; says why
	 */
	static LoadPlan of(FitImage image, long memoryLimit) throws GuestException, IOException {
		var kernel = image.kernel().orElseThrow(() -> new GuestException(
				"The image has no sub-image of type kernel, so there is nothing that QEMU could start. Build it with one, or use the simulated runtime."));
		if (kernel.capsule()) {
			throw new GuestException("The image is a capsule (type " + kernel.type() + "), which needs the AVZ hypervisor of a Smart Object; QEMU runs "
					+ "stand-alone kernels (type kernel) only. Use the simulated runtime here, or deploy it to a Smart Object.");
		}
		check(kernel);
		var segments = new ArrayList<Segment>();
		long load = kernel.load().orElse(KERNEL);
		segments.add(segment(kernel, load));
		var ramdisk = ramdisk(image);
		if (ramdisk.isPresent()) {
			segments.add(segment(ramdisk.get(), ramdisk.get().load().orElse(RAMDISK)));
		}
		var tree = image.deviceTree().filter(t -> t.load().isPresent());
		var parsed = tree.isPresent() ? read(tree.get()) : image.deviceTree().flatMap(LoadPlan::readIfGood);
		if (tree.isPresent()) {
			segments.add(segment(tree.get(), tree.get().load().getAsLong()));
		}
		long memory = memory(segments, parsed.map(MachineTree::memory).orElse(OptionalLong.empty()), memoryLimit);
		if (tree.isPresent()) {
			var own = segments.removeLast();
			var patched = parsed.get().forMachine(RAM, memory, ramdisk.isPresent() ? Optional.of(segments.getLast()) : Optional.empty());
			segments.add(new Segment(own.name(), own.address(), Payload.of(bytes(patched))));
		}
		segments.sort(Comparator.comparingLong(Segment::address));
		noOverlap(segments);
		long start = kernel.entry().orElse(load);
		if (tree.isPresent()) {
			long at = gap(segments);
			segments.add(new Segment("stub", at, Payload.of(stub(tree.get().load().getAsLong(), start))));
			start = at;
		}
		return new LoadPlan(List.copyOf(segments), start, memory / MIB);
	}

	private static Optional<SubImage> ramdisk(FitImage image) {
		var named = image.defaultConfiguration().map(c -> c.ramdisk().stream().flatMap(n -> image.image(n).stream()).findFirst());
		return named.isPresent() ? named.get() : image.images().stream().filter(i -> i.type().equals("ramdisk")).findFirst();
	}

	private static void check(SubImage part) throws GuestException {
		if (part.type().equals("kernel") && !part.arch().equals(FitImage.ARCH)) {
			throw new GuestException("The sub-image " + part.name() + " is for " + (part.arch().isEmpty() ? "an unnamed architecture" : part.arch())
					+ "; Smart Objects run arm64. Build it for arm64.");
		}
		if (!part.compression().isEmpty() && !part.compression().equals("none")) {
			throw new GuestException("The sub-image " + part.name() + " is compressed (" + part.compression()
					+ "), and nothing on the machine would unpack it. Build the image with compression \"none\".");
		}
		if (part.size() == 0) {
			throw new GuestException("The sub-image " + part.name() + " has no data. Build the image again.");
		}
	}

	private static Segment segment(SubImage part, long address) throws GuestException {
		check(part);
		if (address < FREE || part.size() > Long.MAX_VALUE - address) {
			throw new GuestException("The sub-image " + part.name() + " is to be loaded to 0x" + Long.toHexString(address)
					+ ", but the memory that QEMU's machine has free begins at 0x" + Long.toHexString(FREE) + ". Build it for the machine virt64.");
		}
		return new Segment(part.name(), address, part.data().orElseThrow());
	}

	private static long memory(List<Segment> segments, OptionalLong wanted, long limit) throws GuestException {
		var last = segments.stream().max(Comparator.comparingLong(Segment::end)).orElseThrow();
		long least = last.end() - RAM + MIB;
		if (least > limit) {
			throw new GuestException("The sub-image " + last.name() + " ends at 0x" + Long.toHexString(last.end()) + ", so the guest needs " + least / MIB
					+ " MiB of memory, but this engine gives at most " + limit / MIB + " MiB.");
		}
		long memory = Math.max(least, Math.min(limit, wanted.orElse(Math.max(DEFAULT_MEMORY, least + 16 * MIB))));
		return Math.min((memory + MIB - 1) / MIB * MIB, Math.max(limit / MIB * MIB, (least + MIB - 1) / MIB * MIB));
	}

	private static void noOverlap(List<Segment> sorted) throws GuestException {
		for (int i = 1; i < sorted.size(); i++) {
			var before = sorted.get(i - 1);
			if (before.end() > sorted.get(i).address()) {
				throw new GuestException("The sub-images " + before.name() + " and " + sorted.get(i).name() + " overlap at 0x"
						+ Long.toHexString(sorted.get(i).address()) + " in memory. Build the image with other load addresses.");
			}
		}
	}

	/** A free page for the stub; each segment that is in the way moves it behind itself. */
	private static long gap(List<Segment> sorted) {
		long at = FREE;
		for (var segment : sorted) {
			if (segment.overlaps(at, at + STUB_SIZE)) {
				at = (segment.end() + STUB_SIZE - 1) / STUB_SIZE * STUB_SIZE;
			}
		}
		return at;
	}

	/** Hands the device tree over as a boot loader does: x0 its address, x1 to x3 zero. */
	private static byte[] stub(long tree, long entry) {
		return ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN)
				.putInt(0x580000c0) // ldr x0, tree
				.putInt(0xaa1f03e1).putInt(0xaa1f03e2).putInt(0xaa1f03e3) // mov x1..x3, xzr
				.putInt(0x58000084) // ldr x4, entry
				.putInt(0xd61f0080) // br x4
				.putLong(tree).putLong(entry).array();
	}

	private static Optional<MachineTree> read(SubImage part) throws GuestException, IOException {
		check(part);
		if (part.size() > 1 << 20) {
			throw new GuestException("The device tree " + part.name() + " has " + part.size() + " bytes, more than 1 MiB. Build the image with a smaller one.");
		}
		var bytes = new ByteArrayOutputStream();
		part.data().orElseThrow().copyTo(bytes);
		try {
			return Optional.of(new MachineTree(DeviceTree.read(ByteBuffer.wrap(bytes.toByteArray()))));
		} catch (FitException e) {
			throw new GuestException("The device tree " + part.name() + " cannot be used: " + e.getMessage(), e);
		}
	}

	private static Optional<MachineTree> readIfGood(SubImage part) {
		try {
			return read(part);
		} catch (GuestException | IOException e) {
			return Optional.empty();
		}
	}

	private static byte[] bytes(DeviceTree tree) throws IOException {
		var bytes = new ByteArrayOutputStream();
		tree.write(bytes);
		return bytes.toByteArray();
	}
}
