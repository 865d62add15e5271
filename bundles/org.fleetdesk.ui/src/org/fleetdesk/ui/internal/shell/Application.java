package org.fleetdesk.ui.internal.shell;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.eclipse.core.runtime.ILog;
import org.eclipse.core.runtime.Platform;
import org.eclipse.equinox.app.IApplication;
import org.eclipse.equinox.app.IApplicationContext;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.osgi.service.datalocation.Location;
import org.eclipse.swt.SWTException;
import org.eclipse.swt.graphics.ImageLoader;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.PlatformUI;
import org.fleetdesk.cli.ControlClient;
import org.fleetdesk.cli.ControlSocket;
import org.fleetdesk.core.DataFolder;
import org.fleetdesk.core.FleetModel;
import org.fleetdesk.core.LocalFleet;
import org.fleetdesk.core.Registration;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Messages;
import org.osgi.framework.FrameworkUtil;
import org.osgi.util.tracker.ServiceTracker;

/** Owns the data folder, opens the workbench, and ends the local fleet with it. When another console owns the folder, that one's window is raised. */
public final class Application implements IApplication {

	private static final long SERVICE_WAIT = 20_000;

	private final FleetWorkbenchAdvisor advisor = new FleetWorkbenchAdvisor();

	@Override
	public Object start(IApplicationContext context) throws Exception {
		var data = service(DataFolder.class, SERVICE_WAIT);
		Optional<String> problem = data.isEmpty() ? Optional.of(Messages.Start_no_services) : own(data.get());
		if (problem.isPresent() && data.isPresent() && raised(data.get())) {
			return EXIT_OK;
		}
		var control = problem.isPresent() ? Optional.<Registration>empty() : takeCommands();
		if (problem.isEmpty()) {
			follow();
		}
		Thread.ofVirtual().name("first icon").start(Application::loadIcon);
		Display display = PlatformUI.createDisplay();
		int code;
		try {
			if (problem.isEmpty()) {
				problem = lock(Platform.getInstanceLocation());
			}
			if (problem.isPresent()) {
				tell(display, problem.get());
				return 1;
			}
			code = PlatformUI.createAndRunWorkbench(display, advisor);
		} finally {
			display.dispose();
			control.ifPresent(Registration::close);
		}
		stopLocalFleet();
		return code == PlatformUI.RETURN_RESTART ? EXIT_RESTART : EXIT_OK;
	}

	private static <S> Optional<S> service(Class<S> type, long wait) throws InterruptedException {
		var tracker = new ServiceTracker<S, S>(FrameworkUtil.getBundle(Application.class).getBundleContext(), type, null);
		tracker.open();
		try {
			return Optional.ofNullable(wait == 0 ? tracker.getService() : tracker.waitForService(wait));
		} finally {
			tracker.close();
		}
	}

	private static Optional<String> own(DataFolder data) {
		try {
			return data.own("the console").map(owner -> Texts.format(Messages.Start_owned, data.path(), owner));
		} catch (IOException e) {
			return Optional.of(Texts.format(Messages.Start_cannot_own, data.path(), e.getMessage()));
		}
	}

	/** The first SVG image loads hundreds of classes: here, and not while the window is painted for the first time. */
	private static void loadIcon() {
		try (var icon = Application.class.getResourceAsStream("/icons/fleet.svg")) {
			new ImageLoader().load(icon);
		} catch (IOException | SWTException e) {
			ILog.of(Application.class).warn("An icon cannot be read: " + e.getMessage(), e);
		}
	}

	/** A few engines are asked while the workbench opens, so that its window comes with rows. All of many would hold it up. */
	private static void follow() throws InterruptedException {
		service(FleetModel.class, SERVICE_WAIT).ifPresent(fleet -> Thread.ofVirtual().name("fleet start").start(fleet::startFew));
	}

	/** The console works without it too, only the command line and a second console do not reach it. */
	private static Optional<Registration> takeCommands() throws InterruptedException {
		try {
			var socket = service(ControlSocket.class, SERVICE_WAIT);
			return socket.isPresent() ? Optional.of(socket.get().serve()) : Optional.empty();
		} catch (IOException e) {
			ILog.of(Application.class).warn("The console takes no commands from the command line: " + e.getMessage(), e);
			return Optional.empty();
		}
	}

	/** Asks the owner to bring its window to the front. */
	private static boolean raised(DataFolder data) {
		var nowhere = new PrintStream(OutputStream.nullOutputStream());
		try {
			return new ControlClient(data.controlSocket()).run(List.of("console", "raise"), Path.of("").toAbsolutePath(), nowhere, nowhere) == 0;
		} catch (IOException e) {
			ILog.of(Application.class).info("The owner of the data folder does not answer: " + e.getMessage());
			return false;
		}
	}

	/** The workbench does not lock its instance area by itself. */
	private static Optional<String> lock(Location location) {
		if (location == null) {
			return Optional.of(Messages.Start_no_workspace);
		}
		try {
			if (!location.isSet()) {
				location.set(location.getDefault(), false);
			}
			return location.lock() ? Optional.empty() : Optional.of(Texts.format(Messages.Start_locked, location.getURL().getPath()));
		} catch (IOException | IllegalStateException e) {
			return Optional.of(Texts.format(Messages.Start_bad_workspace, location.getURL(), e.getMessage()));
		}
	}

	private static void tell(Display display, String text) {
		var shell = new Shell(display);
		shell.setText(Messages.Product);
		MessageDialog.openError(shell, Messages.Product, text);
		shell.dispose();
	}

	private static void stopLocalFleet() throws InterruptedException {
		if (!Settings.keepRunning()) {
			try {
				var fleet = service(LocalFleet.class, 0);
				if (fleet.isPresent()) {
					fleet.get().stop();
				}
			} catch (IOException e) {
				ILog.of(Application.class).warn("The local fleet could not be stopped: " + e.getMessage(), e);
			}
		}
	}

	/** The process is told to end: nobody is there to answer a question. */
	@Override
	public void stop() {
		advisor.askNoMore();
		if (PlatformUI.isWorkbenchRunning()) {
			var workbench = PlatformUI.getWorkbench();
			workbench.getDisplay().asyncExec(workbench::close);
		}
	}
}
