package org.fleetdesk.product.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cancel comes through at once, and nothing half-done is left. The goal is 200 ms; here there is room for a machine that does much else. */
class CancelTest {

	private static final long MOST_MILLIS = 2000;

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

	private static void check(String what, long millis) {
		System.out.println(what + " ended " + millis + " ms after cancel");
		assertThat(millis).as("milliseconds until it had ended").isLessThan(MOST_MILLIS);
	}

	@Test
	void endsAnUpload() throws Exception {
		check("An upload", cancels.upload());
	}

	@Test
	void endsAConnectThatHangs() throws Exception {
		check("A hanging connect", cancels.connect());
	}

	@Test
	void haltsARolloutThatSoaks() throws Exception {
		check("A soaking rollout", cancels.soak());
	}
}
