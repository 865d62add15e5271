package org.fleetdesk.serverless.engine.internal.provision;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

import org.fleetdesk.opennebula.OneException;
import org.fleetdesk.opennebula.user.User;
import org.fleetdesk.serverless.engine.internal.provision.CloudAccess.Session;

/**
 * What a VM's context gets to speak in its owner's name: {@code user:secret} in Base64, as the software in the VM expects it. Everybody who may use the VM
 * can read it, so that the secret is a login token of OpenNebula with a limited life, unless the compatible form is set, in which it is the caller's
 * password. OpenNebula keeps few tokens of a user, so that VMs share one until half of its life is over.
 */
final class LoginTokens {

	/** How long a token is good for. */
	static final Duration LIFE = Duration.ofDays(1);
	private static final int MOST = 1000;

	private record Token(String token, Instant renew) {
	}

	private final boolean password;
	private final InstantSource clock;
	/** For each of them: some sessions share one. */
	private final Lock[] locks = Stream.generate(ReentrantLock::new).limit(64).toArray(Lock[]::new);
	/** By a hash of the session: no password is kept in the memory for longer than its request. */
	private final Map<String, Token> tokens = new LinkedHashMap<>(16, 0.75f, true) {
		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Token> eldest) {
			return size() > MOST;
		}
	};

	/** @param password the compatible form */
	LoginTokens(boolean password, InstantSource clock) {
		this.password = password;
		this.clock = clock;
	}

	/** The value for a VM's context. */
	String contextValue(Session cloud) throws Refusal, InterruptedException {
		var caller = cloud.caller();
		String session = password ? caller.session() : caller.user() + ":" + token(cloud);
		return Base64.getEncoder().encodeToString(session.getBytes(StandardCharsets.UTF_8));
	}

	/** Of many creates at the same time one asks for the token. */
	private String token(Session cloud) throws Refusal, InterruptedException {
		String key = hash(cloud.caller().session());
		var lock = locks[Math.floorMod(key.hashCode(), locks.length)];
		lock.lockInterruptibly();
		try {
			synchronized (tokens) {
				var known = tokens.get(key);
				if (known != null && clock.instant().isBefore(known.renew())) {
					return known.token();
				}
			}
			var asked = clock.instant();
			String token = User.login(cloud.one(), cloud.caller().user(), "", (int) LIFE.toSeconds(), -1).orThrow();
			synchronized (tokens) {
				tokens.put(key, new Token(token, asked.plus(LIFE.dividedBy(2))));
			}
			return token;
		} catch (OneException e) {
			throw Refusal.of(e, "Failed to make a login token for the Serverless Runtime's VMs");
		} finally {
			lock.unlock();
		}
	}

	private static String hash(String session) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(session.getBytes(StandardCharsets.UTF_8)));
		} catch (GeneralSecurityException e) {
			throw new IllegalStateException(e);
		}
	}
}
