package org.fleetdesk.gateways.engine.internal.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.fleetdesk.gateways.engine.internal.Await;
import org.fleetdesk.gateways.engine.internal.CloudCase;
import org.fleetdesk.gateways.engine.internal.CloudFixture;
import org.fleetdesk.gateways.engine.internal.Http;
import org.fleetdesk.gateways.engine.internal.store.Database;
import org.fleetdesk.gateways.engine.internal.store.DatabaseAddress;
import org.fleetdesk.gateways.engine.internal.store.Products;
import org.fleetdesk.gateways.engine.internal.store.Tokens;
import org.fleetdesk.gateways.model.PackageName;
import org.fleetdesk.gateways.model.PackageSignature;
import org.junit.jupiter.api.Test;

/** Files from the operator to the gateway. */
class ContentTest extends CloudCase {

	private static final String NAME = "test_app.v1.tar.gz";
	private static final byte[] BYTES = "a package".getBytes(StandardCharsets.UTF_8);

	private Http.Answer put(String name, Map<String, String> headers, byte[] bytes) throws Exception {
		return cloud.operator().send("PUT", "/fleet/v1/content/local/" + name, headers, bytes);
	}

	/** All files of the folder in which bytes are kept. */
	private List<String> files() throws Exception {
		try (var files = Files.walk(data.resolve("content"))) {
			return files.filter(Files::isRegularFile).map(f -> f.getFileName().toString()).toList();
		}
	}

	@Test
	void aGatewayGetsWhatWasUploadedWithDigestAndSignature() throws Exception {
		var keys = PackageSignature.makeKeyPair();
		byte[] digest = HexFormat.of().parseHex(CloudFixture.sha256(BYTES));
		String signature = PackageSignature.sign(PackageName.of(NAME), digest, keys.privateKey());
		var answer = put(NAME, Map.of("Content-Type", "application/gzip", "X-Content-SHA256", CloudFixture.sha256(BYTES), "X-Content-Signature", signature, "X-Content-Meta", "from CI"), BYTES);
		assertThat(answer.status()).isEqualTo(201);
		assertThat(answer.json().path("signed").asBoolean()).isTrue();
		assertThat(answer.json().path("signature").asText()).isEqualTo(signature);
		assertThat(answer.json().path("by").asText()).isEqualTo("vendor");
		var gateway = cloud.gateway("gw-1");
		assertThat(gateway.http().get("/provision/download?vendor=local&model=local").text().strip()).isEqualTo(NAME);
		assertThat(gateway.http().get("/provision/download?vendor=local&model=local&id=" + NAME + "&info=true").text()).startsWith("application/gzip,9,").endsWith(",from CI");
		var download = gateway.http().get("/provision/download?vendor=local&model=local&id=" + NAME);
		assertThat(download.body()).isEqualTo(BYTES);
		assertThat(download.headers()).containsEntry("etag", "\"" + CloudFixture.sha256(BYTES) + "\"").containsEntry("x-content-sha256", CloudFixture.sha256(BYTES));
		assertThat(PackageSignature.verify(PackageName.of(NAME), digest, download.headers().get("x-content-signature"), keys.publicKey())).isTrue();
		var back = cloud.operator().get("/fleet/v1/content/local/" + NAME);
		assertThat(back.body()).isEqualTo(BYTES);
		assertThat(back.headers()).containsEntry("content-disposition", "attachment").containsEntry("x-content-type-options", "nosniff");
	}

	@Test
	void aPackageNeverChanges() throws Exception {
		assertThat(put(NAME, Map.of(), BYTES).status()).isEqualTo(201);
		assertThat(put(NAME, Map.of(), BYTES).status()).isEqualTo(200);
		assertThat(put(NAME, Map.of(), "other".getBytes()).status()).isEqualTo(409);
		assertThat(files()).containsExactly(CloudFixture.sha256(BYTES));
		assertThat(put("notes.txt", Map.of(), "a".getBytes()).status()).isEqualTo(201);
		assertThat(put("notes.txt", Map.of(), "b".getBytes()).status()).isEqualTo(200);
		assertThat(files()).containsExactlyInAnyOrder(CloudFixture.sha256(BYTES), CloudFixture.sha256("b".getBytes()));
	}

	@Test
	void whatIsDamagedOnTheWayIsNotKept() throws Exception {
		assertThat(put(NAME, Map.of("X-Content-SHA256", "0".repeat(64)), BYTES).status()).isEqualTo(400);
		assertThat(put(NAME, Map.of("X-Content-Signature", "<b>"), BYTES).status()).isEqualTo(400);
		assertThat(put("a%20b", Map.of(), BYTES).status()).isEqualTo(400);
		assertThat(put("..%2Fescape", Map.of(), BYTES).status()).isEqualTo(400);
		assertThat(cloud.http().send("PUT", "/fleet/v1/content/local/" + NAME, Map.of(), BYTES).status()).isEqualTo(401);
		assertThat(cloud.operator().send("PUT", "/fleet/v1/content/none/" + NAME, Map.of(), BYTES).status()).isEqualTo(404);
		assertThat(files()).isEmpty();
		assertThat(cloud.operator().get("/fleet/v1/content/local").json()).isEmpty();
	}

	@Test
	void theSameBytesAreKeptOnceAndGoWithTheLastName() throws Exception {
		put("one.v1.tar.gz", Map.of(), BYTES);
		put("two.v1.tar.gz", Map.of(), BYTES);
		assertThat(files()).hasSize(1);
		assertThat(cloud.operator().delete("/fleet/v1/content/local/one.v1.tar.gz").status()).isEqualTo(204);
		assertThat(cloud.operator().get("/fleet/v1/content/local/two.v1.tar.gz").body()).isEqualTo(BYTES);
		cloud.operator().delete("/fleet/v1/content/local/two.v1.tar.gz");
		assertThat(files()).isEmpty();
		assertThat(cloud.operator().delete("/fleet/v1/content/local/two.v1.tar.gz").status()).isEqualTo(404);
	}

	@Test
	void aRestartRemovesWhatAKillLeft() throws Exception {
		put(NAME, Map.of(), BYTES);
		stopCloud();
		Path folder = data.resolve("content");
		Files.writeString(folder.resolve("incoming").resolve("x.part"), "half");
		Path orphan = folder.resolve("ab").resolve("ab" + "0".repeat(62));
		Files.createDirectories(orphan.getParent());
		Files.writeString(orphan, "nobody's");
		startCloud();
		assertThat(files()).containsExactly(CloudFixture.sha256(BYTES));
		assertThat(cloud.operator().get("/fleet/v1/content/local/" + NAME).body()).isEqualTo(BYTES);
	}

	@Test
	void theBytesOfADeletedProductGo() throws Exception {
		var manage = cloud.http().with(Map.of("X-Exosite-Token", CloudFixture.TOKEN));
		for (String how : List.of("model", "product")) {
			cloud.operator().post("/fleet/v1/products", "{\"id\":\"other\"}");
			assertThat(cloud.operator().put("/fleet/v1/content/other/" + NAME, "of " + how).status()).isEqualTo(201);
			assertThat(files()).hasSize(1);
			var answer = how.equals("model") ? manage.delete("/provision/manage/model/other/") : cloud.operator().delete("/fleet/v1/products/other");
			assertThat(answer.status()).isBetween(200, 205);
			assertThat(files()).as(how).isEmpty();
		}
	}

	/** As at the end of the engine: the row may be written after the one who asked has gone. */
	@Test
	void theBytesOfAnUploadThatIsCutOffStayAsItMayYetBeWritten() throws Exception {
		try (var store = Database.open(DatabaseAddress.of(Optional.empty(), Optional.empty(), data.resolve("own-database")))) {
			new Products(store, new Tokens(), InstantSource.system()).create("local", "", true, Duration.ofHours(1));
			var contents = new ContentStore(store, Blobs.open(data.resolve("own")), InstantSource.system());
			var writing = new CountDownLatch(1);
			var busy = new CountDownLatch(1);
			var other = Thread.ofVirtual().start(() -> {
				try {
					store.write(tx -> {
						writing.countDown();
						try {
							busy.await();
						} catch (InterruptedException e) {
							throw new IllegalStateException(e);
						}
						return null;
					});
				} catch (InterruptedException e) {
					throw new IllegalStateException(e);
				}
			});
			assertThat(writing.await(1, TimeUnit.MINUTES)).isTrue();
			var failure = new AtomicReference<Exception>();
			var upload = Thread.ofPlatform().start(() -> {
				try (var received = contents.receive(new ByteArrayInputStream(BYTES))) {
					contents.keep("local", NAME, received, new ContentStore.Notes("", Optional.empty(), Optional.empty(), "anna"));
				} catch (Exception e) {
					failure.set(e);
				}
			});
			Await.until("it waits for the database", () -> Stream.of(upload.getStackTrace()).anyMatch(f -> f.getClassName().endsWith(".Writer") && f.getMethodName().equals("write"))
					&& upload.getState() == Thread.State.WAITING);
			upload.interrupt();
			upload.join();
			assertThat(failure.get()).isInstanceOf(InterruptedException.class);
			busy.countDown();
			other.join();
			store.write(tx -> null);
			try (var in = contents.open(contents.find("local", NAME).orElseThrow(), 0)) {
				assertThat(in.readAllBytes()).isEqualTo(BYTES);
			}
		}
	}

	@Test
	void whatIsTooLargeIsRefused() throws Exception {
		var blobs = Blobs.open(data.resolve("small"));
		org.assertj.core.api.Assertions.assertThatThrownBy(() -> blobs.receive(new java.io.ByteArrayInputStream(BYTES), 5)).isInstanceOf(Blobs.TooLarge.class);
		try (var left = Files.list(data.resolve("small").resolve("incoming"))) {
			assertThat(left).isEmpty();
		}
	}
}
