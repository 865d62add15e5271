package org.fleetdesk.gateways.agent.internal.checkin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.gateways.agent.internal.Pause;
import org.fleetdesk.gateways.agent.internal.cloud.DeviceCloud;
import org.fleetdesk.gateways.model.PackageLimits;
import org.fleetdesk.gateways.model.PackageName;
import org.fleetdesk.gateways.model.PackageSignature;
import org.fleetdesk.http.HttpException;
import org.fleetdesk.http.HttpStream;
import org.fleetdesk.text.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Downloads content to a file. What broke off goes on where it stopped ({@code NAME.part}), also in a later process; what is there in the end has the length and the
 * SHA-256 that the server told, and a signature where one is demanded.
 */
final class Downloader {

	private static final Logger LOG = LoggerFactory.getLogger(Downloader.class);
	private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");
	private static final Duration FIRST = Duration.ofSeconds(1);
	private static final Duration MOST = Duration.ofMinutes(1);
	/** What must stay free on the file system. */
	private static final long RESERVE = 4 << 20;
	private static final int BLOCK = 1 << 16;

	/** Where content comes from. */
	interface Source {

		/** @param from the first byte; 0: all */
		HttpStream open(String name, long from) throws HttpException;

		/** So many bytes came. */
		void received(long bytes);
	}

	/** Hears how far it is. @see #download */
	@FunctionalInterface
	interface Progress {

		/** @param total 0 when it is not known */
		void at(long bytes, long total);
	}

	private final Source source;
	private final Path folder;
	private final Optional<Path> trustedKey;
	private final Duration patience;
	private final LongSupplier nanos;
	private final Pause pause;
	private final RandomGenerator random;

	/**
	 * @param folder   where files are put
	 * @param patience how long it is tried again when nothing comes
	 * @param nanos    a clock that nobody sets
	 */
	Downloader(Source source, Path folder, Optional<Path> trustedKey, Duration patience, LongSupplier nanos, Pause pause, RandomGenerator random) {
		this.source = source;
		this.folder = folder;
		this.trustedKey = trustedKey;
		this.patience = patience;
		this.nanos = nanos;
		this.pause = pause;
		this.random = random;
	}

	/**
	 * Returns at once when the file is there from an earlier call.
	 *
	 * @param name of the content and of the file
	 * @throws HttpException        when the key is refused (401)
	 * @throws DownloadException    when it is given up
	 * @throws InterruptedException what came stays, and is used the next time
	 */
	Path download(String name, Progress progress) throws HttpException, DownloadException, InterruptedException {
		Path file = folder.resolve(name);
		if (Files.exists(file)) {
			return file;
		}
		var backoff = new Backoff(FIRST, MOST, random);
		long since = nanos.getAsLong();
		boolean again = false;
		while (true) {
			long before = size(part(name));
			try {
				return once(name, file, progress);
			} catch (Mismatch e) {
				delete(part(name));
				if (again || before == 0) {
					throw new DownloadException(e.getMessage(), false, e);
				}
				again = true; // what was continued may have been of other content
			} catch (HttpException e) {
				if (Thread.interrupted()) {
					throw new InterruptedException();
				}
				if (DeviceCloud.keyRefused(e)) {
					throw e;
				}
				if (!worthRetrying(e)) {
					throw failure(name, e);
				}
				if (size(part(name)) > before) {
					since = nanos.getAsLong();
					backoff.reset();
				}
				if (nanos.getAsLong() - since >= patience.toNanos()) {
					throw failure(name, e);
				}
				LOG.info("Download of {} broke off at byte {}: {}", name, size(part(name)), e.getMessage());
				pause.of(backoff.next());
			} catch (IOException e) {
				delete(part(name));
				throw new DownloadException(reason(e), false, e);
			}
		}
	}

	private static DownloadException failure(String name, HttpException e) {
		String text = e instanceof HttpException.Refused refused && refused.status() == 404 ? "The device cloud has no content " + name : e.getMessage();
		return new DownloadException(text + ".", false, e);
	}

	private static boolean worthRetrying(HttpException e) {
		return switch (e) {
		case HttpException.Refused refused -> refused.status() >= 500 || refused.status() == 408 || refused.status() == 429;
		case HttpException.Unreachable u -> true;
		case HttpException.TimedOut t -> true;
		case HttpException.Protocol p -> true;
		default -> false;
		};
	}

	/** The content is not what it should be. */
	private static final class Mismatch extends Exception {

		private static final long serialVersionUID = 1L;

		Mismatch(String message) {
			super(message);
		}
	}

	private Path once(String name, Path file, Progress progress) throws IOException, Mismatch, DownloadException, InterruptedException {
		Files.createDirectories(folder);
		Path part = part(name);
		long have = size(part);
		try (var stream = open(name, have, part)) {
			var headers = stream.headers();
			var range = header(headers, "content-range").map(RANGE::matcher).filter(java.util.regex.Matcher::matches);
			long from = range.map(r -> Long.parseLong(r.group(1))).orElse(0L);
			if (from != 0 && from != have) {
				throw new Mismatch("The device cloud answered with another part of " + name + " than the one it was asked for.");
			}
			long total = range.map(r -> r.group(3).equals("*") ? Long.parseLong(r.group(2)) + 1 : Long.parseLong(r.group(3)))
					.orElseGet(() -> header(headers, "content-length").filter(v -> v.matches("\\d{1,18}")).map(Long::parseLong).orElse(0L));
			room(name, total, from);
			copy(stream.body(), part, from, total, progress);
			long came = size(part);
			if (total > 0 && came != total) {
				throw new HttpException.Unreachable("The device cloud sent %d of %d bytes of %s".formatted(came, total, name), null);
			}
			byte[] digest = digest(part);
			check(name, headers, digest);
			AtomicFiles.moveDurably(part, file);
			progress.at(came, came);
			return file;
		}
	}

	/** What was begun may be complete, or longer than what is there now: then from the beginning. */
	private HttpStream open(String name, long have, Path part) throws HttpException {
		try {
			return source.open(name, have);
		} catch (HttpException.Refused e) {
			if (have > 0 && e.status() == 416) {
				delete(part);
				return source.open(name, 0);
			}
			throw e;
		}
	}

	private void room(String name, long total, long from) throws IOException, DownloadException {
		if (total > PackageLimits.USUAL.packed()) {
			throw new DownloadException("The package %s has %s; no more than %s is taken.".formatted(name, Text.bytes(total), Text.bytes(PackageLimits.USUAL.packed())), true, null);
		}
		long free = Files.getFileStore(folder).getUsableSpace();
		if (free - RESERVE < total - from) {
			throw new DownloadException("There is not enough space for %s on the gateway: it needs %s, and %s are free.".formatted(name, Text.bytes(total - from), Text.bytes(free)), false, null);
		}
	}

	private void copy(InputStream body, Path part, long from, long total, Progress progress) throws IOException, DownloadException, InterruptedException {
		long at = from;
		try (var channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
			channel.truncate(from);
			channel.position(from);
			byte[] block = new byte[BLOCK];
			for (int count = body.read(block); count >= 0; count = body.read(block)) {
				for (var bytes = ByteBuffer.wrap(block, 0, count); bytes.hasRemaining();) {
					channel.write(bytes);
				}
				at += count;
				source.received(count);
				if (at > PackageLimits.USUAL.packed()) {
					throw new DownloadException("The package is longer than " + Text.bytes(PackageLimits.USUAL.packed()) + ".", true, null);
				}
				progress.at(at, total);
				if (Thread.interrupted()) {
					throw new InterruptedException();
				}
			}
			channel.force(true);
		}
	}

	private void check(String name, Map<String, List<String>> headers, byte[] digest) throws Mismatch, DownloadException, IOException {
		String sha256 = HexFormat.of().formatHex(digest);
		var told = header(headers, "x-content-sha256").map(v -> v.strip().toLowerCase(Locale.ROOT));
		if (told.isPresent() && !told.get().equals(sha256)) {
			throw new Mismatch("What came of %s has the SHA-256 %s, and not %s as the device cloud told.".formatted(name, sha256, told.get().replaceAll("[^0-9a-f]", "?")));
		}
		if (trustedKey.isEmpty()) {
			return;
		}
		var signature = header(headers, "x-content-signature");
		String problem = signature.isEmpty() ? name + " is not signed, and this gateway takes only packages that are signed with the key of " + trustedKey.get() + "."
				: verified(name, digest, signature.get()) ? "" : "The signature of " + name + " was not made of this package and version with the key of " + trustedKey.get() + ".";
		if (!problem.isEmpty()) {
			delete(part(name));
			throw new DownloadException(problem, true, null);
		}
	}

	private boolean verified(String name, byte[] digest, String signature) throws DownloadException {
		try {
			return PackageSignature.verify(PackageName.of(name), digest, signature, Files.readString(trustedKey.get()));
		} catch (IOException | IllegalArgumentException e) {
			throw new DownloadException("The key in %s, which packages must be signed with, cannot be used: %s".formatted(trustedKey.get(), e.getMessage()), true, e);
		}
	}

	/** Forgets a file and what was begun of it. */
	void forget(String name) {
		delete(folder.resolve(name));
		delete(part(name));
	}

	private Path part(String name) {
		return folder.resolve(name + ".part");
	}

	private static byte[] digest(Path file) throws IOException {
		try (var in = Files.newInputStream(file)) {
			var digest = MessageDigest.getInstance("SHA-256");
			byte[] block = new byte[BLOCK];
			for (int count = in.read(block); count >= 0; count = in.read(block)) {
				digest.update(block, 0, count);
			}
			return digest.digest();
		} catch (NoSuchAlgorithmException e) {
			throw new IllegalStateException(e);
		}
	}

	private static Optional<String> header(Map<String, List<String>> headers, String name) {
		return Optional.ofNullable(headers.get(name)).map(List::getFirst);
	}

	private static long size(Path file) {
		try {
			return Files.size(file);
		} catch (IOException e) {
			return 0;
		}
	}

	private static void delete(Path file) {
		try {
			Files.deleteIfExists(file);
		} catch (IOException e) {
			LOG.warn("{} cannot be deleted: {}", file, e.getMessage());
		}
	}

	private static String reason(IOException e) {
		String text = e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : String.valueOf(e.getMessage());
		return "The package cannot be kept on the gateway: " + text + ".";
	}
}
