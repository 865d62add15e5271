package org.fleetdesk.gateways.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.files.Severity;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.gateways.model.PackageInspector;
import org.fleetdesk.gateways.model.PackageName;
import org.fleetdesk.gateways.model.PackageSignature;
import org.fleetdesk.tasks.Progress;
import org.fleetdesk.tasks.StepContext;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Brings a package into a product's content area.
 *
 * @param file a package on this machine
 * @param key  with which it is signed
 */
record PackageUpload(String product, Path file, Optional<Path> key) {

	/** Kept before it is sent, when it was not there: its name. */
	static final String SENT = "sent";

	/** From parameters {@code file} and {@code signer}, which has no name of a secret: it is a path, and messages say which. */
	static PackageUpload of(String product, JsonNode parameters) {
		String key = parameters.path("signer").asText("");
		return new PackageUpload(product, Path.of(parameters.path("file").asText()), key.isEmpty() ? Optional.empty() : Optional.of(Path.of(key)));
	}

	String name() {
		return file.getFileName().toString();
	}

	/** Checks it first, as it may have changed since it was planned. @return whether something was sent: the package, or another signature of the one that is there */
	boolean send(GatewaysSession session, StepContext context) throws EngineException, InterruptedException {
		long size;
		String sha256;
		try {
			var app = PackageInspector.ofShipments().inspect(file);
			if (!app.usable()) {
				throw new EngineException(Kind.REFUSED, "%s cannot be installed: %s".formatted(name(), app.findings().getFirst().message()));
			}
			app.findings().stream().filter(f -> f.severity() == Severity.WARNING)
					.forEach(f -> context.log(Severity.WARNING, (f.where().isEmpty() ? "" : f.where() + ": ") + f.message()));
			size = Files.size(file);
			sha256 = app.sha256();
		} catch (IOException e) {
			throw new EngineException(Kind.REFUSED, "%s cannot be read: %s".formatted(file, e.getMessage()), e);
		}
		var signature = key.isPresent() ? Optional.of(sign(key.get(), PackageName.of(name()), sha256)) : Optional.<String>empty();
		boolean there = session.content(product, name()).isPresent();
		if (!there) {
			context.keep(SENT, name());
		}
		boolean sent;
		try {
			sent = session.upload(product, file, sha256, signature, done -> context.progress(new Progress(done, size, Progress.Unit.BYTES)));
		} catch (EngineException e) {
			throw e.prefixed("%s could not be uploaded to %s".formatted(name(), product));
		}
		if (sent) {
			context.log(Severity.INFO, there ? "%s has %s with this signature now".formatted(product, name()) : "%s has %s now (sha256 %s)".formatted(product, name(), sha256));
		} else {
			context.log(Severity.INFO, "%s has %s already".formatted(product, name()));
		}
		return sent;
	}

	private static String sign(Path key, PackageName name, String sha256) throws EngineException {
		try {
			return PackageSignature.sign(name, HexFormat.of().parseHex(sha256), Files.readString(key));
		} catch (IOException e) {
			throw new EngineException(Kind.REFUSED, "The key %s cannot be read: %s".formatted(key, e.getMessage()), e);
		} catch (IllegalArgumentException e) {
			throw new EngineException(Kind.REFUSED, "The key %s cannot be used: %s".formatted(key, e.getMessage()), e);
		}
	}

	/** Takes back what was sent, unless a gateway has it by now. */
	static void undo(GatewaysSession session, String product, StepContext context) throws EngineException, InterruptedException {
		var sent = context.get(SENT);
		if (sent.isEmpty()) {
			return;
		}
		var there = session.content(product, sent.get());
		if (there.filter(c -> c.path("gateways").asInt() == 0).isPresent()) {
			session.removeContent(product, sent.get());
			context.log(Severity.INFO, "%s is removed from %s again".formatted(sent.get(), product));
		}
	}
}
