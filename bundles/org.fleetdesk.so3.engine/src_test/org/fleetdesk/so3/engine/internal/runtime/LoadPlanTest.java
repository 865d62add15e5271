package org.fleetdesk.so3.engine.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;

import org.fleetdesk.so3.model.DeviceTree;
import org.fleetdesk.so3.model.FdtNode;
import org.fleetdesk.so3.model.FdtProperty;
import org.fleetdesk.so3.model.FitImage;
import org.fleetdesk.so3.model.FitWriter;
import org.fleetdesk.so3.model.ImageSpec;
import org.fleetdesk.so3.model.Payload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The addresses are those of a stand-alone SO3 for virt64. */
class LoadPlanTest {

	private static final long LIMIT = 1L << 30;
	private static final long KERNEL = 0x4108_0000L;
	private static final long TREE = 0x44a0_0000L;
	private static final long RAMDISK = 0x44c0_0000L;

	@TempDir
	Path folder;

	private static ImageSpec part(String name, String type, OptionalLong load, byte[] data) {
		return new ImageSpec(name, name, type, "arm64", "linux", "none", load, load, Payload.of(data), List.of());
	}

	private static byte[] tree(FdtNode... children) throws Exception {
		var out = new ByteArrayOutputStream();
		new DeviceTree(new FdtNode("", List.of(FdtProperty.number("#address-cells", 1), FdtProperty.number("#size-cells", 1), FdtProperty.string("model", "SO3")),
				List.of(children))).write(out);
		return out.toByteArray();
	}

	private static FdtNode memory(int size) {
		return new FdtNode("memory@40000000", List.of(FdtProperty.string("device_type", "memory"),
				FdtProperty.bytes("reg", ByteBuffer.allocate(8).putInt(0x4000_0000).putInt(size).array())), List.of());
	}

	private LoadPlan plan(ImageSpec... parts) throws Exception {
		Path file = folder.resolve("x.itb");
		var writer = new FitWriter("x");
		for (var part : parts) {
			writer.image(part);
		}
		writer.write(file);
		return LoadPlan.of(FitImage.readUnchecked(file), LIMIT);
	}

	private static FdtNode loadedTree(LoadPlan plan) throws Exception {
		var out = new ByteArrayOutputStream();
		plan.segments().stream().filter(s -> s.name().equals("fdt")).findFirst().orElseThrow().data().copyTo(out);
		return DeviceTree.read(ByteBuffer.wrap(out.toByteArray())).root();
	}

	@Test
	void tellsAStandAloneKernelOfItsMemoryAndRamdisk() throws Exception {
		var chosen = new FdtNode("chosen", List.of(FdtProperty.string("bootargs", "console")), List.of());
		var plan = plan(part("so3", "kernel", OptionalLong.of(KERNEL), new byte[300_000]),
				part("fdt", "flat_dt", OptionalLong.of(TREE), tree(memory(64 << 20), chosen)),
				part("ramfs", "ramdisk", OptionalLong.of(RAMDISK), new byte[17 << 20]));
		assertThat(plan.memory()).as("MiB, more than the tree says, because the ramdisk ends at 93").isBetween(94L, 128L);
		var tree = loadedTree(plan);
		assertThat(tree.child("memory@40000000").orElseThrow().property("reg").orElseThrow().asHex())
				.contains("40000000" + HexFormat.of().toHexDigits((int) (plan.memory() << 20)));
		assertThat(tree.child("chosen").orElseThrow().number("linux,initrd-start")).hasValue(RAMDISK);
		assertThat(tree.child("chosen").orElseThrow().number("linux,initrd-end")).hasValue(RAMDISK + (17 << 20));
		assertThat(tree.child("chosen").orElseThrow().string("bootargs")).contains("console");
		assertThat(tree.string("model")).contains("SO3");
	}

	@Test
	void beginsWithAStubThatIsInNobodysWay() throws Exception {
		var plan = plan(part("so3", "kernel", OptionalLong.of(0x4010_0000L), new byte[10_000]),
				part("fdt", "flat_dt", OptionalLong.of(0x4010_3000L), tree()));
		var stub = plan.segments().getLast();
		assertThat(plan.start()).isEqualTo(stub.address());
		assertThat(plan.segments().subList(0, 2)).noneMatch(s -> s.overlaps(stub.address(), stub.end()));
		assertThat(stub.end()).isLessThan(LoadPlan.RAM + (plan.memory() << 20));
	}

	@Test
	void withoutAnAddressTheTreeIsNotHandedOverAndTheRestGoesToTheUsualPlaces() throws Exception {
		var plan = plan(part("so3", "kernel", OptionalLong.empty(), new byte[100]), part("fdt", "flat_dt", OptionalLong.empty(), tree(memory(64 << 20))),
				part("ramfs", "ramdisk", OptionalLong.empty(), new byte[100]));
		assertThat(plan.segments()).extracting(LoadPlan.Segment::address).containsExactly(KERNEL, RAMDISK);
		assertThat(plan.start()).isEqualTo(KERNEL);
	}

	@Test
	void givesNoMoreMemoryThanTheEngineAllows() throws Exception {
		var plan = plan(part("so3", "kernel", OptionalLong.of(KERNEL), new byte[100]), part("fdt", "flat_dt", OptionalLong.of(TREE), tree(memory(0x7000_0000))));
		assertThat(plan.memory()).isEqualTo(LIMIT >> 20);
		assertThat(loadedTree(plan).child("memory@40000000").orElseThrow().property("reg").orElseThrow().asHex()).contains("4000000040000000");
	}

	@Test
	void refusesPartsThatOverlap() {
		assertThatThrownBy(() -> plan(part("so3", "kernel", OptionalLong.of(KERNEL), new byte[8192]),
				part("ramfs", "ramdisk", OptionalLong.of(KERNEL + 4096), new byte[100]))).isInstanceOf(GuestException.class)
				.hasMessageContaining("so3 and ramfs overlap at 0x41081000");
	}

	@Test
	void refusesAnImageWithNothingToStart() {
		assertThatThrownBy(() -> plan(part("fdt", "flat_dt", OptionalLong.empty(), tree()))).isInstanceOf(GuestException.class)
				.hasMessageContaining("nothing that QEMU could start");
	}

	@Test
	void refusesADeviceTreeThatIsNone() {
		assertThatThrownBy(() -> plan(part("so3", "kernel", OptionalLong.of(KERNEL), new byte[100]),
				part("fdt", "flat_dt", OptionalLong.of(TREE), new byte[100]))).isInstanceOf(GuestException.class).hasMessageContaining("device tree fdt cannot be used");
	}
}
