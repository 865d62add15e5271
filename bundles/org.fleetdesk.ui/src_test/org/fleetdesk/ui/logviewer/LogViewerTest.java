package org.fleetdesk.ui.logviewer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import org.eclipse.swt.SWT;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Shell;
import org.fleetdesk.logs.LineBlock;
import org.fleetdesk.logs.LineFlags;
import org.fleetdesk.logs.LineSeverity;
import org.fleetdesk.logs.LogInfo;
import org.fleetdesk.logs.LogKey;
import org.fleetdesk.logs.LogLines;
import org.fleetdesk.logs.LogSettings;
import org.fleetdesk.logs.LogStore;
import org.fleetdesk.logs.LogStream;
import org.fleetdesk.logs.Subscription;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real widget on a display; left out where there is none. */
class LogViewerTest {

	private static Display display;
	@TempDir
	Path root;
	private LogStore store;
	private LogStream stream;
	private Shell shell;
	private LogViewer viewer;
	private LogCanvas canvas;
	private Watched watched;

	/** Fails the test when rows are read on the UI thread; can hold up reads. */
	private static final class Watched implements LogLines {
		private final LogLines lines;
		private final Thread ui = Thread.currentThread();
		private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
		private final AtomicBoolean closed = new AtomicBoolean();
		private volatile CountDownLatch gate = new CountDownLatch(0);

		Watched(LogLines lines) {
			this.lines = lines;
		}

		@Override
		public long first() {
			return lines.first();
		}

		@Override
		public long end() {
			return lines.end();
		}

		@Override
		public void read(long from, int count, LineBlock into) throws IOException {
			if (Thread.currentThread() == ui) {
				wrong.add("rows were read on the UI thread");
			}
			try {
				gate.await();
			} catch (InterruptedException _) {
				Thread.currentThread().interrupt();
			}
			lines.read(from, count, into);
		}

		@Override
		public Subscription onChange(Runnable listener) {
			return lines.onChange(listener);
		}

		@Override
		public List<String> sources() {
			return lines.sources();
		}

		@Override
		public void close() {
			closed.set(true);
			lines.close();
		}
	}

	@BeforeAll
	static void connect() {
		assumeTrue(System.getenv("DISPLAY") != null, "no display");
		display = new Display();
	}

	@AfterAll
	static void disconnect() {
		if (display != null) {
			display.dispose();
		}
	}

	@BeforeEach
	void open() throws IOException {
		store = new LogStore(root, LogSettings.DEFAULT);
		stream = store.open(new LogInfo(new LogKey("c", "a"), "a", "test", "Test"));
		shell = new Shell(display);
		shell.setLayout(new FillLayout());
		shell.setSize(900, 400);
		viewer = new LogViewer(shell, SWT.NONE);
		canvas = (LogCanvas) viewer.getChildren()[1];
		shell.open();
		watched = new Watched(stream.open());
		viewer.setLog(watched, "a", () -> 0);
	}

	@AfterEach
	void close() throws IOException {
		shell.dispose();
		store.close();
		assertThat(watched.wrong).isEmpty();
	}

	private void await(BooleanSupplier condition) {
		long deadline = System.nanoTime() + 30_000_000_000L;
		display.timerExec(30_000, () -> {
			// wakes the display
		});
		while (!condition.getAsBoolean()) {
			assertThat(System.nanoTime()).as("the condition did not come true within 30 s").isLessThan(deadline);
			if (!display.readAndDispatch()) {
				display.sleep();
			}
		}
	}

	private void awaitRows(int rows) {
		await(() -> canvas.viewport().end() == rows && canvas.line(rows - 1) != null);
	}

	private void append(int from, int to) throws IOException {
		for (int i = from; i < to; i++) {
			line(i, "line " + i, 0);
		}
		stream.flush();
	}

	private void line(long time, String text, int flags) throws IOException {
		var bytes = text.getBytes(StandardCharsets.UTF_8);
		stream.append(time * 1_000_000_000L, bytes, 0, bytes.length, flags);
	}

	private void key(int code, int state) {
		var event = new Event();
		event.keyCode = code;
		event.stateMask = state;
		canvas.notifyListeners(SWT.KeyDown, event);
	}

	private String clipboard() {
		var clipboard = new Clipboard(display);
		try {
			return (String) clipboard.getContents(TextTransfer.getInstance());
		} finally {
			clipboard.dispose();
		}
	}

	private boolean bottomIs(String text) {
		var line = canvas.line(canvas.viewport().top() + canvas.viewport().page() - 1);
		return line != null && line.text().equals(text);
	}

	@Test
	void followsUntilScrolledUpAndEndResumes() throws Exception {
		append(0, 1000);
		await(() -> bottomIs("line 999"));
		append(1000, 1100);
		await(() -> bottomIs("line 1099"));
		var wheel = new Event();
		wheel.count = 5;
		canvas.notifyListeners(SWT.MouseVerticalWheel, wheel);
		assertThat(viewer.isFollowing()).isFalse();
		append(1100, 1200);
		await(() -> canvas.viewport().end() == 1200);
		assertThat(bottomIs("line 1094")).isTrue();
		key(SWT.HOME, 0);
		await(() -> canvas.line(0) != null && viewer.currentLine().equals("line 0"));
		key(SWT.END, 0);
		await(() -> bottomIs("line 1199"));
		assertThat(viewer.isFollowing()).isTrue();
	}

	@Test
	void copiesWhatIsSelectedWithoutControlCharacters() throws Exception {
		line(0, "one\u001b[31m red\u0007", 0);
		line(1, "two\tzwei", LineFlags.STDERR);
		stream.mark(2_000_000_000L, "Lines may be missing");
		line(3, "three", 0);
		stream.flush();
		awaitRows(4);
		key('a', SWT.MOD1);
		key('c', SWT.MOD1);
		await(() -> "one red\u2407\ntwo\tzwei\n-- Lines may be missing\nthree".equals(clipboard()));
	}

	@Test
	void selectsByKeyboard() throws Exception {
		append(0, 5);
		awaitRows(5);
		key(SWT.HOME, 0);
		key(SWT.ARROW_DOWN, SWT.SHIFT);
		for (int i = 0; i < 4; i++) {
			key(SWT.ARROW_RIGHT, SWT.SHIFT);
		}
		viewer.copy();
		await(() -> "line 0\nline".equals(clipboard()));
	}

	@Test
	void selectsAWordByDoubleClick() throws Exception {
		line(0, "from 10.0.0.7:2375 to /mnt/ME/a.itb", 0);
		stream.flush();
		awaitRows(1);
		var at = canvas.boundsOf(new LogCanvas.Place(0, 8));
		var event = new Event();
		event.x = at.x + 1;
		event.y = at.y + 2;
		event.button = 1;
		event.count = 2;
		canvas.notifyListeners(SWT.MouseDown, event);
		viewer.copy();
		await(() -> "10.0.0.7:2375".equals(clipboard()));
	}

	@Test
	void findsForwardAndBackwardAndAroundTheEnd() throws Exception {
		append(0, 3000);
		await(() -> bottomIs("line 2999"));
		key(SWT.HOME, 0);
		viewer.find("LINE 70");
		await(() -> canvas.selection().caretRow() == 70);
		viewer.findNext(true);
		await(() -> canvas.selection().caretRow() == 700);
		viewer.findNext(false);
		await(() -> canvas.selection().caretRow() == 70);
		viewer.findNext(false);
		await(() -> canvas.selection().caretRow() == 709);
		assertThat(canvas.selection().start(709)).isZero();
		assertThat(canvas.viewport().top()).isBetween(709L - canvas.viewport().page(), 709L);
		viewer.find("/(/");
		await(() -> canvas.matcher() == null);
	}

	@Test
	void filtersAndComesBackToThePlace() throws Exception {
		append(0, 2000);
		line(2000, "ERROR broken", 0);
		stream.flush();
		await(() -> bottomIs("ERROR broken"));
		viewer.setSeverity(LineSeverity.ERROR);
		await(() -> canvas.viewport().end() == 1 && canvas.line(0) != null && canvas.line(0).text().equals("ERROR broken"));
		viewer.setSeverity(LineSeverity.UNKNOWN);
		await(() -> canvas.viewport().end() == 2001);
		key(SWT.HOME, 0);
		canvas.viewport().scrollTo(1000);
		viewer.setFilter("/5$/");
		await(() -> canvas.viewport().end() == 200 && canvas.line(canvas.viewport().top()) != null);
		await(() -> canvas.line(canvas.viewport().top()).text().equals("line 1005"));
		viewer.setFilter("");
		await(() -> canvas.viewport().end() == 2001 && canvas.viewport().top() == 1005);
	}

	@Test
	void staysAliveWhileReadsHang() throws Exception {
		append(0, 1000);
		watched = new Watched(stream.open());
		viewer.setLog(watched, "a", () -> 0);
		await(() -> bottomIs("line 999"));
		watched.gate = new CountDownLatch(1);
		key(SWT.HOME, 0);
		canvas.redraw();
		canvas.update();
		assertThat(canvas.viewport().top()).isZero();
		assertThat(canvas.line(0)).isNull();
		watched.gate.countDown();
		await(() -> canvas.line(0) != null);
	}

	@Test
	void wrapsLongLines() throws Exception {
		line(0, "x".repeat(1000), 0);
		line(1, "last", 0);
		stream.flush();
		awaitRows(2);
		viewer.setWrapping(true);
		int rows = canvas.line(0).rows(canvas.viewport().columns());
		assertThat(rows).isGreaterThan(5);
		var below = canvas.placeAt(canvas.boundsOf(new LogCanvas.Place(0, 0)).x, (rows - 1) * canvas.boundsOf(new LogCanvas.Place(0, 0)).height + 1);
		assertThat(below).isEqualTo(new LogCanvas.Place(0, (rows - 1) * canvas.viewport().columns()));
	}

	@Test
	void goesToALineOrTime() throws Exception {
		append(0, 5000);
		await(() -> bottomIs("line 4999"));
		for (var wanted : List.of("1235", "1970-01-01 00:20:34")) {
			viewer.setFollowing(true);
			var go = GoTo.parse(wanted);
			var row = new long[] { -1 };
			canvas.cache().submit(lines -> row[0] = go.row(lines, ZoneOffset.UTC));
			await(() -> row[0] >= 0);
			assertThat(row[0]).isEqualTo(1234);
		}
		assertThat(GoTo.parse("yesterday")).isNull();
		assertThat(GoTo.parse("25:00")).isNull();
		assertThat(GoTo.parse("9:05")).isNotNull();
	}

	@Test
	void letsGoOfTheLog() throws Exception {
		append(0, 10);
		awaitRows(10);
		viewer.dispose();
		await(watched.closed::get);
		append(10, 20);
		while (display.readAndDispatch()) {
			// nothing of the viewer may come
		}
	}
}
