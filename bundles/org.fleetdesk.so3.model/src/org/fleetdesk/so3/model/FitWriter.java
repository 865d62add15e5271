package org.fleetdesk.so3.model;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.fleetdesk.files.AtomicFiles;

/**
 * Packs payloads into a FIT image, as {@code mkimage -f} does. Payloads are read twice (hash, copy) and never held in memory.
 *
 * <pre>
 * new FitWriter("ticker").image(ImageSpec.kernel("so3", "ticker", 0x41080000L, Payload.of(code)))
 * 		.image(ImageSpec.deviceTree("fdt", "board", Payload.of(board))).configuration("default", "so3", "fdt").write(file);
 * </pre>
 */
public final class FitWriter {

	private final String description;
	private final List<ImageSpec> images = new ArrayList<>();
	private final List<FdtNode> configurations = new ArrayList<>();
	private Instant timestamp = Instant.now();
	private boolean external;

	public FitWriter(String description) {
		this.description = description;
	}

	/** When the image was built; now when not called. Whole seconds until 2106 are kept. */
	public FitWriter timestamp(Instant when) {
		timestamp = when;
		return this;
	}

	/** Puts the payloads behind the device tree, as {@code mkimage -E} does; needed for 2 GiB and more. */
	public FitWriter external() {
		external = true;
		return this;
	}

	/** Adds a sub-image. */
	public FitWriter image(ImageSpec image) {
		images.add(image);
		return this;
	}

	/** Adds a configuration of a kernel and, when not null, a device tree; the first one is the default. */
	public FitWriter configuration(String name, String kernel, String fdt) {
		var properties = new ArrayList<>(List.of(FdtProperty.string("description", name), FdtProperty.string("kernel", kernel)));
		if (fdt != null) {
			properties.add(FdtProperty.string("fdt", fdt));
		}
		configurations.add(new FdtNode(name, properties, List.of()));
		return this;
	}

	/**
	 * Writes the image to a file, which appears, or is replaced, only when it is complete and on disk.
	 *
	 * @throws IllegalArgumentException with data inside the tree it would have 2 GiB or more
	 */
	public void write(Path file) throws IOException {
		AtomicFiles.write(file, this::write);
	}

	/** Writes the image to a stream, which stays open. */
	public void write(OutputStream out) throws IOException {
		var nodes = new ArrayList<FdtNode>();
		long offset = 0;
		for (var image : images) {
			nodes.add(node(image, offset));
			offset += FdtWriter.padded(image.data().size());
		}
		var top = new ArrayList<>(List.of(new FdtNode("images", List.of(), nodes)));
		if (!configurations.isEmpty()) {
			top.add(new FdtNode("configurations", List.of(FdtProperty.string("default", configurations.getFirst().name())), configurations));
		}
		boolean wide = images.stream().anyMatch(i -> i.load().orElse(0) >>> 32 != 0 || i.entry().orElse(0) >>> 32 != 0);
		var tree = new DeviceTree(new FdtNode("", List.of(FdtProperty.number("timestamp", timestamp.getEpochSecond() & 0xffff_ffffL),
				FdtProperty.string("description", description), FdtProperty.number("#address-cells", wide ? 2 : 1)), top));
		tree.write(out);
		if (external) {
			pad(out, tree.writtenSize());
			for (var image : images) {
				image.data().copyTo(out);
				pad(out, image.data().size());
			}
		}
	}

	private static void pad(OutputStream out, long written) throws IOException {
		out.write(new byte[(int) (FdtWriter.padded(written) - written)]);
	}

	private FdtNode node(ImageSpec image, long offset) throws IOException {
		var properties = new ArrayList<FdtProperty>();
		text(properties, "description", image.description());
		text(properties, "type", image.type());
		text(properties, "arch", image.arch());
		text(properties, "os", image.os());
		text(properties, "compression", image.compression());
		image.load().ifPresent(a -> properties.add(FdtProperty.number("load", a)));
		image.entry().ifPresent(a -> properties.add(FdtProperty.number("entry", a)));
		if (external) {
			properties.add(FdtProperty.number("data-size", image.data().size()));
			properties.add(FdtProperty.number("data-offset", offset));
		} else {
			properties.add(new FdtProperty("data", image.data()));
		}
		var sums = new Sums(image.hashes());
		if (!image.hashes().isEmpty()) {
			sums.add(image.data(), Progress.NONE, 0, image.data().size());
		}
		var hashes = new ArrayList<FdtNode>();
		for (var algorithm : image.hashes()) {
			hashes.add(new FdtNode("hash-" + (hashes.size() + 1), List.of(FdtProperty.bytes("value", sums.value(algorithm)),
					FdtProperty.string("algo", algorithm.fitName())), List.of()));
		}
		return new FdtNode(image.name(), properties, hashes);
	}

	private static void text(List<FdtProperty> properties, String name, String value) {
		if (!value.isEmpty()) {
			properties.add(FdtProperty.string(name, value));
		}
	}
}
