package org.fleetdesk.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import org.eclipse.swt.graphics.Point;

/** Mouse and keyboard, by xdotool: the X server cannot tell it from a user. */
public final class Input {

	/** Where the window to drag files from appears; free in the tests' screen of 1600 x 1000 with the workbench at the left. */
	private static final Point SOURCE = new Point(1400, 900);

	public void click(Point at) {
		xdotool("mousemove", x(at), y(at), "click", "1");
	}

	public void doubleClick(Point at) {
		xdotool("mousemove", x(at), y(at), "click", "--repeat", "2", "--delay", "60", "1");
	}

	public void rightClick(Point at) {
		xdotool("mousemove", x(at), y(at), "click", "3");
	}

	/** Clicks while a key such as {@code ctrl} or {@code shift} is held. */
	public void click(Point at, String heldKey) {
		xdotool("mousemove", x(at), y(at), "keydown", heldKey, "click", "1", "keyup", heldKey);
	}

	public void move(Point at) {
		xdotool("mousemove", x(at), y(at));
	}

	/** Types text into what has the focus. */
	public void type(String text) {
		xdotool("type", "--delay", "4", "--", text);
	}

	/** Presses keys one after the other, named as xdotool does: {@code ctrl+3}, {@code Return}, {@code F10}, {@code Down}. */
	public void keys(String... keys) {
		var command = new ArrayList<>(List.of("key", "--delay", "30"));
		command.addAll(List.of(keys));
		xdotool(command.toArray(String[]::new));
	}

	/** The title of the window that has the focus, whoever made it; empty when none has. */
	String activeWindow() {
		try {
			return run(List.of("xdotool", "getactivewindow", "getwindowname")).strip();
		} catch (AssertionError e) {
			return ""; // one window is gone, and the next not there yet
		}
	}

	/** Drags with the left button, slowly enough for GTK to see a drag. */
	public void drag(Point from, Point to) {
		var command = new ArrayList<>(List.of("mousemove", x(from), y(from), "sleep", "0.2", "mousedown", "1", "sleep", "0.2"));
		for (int i = 1; i <= 12; i++) {
			var at = new Point(from.x + (to.x - from.x) * i / 12, from.y + (to.y - from.y) * i / 12);
			command.addAll(List.of("mousemove", x(at), y(at), "sleep", "0.04"));
		}
		command.addAll(List.of("sleep", "0.3", "mouseup", "1"));
		xdotool(command.toArray(String[]::new));
	}

	/**
	 * Drags files out of a window of another process, as from a file manager. Returns when the drag has ended.
	 *
	 * @param to where to drop them, on the screen
	 */
	public void dragFiles(List<Path> files, Point to) {
		var command = new ArrayList<>(List.of("/usr/bin/python3", System.getProperty("fleetdesk.drag", "../../releng/tests/drag.py"), x(SOURCE), y(SOURCE)));
		files.forEach(f -> command.add(f.toString()));
		Process process = null;
		try {
			process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
			var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
			if (!"ready".equals(lines.readLine())) {
				throw new AssertionError("The window to drag files from did not come up: " + command);
			}
			drag(new Point(SOURCE.x + 80, SOURCE.y + 30), to);
			if (!process.waitFor(20, TimeUnit.SECONDS)) {
				throw new AssertionError("The drag did not end");
			}
		} catch (IOException e) {
			throw new AssertionError("Files cannot be dragged: " + e, e);
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted while dragging", e);
		} finally {
			if (process != null) {
				process.destroyForcibly();
			}
		}
	}

	private static String x(Point point) {
		return String.format(Locale.ROOT, "%d", point.x);
	}

	private static String y(Point point) {
		return String.format(Locale.ROOT, "%d", point.y);
	}

	private static void xdotool(String... arguments) {
		var command = new ArrayList<>(List.of("xdotool"));
		command.addAll(List.of(arguments));
		run(command);
	}

	/** @return what it said */
	static String run(List<String> command) {
		Process process = null;
		try {
			process = new ProcessBuilder(command).redirectErrorStream(true).start();
			String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			if (process.waitFor() != 0) {
				throw new AssertionError(command + " failed: " + said);
			}
			return said;
		} catch (IOException e) {
			throw new AssertionError(command + " cannot run: " + e, e);
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted in " + command, e);
		} finally {
			if (process != null) {
				process.destroyForcibly();
			}
		}
	}
}
