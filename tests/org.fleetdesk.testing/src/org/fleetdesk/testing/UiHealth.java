package org.fleetdesk.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.eclipse.core.runtime.ILogListener;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Platform;
import org.eclipse.core.runtime.preferences.InstanceScope;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Region;
import org.eclipse.swt.graphics.Resource;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.PlatformUI;
import org.fleetdesk.core.BlockingGuard;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/**
 * Fails a test during which one of our entry points to network, files or processes was called on the UI thread, or our code held that thread for two
 * seconds, or an error of ours reached the log; and a test class that leaves windows, undisposed SWT resources, non-daemon threads or child processes
 * behind. Register it with {@code @ExtendWith(UiHealth.class)}.
 */
public final class UiHealth implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

	private static final String OURS = "org.fleetdesk";
	private static final String APPLICATION = "org.fleetdesk.ui.internal.shell.Application";
	private static final String MONITORING = "org.eclipse.ui.monitoring";
	private static final int LEAST_COLLECTIONS = 3;
	private static final int MOST_COLLECTIONS = 10;

	private final ConcurrentLinkedQueue<String> complaints = new ConcurrentLinkedQueue<>();
	private final ConcurrentLinkedQueue<String> leaks = new ConcurrentLinkedQueue<>();
	private final ILogListener log = (status, plugin) -> logged(status);
	private ServiceRegistration<BlockingGuard> guard;
	private Set<Thread> threads;
	private Set<Long> children;
	private Set<Shell> shells;
	private volatile boolean reported;

	@Override
	public void beforeAll(ExtensionContext context) {
		threads = new HashSet<>(Thread.getAllStackTraces().keySet());
		children = children();
		Resource.setNonDisposeHandler(this::undisposed);
		var services = FrameworkUtil.getBundle(UiHealth.class).getBundleContext();
		guard = services.registerService(BlockingGuard.class, this::check, new Hashtable<>());
		Platform.addLogListener(log);
		// in development mode, in which Tycho runs tests, the monitor starts only when its preference changes
		var preferences = InstanceScope.INSTANCE.getNode(MONITORING);
		preferences.putBoolean("monitoring_enabled", false);
		preferences.putBoolean("monitoring_enabled", true);
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		shells = shells();
		complaints.clear();
	}

	@Override
	public void afterEach(ExtensionContext context) {
		var left = shells();
		left.removeAll(shells);
		waitFor(() -> left.stream().noneMatch(UiHealth::isOpen));
		left.stream().filter(UiHealth::isOpen).forEach(s -> {
			String title = ui(s::getText);
			complaints.add("the window \"" + title + "\" was left open");
			ui(() -> {
				s.close();
				return null;
			});
		});
		fail(complaints);
	}

	@Override
	public void afterAll(ExtensionContext context) {
		guard.unregister();
		Platform.removeLogListener(log);
		collectGarbage();
		Resource.setNonDisposeHandler(null);
		waitFor(() -> leftThreads().isEmpty() && leftChildren().isEmpty());
		leftThreads().forEach(t -> leaks.add("the thread \"" + t.getName() + "\" was left behind"));
		leftChildren().forEach(p -> leaks.add("the process " + p.pid() + " " + p.info().commandLine().orElse("") + " was left behind"));
		fail(leaks);
	}

	/** A resource is reported when it has become garbage, on a thread of the platform's own that a busy machine may let wait: the sentinel tells that its turn has come. */
	private void collectGarbage() {
		reported = false;
		ui(UiHealth::sentinel);
		for (int i = 0; i < LEAST_COLLECTIONS || i < MOST_COLLECTIONS && !reported && leaks.isEmpty(); i++) {
			System.gc();
			LockSupport.parkNanos(100_000_000);
		}
	}

	/** A resource that nobody holds. */
	private static Resource sentinel() {
		return new Region(PlatformUI.getWorkbench().getDisplay());
	}

	private static boolean isSentinel(StackTraceElement frame) {
		return frame.getClassName().equals(UiHealth.class.getName()) && frame.getMethodName().equals("sentinel");
	}

	private void check(String what) {
		if (Display.findDisplay(Thread.currentThread()) != null) {
			String message = what + " was called on the UI thread";
			complaints.add(message + ": " + ours(new Throwable().getStackTrace()));
			throw new IllegalStateException(message);
		}
	}

	private void logged(IStatus status) {
		String text = text(status);
		if (status.getSeverity() == IStatus.ERROR && text.contains(OURS)) {
			complaints.add((status.getPlugin().equals(MONITORING) ? "the UI thread was held: " : "an error was logged: ") + text);
		}
	}

	private void undisposed(Error allocation) {
		if (allocation != null && Arrays.stream(allocation.getStackTrace()).anyMatch(UiHealth::isSentinel)) {
			reported = true;
		} else if (allocation != null && Arrays.stream(allocation.getStackTrace()).anyMatch(UiHealth::isOurs)) {
			leaks.add("an SWT resource was not disposed, made by " + ours(allocation.getStackTrace()));
		}
	}

	private static String text(IStatus status) {
		var parts = new ArrayList<String>();
		parts.add(status.getMessage());
		if (status.getException() != null) {
			parts.add(status.getException() + " " + ours(status.getException().getStackTrace()));
		}
		Stream.of(status.getChildren()).map(UiHealth::text).forEach(parts::add);
		return String.join("; ", parts);
	}

	private static String ours(StackTraceElement[] stack) {
		return Arrays.stream(stack).filter(UiHealth::isOurs).limit(6).map(StackTraceElement::toString).collect(Collectors.joining(" < "));
	}

	/** The application itself is below all that the UI thread does, also the platform's own. */
	private static boolean isOurs(StackTraceElement frame) {
		return frame.getClassName().startsWith(OURS) && !frame.getClassName().startsWith("org.fleetdesk.testing") && !frame.getClassName().equals(APPLICATION);
	}

	private List<Thread> leftThreads() {
		return Thread.getAllStackTraces().entrySet().stream().filter(e -> !threads.contains(e.getKey()) && e.getKey().isAlive() && !e.getKey().isDaemon())
				.filter(e -> Arrays.stream(e.getValue()).anyMatch(UiHealth::isOurs)).map(java.util.Map.Entry::getKey).toList();
	}

	private static Set<Long> children() {
		return ProcessHandle.current().descendants().map(ProcessHandle::pid).collect(Collectors.toSet());
	}

	private List<ProcessHandle> leftChildren() {
		return ProcessHandle.current().descendants().filter(p -> !children.contains(p.pid()) && p.isAlive()).toList();
	}

	/** Without tool tips and notifications, which come and go by themselves and never take the keyboard. */
	private static Set<Shell> shells() {
		return ui(() -> Arrays.stream(PlatformUI.getWorkbench().getDisplay().getShells()).filter(s -> s.isVisible() && (s.getStyle() & (SWT.NO_FOCUS | SWT.ON_TOP)) == 0)
				.collect(Collectors.toCollection(HashSet::new)));
	}

	private static boolean isOpen(Shell shell) {
		return ui(() -> !shell.isDisposed() && shell.isVisible());
	}

	private static <T> T ui(Supplier<T> call) {
		var result = new Object[1];
		PlatformUI.getWorkbench().getDisplay().syncExec(() -> result[0] = call.get());
		@SuppressWarnings("unchecked")
		T value = (T) result[0];
		return value;
	}

	private static void waitFor(Supplier<Boolean> condition) {
		long end = System.nanoTime() + 5_000_000_000L;
		while (!condition.get() && System.nanoTime() < end) {
			LockSupport.parkNanos(50_000_000);
		}
	}

	private static void fail(ConcurrentLinkedQueue<String> complaints) {
		if (!complaints.isEmpty()) {
			String all = String.join("\n", complaints);
			complaints.clear();
			throw new AssertionError(all);
		}
	}
}
