package org.fleetdesk.logs.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.logs.LogInfo;
import org.fleetdesk.logs.LogKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The small file in a stream's folder that says what the log is about. */
public final class Meta {

	private static final Logger LOG = LoggerFactory.getLogger(Meta.class);
	private static final String FILE = "meta.json";
	private static final int VERSION = 1;
	private static final ObjectMapper JSON = new ObjectMapper();

	private Meta() {
	}

	/** A name for the stream's folder that every file system takes and that no other key has; the readable part is for people only. */
	public static String folderName(LogKey key) {
		try {
			var digest = MessageDigest.getInstance("SHA-256").digest((key.connection() + '\0' + key.resource()).getBytes(StandardCharsets.UTF_8));
			var readable = key.resource().replaceAll("[^A-Za-z0-9_-]+", "-").replaceAll("^-+", "");
			return (readable.length() > 40 ? readable.substring(readable.length() - 40) : readable) + "." + HexFormat.of().formatHex(digest, 0, 10);
		} catch (NoSuchAlgorithmException e) {
			throw new IllegalStateException(e);
		}
	}

	/** Reads the info of a folder; empty when it is no stream's folder or the file is damaged. */
	public static Optional<LogInfo> read(Path folder) throws IOException {
		try {
			var json = JSON.readTree(Files.readAllBytes(folder.resolve(FILE)));
			if (json.path("version").asInt() != VERSION) {
				LOG.warn("The log {} was written by another version; it is not shown", folder);
				return Optional.empty();
			}
			var key = new LogKey(json.path("connection").asText(), json.path("resource").asText());
			return Optional.of(new LogInfo(key, json.path("name").asText(), json.path("kind").asText(), json.path("connectionLabel").asText()));
		} catch (JsonProcessingException _) {
			LOG.warn("{} is damaged; the log is not shown", folder.resolve(FILE));
			return Optional.empty();
		} catch (NoSuchFileException | NotDirectoryException _) {
			return Optional.empty();
		} catch (FileSystemException e) {
			if (!Files.isDirectory(folder)) {
				return Optional.empty();
			}
			throw e;
		}
	}

	/** Writes the info atomically. */
	public static void write(Path folder, LogInfo info) throws IOException {
		if (read(folder).filter(info::equals).isPresent()) {
			return;
		}
		var json = JSON.createObjectNode().put("version", VERSION).put("connection", info.key().connection()).put("resource", info.key().resource())
				.put("name", info.name()).put("kind", info.kind()).put("connectionLabel", info.connectionLabel());
		AtomicFiles.writePrivate(folder.resolve(FILE), JSON.writeValueAsBytes(json));
	}
}
