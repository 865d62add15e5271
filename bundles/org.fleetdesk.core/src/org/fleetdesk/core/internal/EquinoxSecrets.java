package org.fleetdesk.core.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.eclipse.equinox.security.storage.ISecurePreferences;
import org.eclipse.equinox.security.storage.SecurePreferencesFactory;
import org.eclipse.equinox.security.storage.StorageException;
import org.eclipse.equinox.security.storage.provider.IProviderHints;
import org.fleetdesk.core.BlockingGuard;
import org.fleetdesk.core.DataFolder;
import org.fleetdesk.core.Registration;
import org.fleetdesk.core.Secrets;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Secrets in Equinox secure storage: {@code secrets} in the data folder, encrypted under {@link KeyFilePasswordProvider}'s key beside it. */
@Component
public final class EquinoxSecrets implements Secrets {

	private final Path file;
	private final BlockingGuard guard;
	private final Map<String, String> lent = new ConcurrentHashMap<>();
	private ISecurePreferences opened;

	@Activate
	public EquinoxSecrets(@Reference DataFolder data, @Reference(target = "(fleetdesk.all=true)") BlockingGuard guard) {
		file = data.path().resolve("secrets");
		this.guard = guard;
	}

	@Override
	public synchronized void put(String name, String secret) throws IOException {
		guard.check("Storing a secret");
		try {
			node().put(name, secret, true);
			opened.flush();
		} catch (StorageException e) {
			throw failed(name, "stored", e);
		}
	}

	@Override
	public synchronized Optional<String> get(String name) throws IOException {
		guard.check("Reading a secret");
		String now = lent.get(name);
		if (now != null) {
			return Optional.of(now);
		}
		try {
			return Optional.ofNullable(node().get(name, null));
		} catch (StorageException e) {
			throw failed(name, "read", e);
		}
	}

	@Override
	public synchronized void remove(String name) throws IOException {
		guard.check("Removing a secret");
		node().remove(name);
		opened.flush();
	}

	@Override
	public synchronized Set<String> names() throws IOException {
		guard.check("Reading the names of secrets");
		return Set.of(node().keys());
	}

	@Override
	public Registration lend(Map<String, String> secrets) {
		var mine = Map.copyOf(secrets);
		lent.putAll(mine);
		return () -> mine.forEach(lent::remove);
	}

	private ISecurePreferences node() throws IOException {
		if (opened == null) {
			opened = SecurePreferencesFactory.open(file.toUri().toURL(), Map.of(IProviderHints.REQUIRED_MODULE_ID, KeyFilePasswordProvider.MODULE, IProviderHints.PROMPT_USER, false));
		}
		return opened.node("fleetdesk");
	}

	private IOException failed(String name, String what, StorageException e) {
		return new IOException("The secret " + name + " could not be " + what + " in " + file + ": " + e.getMessage(), e);
	}
}
