package org.fleetdesk.so3.engine.internal.runtime;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

import org.fleetdesk.so3.engine.internal.runtime.GuestExit.Reason;

/** Reads from a guest's files how it ended; what they do not say is not made up. */
final class QemuExit {

	private static final Pattern SIGNAL = Pattern.compile("terminating on signal (\\d+)");
	private static final int SIGKILL = 9;
	private static final int SIGTERM = 15;

	private QemuExit() {
	}

	/** @param terminated the engine killed it itself */
	static GuestExit of(QemuFolder folder, boolean terminated) {
		var shutdown = folder.shutdown();
		var code = folder.exitCode();
		var at = shutdown.map(QemuFolder.Shutdown::at).orElseGet(folder::lastSign);
		if (terminated && shutdown.isEmpty()) {
			return new GuestExit(Reason.TERMINATED, 128 + SIGKILL, at, "Terminated by the engine.");
		}
		return shutdown.map(s -> byReason(s.reason(), at, folder)).orElseGet(() -> byCode(code, at, folder));
	}

	/** The reasons of QEMU's qapi/run-state.json, ShutdownCause. */
	private static GuestExit byReason(String reason, Instant at, QemuFolder folder) {
		return switch (reason) {
			case "guest-shutdown" -> new GuestExit(Reason.GUEST_SHUTDOWN, 0, at, "The guest switched itself off.");
			case "guest-reset" -> new GuestExit(Reason.GUEST_RESET, 1, at, "The guest reset itself.");
			case "guest-panic" -> new GuestExit(Reason.GUEST_PANIC, 1, at, "The guest's kernel panicked.");
			case "host-qmp-quit", "host-ui" -> new GuestExit(Reason.HOST_QUIT, 128 + SIGKILL, at, "Somebody told QEMU to quit.");
			case "host-signal" -> signal(folder.lastMessage(m -> SIGNAL.matcher(m).find()).map(QemuExit::signalOf).orElse(SIGTERM), at);
			default -> new GuestExit(Reason.FAILED, 1, at, "QEMU ended the guest: " + reason + ".");
		};
	}

	private static int signalOf(String message) {
		var matcher = SIGNAL.matcher(message);
		return matcher.find() ? Integer.parseInt(matcher.group(1)) : SIGTERM;
	}

	private static GuestExit signal(int number, Instant at) {
		return new GuestExit(Reason.KILLED, 128 + number, at, "QEMU was ended by signal " + number + ".");
	}

	private static GuestExit byCode(Optional<Integer> code, Instant at, QemuFolder folder) {
		if (code.isEmpty()) {
			return new GuestExit(Reason.UNKNOWN, GuestExit.UNKNOWN_CODE, at, "Ended while no engine watched it; how is not known.");
		}
		if (code.get() > 128) {
			return signal(code.get() - 128, at);
		}
		if (code.get() == 0) {
			return new GuestExit(Reason.UNKNOWN, GuestExit.UNKNOWN_CODE, at, "QEMU ended without saying why.");
		}
		return new GuestExit(Reason.FAILED, code.get(), at, "QEMU failed: " + folder.lastMessage(m -> true).orElse("exit code " + code.get()) + ".");
	}
}
