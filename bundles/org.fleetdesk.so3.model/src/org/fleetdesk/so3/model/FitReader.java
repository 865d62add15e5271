package org.fleetdesk.so3.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.fleetdesk.files.Severity;
import org.fleetdesk.files.Finding;

/** Turns a device tree into a {@link FitImage}. Format: U-Boot, doc/usage/fit/source_file_format. */
final class FitReader {

	private static final int MAX_IMAGES = 256;
	private static final int MAX_HASHES = 16;
	private static final int MAX_CONFIGURATIONS = 256;
	private static final int MAX_PARTS = 64;
	private static final int MAX_TEXT = 1024;

	private final Path file;
	private final Progress progress;
	private final boolean check;
	private final List<Finding> findings = new ArrayList<>();
	private DeviceTree tree;
	private long size;

	FitReader(Path file, Progress progress, boolean check) {
		this.file = file;
		this.progress = progress;
		this.check = check;
	}

	FitImage read() throws IOException, FitException {
		size = Files.size(file);
		tree = DeviceTree.read(file);
		var nodes = tree.root().child("images").orElseThrow(() -> new FitException("/images", "The file is a device tree, but no image: it has no node images",
				"Choose an .itb file, or pack the payload with mkimage -f.")).children();
		if (nodes.size() > MAX_IMAGES) {
			throw new FitException("/images", "There are " + nodes.size() + " sub-images, more than " + MAX_IMAGES, "Build the image with fewer.");
		}
		var images = new ArrayList<SubImage>();
		for (var node : nodes) {
			images.add(image(node));
		}
		var configurations = configurations();
		var checks = new FitChecks(findings);
		boolean external = checks.externalData(file, images, tree.totalSize(), size);
		List<SubImage> hashed = check && external ? hash(images) : images;
		var kernel = kernel(hashed, configurations);
		var board = Optional.<Board>empty();
		var identity = Optional.<Identity>empty();
		var fdtImage = deviceTree(hashed, configurations);
		var fdt = fdtImage.isPresent() ? checks.deviceTree(fdtImage.get()) : Optional.<FdtNode>empty();
		if (fdt.isPresent()) {
			board = Optional.of(new Board(text(fdt.get(), "model"), fdt.get().strings("compatible").stream().limit(MAX_PARTS).map(FitReader::shortened).toList()));
			identity = identity(fdt.get());
		}
		checks.images(hashed);
		checks.kernel(kernel, fdtImage, hashed);
		checks.identity(kernel, identity, fdt.isPresent());
		checks.configurations(tree.root().child("configurations"), configurations, hashed);
		checks.loadRanges(hashed, configurations);
		findings.sort(Comparator.comparing(Finding::severity));
		return new FitImage(file, size, text(tree.root(), "description"), timestamp(), hashed, configurations, kernel, board, identity, findings);
	}

	private Optional<Instant> timestamp() {
		var seconds = tree.root().number("timestamp");
		return seconds.isPresent() && seconds.getAsLong() >= 0 && seconds.getAsLong() <= 0xffff_ffffL ? Optional.of(Instant.ofEpochSecond(seconds.getAsLong()))
				: Optional.empty();
	}

	private SubImage image(FdtNode node) {
		String path = "/images/" + node.name();
		var external = node.property("data-size").isPresent();
		var data = external ? externalData(node, path) : node.property("data").map(FdtProperty::value);
		if (external && node.property("data").isPresent()) {
			add(Severity.WARNING, path, "The sub-image has data both inside and outside of the tree; the data outside is used, and other readers may differ.");
		} else if (!external && data.isEmpty()) {
			add(Severity.ERROR, path, "The sub-image has no data. Build the image again with its payload.");
		}
		return new SubImage(node.name(), text(node, "description"), text(node, "type"), text(node, "arch"),
				text(node, "os"), text(node, "compression"), address(node, "load", path), address(node, "entry", path), data, external,
				hashes(node, path), signatures(node, path));
	}

	/** {@code data-offset} counts from the tree's end, rounded up to 4; {@code data-position} from the file's begin. */
	private Optional<Payload> externalData(FdtNode node, String path) {
		long base = node.property("data-position").isPresent() ? 0 : FdtWriter.padded(tree.totalSize());
		var at = node.number(base == 0 ? "data-position" : "data-offset");
		var length = node.number("data-size");
		if (at.isEmpty() || length.isEmpty()) {
			add(Severity.ERROR, path, "The place of the data outside of the tree is not given as numbers (data-size with data-offset or data-position). Build the image again.");
			return Optional.empty();
		}
		long begin = base + at.getAsLong();
		if (at.getAsLong() < 0 || length.getAsLong() < 0 || begin < 0 || begin > size || length.getAsLong() > size - begin) {
			add(Severity.ERROR, path, "The data (" + Long.toUnsignedString(length.getAsLong()) + " bytes at " + Long.toUnsignedString(begin)
					+ ") reaches behind the end of the file (" + size + " bytes). The file is incomplete: copy it again.");
			return Optional.empty();
		}
		return Optional.of(new Payload.Slice(file, begin, length.getAsLong()));
	}

	private OptionalLong address(FdtNode node, String property, String path) {
		if (node.property(property).isPresent() && node.number(property).isEmpty()) {
			add(Severity.ERROR, path, "The property " + property + " is no address of one or two cells. Correct it and build the image again.");
		}
		return node.number(property);
	}

	private List<Hash> hashes(FdtNode node, String path) {
		return node.children().stream().filter(c -> c.name().startsWith("hash")).limit(MAX_HASHES)
				.map(c -> new Hash(path + "/" + c.name(), text(c, "algo"), c.property("value").flatMap(FdtProperty::asHex).orElse(""), "",
						Hash.State.UNCHECKED))
				.toList();
	}

	private static List<Signature> signatures(FdtNode node, String path) {
		return node.children().stream().filter(c -> c.name().startsWith("signature"))
				.map(c -> new Signature(path + "/" + c.name(), text(c, "algo"), text(c, "key-name-hint"),
						Stream.of("signer-name", "signer-version").flatMap(p -> c.string(p).map(FitReader::shortened).stream()).reduce((a, b) -> a + " " + b).orElse(""),
						c.strings("sign-images").stream().limit(MAX_PARTS).map(FitReader::shortened).toList(), c.property("value").isPresent()))
				.toList();
	}

	private List<Configuration> configurations() throws FitException {
		var parent = tree.root().child("configurations");
		if (parent.isEmpty()) {
			return List.of();
		}
		if (parent.get().children().size() > MAX_CONFIGURATIONS) {
			throw new FitException("/configurations", "There are more than " + MAX_CONFIGURATIONS + " configurations", "Build the image with fewer.");
		}
		String byDefault = parent.get().string("default").orElse(null);
		return parent.get().children().stream()
				.map(c -> new Configuration(c.name(), text(c, "description"), parts(c, "kernel"), parts(c, "fdt"), parts(c, "ramdisk"),
						parts(c, "loadables"), signatures(c, "/configurations/" + c.name()), c.name().equals(byDefault)))
				.toList();
	}

	/** One pass over each payload for all its algorithms. Payloads do not overlap (checked before), so this is at most one pass over the file. */
	private List<SubImage> hash(List<SubImage> images) throws IOException {
		long total = images.stream().filter(i -> !i.hashes().isEmpty()).mapToLong(SubImage::size).sum();
		long done = 0;
		var result = new ArrayList<SubImage>();
		for (var image : images) {
			var algorithms = EnumSet.noneOf(HashAlgorithm.class);
			image.hashes().forEach(h -> HashAlgorithm.byFitName(h.algorithm()).ifPresent(algorithms::add));
			if (image.data().isEmpty() || algorithms.isEmpty()) {
				result.add(image);
				continue;
			}
			var sums = new Sums(algorithms);
			sums.add(image.data().get(), progress, done, total);
			done += image.size();
			var values = new EnumMap<HashAlgorithm, String>(HashAlgorithm.class);
			algorithms.forEach(a -> values.put(a, HexFormat.of().formatHex(sums.value(a))));
			var hashes = image.hashes().stream().map(h -> HashAlgorithm.byFitName(h.algorithm()).map(values::get)
					.map(actual -> new Hash(h.path(), h.algorithm(), h.expected(), actual,
							h.expected().isEmpty() ? Hash.State.UNCHECKED : h.expected().equals(actual) ? Hash.State.MATCH : Hash.State.MISMATCH))
					.orElse(h)).toList();
			result.add(new SubImage(image.name(), image.description(), image.type(), image.arch(), image.os(), image.compression(), image.load(), image.entry(),
					image.data(), image.external(), hashes, image.signatures()));
		}
		return result;
	}

	private static Optional<SubImage> kernel(List<SubImage> images, List<Configuration> configurations) {
		return named(images, configurations, true).or(() -> images.stream().filter(SubImage::capsule).findFirst())
				.or(() -> images.stream().filter(SubImage::executable).findFirst());
	}

	static Optional<SubImage> deviceTree(List<SubImage> images, List<Configuration> configurations) {
		return named(images, configurations, false).or(() -> images.stream().filter(i -> i.type().equals("flat_dt")).findFirst());
	}

	private static Optional<SubImage> named(List<SubImage> images, List<Configuration> configurations, boolean kernel) {
		return configurations.stream().filter(Configuration::isDefault).flatMap(c -> (kernel ? c.kernel() : c.fdt()).stream())
				.flatMap(name -> images.stream().filter(i -> i.name().equals(name) && (kernel ? i.executable() : i.type().equals("flat_dt")))).findFirst();
	}

	private static Optional<Identity> identity(FdtNode root) {
		return root.child("ME").or(() -> descendant(root)).map(me -> new Identity(me.property("spid").flatMap(FdtProperty::asHex).orElse(""),
				text(me, "me_name"), text(me, "me_shortdesc")));
	}

	private static Optional<FdtNode> descendant(FdtNode node) {
		return node.children().stream().flatMap(c -> c.name().equals("ME") ? Stream.of(c) : descendant(c).stream()).findFirst();
	}

	private List<String> parts(FdtNode configuration, String property) {
		var names = configuration.strings(property);
		if (names.size() > MAX_PARTS) {
			add(Severity.ERROR, "/configurations/" + configuration.name(), "The property " + property + " names " + names.size() + " sub-images, more than "
					+ MAX_PARTS + ". Build the image again with fewer.");
		}
		return names.stream().limit(MAX_PARTS).map(FitReader::shortened).toList();
	}

	/** Texts are for people; nobody reads more. */
	private static String text(FdtNode node, String property) {
		return node.string(property).map(FitReader::shortened).orElse("");
	}

	private static String shortened(String text) {
		return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
	}

	private void add(Severity severity, String path, String message) {
		findings.add(new Finding(severity, path, message));
	}
}
