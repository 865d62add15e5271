import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/**
 * Takes the signatures out of the jars that are the arguments: a virtual machine checks them class by class at each start, and keeps no class
 * of a signed jar in a cache. What the build fetched was checked when it was fetched.
 */
void main(String[] jars) throws IOException {
	for (String jar : jars) {
		Path signed = Path.of(jar);
		Path draft = Files.copy(signed, signed.resolveSibling(signed.getFileName() + ".draft"), StandardCopyOption.REPLACE_EXISTING);
		boolean changed = false;
		try (var zip = FileSystems.newFileSystem(URI.create("jar:" + draft.toUri()), Map.of()); var files = Files.list(zip.getPath("META-INF"))) {
			for (Path file : files.filter(f -> f.toString().matches(".*\\.(SF|RSA|DSA|EC)")).toList()) {
				Files.delete(file);
				changed = true;
			}
		}
		if (changed) {
			Files.move(draft, signed, StandardCopyOption.ATOMIC_MOVE);
		} else {
			Files.delete(draft);
		}
	}
}
