package org.fleetdesk.core.internal;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

import javax.crypto.spec.PBEKeySpec;

import org.eclipse.equinox.security.storage.provider.IPreferencesContainer;
import org.eclipse.equinox.security.storage.provider.PasswordProvider;
import org.fleetdesk.files.AtomicFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives secure storage the key in {@code secret.key} (0600) beside the store's file; made when missing. Named in plugin.xml. */
public final class KeyFilePasswordProvider extends PasswordProvider {

	/** Bundle and extension. */
	static final String MODULE = "org.fleetdesk.core.keyfile";

	private static final Logger LOG = LoggerFactory.getLogger(KeyFilePasswordProvider.class);
	private static final int KEY_BYTES = 32;

	@Override
	public PBEKeySpec getPassword(IPreferencesContainer container, int passwordType) {
		try {
			Path store = Path.of(new URI(container.getLocation().toString()));
			return new PBEKeySpec(key(store.resolveSibling("secret.key")).toCharArray());
		} catch (IOException | URISyntaxException | RuntimeException e) {
			LOG.error("The key of the secrets cannot be used: {}", e.toString());
			return null;
		}
	}

	static String key(Path file) throws IOException {
		if (!Files.exists(file)) {
			byte[] key = new byte[KEY_BYTES];
			new SecureRandom().nextBytes(key);
			AtomicFiles.writePrivate(file, Base64.getEncoder().encode(key));
		}
		String text = Files.readString(file);
		if (text.length() < KEY_BYTES) {
			throw new IOException(file + " is damaged");
		}
		return text;
	}
}
