package org.fleetdesk.so3.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Small images to try Fleetdesk with. Their payloads are bare-metal programs of our own for arm64 (sources: {@code releng/samples}), which QEMU's machine
 * {@code virt} runs. The same version of Fleetdesk always writes the same bytes.
 */
public final class Samples {

	/** Where every sample is loaded and started. */
	public static final long ADDRESS = 0x41080000L;

	/** So that an unchanged sample keeps its digest. */
	private static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");

	private static final List<Sample> ALL = List.of(
			new Sample("ticker", "ticker", "kernel", 0x20_0001, "Prints a line each second"),
			new Sample("ticker-v2", "ticker-v2", "kernel", 0x20_0001, "The ticker's next version, to try an update"),
			new Sample("burst", "burst", "kernel", 0x20_0002, "Prints 1000 lines at once, then powers off"),
			new Sample("crash", "crash", "kernel", 0x20_0003, "Ticks three times, then dies by a reset"),
			new Sample("capsule", "ticker", "guest", 0x20_0004, "Labelled as a capsule, which needs the AVZ hypervisor and does not run on QEMU"));

	private record Sample(String name, String payload, String type, long spid, String description) {
	}

	private Samples() {
	}

	/** The samples' names without {@code .itb}. */
	public static List<String> names() {
		return ALL.stream().map(Sample::name).toList();
	}

	/**
	 * Writes all samples as {@code NAME.itb}, replacing older ones.
	 *
	 * @param folder made when it is not there
	 * @return the files
	 */
	public static List<Path> writeTo(Path folder) throws IOException {
		Files.createDirectories(folder);
		var files = new ArrayList<Path>();
		for (String name : names()) {
			Path file = folder.resolve(name + ".itb");
			write(name, file);
			files.add(file);
		}
		return files;
	}

	/**
	 * Writes one sample.
	 *
	 * @throws IllegalArgumentException there is none of this name
	 */
	public static void write(String name, Path file) throws IOException {
		var sample = ALL.stream().filter(s -> s.name().equals(name)).findFirst()
				.orElseThrow(() -> new IllegalArgumentException("There is no sample " + name + "; there are " + names() + "."));
		image(sample.name(), sample.type(), sample.spid(), sample.description(), payload(sample.payload())).timestamp(BUILT).write(file);
	}

	/**
	 * Packs a payload as the samples are packed: to be loaded and started at {@link #ADDRESS}, with a device tree that names it.
	 *
	 * @param name of the image and of the mobile entity in it
	 * @param type {@code kernel}, or {@code guest} for one that claims to be a capsule
	 */
	public static FitWriter image(String name, String type, long spid, String description, byte[] payload) throws IOException {
		return new FitWriter(description).image(ImageSpec.kernel("so3", name, ADDRESS, Payload.of(payload)).withType(type))
				.image(ImageSpec.deviceTree("fdt", "Device tree of " + name, Payload.of(board(name, spid, description))))
				.configuration(name, "so3", "fdt");
	}

	private static byte[] payload(String name) throws IOException {
		try (var in = Samples.class.getResourceAsStream("samples/" + name + ".bin")) {
			if (in == null) {
				throw new IOException("The payload of the sample " + name + " is missing in this installation. Install Fleetdesk again.");
			}
			return in.readAllBytes();
		}
	}

	private static byte[] board(String name, long spid, String description) throws IOException {
		var entity = new FdtNode("ME", List.of(FdtProperty.bytes("spid", ByteBuffer.allocate(8).putLong(spid).array()), FdtProperty.string("me_name", name),
				FdtProperty.string("me_shortdesc", description)), List.of());
		var memory = new FdtNode("memory@40000000", List.of(FdtProperty.string("device_type", "memory"),
				FdtProperty.bytes("reg", ByteBuffer.allocate(16).putLong(0x40000000L).putLong(32L << 20).array())), List.of());
		var root = new FdtNode("", List.of(FdtProperty.string("model", "Fleetdesk sample on QEMU virt"), FdtProperty.string("compatible", "linux,dummy-virt"),
				FdtProperty.number("#address-cells", 2), FdtProperty.number("#size-cells", 2)), List.of(entity, memory));
		var out = new ByteArrayOutputStream();
		new DeviceTree(root).write(out);
		return out.toByteArray();
	}
}
