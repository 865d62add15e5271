package org.fleetdesk.product.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cancel comes through at once, and nothing half-done is left. The goal is 200 ms, which {@link Cancels} measures; here it is enough that nobody waited for the end of what was cancelled. */
class CancelTest {

	/** An upload and a soak would go on for minutes. */
	private static final long MOST_MILLIS = 10_000;
	/** A single attempt to connect is given up after 4 s, and is made again. */
	private static final long MOST_CONNECT_MILLIS = 3500;

	@TempDir
	private Path folder;
	private Cancels cancels;

	@BeforeEach
	void prepare() throws Exception {
		cancels = new Cancels(folder);
	}

	@AfterEach
	void endAll() throws Exception {
		cancels.close();
	}

	private static void check(String what, long millis, long most) {
		System.out.println(what + " ended " + millis + " ms after cancel");
		assertThat(millis).as("milliseconds until it had ended").isLessThan(most);
	}

	@Test
	void endsAnUpload() throws Exception {
		check("An upload", cancels.upload(), MOST_MILLIS);
	}

	@Test
	void endsAConnectThatHangs() throws Exception {
		check("A hanging connect", cancels.connect(), MOST_CONNECT_MILLIS);
	}

	@Test
	void haltsARolloutThatSoaks() throws Exception {
		check("A soaking rollout", cancels.soak(), MOST_MILLIS);
	}
}
