package org.fleetdesk.opennebula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.fleetdesk.opennebula.wire.Xml;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pools that are read page by page while they change. */
@Timeout(60)
class PagesTest {

	private static final int SIZE = 40;

	/** The newest first, as OpenNebula has them. */
	private final TreeMap<Integer, String> pool = new TreeMap<>(Collections.reverseOrder());
	private final List<String> made = new CopyOnWriteArrayList<>();
	private final List<Integer> calls = new CopyOnWriteArrayList<>();
	private final Pages<String> pages = new Pages<>("VM_POOL", "VM", SIZE, xml -> {
		String text = Xml.text(xml, "ID") + Xml.text(xml, "NAME");
		made.add(text);
		return text;
	});

	private void fill(int count) {
		IntStream.range(0, count).forEach(id -> pool.put(id, "a"));
	}

	private OneResponse page(int start, int end) {
		calls.add(start);
		synchronized (pool) {
			var page = pool.entrySet().stream().skip(Math.max(0, start)).limit(end == -1 ? Long.MAX_VALUE : -end);
			return OneResponse.of("<VM_POOL>" + page.map(e -> "<VM><ID>%d</ID><NAME><![CDATA[%s]]></NAME></VM>".formatted(e.getKey(), e.getValue())).collect(Collectors.joining()) + "</VM_POOL>");
		}
	}

	private List<String> expected() {
		return pool.entrySet().stream().map(e -> e.getKey() + e.getValue()).toList();
	}

	@Test
	void whateverItsLengthAPoolIsReadAsItIs() throws Exception {
		for (int count : List.of(0, 1, SIZE - 1, SIZE, SIZE + 1, 2 * SIZE, 997)) {
			pool.clear();
			fill(count);

			assertThat(pages.read(this::page)).as("%d objects", count).isEqualTo(expected());
		}
	}

	@Test
	void aShortPoolIsOneCall() throws Exception {
		fill(SIZE - 1);

		pages.read(this::page);

		assertThat(calls).hasSize(1);
	}

	@Test
	void twoPagesAreReadAtATime() throws Exception {
		fill(5 * SIZE);
		var both = new CyclicBarrier(2);
		var under = new AtomicInteger();

		var read = pages.read((start, end) -> {
			if (start > 0 && start < 4 * SIZE) {
				assertThat(under.incrementAndGet()).isLessThanOrEqualTo(2);
				try {
					both.await(20, TimeUnit.SECONDS);
				} catch (Exception e) {
					throw new AssertionError(e);
				} finally {
					under.decrementAndGet();
				}
			}
			return page(start, end);
		});

		assertThat(read).isEqualTo(expected());
	}

	@Test
	void onlyWhatHasChangedIsReadAnew() throws Exception {
		fill(3 * SIZE);
		pages.read(this::page);
		made.clear();

		pool.put(17, "b");
		pool.remove(50);
		pool.put(1000, "new");

		assertThat(pages.read(this::page)).isEqualTo(expected());
		assertThat(made).containsExactlyInAnyOrder("17b", "1000new");
	}

	@Test
	void whatHasChangedBackIsAsItWas() throws Exception {
		fill(3);
		pages.read(this::page);
		pool.put(1, "b");
		pages.read(this::page);
		pool.put(1, "a");

		assertThat(pages.read(this::page)).containsExactly("2a", "1a", "0a");
	}

	@Test
	void nothingSlipsThroughWhenOthersGoBetweenPages() throws Exception {
		fill(4 * SIZE);
		var first = new AtomicInteger();

		var read = pages.read((start, end) -> {
			var page = page(start, end);
			if (first.getAndIncrement() == 0) { // of the first page, as many as the pages have in common, and more
				synchronized (pool) {
					IntStream.range(0, SIZE / 2).forEach(i -> pool.pollFirstEntry());
				}
			}
			return page;
		});

		assertThat(read).containsAll(expected());
	}

	@Test
	void aPoolThatNeverStandsStillIsReadInOneCall() throws Exception {
		fill(20 * SIZE);

		var read = pages.read((start, end) -> {
			var page = page(start, end);
			if (start == 0) {
				synchronized (pool) {
					IntStream.range(0, SIZE / 2).forEach(i -> pool.pollFirstEntry());
				}
			}
			return page;
		});

		assertThat(calls).contains(-1);
		assertThat(read).isEqualTo(expected());
	}

	@Test
	void aServerThatGivesAllWhateverIsAskedIsAskedOnce() throws Exception {
		fill(3 * SIZE);

		assertThat(pages.read((start, end) -> page(0, -1))).isEqualTo(expected());
		assertThat(calls).hasSize(1);
	}

	@Test
	void aServerThatGivesTheFirstPageWhateverIsAskedIsAskedForAll() throws Exception {
		fill(3 * SIZE);

		assertThat(pages.read((start, end) -> page(end == -1 ? -1 : 0, end))).isEqualTo(expected());
		assertThat(calls).hasSizeLessThan(10);
	}

	@Test
	void aServerThatBeginsToGiveAllIsAskedForAll() throws Exception {
		fill(3 * SIZE);

		assertThat(pages.read((start, end) -> page(start == 0 ? 0 : -1, start == 0 ? end : -1))).isEqualTo(expected());
	}

	@Test
	void whatComesMeanwhileIsThereOnce() throws Exception {
		fill(4 * SIZE);
		var next = new AtomicInteger(1000);

		var read = pages.read((start, end) -> {
			var page = page(start, end);
			synchronized (pool) {
				pool.put(next.getAndIncrement(), "new");
			}
			return page;
		});

		assertThat(read).doesNotHaveDuplicates().containsAll(IntStream.range(0, 4 * SIZE).mapToObj(id -> id + "a").toList());
	}

	@Test
	void aPageThatFailsEndsTheOthers() {
		fill(100 * SIZE);

		assertThatThrownBy(() -> pages.read((start, end) -> start == 0 ? page(start, end) : OneResponse.failed(OneError.AUTHORIZATION, 512, "No", -1, null)))
				.isInstanceOfSatisfying(OneException.class, e -> assertThat(e.error()).isEqualTo(OneError.AUTHORIZATION));
		assertThat(calls).hasSize(1);
	}

	@Test
	void anInterruptEndsIt() throws Exception {
		fill(10 * SIZE);
		var waiting = new CountDownLatch(2);
		var never = new CountDownLatch(1);
		var ended = new CountDownLatch(1);
		var reader = Thread.ofVirtual().start(() -> {
			try {
				pages.read((start, end) -> {
					if (start == 0) {
						return page(start, end);
					}
					waiting.countDown();
					try {
						never.await();
						return page(start, end);
					} catch (InterruptedException e) {
						return OneResponse.failed(OneError.CANCELLED, -1, "cancelled", -1, e);
					}
				});
			} catch (InterruptedException e) {
				ended.countDown();
			} catch (OneException e) {
				throw new AssertionError(e);
			}
		});
		waiting.await();

		reader.interrupt();

		assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void somethingElseIsNoPool() {
		for (String wrong : List.of("<DOCUMENT_POOL></DOCUMENT_POOL>", "<VM_POOL><VM>", "<VM_POOL><VM><ID>1</VM></ID></VM_POOL>", "", "<VM_POOL/><VM_POOL/>",
				"<!DOCTYPE VM_POOL><VM_POOL></VM_POOL>", "<VM_POOL><VM/></VM_POOL></VM_POOL>")) {
			assertThatThrownBy(() -> pages.read((start, end) -> OneResponse.of(wrong))).as(wrong).isInstanceOfSatisfying(OneException.class,
					e -> assertThat(e.error()).isEqualTo(OneError.PROTOCOL));
		}
	}
}
