package org.fleetdesk.so3.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.fleetdesk.files.Severity;
import org.fleetdesk.files.Finding;

/** The checks of a FIT image beyond its syntax. */
final class FitChecks {

	private static final long MAX_DEVICE_TREE = 2L << 20;
	private static final long MAX_PADDING = 64 << 10;

	private final List<Finding> findings;

	FitChecks(List<Finding> findings) {
		this.findings = findings;
	}

	/** Where data outside of the tree lies, and what nobody claims. @return whether the data may be read: no two sub-images share bytes */
	boolean externalData(Path file, List<SubImage> images, long treeSize, long fileSize) throws IOException {
		var slices = images.stream().filter(i -> i.external() && i.data().isPresent()).sorted(Comparator.comparingLong(i -> slice(i).offset())).toList();
		boolean disjoint = true;
		long end = treeSize;
		String before = "the device tree";
		for (var image : slices) {
			if (slice(image).offset() < end && image.size() > 0) {
				disjoint = false;
				error(image.path(), "The data overlaps " + before + ". Build the image again; hashes were not checked.");
			}
			if (slice(image).offset() + image.size() > end) {
				end = slice(image).offset() + image.size();
				before = "that of " + image.name();
			}
		}
		if (fileSize > end && !padding(new Payload.Slice(file, end, fileSize - end))) {
			warning("/", (fileSize - end) + " bytes follow the image that belong to nothing. They are kept, but no Smart Object reads them.");
		}
		return disjoint;
	}

	/** mkimage pads a file with zeros, to a multiple of 4 or of what its option -B says. */
	private static boolean padding(Payload rest) throws IOException {
		if (rest.size() > MAX_PADDING) {
			return false;
		}
		try (var in = rest.open()) {
			for (byte b : in.readAllBytes()) {
				if (b != 0) {
					return false;
				}
			}
		}
		return true;
	}

	private static Payload.Slice slice(SubImage image) {
		return (Payload.Slice) image.data().orElseThrow();
	}

	void images(List<SubImage> images) {
		for (var image : images) {
			if (image.type().isEmpty()) {
				warning(image.path(), "The sub-image has no type, so nothing will use it.");
			}
			if (image.data().isPresent() && image.size() == 0) {
				add(image.executable() ? Severity.ERROR : Severity.WARNING, image.path(), "The data is empty. Build the image again with its payload.");
			}
			boolean packed = !image.compression().isEmpty() && !image.compression().equals("none");
			if (packed && image.executable()) {
				error(image.path(), "The data is compressed with " + image.compression()
						+ ", and Smart Objects start it as it is. Build the image with compression = \"none\".");
			} else if (packed) {
				warning(image.path(), "The data is compressed with " + image.compression() + ", and Smart Objects hand it on as it is.");
			}
			hashes(image);
			image.signatures().forEach(this::signature);
		}
		images.stream().filter(i -> i.arch().isEmpty() && i.executable())
				.forEach(i -> warning(i.path(), "The sub-image does not say its architecture; " + FitImage.ARCH + " is assumed."));
		images.stream().filter(i -> !i.arch().isEmpty() && !i.arch().equals(FitImage.ARCH))
				.forEach(i -> warning(i.path(), "The architecture is " + i.arch() + ", and Smart Objects have " + FitImage.ARCH
						+ ". Some images for " + FitImage.ARCH + " are labelled wrongly; if this one is not, it will not start."));
	}

	private void signature(Signature signature) {
		info(signature.path(), "There is a signature (" + (signature.algorithm().isEmpty() ? "algorithm not given" : signature.algorithm())
				+ (signature.keyName().isEmpty() ? "" : ", key " + signature.keyName()) + ")" + (signature.signed() ? "" : " without a value")
				+ ". It is not verified here: only the Smart Object has the key.");
	}

	private void hashes(SubImage image) {
		if (image.hashes().isEmpty()) {
			info(image.path(), "The sub-image has no hash, so damage to its data cannot be noticed.");
		}
		for (var hash : image.hashes()) {
			var algorithm = HashAlgorithm.byFitName(hash.algorithm());
			if (algorithm.isEmpty()) {
				warning(hash.path(), hash.algorithm().isEmpty() ? "The hash does not say its algorithm, so it cannot be checked."
						: "The hash algorithm " + hash.algorithm() + " is not known, so it cannot be checked.");
			} else if (hash.expected().isEmpty()) {
				warning(hash.path(), "The hash has no value. Build the image with mkimage, which computes it.");
			} else if (hash.expected().length() != 2 * algorithm.get().length()) {
				error(hash.path(), "The hash has " + hash.expected().length() / 2 + " bytes, and " + hash.algorithm() + " has " + algorithm.get().length()
						+ ". Build the image again.");
			} else if (hash.state() == Hash.State.MISMATCH) {
				error(hash.path(), "The data does not have this " + hash.algorithm() + ": the image says " + hash.expected() + ", the data has " + hash.actual()
						+ ". The file is damaged: copy or build it again.");
			}
		}
	}

	void kernel(Optional<SubImage> kernel, Optional<SubImage> fdt, List<SubImage> images) {
		if (kernel.isEmpty()) {
			error("/images", images.isEmpty() ? "There are no sub-images. Build the image again with its payloads."
					: "There is nothing to start: no sub-image has the type kernel, guest or ME. Correct the type and build the image again.");
			return;
		}
		var it = kernel.get();
		if (fdt.isEmpty()) {
			add(it.capsule() ? Severity.ERROR : Severity.WARNING, "/images", "There is no device tree (type flat_dt)" + (it.capsule() ? ", and a capsule needs one. Add it and build the image again."
							: ". A stand-alone kernel may do without."));
		}
		if (it.load().isEmpty() && !it.capsule()) {
			error(it.path(), "The kernel does not say where it is to be loaded. Add load and entry and build the image again.");
		}
		if (it.load().isPresent() && it.entry().isPresent() && it.size() > 0
				&& Long.compareUnsigned(it.entry().getAsLong() - it.load().getAsLong(), it.size()) >= 0) {
			warning(it.path(), "The entry point 0x" + Long.toHexString(it.entry().getAsLong()) + " lies outside of what is loaded to 0x"
					+ Long.toHexString(it.load().getAsLong()) + " (" + it.size() + " bytes).");
		}
		long others = images.stream().filter(SubImage::executable).count() - 1;
		if (others > 0) {
			info("/images", "There " + (others == 1 ? "is one more sub-image" : "are " + others + " more sub-images") + " that could be started; "
					+ it.name() + " is used.");
		}
	}

	/** Reads the device tree in a sub-image. */
	Optional<FdtNode> deviceTree(SubImage image) throws IOException {
		if (image.data().isEmpty() || image.size() > MAX_DEVICE_TREE || !image.compression().isEmpty() && !image.compression().equals("none")) {
			if (image.size() > MAX_DEVICE_TREE) {
				warning(image.path(), "The device tree has " + image.size() + " bytes and so was not read; up to " + MAX_DEVICE_TREE + " are usual.");
			}
			return Optional.empty();
		}
		try {
			var bytes = new ByteArrayOutputStream((int) image.size());
			image.data().get().copyTo(bytes);
			return Optional.of(DeviceTree.read(ByteBuffer.wrap(bytes.toByteArray())).root());
		} catch (FitException e) {
			error(image.path(), "The device tree inside cannot be read. " + e.getMessage());
			return Optional.empty();
		}
	}

	void identity(Optional<SubImage> kernel, Optional<Identity> identity, boolean readable) {
		if (identity.isEmpty()) {
			if (readable && kernel.filter(SubImage::capsule).isPresent()) {
				warning("/images", "The capsule's device tree has no ME node, so it has no name and species id.");
			}
			return;
		}
		tooLong("me_name", identity.get().name(), Identity.MAX_NAME);
		tooLong("me_shortdesc", identity.get().shortDescription(), Identity.MAX_SHORT_DESCRIPTION);
	}

	private void tooLong(String property, String value, int most) {
		if (value.getBytes(StandardCharsets.UTF_8).length >= most) {
			warning("/ME", property + " is longer than the " + (most - 1) + " bytes that a Smart Object keeps.");
		}
	}

	void configurations(Optional<FdtNode> node, List<Configuration> configurations, List<SubImage> images) {
		if (configurations.isEmpty()) {
			info("/configurations", "There are no configurations, as in most capsules; the sub-images are told apart by type.");
			return;
		}
		var names = images.stream().map(SubImage::name).collect(Collectors.toSet());
		for (var configuration : configurations) {
			for (String name : configuration.images()) {
				if (!names.contains(name)) {
					error(configuration.path(), "The configuration uses the sub-image " + name + ", which is not there. Correct it and build the image again.");
				}
			}
			configuration.signatures().forEach(this::signature);
		}
		if (configurations.stream().noneMatch(Configuration::isDefault)) {
			var wanted = node.flatMap(n -> n.string("default"));
			if (wanted.isPresent()) {
				error("/configurations", "The default configuration " + wanted.get() + " is not there. Correct it and build the image again.");
			} else {
				info("/configurations", "No configuration is the default.");
			}
		}
	}

	/** Sub-images that are loaded together must not overwrite each other. */
	void loadRanges(List<SubImage> images, List<Configuration> configurations) {
		Map<String, SubImage> byName = images.stream().collect(Collectors.toMap(SubImage::name, Function.identity()));
		var reported = new HashSet<String>();
		if (configurations.isEmpty()) {
			loadedTogether(images, reported);
		}
		for (var configuration : configurations) {
			loadedTogether(configuration.images().stream().map(byName::get).filter(i -> i != null).toList(), reported);
		}
	}

	private void loadedTogether(List<SubImage> images, HashSet<String> reported) {
		var sorted = new ArrayList<>(images.stream().filter(i -> i.load().isPresent() && i.size() > 0).toList());
		sorted.sort((a, b) -> Long.compareUnsigned(a.load().getAsLong(), b.load().getAsLong()));
		for (int i = 1; i < sorted.size(); i++) {
			var below = sorted.get(i - 1);
			var above = sorted.get(i);
			if (above.load().getAsLong() - below.load().getAsLong() < below.size() && reported.add(below.name() + " " + above.name())) {
				error(above.path(), "Loaded to 0x" + Long.toHexString(above.load().getAsLong()) + ", it overwrites " + below.name() + " (" + below.size()
						+ " bytes at 0x" + Long.toHexString(below.load().getAsLong()) + "). Correct the load addresses and build the image again.");
			}
		}
	}

	private void error(String path, String message) {
		add(Severity.ERROR, path, message);
	}

	private void warning(String path, String message) {
		add(Severity.WARNING, path, message);
	}

	private void info(String path, String message) {
		add(Severity.INFO, path, message);
	}

	private void add(Severity severity, String path, String message) {
		findings.add(new Finding(severity, path, message));
	}
}
