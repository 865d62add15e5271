package org.fleetdesk.opennebula;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import org.fleetdesk.opennebula.wire.Xml;
import org.fleetdesk.opennebula.wire.XmlParts;
import org.w3c.dom.Element;

/**
 * Reads a pool of any length again and again: page by page, so that no answer is long and none takes long, two pages at a time (OpenNebula serves 15 connections by default, to all of
 * its clients together), and makes of each object what the caller wants of it only when its text has changed since the last time. Safe for use by several threads.
 *
 * <p>Objects that come or go while the pages are read move the others from page to page. So pages overlap: each has at least one object of the page before, and what was there all
 * the time is in one of them. Should that be otherwise, they are read again; and of a server that gives something else than the page that was asked for, everything at once.
 *
 * @param <V> what is made of an object; not to be changed, as it is given out again
 */
public final class Pages<V> {

	/** A call for a page, such as {@link org.fleetdesk.opennebula.vm.VirtualMachinePool#infoExtended}. */
	@FunctionalInterface
	public interface Call {

		/**
		 * @param start the offset of the page; -1: all objects
		 * @param end   the size of the page, negated; -1: all objects
		 */
		OneResponse page(int start, int end);
	}

	/** What is wanted of an object. */
	@FunctionalInterface
	public interface View<V> {

		/** @throws OneException when it cannot be understood */
		V of(Element xml) throws OneException;
	}

	private static final int AT_A_TIME = 2;
	private static final int ATTEMPTS = 3;
	/** Pages; more are those of a server that has no end. */
	private static final int MOST = 10_000;

	/** Of a text; of 256 bits, half of them tell texts apart as well. */
	private record Digest(long first, long second) {
	}

	private record Known<V>(int id, V view) {
	}

	private final String root;
	private final String element;
	private final int size;
	private final int overlap;
	private final View<V> view;
	private volatile SoftReference<Map<Digest, Known<V>>> last = new SoftReference<>(Map.of());
	private volatile long heard = System.nanoTime();

	/**
	 * @param root    the name of the pool's XML element
	 * @param element that of each object in it
	 * @param size    of a page, in objects
	 */
	public Pages(String root, String element, int size, View<V> view) {
		this.root = root;
		this.element = element;
		this.size = size;
		this.view = view;
		overlap = Math.max(1, size / 20);
	}

	/** When a page was done last, by {@link System#nanoTime()}. */
	public long heard() {
		return heard;
	}

	/**
	 * All objects in OpenNebula's order, each once.
	 *
	 * @throws OneException         when a call fails, or an answer cannot be understood
	 * @throws InterruptedException when it was cancelled
	 */
	public List<V> read(Call call) throws OneException, InterruptedException {
		var known = last.get();
		boolean unpaged = false;
		for (int attempt = 0;; attempt++) {
			var reading = new Reading(call, known == null ? Map.of() : known);
			if (attempt < ATTEMPTS && !unpaged ? reading.pages() : reading.whole()) {
				last = new SoftReference<>(reading.now);
				return reading.all();
			}
			unpaged = reading.unpaged;
		}
	}

	/** Once from the beginning to the end. */
	private final class Reading {

		final Map<Digest, Known<V>> now = new ConcurrentHashMap<>();
		private final Call call;
		private final Map<Digest, Known<V>> known;
		private final Map<Integer, List<Known<V>>> pages = new ConcurrentHashMap<>();
		private final AtomicInteger next = new AtomicInteger();
		/** The number of the last page, when it is known. */
		private final AtomicInteger end = new AtomicInteger(Integer.MAX_VALUE);
		/** Whether the server has given something else than pages. */
		private volatile boolean unpaged;

		Reading(Call call, Map<Digest, Known<V>> known) {
			this.call = call;
			this.known = known;
		}

		boolean whole() throws OneException, InterruptedException {
			pages.put(0, page(-1, -1));
			end.set(0);
			return true;
		}

		/** @return whether nothing can have slipped through */
		boolean pages() throws OneException, InterruptedException {
			readNext(); // mostly the only one
			if (next.get() <= end.get()) {
				together();
			}
			for (int n = 1; n <= end.get() && !unpaged; n++) {
				if (!overlap(pages.get(n - 1), pages.get(n))) {
					return false;
				}
			}
			return !unpaged;
		}

		private void together() throws OneException, InterruptedException {
			try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
				var readers = new ArrayList<Future<?>>();
				for (int i = 0; i < AT_A_TIME; i++) {
					readers.add(threads.submit(this::readOn));
				}
				try {
					for (var reader : readers) {
						reader.get();
					}
				} catch (InterruptedException e) {
					threads.shutdownNow();
					throw e;
				} catch (ExecutionException e) {
					threads.shutdownNow();
					switch (e.getCause()) {
					case OneException failure -> throw failure;
					case InterruptedException interrupted -> throw interrupted;
					case RuntimeException failure -> throw failure;
					default -> throw new IllegalStateException(e.getCause());
					}
				}
			}
		}

		private Void readOn() throws OneException, InterruptedException {
			while (next.get() <= end.get()) {
				readNext();
			}
			return null;
		}

		private void readNext() throws OneException, InterruptedException {
			int number = next.getAndIncrement();
			boolean done = false;
			try {
				var page = page(number * (size - overlap), -size);
				pages.put(number, page);
				if (number > 0 && page.size() >= size && (page.size() > size || number >= MOST || adds(pages.get(0), page) == 0)) {
					unpaged = true; // it gives all again, or the first of them
					end.set(-1);
				} else if (page.size() != size) { // more than a page are all
					end.accumulateAndGet(number, Math::min);
				}
				done = true;
			} finally {
				if (!done) {
					end.set(-1); // nobody goes on
				}
			}
		}

		private List<Known<V>> page(int start, int count) throws OneException, InterruptedException {
			String xml = call.page(start, count).orThrow();
			try {
				var page = read(XmlParts.of(xml, root, element));
				heard = System.nanoTime();
				return page;
			} catch (IOException e) {
				throw new OneException(OneError.PROTOCOL, -1, "OpenNebula's answer cannot be understood: " + e.getMessage(), e);
			}
		}

		private List<Known<V>> read(List<String> texts) throws IOException, OneException {
			var sha = sha();
			var digests = texts.stream().map(t -> digest(sha, t)).toList();
			var changed = new StringBuilder().append('<').append(root).append('>');
			var unknown = new ArrayList<Digest>();
			for (int i = 0; i < texts.size(); i++) {
				var seen = known.get(digests.get(i));
				if (seen == null) {
					changed.append(texts.get(i));
					unknown.add(digests.get(i));
				} else {
					now.put(digests.get(i), seen);
				}
			}
			if (!unknown.isEmpty()) {
				var elements = Xml.elements(Xml.parse(changed.append("</").append(root).append('>').toString()).getDocumentElement(), element);
				if (elements.size() != unknown.size()) {
					throw new IOException("its elements do not end where they should");
				}
				for (int i = 0; i < elements.size(); i++) {
					now.put(unknown.get(i), new Known<>(Xml.number(elements.get(i), "ID", -1), view.of(elements.get(i))));
				}
			}
			return digests.stream().map(now::get).toList();
		}

		/** Of an object that is in two pages, as the later page has it. */
		List<V> all() {
			var all = new LinkedHashMap<Integer, V>();
			for (int n = 0; n <= end.get(); n++) {
				pages.get(n).forEach(k -> all.put(k.id, k.view));
			}
			return List.copyOf(all.values());
		}
	}

	private static <V> boolean overlap(List<Known<V>> page, List<Known<V>> following) {
		return adds(page, following) < following.size();
	}

	/** How many objects of a page are not in another one. */
	private static <V> long adds(List<Known<V>> page, List<Known<V>> following) {
		var ids = page.stream().map(Known::id).collect(Collectors.toSet());
		return following.stream().filter(k -> !ids.contains(k.id)).count();
	}

	private static MessageDigest sha() {
		try {
			return MessageDigest.getInstance("SHA-256");
		} catch (NoSuchAlgorithmException e) {
			throw new IllegalStateException(e); // each runtime has it
		}
	}

	private static Digest digest(MessageDigest sha, String text) {
		var digest = ByteBuffer.wrap(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
		return new Digest(digest.getLong(), digest.getLong());
	}
}
