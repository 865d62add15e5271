package org.fleetdesk.gateways.model;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.io.input.CloseShieldInputStream;

/**
 * Reads an application package member by member and finds what must not be in one: damage, names that lead out of the folder or stand for one another, links,
 * devices, dangerous modes, and sizes beyond the limits. Inspector and unpacker both read with this class, so that one never lets through what the other would
 * do. Members with an error are not handed on.
 */
final class PackageReader {

	/** What is done with the members that have no error. */
	interface Visitor {
		/**
		 * @param data the whole content of a file, empty for a folder; need not be read
		 * @throws IOException      what reading throws, which is damage
		 * @throws StorageException what writing throws, which is none
		 */
		void visit(PackageMember member, InputStream data) throws IOException;
	}

	/** What a visitor does with the data failed; says so apart from the failures of reading. */
	static final class StorageException extends IOException {
		private static final long serialVersionUID = 1L;

		StorageException(IOException cause) {
			super(cause);
		}

		@Override
		public synchronized IOException getCause() {
			return (IOException) super.getCause();
		}
	}

	private static final int BLOCK = 512;
	private static final int SPECIAL_BITS = 07000;
	/** Of all names that are kept in memory, those of folders included: an honest package of the most members has half of it. */
	private static final int NAMES = 12 << 20;
	/** What a name takes beside its characters. */
	private static final int NAME = 64;

	private final PackageLimits limits;
	private final Findings findings;
	/** By the path as a file system without case sees it. */
	private final Map<String, PackageMember> seen = new HashMap<>();
	private final Set<String> folders = new HashSet<>();
	private int members;
	private int names;

	PackageReader(PackageLimits limits, Findings findings) {
		this.limits = limits;
		this.findings = findings;
	}

	/**
	 * Reads the file once, from its first byte to its last.
	 *
	 * @return the SHA-256 of the file, in hexadecimal digits
	 * @throws IOException when the file cannot be read, or the visitor's own; damage is a finding
	 */
	String read(Path file, Visitor visitor) throws IOException {
		long size = Files.size(file);
		if (size > limits.packed()) {
			findings.error("", "The file has " + size + " bytes, and " + limits.packed() + " are allowed.");
		}
		var digest = sha256();
		// the buffer stands between, as the library reads some bytes twice
		try (var packed = new BufferedInputStream(new DigestInputStream(Files.newInputStream(file), digest), 1 << 16)) {
			if (size <= limits.packed()) {
				unpack(packed, size, visitor);
			}
			packed.transferTo(OutputStream.nullOutputStream());
			return HexFormat.of().formatHex(digest.digest());
		}
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		} catch (NoSuchAlgorithmException e) {
			throw new IllegalStateException(e); // each Java has it
		}
	}

	private void unpack(InputStream packed, long size, Visitor visitor) throws IOException {
		long most = Math.min(limits.unpacked(), Math.max(limits.freeBytes(), size * limits.ratio()));
		String tooMuch = most == limits.unpacked() ? "Unpacked it has more than " + most + " bytes, which are allowed."
				: "Unpacked it is more than " + limits.ratio() + " times larger than packed: that is how storage is filled up on purpose.";
		try (var gzip = gzip(CloseShieldInputStream.wrap(packed)); var watched = new WatchedStream(gzip, most, tooMuch); var tar = new TarArchiveInputStream(watched, "UTF-8")) {
			long end = 0;
			watched.headers();
			for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
				watched.data();
				if (!entry.isCheckSumOK()) {
					findings.error("", "The archive is damaged: the checksum of the header before byte " + watched.position() + " is wrong. Make the package again.");
					return;
				}
				if (++members > limits.members()) {
					findings.error("", "There are more than " + limits.members() + " files and folders in it.");
					return;
				}
				if (names > NAMES) {
					findings.error("", "The names of the files and folders in it are longer than " + NAMES + " characters in all.");
					return;
				}
				end = watched.position() + (entry.getSize() + BLOCK - 1) / BLOCK * BLOCK;
				var member = check(entry);
				if (member.isPresent()) {
					visitor.visit(member.get(), tar);
				}
				tar.transferTo(OutputStream.nullOutputStream());
				watched.headers();
			}
			watched.data();
			watched.transferTo(OutputStream.nullOutputStream());
			checkEnd(watched, end);
		} catch (WatchedStream.TooMuchException e) {
			findings.error("", e.getMessage());
		} catch (StorageException e) {
			throw e.getCause();
		} catch (ClosedByInterruptException e) {
			throw e; // of this process, not of the file
		} catch (EOFException e) {
			findings.error("", "The file is cut off: it ends in the middle of the archive. Copy or make it again.");
		} catch (IOException | IllegalArgumentException | ArithmeticException e) { // what the library says of damage
			findings.error("", "The file is damaged, or no gzip'ed tar archive: it cannot be unpacked to its end. Copy or make it again.");
		}
	}

	private void checkEnd(WatchedStream archive, long end) {
		if (archive.lastContent() >= end) {
			findings.error("", "Something follows the end of the archive, at byte " + archive.lastContent() + " of what is unpacked. Make the package again.");
		} else if (archive.position() < end + BLOCK) {
			findings.error("", "The archive is cut off: its end mark is missing. Copy or make it again.");
		}
	}

	private static InputStream gzip(InputStream packed) throws IOException {
		return GzipCompressorInputStream.builder().setInputStream(packed).setDecompressConcatenated(true).get();
	}

	/** The member, unless it has an error. */
	private Optional<PackageMember> check(TarArchiveEntry entry) {
		String name = entry.getName();
		var problems = new ArrayList<String>();
		Optional<String> path = path(name, problems);
		type(entry).ifPresent(problems::add);
		int mode = entry.getMode() & 07777;
		if ((mode & SPECIAL_BITS) != 0) {
			problems.add("Its mode has the bit setuid, setgid or sticky.");
		}
		if (entry.getSize() > limits.file()) {
			problems.add("It has " + entry.getSize() + " bytes, and " + limits.file() + " are allowed.");
		}
		if (entry.isDirectory() && entry.getSize() != 0) {
			problems.add("It is a folder and has content.");
		}
		if (path.isPresent() && !path.get().isEmpty()) {
			var member = new PackageMember(path.get(), entry.isDirectory(), entry.getSize(), mode & 0777, entry.getLongUserId(), modified(entry));
			place(member, problems);
			if (problems.isEmpty()) {
				return Optional.of(member);
			}
		} else if (path.isPresent() && !entry.isDirectory()) {
			problems.add("It stands for the folder of the archive itself.");
		}
		problems.forEach(problem -> findings.error(shown(name), problem));
		return Optional.empty();
	}

	/** The path without {@code .}; empty for the folder of the archive itself, absent when it cannot be one. */
	private Optional<String> path(String name, List<String> problems) {
		if (name.chars().anyMatch(c -> Character.isISOControl(c) || c == '\\' || c == '?')) { // the library's sign for what it cannot decode
			problems.add("Its name has control characters, backslashes, question marks, or bytes that are not UTF-8.");
			return Optional.empty();
		}
		if (name.startsWith("/")) {
			problems.add("Its name begins with /: it would lie outside of the package.");
			return Optional.empty();
		}
		var parts = new ArrayList<String>();
		for (String part : name.split("/")) {
			if (part.equals("..")) {
				problems.add("Its name leads out of the package by \"..\".");
				return Optional.empty();
			}
			if (part.getBytes(StandardCharsets.UTF_8).length > 255) {
				problems.add("A part of its name is longer than 255 bytes.");
			}
			if (!part.isEmpty() && !part.equals(".")) {
				parts.add(part);
			}
		}
		String path = String.join("/", parts);
		if (path.getBytes(StandardCharsets.UTF_8).length > limits.path() || parts.size() > limits.depth()) {
			problems.add("Its path is longer than " + limits.path() + " bytes or deeper than " + limits.depth() + " folders.");
			return Optional.empty();
		}
		return Optional.of(path);
	}

	private static Optional<String> type(TarArchiveEntry entry) {
		return switch (entry.getLinkFlag()) {
		case TarConstants.LF_OLDNORM, TarConstants.LF_NORMAL, TarConstants.LF_DIR -> entry.isSparse() ? Optional.of("It is a sparse file; pack it without --sparse.") : Optional.empty();
		case TarConstants.LF_LINK -> Optional.of("It is a hard link; links are not installed. Ship a copy, or make the link in install.sh.");
		case TarConstants.LF_SYMLINK -> Optional.of("It is a symbolic link; links are not installed. Ship a copy, or make the link in install.sh.");
		case TarConstants.LF_CHR, TarConstants.LF_BLK -> Optional.of("It is a device.");
		case TarConstants.LF_FIFO -> Optional.of("It is a named pipe.");
		case TarConstants.LF_GNUTYPE_SPARSE -> Optional.of("It is a sparse file; pack it without --sparse.");
		default -> Optional.of("It is neither a file nor a folder.");
		};
	}

	private static Instant modified(TarArchiveEntry entry) {
		try {
			return entry.getLastModifiedTime().toInstant();
		} catch (RuntimeException e) {
			return Instant.MAX;
		}
	}

	/** Two members must not become one file, nor a file a folder, also where case or the form of accents does not count. */
	private void place(PackageMember member, List<String> problems) {
		String folded = folded(member.path());
		names += 2 * (folded.length() + NAME);
		var other = seen.putIfAbsent(folded, member);
		if (other != null && !(other.directory() && member.directory() && other.path().equals(member.path()))) {
			problems.add(other.path().equals(member.path()) ? "It is in the archive twice." : "Its name differs from \"" + shown(other.path()) + "\" in case or accents only.");
		}
		if (!member.directory() && folders.contains(folded)) {
			problems.add("It is a file, and others lie in a folder of this name.");
		}
		for (int slash = folded.lastIndexOf('/'); slash > 0; slash = folded.lastIndexOf('/', slash - 1)) {
			String folder = folded.substring(0, slash);
			var above = seen.get(folder);
			if (above != null && !above.directory()) {
				problems.add("It lies in \"" + shown(above.path()) + "\", which is a file.");
			}
			if (!folders.add(folder)) {
				break;
			}
			names += folder.length() + NAME;
		}
	}

	private static String folded(String path) {
		return Normalizer.normalize(path, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
	}

	/** A member's name for a message: what could mislead the reader is replaced. */
	static String shown(String name) {
		String harmless = name.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", "?");
		return harmless.length() > 200 ? harmless.substring(0, 200) + "…" : harmless;
	}
}
