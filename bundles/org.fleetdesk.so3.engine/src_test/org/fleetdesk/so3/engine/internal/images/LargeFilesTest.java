package org.fleetdesk.so3.engine.internal.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.so3.model.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Large files are read in the background. */
@Timeout(60)
class LargeFilesTest {

	@TempDir
	Path folder;

	private static Known known(long size) {
		return new Known(new Known.Stamp(size, "2026-01-01T00:00:00Z", "1"), "ab".repeat(32), ImageFacts.broken("test"), "");
	}

	@Test
	void nobodyWaitsForAFileThatIsBeingRead() throws Exception {
		var told = new Semaphore(0);
		var gate = new CountDownLatch(1);
		try (var files = new LargeFiles(told::release)) {
			var slow = known(1);
			LargeFiles.Reader reader = () -> {
				try {
					gate.await();
				} catch (InterruptedException e) {
					throw new IOException(e);
				}
				return slow;
			};
			assertThat(files.read("a.itb", slow.stamp(), reader)).isEmpty();
			assertThat(files.read("a.itb", known(2).stamp(), reader)).as("has grown, and is still being read").isEmpty();
			assertThat(files.reading()).containsOnlyKeys("a.itb");
			gate.countDown();
			assertThat(told.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
			files.reading().get("a.itb").get();
			assertThat(files.read("a.itb", slow.stamp(), reader)).contains(slow);
			assertThat(files.reading()).isEmpty();
		}
	}

	@Test
	void aFailureIsToldAndTheFileReadAgain() throws Exception {
		var told = new Semaphore(0);
		try (var files = new LargeFiles(told::release)) {
			var good = known(1);
			assertThat(files.read("a.itb", good.stamp(), () -> {
				throw new IOException("bad disk");
			})).isEmpty();
			assertThat(told.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
			assertThatThrownBy(() -> files.read("a.itb", good.stamp(), () -> good)).hasMessage("bad disk");
			assertThat(files.read("a.itb", good.stamp(), () -> good)).isEmpty();
			files.retain(List.of());
			assertThat(files.reading()).as("removed meanwhile").isEmpty();
		}
	}

	/** All but the smallest files count as large here. */
	@Test
	void aLargeImageIsAProblemUntilItHasBeenRead() throws Exception {
		Samples.writeTo(folder.resolve("samples"));
		Path images = Files.createDirectory(folder.resolve("images"));
		Files.copy(folder.resolve("samples/ticker.itb"), images.resolve("ticker.itb"));
		var told = new Semaphore(0);
		try (var content = new ImageFolder(images, 10, told::release)) {
			var first = content.look(Map.of());
			assertThat(first.files()).isEmpty();
			assertThat(first.problems()).containsExactly(new ImageProblem("ticker.itb", "is being read"));
			assertThat(first.pending()).isTrue();
			assertThat(told.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
			var second = content.look(first.files());
			assertThat(second.files()).containsOnlyKeys("ticker.itb");
			assertThat(second.problems()).isEmpty();
			assertThat(second.files().get("ticker.itb").facts().problem()).isEmpty();
		}
	}

	/** A look may fall between the end of the old name and the beginning of the new one. */
	@Test
	void aFileThatIsRenamedDuringALookIsNotReadAgain() throws Exception {
		Samples.writeTo(folder.resolve("samples"));
		Path images = Files.createDirectory(folder.resolve("images"));
		Path a = Files.copy(folder.resolve("samples/ticker.itb"), images.resolve("a.itb"));
		try (var content = new ImageFolder(images, () -> {
		})) {
			var real = content.look(Map.of()).files().get("a.itb");
			var believed = new Known(real.stamp(), "ab".repeat(32), real.facts(), "");
			Path away = Files.move(a, folder.resolve("away"));
			var between = content.look(new TreeMap<>(Map.of("a.itb", believed)));
			assertThat(between.files()).isEmpty();
			Files.move(away, images.resolve("b.itb"));
			assertThat(content.look(between.files()).files().get("b.itb")).as("what was known, true or not").isEqualTo(believed);
		}
	}
}
