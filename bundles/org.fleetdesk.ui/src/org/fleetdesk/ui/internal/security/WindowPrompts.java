package org.fleetdesk.ui.internal.security;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import org.eclipse.jface.window.Window;
import org.eclipse.swt.SWTException;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.PlatformUI;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Credentials;
import org.fleetdesk.core.CredentialsPrompt;
import org.fleetdesk.core.TrustPrompt;
import org.fleetdesk.ui.UiUpdates;
import org.osgi.service.component.annotations.Component;

/** Asks in the console's window. An interrupt of the asking thread closes the question. */
@Component(service = { TrustPrompt.class, CredentialsPrompt.class })
public final class WindowPrompts implements TrustPrompt, CredentialsPrompt {

	/** One question at a time: several engines may be connected at once. */
	private final ReentrantLock questions = new ReentrantLock();

	@Override
	public boolean trust(Question question) throws InterruptedException {
		return trust(shell -> TrustDialog.of(shell, question, false));
	}

	@Override
	public boolean trustHostKey(HostKeyQuestion question) throws InterruptedException {
		return trust(shell -> TrustDialog.of(shell, question));
	}

	private boolean trust(Function<Shell, TrustDialog> shown) throws InterruptedException {
		questions.lockInterruptibly();
		try {
			return ask(false, open -> {
				var dialog = shown.apply(shell());
				open.set(dialog);
				return dialog.open() == Window.OK;
			});
		} finally {
			questions.unlock();
		}
	}

	@Override
	public Optional<Credentials> ask(Connection connection, String refusal) throws InterruptedException {
		questions.lockInterruptibly();
		try {
			return ask(Optional.empty(), open -> {
				var dialog = new CredentialsDialog(shell(), connection, refusal);
				open.set(dialog);
				return dialog.ask() ? dialog.given() : Optional.empty();
			});
		} finally {
			questions.unlock();
		}
	}

	/** Asks for the passphrase of a key; empty when the user gives none. */
	public static Optional<char[]> passphrase(String file, String problem) throws InterruptedException {
		return ask(Optional.empty(), open -> {
			var dialog = new PassphraseDialog(shell(), file, problem);
			open.set(dialog);
			return dialog.ask() ? Optional.of(dialog.passphrase()) : Optional.empty();
		});
	}

	/** @param none the answer when there is no window to ask in */
	private static <T> T ask(T none, Function<AtomicReference<Window>, T> question) throws InterruptedException {
		if (!PlatformUI.isWorkbenchRunning()) {
			return none;
		}
		var display = PlatformUI.getWorkbench().getDisplay();
		var answer = new CompletableFuture<T>();
		var open = new AtomicReference<Window>();
		try {
			display.asyncExec(() -> {
				try {
					answer.complete(answer.isCancelled() ? none : question.apply(open));
				} catch (RuntimeException e) {
					answer.completeExceptionally(e);
				}
			});
			return answer.get();
		} catch (InterruptedException e) {
			answer.cancel(false);
			UiUpdates.later(display, () -> Optional.ofNullable(open.get()).ifPresent(Window::close));
			throw e;
		} catch (ExecutionException e) {
			throw new IllegalStateException("The question could not be shown", e.getCause());
		} catch (SWTException e) {
			return none; // the console ends
		}
	}

	/** The dialog that is open, or the window. */
	private static Shell shell() {
		var display = Display.getCurrent();
		Shell active = display.getActiveShell();
		if (active != null) {
			return active;
		}
		var shells = Arrays.stream(display.getShells()).filter(Shell::isVisible).toList();
		return shells.isEmpty() ? null : shells.getLast();
	}
}
