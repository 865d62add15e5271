package org.fleetdesk.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fleetdesk.core.internal.Fakes.connection;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.ConnectionOption;
import org.fleetdesk.core.ConnectionTls;
import org.fleetdesk.core.Connections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredConnectionsTest {

	@TempDir
	private Path folder;
	private final EngineKinds kinds = new EngineKinds();
	private final Fakes.FakeKind kind = new Fakes.FakeKind();
	private final Fakes.MemorySecrets secrets = new Fakes.MemorySecrets();
	private final List<String> blocked = new ArrayList<>();
	private UserDataFolder data;

	@BeforeEach
	void owns() {
		data = new UserDataFolder(folder);
		kinds.add(kind);
	}

	private StoredConnections open() {
		return new StoredConnections(data, kinds, secrets, blocked::add);
	}

	@Test
	void keepsConnectionsOverARestart() throws IOException {
		var first = open();
		var full = new Connection("1", "fake", "so-lab-1", URI.create("tcp://so-lab-1:2375"), Optional.of("secret-1"), Map.of("site", "lab"), true);
		first.add(full);
		first.add(connection("2", "Alpha"));
		assertThat(open().list()).extracting(Connection::name).containsExactly("Alpha", "so-lab-1");
		assertThat(open().find("1")).contains(full);
		assertThat(open().find("SO-LAB-1")).contains(full);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("connections.json")))).isEqualTo("rw-------");
		assertThat(blocked).isNotEmpty();
	}

	@Test
	void namesAreUniqueWithinAKind() throws IOException {
		var connections = open();
		connections.add(connection("1", "Local"));
		assertThatThrownBy(() -> connections.add(connection("2", "LOCAL"))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("LOCAL");
		connections.add(new Connection("3", "other", "Local", URI.create("http://x"), Optional.empty(), Map.of(), false));
		assertThatThrownBy(() -> connections.find("local")).hasMessageContaining("fake:Local").hasMessageContaining("other:Local");
		assertThat(connections.find("other:local").orElseThrow().id()).isEqualTo("3");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "  ", " padded", "two\nlines", "\u001b[31mred" })
	void refusesNamesThatCannotBeShown(String name) {
		assertThatThrownBy(() -> open().add(connection("1", name))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("name");
		assertThat(folder.resolve("connections.json")).doesNotExist();
	}

	@Test
	void asksTheKindWhetherTheUrlFits() throws IOException {
		var connections = open();
		connections.add(connection("1", "one"));
		var wrong = new Connection("1", "fake", "one", URI.create("http://x"), Optional.empty(), Map.of(), false);
		assertThatThrownBy(() -> connections.update(wrong)).hasMessage("A fake engine needs a tcp:// URL");
		assertThat(connections.find("1").orElseThrow().url()).hasScheme("tcp");
	}

	@Test
	void removesTheSecretsOfARemovedConnectionUnlessAnotherNeedsThem() throws IOException {
		secrets.put("shared", "x");
		secrets.put("own", "x");
		var connections = open();
		connections.add(new Connection("1", "fake", "one", URI.create("tcp://a:1"), Optional.of("shared"), Map.of(), false));
		connections.add(new Connection("2", "fake", "two", URI.create("tcp://a:1"), Optional.of("shared"), Map.of(), false));
		connections.add(new Connection("3", "fake", "three", URI.create("tcp://a:1"), Optional.of("own"), Map.of(), false));
		connections.remove("1");
		connections.remove("3");
		assertThat(secrets.values).containsOnlyKeys("shared");
		connections.remove("2");
		assertThat(secrets.values).isEmpty();
	}

	@Test
	void keepsSecurityAndOptionsOverARestartWithoutAnySecretInTheFile() throws IOException {
		kind.options = List.of(new ConnectionOption("sftp", "Images by SFTP", "Such as sftp://root@host/mnt/ME", "", false, v -> v.startsWith("sftp://") ? Optional.empty() : Optional.of("No sftp:// URL: " + v)),
				new ConnectionOption("sftp.password", "Password", "", "", true, v -> Optional.empty()));
		var full = connection("1", "one").withCredentials(Optional.of("a")).withTls(new ConnectionTls(true, Optional.of("SHA256:" + "AB:".repeat(31) + "AB"), Optional.of("-----BEGIN CERTIFICATE-----\n"), Optional.of("b")))
				.withOptions(Map.of("sftp", "sftp://root@so-lab-1/mnt/ME"), Map.of("sftp.password", "c"));
		open().add(full, Map.of("a", "Bearer hidden-token", "b", "hidden-key", "c", "hidden-password"));
		var read = open().find("1").orElseThrow();
		assertThat(read).isEqualTo(full);
		assertThat(read.tls().fingerprint()).contains("ab".repeat(32));
		assertThat(read.encrypted()).isTrue();
		assertThat(secrets.values).containsOnlyKeys("a", "b", "c");
		assertThat(Files.readString(folder.resolve("connections.json"))).contains("\"version\" : 2").doesNotContain("hidden");
		open().update(read.withName("renamed"));
		assertThat(secrets.values).as("renaming keeps the secrets").containsOnlyKeys("a", "b", "c");
		open().update(read.withCredentials(Optional.of("d")), Map.of("d", "Bearer new"));
		assertThat(secrets.values).as("a replaced secret goes").containsOnlyKeys("b", "c", "d");
		open().remove("1");
		assertThat(secrets.values).isEmpty();
	}

	@Test
	void secretsThatACrashLeftGoWithTheNextChange() throws IOException {
		String used = Connections.newSecret();
		var connections = open();
		connections.add(connection("1", "one").withCredentials(Optional.of(used)), Map.of(used, "x"));
		secrets.put(Connections.newSecret(), "stored, but its connection was never saved");
		secrets.put("of-somebody-else", "x");
		connections.add(connection("2", "two"));
		assertThat(secrets.values).containsOnlyKeys(used, "of-somebody-else");
		// what a damaged file does not show may be in use
		String hidden = Connections.newSecret();
		secrets.put(hidden, "x");
		Files.writeString(folder.resolve("connections.json"), "{");
		open().add(connection("3", "three"));
		assertThat(secrets.values).containsKeys(hidden, used);
	}

	@Test
	void aConnectionThatCannotBeSavedLeavesNoSecret() throws IOException {
		var connections = open();
		connections.add(connection("1", "one").withCredentials(Optional.of("a")), Map.of("a", "x"));
		assertThatThrownBy(() -> connections.add(connection("2", "ONE").withCredentials(Optional.of("b")), Map.of("b", "x"))).isInstanceOf(IllegalArgumentException.class);
		secrets.full = "d";
		var both = connection("2", "two").withCredentials(Optional.of("c")).withTls(ConnectionTls.NONE.withIdentity(Optional.of("d")));
		assertThatThrownBy(() -> connections.add(both, new TreeMap<>(Map.of("c", "x", "d", "x")))).isInstanceOf(IOException.class);
		assertThat(secrets.values).containsOnlyKeys("a");
		assertThat(open().list()).hasSize(1);
	}

	@Test
	void refusesOptionsThatTheKindDoesNotTake() throws IOException {
		kind.options = List.of(new ConnectionOption("sftp", "Images by SFTP", "", "", false, v -> Optional.of("No sftp:// URL: " + v)),
				new ConnectionOption("sftp.password", "Password", "", "", true, v -> Optional.empty()));
		var connections = open();
		var one = connection("1", "one");
		assertThatThrownBy(() -> connections.add(one.withOptions(Map.of("sftp", "x"), Map.of()))).hasMessage("No sftp:// URL: x");
		assertThatThrownBy(() -> connections.add(one.withOptions(Map.of("ftp", "x"), Map.of()))).hasMessageContaining("no option ftp").hasMessageContaining("sftp, sftp.password");
		assertThatThrownBy(() -> connections.add(one.withOptions(Map.of("sftp.password", "x"), Map.of()))).hasMessageContaining("a secret");
		assertThat(connections.list()).isEmpty();
	}

	@Test
	void readsTheFirstVersionOfTheFileAndWritesTheSecond() throws IOException {
		Files.writeString(folder.resolve("connections.json"), """
				{"version":1,"connections":[{"id":"1","kind":"fake","name":"old","url":"tcp://a:1","credentials":"s","labels":{"site":"lab"},"local":true}]}""");
		var connections = open();
		var old = connections.find("old").orElseThrow();
		assertThat(old).isEqualTo(new Connection("1", "fake", "old", URI.create("tcp://a:1"), Optional.of("s"), Map.of("site", "lab"), true));
		assertThat(folder.resolve("connections.json")).as("reading changes nothing").content().startsWith("{\"version\":1");
		connections.update(old.withName("new"));
		assertThat(folder.resolve("connections.json")).content().contains("\"version\" : 2");
		assertThat(open().list()).containsExactly(old.withName("new"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{\"version\":1,\"connections\":[{\"id\":\"1\"", "[]", "{\"version\":\"x\"}", "\u0000\u0000\u0000" })
	void keepsADamagedFileAside(String text) throws IOException {
		Files.writeString(folder.resolve("connections.json"), text);
		var connections = open();
		assertThat(connections.list()).isEmpty();
		assertThat(connections.problem().orElseThrow()).contains("connections.json");
		assertThat(folder.resolve("connections.json")).as("until something is saved, it stays as it is").hasContent(text);
		connections.add(connection("1", "one"));
		assertThat(open().list()).hasSize(1);
		var aside = Files.list(folder).filter(f -> f.getFileName().toString().startsWith("connections-damaged-")).toList();
		assertThat(aside).hasSize(1);
		assertThat(aside.getFirst()).hasContent(text);
		assertThat(connections.problem().orElseThrow()).contains(aside.getFirst().toString());
	}

	@Test
	void savesWhatCanBeReadOfADamagedFile() throws IOException {
		Files.writeString(folder.resolve("connections.json"), """
				{"version":1,"connections":[{"id":"1","kind":"fake","name":"good","url":"tcp://a:1"},{"id":"2","kind":"fake","name":"bad","url":":::"}]}""");
		var connections = open();
		assertThat(connections.list()).extracting(Connection::name).containsExactly("good");
		assertThat(connections.problem().orElseThrow()).contains("1 of 2");
		connections.add(connection("3", "new"));
		assertThat(open().list()).extracting(Connection::name).containsExactly("good", "new");
		assertThat(open().problem()).isEmpty();
	}

	@Test
	void neverOverwritesTheFileOfANewerVersion() throws IOException {
		Files.writeString(folder.resolve("connections.json"), "{\"version\":3,\"connections\":[]}");
		assertThatThrownBy(() -> open().add(connection("1", "one"))).isInstanceOf(IOException.class).hasMessageContaining("newer Fleetdesk");
		assertThat(folder.resolve("connections.json")).hasContent("{\"version\":3,\"connections\":[]}");
	}

	@Test
	void changesOnlyWhatItsProcessOwns() throws IOException {
		var other = new UserDataFolder(folder);
		other.own("the console");
		assertThatThrownBy(() -> open().add(connection("1", "one"))).isInstanceOf(IOException.class).hasMessageContaining("the console");
		assertThat(folder.resolve("connections.json")).doesNotExist();
	}

	@Test
	void seesWhatAnotherProcessSavedBeforeItChangesAnything() throws IOException {
		var late = open();
		open().add(connection("1", "one"));
		late.add(connection("2", "two"));
		assertThat(open().list()).extracting(Connection::name).containsExactly("one", "two");
	}

	@Test
	void tellsListenersAfterEachChange() throws IOException {
		var connections = open();
		var seen = new ArrayList<Integer>();
		connections.addListener(() -> {
			throw new IllegalStateException("a bad listener");
		});
		var registration = connections.addListener(() -> seen.add(connections.list().size()));
		connections.add(connection("1", "one"));
		connections.remove("1");
		connections.remove("1");
		registration.close();
		connections.add(connection("2", "two"));
		assertThat(seen).containsExactly(1, 0);
	}
}
