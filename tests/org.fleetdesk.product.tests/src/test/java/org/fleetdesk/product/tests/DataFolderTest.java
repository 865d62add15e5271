package org.fleetdesk.product.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data folder on a full disk, on one that may only be read, and with a damaged journal. */
class DataFolderTest {

	@TempDir
	private Path folder;
	private Fleetdesk fleetdesk;
	private Engines engines;
	private boolean mounted;

	@BeforeEach
	void prepare() throws Exception {
		fleetdesk = new Fleetdesk(folder);
		fleetdesk.samples();
		engines = new Engines(1, folder.resolve("engines"));
	}

	@AfterEach
	void endAll() throws IOException {
		fleetdesk.close();
		if (engines != null) {
			engines.close();
		}
		if (mounted) {
			mount("umount", fleetdesk.data().toString());
		}
	}

	/** Puts the data folder on a disk of its own, of 4 MiB. */
	private void ownDisk() throws IOException {
		fleetdesk.deleteData("");
		Files.createDirectories(fleetdesk.data());
		mounted = mount("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", fleetdesk.data().toString());
		assumeTrue(mounted, "this user may not mount a file system");
		fleetdesk.withoutLocalFleet();
		fleetdesk.connect(Map.of("lab", engines.url(0)));
	}

	private boolean mount(String... command) {
		try {
			return fleetdesk.exec(command).code() == 0;
		} catch (AssertionError e) {
			return false; // there is no such program
		}
	}

	private void fill() throws IOException {
		try (var out = Files.newOutputStream(fleetdesk.data().resolve("filler"))) {
			byte[] block = new byte[1024];
			while (true) {
				out.write(block);
			}
		} catch (IOException e) {
			// it is full
		}
	}

	private Fleetdesk.Result deploy(String name) {
		return fleetdesk.run("deploy", fleetdesk.samples().resolve("ticker.itb").toString(), "--name", name, "--on", "lab");
	}

	private Stream<String> states() {
		return StreamSupport.stream(fleetdesk.run("task", "list", "--json").ok().json().spliterator(), false).map(r -> r.path("state").asText());
	}

	@Test
	void refusesADeploymentOnAFullDiskAndDoesItWhenThereIsSpace() throws Exception {
		ownDisk();
		assertThat(states()).isEmpty();
		fill();
		var refused = deploy("full");
		assertThat(refused.code()).as(refused.out()).isEqualTo(1);
		assertThat(refused.err()).contains(fleetdesk.data().toString(), "space").doesNotContain("\tat ", "Exception");
		assertThat(engines.empty(0)).as("nothing was begun; %s", engines.describe(0)).isTrue();
		assertThat(states()).isEmpty();

		Files.delete(fleetdesk.data().resolve("filler"));
		deploy("after").ok();
		assertThat(engines.containers(0)).hasSize(1);
		assertThat(states()).containsExactly("done");
	}

	@Test
	void saysThatAFolderMayOnlyBeRead() throws Exception {
		ownDisk();
		deploy("before").ok();
		assumeTrue(mount("mount", "-o", "remount,ro", fleetdesk.data().toString()), "this user may not mount a file system");
		var refused = deploy("never");
		assertThat(refused.code()).isEqualTo(1);
		assertThat(refused.err()).contains(fleetdesk.data().toString()).doesNotContain("\tat ", "Exception");
		assertThat(engines.containers(0)).as("nothing was begun").hasSize(1);
		assertThat(states()).as("what was there can be read").containsExactly("done");

		assertThat(mount("mount", "-o", "remount,rw", fleetdesk.data().toString())).isTrue();
		deploy("after").ok();
		assertThat(engines.containers(0)).hasSize(2);
	}

	@Test
	void tellsADamagedRecordAndShowsAllOthers() throws Exception {
		fleetdesk.connect(Map.of("lab", engines.url(0)));
		deploy("one").ok();
		deploy("two").ok();
		Path journal;
		try (Stream<Path> files = Files.list(fleetdesk.data().resolve("journal"))) {
			journal = files.filter(f -> f.toString().endsWith(".jsonl")).findFirst().orElseThrow();
		}
		byte[] bytes = Files.readAllBytes(journal);
		int second = new String(bytes, StandardCharsets.ISO_8859_1).indexOf('\n') + 20; // inside of the second record
		bytes[second] ^= 0x20;
		Files.write(journal, bytes, StandardOpenOption.TRUNCATE_EXISTING);

		var list = fleetdesk.run("task", "list");
		assertThat(list.ok().out()).contains("done");
		assertThat(list.err()).as("what is damaged is told").contains(journal.toString(), "cannot be read").doesNotContain("\tat ");
		assertThat(states()).containsExactly("done", "done");
		deploy("three").ok();
		assertThat(states()).containsExactly("done", "done", "done");
	}
}
