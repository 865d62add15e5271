package org.fleetdesk.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserDataFolderTest {

	@TempDir
	private Path temp;

	@Test
	void isPrivateToTheUser() throws IOException {
		var folder = new UserDataFolder(temp.resolve("a/data"));
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path()))).isEqualTo("rwx------");
	}

	@Test
	void followsTheCustomsOfEachSystem() {
		var home = Path.of("/home/ada");
		assertThat(UserDataFolder.customary("/x", Map.of("XDG_DATA_HOME", "/xdg"), "Linux", home)).isEqualTo(Path.of("/x"));
		assertThat(UserDataFolder.customary(null, Map.of("XDG_DATA_HOME", "/xdg"), "Linux", home)).isEqualTo(Path.of("/xdg/fleetdesk"));
		assertThat(UserDataFolder.customary(null, Map.of("XDG_DATA_HOME", "relative"), "Linux", home)).isEqualTo(home.resolve(".local/share/fleetdesk"));
		assertThat(UserDataFolder.customary(null, Map.of(), "Mac OS X", home)).isEqualTo(home.resolve("Library/Application Support/Fleetdesk"));
		assertThat(UserDataFolder.customary(null, Map.of("LOCALAPPDATA", "/local"), "Windows 11", home)).isEqualTo(Path.of("/local/Fleetdesk"));
	}

	@Test
	void hasOneOwnerUntilThatProcessDies() throws Exception {
		var mine = new UserDataFolder(temp);
		var calls = new ArrayList<String>();
		mine.whenOwned(() -> calls.add("owned"));
		var other = owner(temp, "the console");
		try {
			assertThat(mine.own("a command")).contains("process " + other.pid() + ", the console");
			assertThat(mine.owned()).isFalse();
			assertThat(mine.ownerLives()).isTrue();
			assertThat(calls).isEmpty();
		} finally {
			other.destroyForcibly().waitFor();
		}
		assertThat(mine.ownerLives()).isFalse();
		assertThat(mine.own("a command")).isEmpty();
		assertThat(mine.owned()).isTrue();
		assertThat(mine.ownerLives()).isTrue();
		mine.whenOwned(() -> calls.add("already owned"));
		assertThat(calls).containsExactly("owned", "already owned");
		assertThat(mine.own("again")).isEmpty();
	}

	/** Only root can mount a file system. */
	private static boolean mount(String... words) throws Exception {
		try {
			return new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
		} catch (IOException e) {
			return false;
		}
	}

	@Test
	void aReadOnlyFolderCanBeReadAndOwnedWhenItIsWritableAgain() throws Exception {
		assumeTrue(mount("mount", "-t", "tmpfs", "-o", "size=64k,ro", "tmpfs", temp.toString()), "mounting a file system is not allowed");
		try (var folder = new UserDataFolder(temp)) {
			assertThatThrownBy(() -> folder.own("a command")).isInstanceOf(IOException.class)
					.hasMessageStartingWith("nothing can be written to the data folder " + temp).hasMessageContaining("Read-only file system");
			assertThat(folder.owned()).isFalse();
			assertThat(folder.ownerLives()).isFalse();
			assertThat(mount("mount", "-o", "remount,rw", temp.toString())).isTrue();
			assertThat(folder.own("a command")).isEmpty();
		} finally {
			mount("umount", "-l", temp.toString());
		}
	}

	@Test
	void aFullDiskIsOwnedWhenThereIsSpaceAgain() throws Exception {
		assumeTrue(mount("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", temp.toString()), "mounting a file system is not allowed");
		try (var folder = new UserDataFolder(temp)) {
			Path filler = temp.resolve("filler");
			try (var out = Files.newOutputStream(filler)) {
				assertThatThrownBy(() -> {
					while (true) {
						out.write(new byte[512]);
					}
				}).isInstanceOf(IOException.class);
			}
			assertThatThrownBy(() -> folder.own("a command")).isInstanceOf(IOException.class).hasMessageContaining("No space left on device");
			assertThat(folder.owned()).isFalse();
			Files.delete(filler);
			assertThat(folder.own("a command")).isEmpty();
		} finally {
			mount("umount", "-l", temp.toString());
		}
	}

	@Test
	void putsTheSocketElsewhereWhenThePathIsTooLong() throws IOException {
		assertThat(new UserDataFolder(temp).controlSocket()).isEqualTo(temp.resolve("control.sock"));
		Path deep = temp.resolve("long".repeat(30));
		var owner = new UserDataFolder(deep);
		owner.own("a test");
		Path socket = owner.controlSocket();
		try {
			assertThat(socket.toString()).hasSizeLessThan(108);
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent()))).isEqualTo("rwx------");
			assertThat(owner.controlSocket()).isEqualTo(socket);
			assertThat(new UserDataFolder(deep).controlSocket()).isEqualTo(socket);
			Files.setPosixFilePermissions(socket.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
			Path safer = owner.controlSocket();
			assertThat(safer).as("a folder that others can write is not used again").isNotEqualTo(socket);
			Files.delete(safer.getParent());
		} finally {
			Files.delete(socket.getParent());
		}
	}

	/** A process that owns the folder, and has it when this returns. */
	private static Process owner(Path folder, String as) throws Exception {
		var process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp", System.getProperty("java.class.path"), "-XX:TieredStopAtLevel=1",
				Owner.class.getName(), folder.toString(), as).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		assertThat(process.inputReader().readLine()).isEqualTo("owned");
		return process;
	}

	static final class Owner {

		private Owner() {
		}

		public static void main(String[] args) throws Exception {
			if (new UserDataFolder(Path.of(args[0])).own(args[1]).isEmpty()) {
				System.out.println("owned");
			}
			TimeUnit.MINUTES.sleep(5);
		}
	}

	@Test
	void hasOneOwnerWithinAProcessToo() throws IOException {
		var one = new UserDataFolder(temp);
		var two = new UserDataFolder(temp);
		one.own("the first");
		assertThat(two.own("the second")).contains("process " + ProcessHandle.current().pid() + ", the first");
		assertThat(List.of(one.owned(), two.owned())).containsExactly(true, false);
	}
}
