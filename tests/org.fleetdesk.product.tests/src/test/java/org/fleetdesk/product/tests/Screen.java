package org.fleetdesk.product.tests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A virtual display with a window manager, and a user's keyboard at it. */
final class Screen implements AutoCloseable {

	private final List<Process> processes = new ArrayList<>();
	private final String display;

	Screen() throws IOException {
		var server = new ProcessBuilder("Xvfb", "-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp").redirectError(ProcessBuilder.Redirect.DISCARD).start();
		processes.add(server);
		display = ":" + new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8)).readLine();
		processes.add(program("openbox").start());
	}

	String display() {
		return display;
	}

	private ProcessBuilder program(String... command) {
		var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).redirectOutput(ProcessBuilder.Redirect.DISCARD);
		builder.environment().put("DISPLAY", display);
		builder.environment().remove("WAYLAND_DISPLAY");
		return builder;
	}

	/** Whether a window with this title is on the screen and has the keyboard. */
	boolean activates(String title) {
		return run("xdotool", "search", "--onlyvisible", "--name", "^" + title + " *$", "windowactivate", "--sync") == 0;
	}

	/** Presses keys one after the other, as xdotool names them. */
	void keys(String... keys) {
		var command = new ArrayList<>(List.of("xdotool", "key", "--delay", "150"));
		command.addAll(List.of(keys));
		if (run(command.toArray(String[]::new)) != 0) {
			throw new AssertionError(command + " failed");
		}
	}

	private int run(String... command) {
		try {
			return program(command).start().waitFor();
		} catch (IOException e) {
			throw new AssertionError(e);
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new AssertionError(e);
		}
	}

	@Override
	public void close() throws InterruptedException {
		for (var process : processes.reversed()) {
			process.destroy();
			process.waitFor();
		}
	}
}
