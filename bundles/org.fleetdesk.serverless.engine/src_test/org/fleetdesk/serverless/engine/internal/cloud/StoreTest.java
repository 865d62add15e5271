package org.fleetdesk.serverless.engine.internal.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.opennebula.wire.OneTemplate;
import org.fleetdesk.serverless.engine.internal.cloud.CloudSettings.HostSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the cloud keeps, however its process ends. */
class StoreTest {

	@TempDir
	Path folder;
	private TestCloud test;
	private User admin;

	@BeforeEach
	void open() throws Exception {
		test = new TestCloud(folder);
		admin = test.admin();
	}

	@AfterEach
	void close() {
		test.close();
	}

	private int document(String body) throws CloudError {
		return test.cloud.documents().allocate(admin, new OneTemplate().add("NAME", "a name").add("BODY", body), 1337);
	}

	private String body(int id) throws CloudError {
		return test.cloud.documents().get(admin, id, Right.USE).body();
	}

	private Path journal() throws IOException {
		return files("journal").getLast();
	}

	private List<Path> files(String kind) throws IOException {
		try (Stream<Path> files = Files.list(folder)) {
			return files.filter(f -> f.getFileName().toString().startsWith(kind)).sorted().toList();
		}
	}

	@Test
	void aVmInBootGoesOnAfterAKill() throws Exception {
		int vm = test.vm(admin, "");
		test.pass(2);
		assertThat(test.state(vm)).isEqualTo("BOOT");
		var before = test.vm(vm);

		test.reopen();

		assertThat(test.vm(vm)).isEqualTo(before);
		test.pass(1);
		assertThat(test.state(vm)).isEqualTo("RUNNING");
		assertThat(test.running(admin)).as("the next id").isEqualTo(vm + 1);
	}

	@Test
	void aWriterThatIsInterruptedLeavesTheCloudWritable() throws Exception {
		Thread.currentThread().interrupt();
		int one = document("one");
		assertThat(Thread.interrupted()).isTrue();
		int two = document("two");

		test.reopen();

		assertThat(body(one)).isEqualTo("one");
		assertThat(body(two)).isEqualTo("two");
	}

	@Test
	void usersGroupsAndHostsAreAfterAKillWhatTheyWere() throws Exception {
		test.close();
		test = new TestCloud(folder.resolve("two"), new HostSpec("one", 1, 1024), new HostSpec("two", 2, 1024));
		admin = test.admin();
		var ann = test.user("ann");
		int group = test.cloud.users().allocateGroup(admin, "makers");
		test.cloud.users().changeGroup(admin, ann.id(), group);
		String token = test.cloud.users().login(admin, "ann", "", 60, -1);
		var before = List.of(test.cloud.users().list(admin), test.cloud.users().groups(admin), test.cloud.hosts().list(admin));

		test.reopen();

		assertThat(List.of(test.cloud.users().list(admin), test.cloud.users().groups(admin), test.cloud.hosts().list(admin))).isEqualTo(before);
		assertThat(test.cloud.authenticate("ann:secret-of-ann").gid()).isEqualTo(group);
		assertThat(test.cloud.authenticate("ann:" + token).name()).isEqualTo("ann");
	}

	@Test
	void everyValueOfATemplateIsKeptAsItIs() throws Exception {
		String body = "{\"a\":\"]]> \\\\ \\\" \u0001 ü 😀 $A\"}\\";
		int id = document(body);

		test.reopen();

		assertThat(body(id)).isEqualTo(body);
	}

	@Test
	void aJournalThatWasCutOffAnywhereLosesNothingThatCameBefore() throws Exception {
		document("first");
		long whole = Files.size(journal());
		document("second");
		byte[] all = Files.readAllBytes(journal());
		test.close();

		for (int length = (int) whole; length < all.length; length += 7) {
			Files.write(journal(), Arrays.copyOf(all, length));
			test.reopen();
			assertThat(body(0)).isEqualTo("first");
			assertThat(test.cloud.documents().list(admin, 1337)).hasSize(1);
			assertThat(document("instead")).isEqualTo(1);
			test.cloud.close();
			test.reopen();
			assertThat(body(1)).isEqualTo("instead");
			test.cloud.close();
		}
	}

	@Test
	void aJournalThatIsDamagedInTheMiddleIsRefusedAndLeftAlone() throws Exception {
		document("first");
		long at = Files.size(journal()) - 20;
		document("second");
		test.close();
		byte[] damaged = Files.readAllBytes(journal());
		damaged[(int) at] ^= 1;
		Files.write(journal(), damaged);

		assertThatThrownBy(() -> test.reopen()).isInstanceOf(IOException.class).hasMessageContaining("damaged at byte").hasMessageContaining(journal().toString());
		assertThat(journal()).hasBinaryContent(damaged);
	}

	@Test
	void aFolderOfANewerVersionIsRefused() throws Exception {
		test.close();
		try (var out = Files.newOutputStream(journal(), StandardOpenOption.APPEND)) {
			Journal.write(out, "{\"version\":2}".getBytes(StandardCharsets.UTF_8));
		}

		assertThatThrownBy(() -> test.reopen()).isInstanceOf(IOException.class).hasMessageContaining("newer Fleetdesk");
	}

	@Test
	void whatFailsInTheMiddleLeavesNothing() throws Exception {
		int kept = document("kept");
		long length = Files.size(journal());

		assertThatThrownBy(() -> test.cloud.atomically(() -> {
			test.cloud.documents().update(admin, kept, new OneTemplate().add("BODY", "changed"), false);
			test.cloud.documents().delete(admin, kept);
			document("new");
			throw new CloudError(OneError.ACTION, "no");
		})).hasMessage("no");

		assertThat(body(kept)).isEqualTo("kept");
		assertThat(Files.size(journal())).isEqualTo(length);
		assertThat(document("next")).isEqualTo(kept + 1);
	}

	@Test
	void workWithinWorkThatFailsIsUndoneAloneWhenTheRestGoesOn() throws Exception {
		int id = test.cloud.atomically(() -> {
			int made = document("outer");
			try {
				test.cloud.atomically(() -> {
					document("inner");
					test.cloud.documents().rename(admin, 99, "x");
					return null;
				});
			} catch (CloudError e) {
				assertThat(e.error()).isEqualTo(OneError.NO_EXISTS);
			}
			return made;
		});

		test.reopen();

		assertThat(test.cloud.documents().list(admin, 1337)).extracting(DocumentObject::id).containsExactly(id);
	}

	@Test
	void severalChangesAreOneLine() throws Exception {
		long lines = Files.lines(journal()).count();

		test.cloud.atomically(() -> {
			document("a");
			document("b");
			test.cloud.documents().rename(admin, 0, "other");
			return null;
		});

		assertThat(Files.lines(journal()).count()).isEqualTo(lines + 1);
	}

	@Test
	void aSnapshotTakesThePlaceOfTheJournalAndChangesGoOnMeanwhile() throws Exception {
		var ids = new ArrayList<Integer>();
		for (int i = 0; i < 20; i++) {
			ids.add(document("body " + i));
		}
		test.cloud.documents().delete(admin, ids.getLast());

		test.cloud.store().compact();
		int after = document("after");
		test.reopen();

		assertThat(after).as("an id is never given twice").isEqualTo(ids.getLast() + 1);
		assertThat(body(3)).isEqualTo("body 3");
		assertThat(body(after)).isEqualTo("after");
		assertThat(test.cloud.documents().list(admin, 1337)).hasSize(20);
		assertThat(files("snapshot")).hasSize(1);
		assertThat(files("journal")).hasSize(1);
		assertThat(test.cloud.authenticate(TestCloud.ADMIN).isAdmin()).isTrue();
	}

	@Test
	void aKillBetweenJournalAndSnapshotLosesNothing() throws Exception {
		int before = document("before");
		test.cloud.store().compact();
		int after = document("after");
		byte[] snapshot = Files.readAllBytes(files("snapshot").getFirst());
		test.cloud.store().compact();
		int last = document("last");
		test.close();
		Files.write(folder.resolve("snapshot-0000001.jsonl"), snapshot); // an old one that was not yet deleted
		Files.writeString(folder.resolve(".snapshot-0000009.jsonl.part"), "half a snapsh");

		test.reopen();

		assertThat(List.of(body(before), body(after), body(last))).containsExactly("before", "after", "last");
		assertThat(files("snapshot")).hasSize(1);
	}

	@Test
	void manyWhoWriteAtOnceAllFindWhatTheyWrote() throws Exception {
		try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
			var made = new ArrayList<Future<Integer>>();
			for (int i = 0; i < 200; i++) {
				String body = "body " + i;
				made.add(pool.submit(() -> document(body)));
			}
			test.cloud.store().compact();
			for (int i = 0; i < 200; i++) {
				assertThat(body(made.get(i).get())).isEqualTo("body " + i);
			}
		}

		test.reopen();

		assertThat(test.cloud.documents().list(admin, 1337)).hasSize(200);
	}

	@Test
	void theFilesAreTheirOwnersAndHoldNoPassword() throws Exception {
		test.user("ann");
		String token = test.cloud.users().login(admin, "ann", "", 60, -1);
		test.cloud.store().compact();

		for (var kind : List.of("journal", "snapshot")) {
			for (var file : files(kind)) {
				assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
				assertThat(Files.readString(file)).doesNotContain("secret-of").doesNotContain(token);
			}
		}
	}
}
