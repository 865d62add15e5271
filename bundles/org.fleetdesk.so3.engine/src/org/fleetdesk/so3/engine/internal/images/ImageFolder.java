package org.fleetdesk.so3.engine.internal.images;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.fleetdesk.files.FileProblem;
import org.fleetdesk.so3.model.FitException;
import org.fleetdesk.so3.model.FitImage;
import org.fleetdesk.so3.model.Progress;
import org.fleetdesk.files.Severity;

/** Looks at the folder of images: which files are images, and what stands in them. Reads only what has changed since it last looked. */
final class ImageFolder implements AutoCloseable {

	/**
	 * What the folder holds.
	 *
	 * @param files    by their names in the folder, also those of damaged images
	 * @param problems with files that are no images
	 * @param pending  whether a file seems to be written just now, so that one should look again soon
	 */
	record Content(SortedMap<String, Known> files, List<ImageProblem> problems, boolean pending) {
	}

	/** A new file that is no image at all and younger than this may be one that is being written. */
	private static final Duration SETTLED = Duration.ofSeconds(2);
	private static final int FIT_MAGIC = 0xd00dfeed;
	private static final String INCOMPLETE = "is not complete yet: its header announces more than there is";
	private static final String UNSETTLED = "is being written just now";
	private static final String BEING_READ = "is being read";
	/** Files of more bytes are read in the background. */
	private static final long LARGE = 32L << 20;

	private final Path folder;
	private final long large;
	private final LargeFiles reads;
	/** What the last look did not find any more: a file that was renamed just then stands under its new name in the next one. */
	private Map<Known.Stamp, Known> gone = Map.of();

	/** @param onRead told when a large file has been read and should be looked at again; must return at once */
	ImageFolder(Path folder, Runnable onRead) {
		this(folder, LARGE, onRead);
	}

	ImageFolder(Path folder, long large, Runnable onRead) {
		this.folder = folder;
		this.large = large;
		reads = new LargeFiles(onRead);
	}

	/**
	 * Looks at all files. Reads the small new ones; a large one is a problem until it has been read in the background.
	 *
	 * @param before what was known; content is not read again while a file's stamp is known, also under another name
	 */
	Content look(Map<String, Known> before) throws IOException {
		List<Path> found;
		try (Stream<Path> all = Files.list(folder)) {
			found = all.filter(ImageFolder::isNamedAsImage).sorted().toList();
		}
		var byStamp = new HashMap<>(gone);
		before.values().stream().filter(k -> !k.stamp().inode().isEmpty()).forEach(k -> byStamp.put(k.stamp(), k));
		var files = new TreeMap<String, Known>();
		var problems = new ArrayList<ImageProblem>();
		boolean pending = false;
		for (Path file : found) {
			String name = file.getFileName().toString();
			try {
				String why = unusable(file);
				if (why.isEmpty()) {
					var stamp = Known.Stamp.of(file);
					Known known = before.get(name);
					known = known != null && known.stamp().equals(stamp) ? known : byStamp.get(stamp);
					if (known == null) {
						known = known(file, stamp, before.containsKey(name));
						byStamp.put(stamp, known);
					}
					files.put(name, known);
				} else {
					problems.add(new ImageProblem(name, why));
				}
			} catch (NotYet e) {
				problems.add(new ImageProblem(name, e.getMessage()));
				pending = true;
			} catch (NoSuchFileException e) {
				pending = true; // removed or renamed meanwhile
			} catch (IOException e) {
				if (Thread.currentThread().isInterrupted()) {
					throw e;
				}
				problems.add(new ImageProblem(name, "cannot be read: " + FileProblem.reason(e)));
			}
		}
		gone = before.entrySet().stream().filter(e -> !files.containsKey(e.getKey()) && !e.getValue().stamp().inode().isEmpty()).map(Map.Entry::getValue)
				.collect(Collectors.toMap(Known::stamp, Function.identity(), (a, b) -> a));
		reads.retain(problems.stream().map(ImageProblem::file).toList());
		return new Content(files, List.copyOf(problems), pending);
	}

	/** The names of large files that are being read, with the ends of that. */
	Map<String, Future<Void>> reading() {
		return reads.reading();
	}

	@Override
	public void close() {
		reads.close();
	}

	static boolean isNamedAsImage(Path file) {
		String name = file.getFileName().toString();
		return name.endsWith(ImageName.SUFFIX) && !name.startsWith(".");
	}

	/** Links may give an image another name; what lies elsewhere is not the engine's to show or to hand out. Empty when it is a file to be read. */
	private String unusable(Path file) throws IOException {
		var attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
		if (attributes.isRegularFile()) {
			return "";
		}
		if (!attributes.isSymbolicLink()) {
			return "is no file";
		}
		Path target;
		try {
			target = file.toRealPath();
		} catch (IOException e) {
			return "is a link that leads nowhere";
		}
		if (!target.getParent().equals(folder.toRealPath())) {
			return "is a link that leads out of the folder; put the file itself here";
		}
		return Files.isRegularFile(target) ? "" : "is a link to something that is no file";
	}

	/** The file is not what it will be. */
	private static final class NotYet extends IOException {

		private static final long serialVersionUID = 1L;

		NotYet(String message) {
			super(message);
		}
	}

	private Known known(Path file, Known.Stamp stamp, boolean replaced) throws IOException {
		if (stamp.size() <= large || announced(file) > stamp.size()) {
			return read(file, stamp, replaced);
		}
		return reads.read(file.getFileName().toString(), stamp, () -> read(file, stamp, replaced)).orElseThrow(() -> new NotYet(BEING_READ));
	}

	/** @param replaced whether there was an image, or a damaged one, under that name before */
	private static Known read(Path file, Known.Stamp stamp, boolean replaced) throws IOException {
		if (announced(file) > stamp.size()) {
			throw new NotYet(INCOMPLETE);
		}
		boolean fresh = !replaced && Duration.between(Instant.parse(stamp.modified()), Instant.now()).abs().compareTo(SETTLED) < 0;
		var facts = facts(file, fresh);
		var known = new Known(stamp, FitImage.sha256(file, Progress.NONE), facts, "");
		if (!Known.Stamp.of(file).equals(stamp)) {
			throw new NotYet(UNSETTLED);
		}
		return known;
	}

	/** The length that the file's own header gives, in bytes; 1 for a file that has none yet, 0 for one of another kind. */
	private static long announced(Path file) throws IOException {
		try (var in = new DataInputStream(Files.newInputStream(file))) {
			byte[] head = in.readNBytes(8);
			if (head.length == 0) {
				return 1;
			}
			var buffer = ByteBuffer.wrap(head);
			return head.length == 8 && buffer.getInt() == FIT_MAGIC ? Integer.toUnsignedLong(buffer.getInt()) : 0;
		}
	}

	private static ImageFacts facts(Path file, boolean fresh) throws IOException {
		try {
			var image = FitImage.read(file, Progress.NONE);
			if (image.images().stream().anyMatch(i -> i.external() && i.data().isEmpty())) {
				throw new NotYet(INCOMPLETE); // as mkimage -E makes them: data stands behind the part that the header measures
			}
			var facts = ImageFacts.of(image);
			return image.findings().stream().filter(f -> f.severity() == Severity.ERROR).findFirst().map(f -> facts.with(f.where() + ": " + f.message())).orElse(facts);
		} catch (FitException e) {
			if (fresh) {
				throw new NotYet(UNSETTLED);
			}
			return ImageFacts.broken(e.getMessage());
		}
	}
}
