package org.fleetdesk.gateways.engine.internal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.fleetdesk.engine.Serving;
import org.fleetdesk.gateways.engine.internal.fleet.VendorToken;
import org.fleetdesk.gateways.engine.internal.store.DatabaseAddress;
import org.fleetdesk.gateways.model.AliasForm;

/** A whole device cloud at a port of its own, with the product {@code local}, and what its gateways and its operators say to it. */
public final class CloudFixture implements AutoCloseable {

	public static final String TOKEN = "0123456789abcdef0123456789abcdef01234567";

	private final DeviceCloud cloud;

	public CloudFixture(DatabaseAddress address, Path data) throws Exception {
		this(address, data, System::nanoTime);
	}

	/** @param nanos for limits of how often somebody asks */
	public CloudFixture(DatabaseAddress address, Path data, LongSupplier nanos) throws Exception {
		cloud = DeviceCloud.start(new DeviceCloud.Settings(data, Serving.at(new ListenAddress("127.0.0.1", 0), Security.LOOPBACK_ONLY), address, Optional.of("local"),
				VendorToken.of(TOKEN, InstantSource.system()), "1.2.3", InstantSource.system(), nanos, 120));
	}

	public static CloudFixture onH2(Path data) throws Exception {
		return new CloudFixture(DatabaseAddress.of(Optional.empty(), Optional.empty(), data.resolve("database")), data);
	}

	public int port() {
		return cloud.url().getPort();
	}

	/** How many long polls of values wait. */
	public int waiting() {
		return cloud.waiters().count();
	}

	/** Without any header. */
	public Http http() {
		return new Http(cloud.url(), Map.of());
	}

	public Http operator() {
		return http().bearer(TOKEN);
	}

	/** Adds a serial number and activates it. */
	public Gateway gateway(String sn) throws Exception {
		operator().post("/fleet/v1/gateways/local", "{\"sn\":[\"" + sn + "\"]}");
		return activate(sn);
	}

	public Gateway activate(String sn) throws Exception {
		var answer = http().form("/provision/activate", "vendor=local&model=local&sn=" + sn);
		if (answer.status() != 200) {
			throw new AssertionError(answer.status() + " " + answer.text());
		}
		return new Gateway(http().with(Map.of("X-Exosite-CIK", answer.text())), answer.text());
	}

	/** What an agent says. */
	public record Gateway(Http http, String cik) {

		public void write(String alias, String value) throws Exception {
			var answer = http.form("/onep:v1/stack/alias", AliasForm.encode(Map.of(alias, value)));
			if (answer.status() != 204) {
				throw new AssertionError(answer.status() + " " + answer.text());
			}
		}

		/** Empty when there is none. */
		public String read(String alias) throws Exception {
			var answer = http.get("/onep:v1/stack/alias?" + alias);
			return answer.status() == 204 ? "" : AliasForm.values(new String(answer.body(), StandardCharsets.ISO_8859_1)).getFirst().value();
		}
	}

	/** Uploads a file of a few bytes. */
	public Http.Answer upload(String name, String bytes) throws Exception {
		byte[] body = bytes.getBytes(StandardCharsets.UTF_8);
		return operator().send("PUT", "/fleet/v1/content/local/" + name, Map.of("Content-Type", "application/gzip", "X-Content-SHA256", sha256(body)), body);
	}

	public static String sha256(byte[] bytes) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
		} catch (GeneralSecurityException e) {
			throw new IllegalStateException(e);
		}
	}

	@Override
	public void close() {
		cloud.close();
	}
}
