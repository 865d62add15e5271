package org.fleetdesk.tasks.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import org.fleetdesk.core.DataFolder;
import org.fleetdesk.files.AtomicFiles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Secrets of requests, encrypted (AES-256-GCM) under the key in {@code tasks.key} (0600) of the data folder, which is made when it is first needed. Those of a request are in a file of
 * their own, so that they can be erased when they are of no more use. Thread-safe.
 */
public final class Vault implements EntryJson.Seal {

	private static final int KEY_BYTES = 32;
	private static final int NONCE_BYTES = 12;
	private static final int TAG_BITS = 128;
	private static final byte VERSION = 1;

	private final Path folder;
	private final Path keyFile;
	private final ObjectMapper json = new ObjectMapper();
	private final SecureRandom random = new SecureRandom();
	private Optional<SecretKeySpec> key = Optional.empty();

	/** @param folder of the files, one for each request; made with the first */
	public Vault(DataFolder data, Path folder) {
		this.folder = folder;
		keyFile = data.path().resolve("tasks.key");
	}

	/**
	 * Keeps the secrets of a request; they are on disk when this returns.
	 *
	 * @param id of what was requested
	 */
	public void put(String id, Map<String, JsonNode> secrets) throws IOException {
		if (secrets.isEmpty()) {
			return;
		}
		Files.createDirectories(folder);
		AtomicFiles.writePrivate(folder.resolve(id), encrypt(id, json.writeValueAsBytes(secrets)));
	}

	/**
	 * @return empty when they were erased, or there were none
	 * @throws IOException when they cannot be read; the message is for the user
	 */
	public Optional<Map<String, JsonNode>> get(String id) throws IOException {
		byte[] file;
		try {
			file = Files.readAllBytes(folder.resolve(id));
		} catch (NoSuchFileException e) {
			return Optional.empty();
		}
		var secrets = new LinkedHashMap<String, JsonNode>();
		json.readTree(decrypt(id, file)).properties().forEach(m -> secrets.put(m.getKey(), m.getValue()));
		return Optional.of(secrets);
	}

	/** Erases the secrets of a request, if they are there. */
	public void erase(String id) throws IOException {
		Files.deleteIfExists(folder.resolve(id));
	}

	/** Of which requests there are secrets. */
	public Set<String> ids() throws IOException {
		if (!Files.isDirectory(folder)) {
			return Set.of();
		}
		try (var files = Files.list(folder)) {
			return files.map(f -> f.getFileName().toString()).filter(name -> !name.startsWith(".")).collect(Collectors.toSet());
		}
	}

	@Override
	public String seal(String run, String text) throws IOException {
		return Base64.getEncoder().encodeToString(encrypt(run, text.getBytes(StandardCharsets.UTF_8)));
	}

	@Override
	public String open(String run, String sealed) throws IOException {
		return new String(decrypt(run, Base64.getDecoder().decode(sealed)), StandardCharsets.UTF_8);
	}

	/** Version, nonce, encrypted text and tag; what it belongs to is a part of what the tag proves. */
	private byte[] encrypt(String id, byte[] plain) throws IOException {
		byte[] nonce = new byte[NONCE_BYTES];
		random.nextBytes(nonce);
		byte[] encrypted = crypt(Cipher.ENCRYPT_MODE, key(true), nonce, id, plain);
		return ByteBuffer.allocate(1 + NONCE_BYTES + encrypted.length).put(VERSION).put(nonce).put(encrypted).array();
	}

	private byte[] decrypt(String id, byte[] sealed) throws IOException {
		if (sealed.length <= 1 + NONCE_BYTES || sealed[0] != VERSION) {
			throw new IOException("they are damaged, or a newer Fleetdesk wrote them");
		}
		var bytes = ByteBuffer.wrap(sealed, 1, sealed.length - 1);
		byte[] nonce = new byte[NONCE_BYTES];
		bytes.get(nonce);
		byte[] encrypted = new byte[bytes.remaining()];
		bytes.get(encrypted);
		return crypt(Cipher.DECRYPT_MODE, key(false), nonce, id, encrypted);
	}

	private byte[] crypt(int mode, SecretKeySpec with, byte[] nonce, String id, byte[] text) throws IOException {
		try {
			var cipher = Cipher.getInstance("AES/GCM/NoPadding");
			cipher.init(mode, with, new GCMParameterSpec(TAG_BITS, nonce));
			cipher.updateAAD(id.getBytes(StandardCharsets.UTF_8));
			return cipher.doFinal(text);
		} catch (GeneralSecurityException e) {
			throw new IOException("they are damaged, or " + keyFile + " is not the key that they were encrypted with", e);
		}
	}

	private synchronized SecretKeySpec key(boolean make) throws IOException {
		if (key.isEmpty()) {
			synchronized (Vault.class) { // several use one key
				if (make && !Files.exists(keyFile)) {
					byte[] fresh = new byte[KEY_BYTES];
					random.nextBytes(fresh);
					AtomicFiles.writePrivate(keyFile, fresh);
				}
			}
			byte[] present;
			try {
				present = Files.readAllBytes(keyFile);
			} catch (NoSuchFileException e) {
				throw new IOException("the key " + keyFile + " is missing", e);
			}
			if (present.length != KEY_BYTES) {
				throw new IOException("the key " + keyFile + " is damaged");
			}
			key = Optional.of(new SecretKeySpec(present, "AES"));
		}
		return key.get();
	}
}
