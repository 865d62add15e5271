import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

/**
 * The fast loop: compiles one bundle and those of ours that it needs, and runs its unit tests, without Tycho.
 * A flat class path: nothing of OSGi is checked here. Usage: see {@code releng/unit/unit}.
 */
final class Unit {

	private static final Pattern GAV = Pattern.compile("<groupId>(.*?)</groupId>\\s*<artifactId>(.*?)</artifactId>\\s*<version>(.*?)</version>");
	private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(.*?)</artifactId>");
	private static final String JUNIT = "5.14.4";
	private static final String TEST_LIBRARIES = "releng/unit/test-libraries.txt";
	private static final String NATIVE = ".*\\.(win32|macosx|linux\\.(?!" + (System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64") + ")).*";

	private final Path root = Path.of("").toAbsolutePath();
	private final Path out = root.resolve("releng/unit/target");
	private final Map<String, Manifest> bundles = new LinkedHashMap<>();
	private final Map<String, String> exporters = new LinkedHashMap<>();
	private String libraries;

	public static void main(String[] args) throws Exception {
		System.exit(new Unit().run(List.of(args)));
	}

	private int run(List<String> args) throws Exception {
		readManifests();
		libraries = libraries();
		List<String> names = args.stream().takeWhile(a -> !a.startsWith("-")).map(this::bundle).toList();
		List<String> options = args.stream().dropWhile(a -> !a.startsWith("-")).toList();
		int failures = 0;
		for (String name : names.isEmpty() ? bundles.keySet() : names) {
			failures += test(name, options);
		}
		return failures == 0 ? 0 : 1;
	}

	private String bundle(String name) {
		String full = name.startsWith("org.fleetdesk.") ? name : "org.fleetdesk." + name;
		if (!bundles.containsKey(full)) {
			throw new IllegalArgumentException("no bundle " + full + "; there are " + bundles.keySet());
		}
		return full;
	}

	private void readManifests() throws IOException {
		try (Stream<Path> folders = Files.list(root.resolve("bundles"))) {
			for (Path folder : folders.sorted().toList()) {
				Path file = folder.resolve("META-INF/MANIFEST.MF");
				if (Files.exists(file)) {
					try (var in = Files.newInputStream(file)) {
						var manifest = new Manifest(in);
						String name = folder.getFileName().toString();
						bundles.put(name, manifest);
						names(manifest, "Export-Package").forEach(p -> exporters.put(p, name));
					}
				}
			}
		}
	}

	private static List<String> names(Manifest manifest, String header) {
		String value = manifest.getMainAttributes().getValue(header);
		return value == null ? List.of()
				: Stream.of(value.replaceAll("\"[^\"]*\"", "").split(",")).map(c -> c.split(";")[0].trim()).filter(s -> !s.isEmpty()).toList();
	}

	/** The bundles of ours that a bundle needs, itself last. */
	private void closure(String name, Set<String> into) {
		var manifest = bundles.get(name);
		Stream.concat(names(manifest, "Require-Bundle").stream().filter(bundles::containsKey),
				names(manifest, "Import-Package").stream().map(exporters::get).filter(b -> b != null && !b.equals(name)))
				.distinct().filter(b -> !into.contains(b)).forEach(b -> closure(b, into));
		into.add(name);
	}

	/** Bundles of ours that only the tests of a bundle use, as its {@code pom.xml} says. */
	private List<String> testBundles(String name) throws IOException {
		Path pom = root.resolve("bundles").resolve(name).resolve("pom.xml");
		return Files.exists(pom) ? ARTIFACT.matcher(Files.readString(pom)).results().map(r -> r.group(1)).filter(a -> bundles.containsKey(a) && !a.equals(name)).toList()
				: List.of();
	}

	private int test(String name, List<String> options) throws Exception {
		var needed = new LinkedHashSet<String>();
		for (String bundle : testBundles(name)) {
			closure(bundle, needed);
		}
		closure(name, needed);
		var path = new ArrayList<String>();
		boolean changed = false;
		for (String bundle : needed) {
			Path classes = out.resolve(bundle);
			changed |= compile(root.resolve("bundles").resolve(bundle).resolve("src"), classes, path, changed);
			path.addFirst(classes.toString());
			path.add(1, root.resolve("bundles").resolve(bundle).toString());
		}
		Path tests = root.resolve("bundles").resolve(name).resolve("src_test");
		if (!Files.isDirectory(tests) || !hasJava(tests) || options.contains("--compile-only")) {
			return 0;
		}
		Path classes = out.resolve(name + ".tests");
		compile(tests, classes, path, changed);
		path.addFirst(classes.toString());
		System.out.println("== " + name);
		var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
				"--enable-native-access=ALL-UNNAMED", "-ea", "-cp", String.join(":", path) + ":" + libraries, "org.junit.platform.console.ConsoleLauncher",
				"execute", "--scan-classpath", classes.toString(), "--disable-banner", "--details=summary", "--disable-ansi-colors"));
		command.addAll(options);
		return new ProcessBuilder(command).directory(root.resolve("bundles").resolve(name).toFile()).inheritIO().start().waitFor();
	}

	private static boolean hasJava(Path folder) throws IOException {
		try (Stream<Path> files = Files.walk(folder)) {
			return files.anyMatch(f -> f.toString().endsWith(".java"));
		}
	}

	private boolean compile(Path sources, Path classes, List<String> path, boolean forced) throws IOException {
		if (!Files.isDirectory(sources)) {
			Files.createDirectories(classes);
			return false;
		}
		List<Path> files;
		try (Stream<Path> walk = Files.walk(sources)) {
			files = walk.filter(Files::isRegularFile).toList();
		}
		Path stamp = stamp(classes);
		String state = files.stream().map(f -> f + " " + f.toFile().lastModified()).sorted().collect(Collectors.joining("\n"));
		if (!forced && Files.exists(stamp) && Files.readString(stamp).equals(state) && !isOlderThanOne(stamp, path)) {
			return false;
		}
		delete(classes);
		Files.createDirectories(classes);
		List<String> java = files.stream().map(Path::toString).filter(f -> f.endsWith(".java")).toList();
		if (!java.isEmpty()) {
			var options = List.of("-proc:none", "-nowarn", "-parameters", "--release", "25", "-encoding", "UTF-8", "-cp",
					String.join(":", path) + ":" + libraries, "-d", classes.toString());
			var compiler = ToolProvider.getSystemJavaCompiler();
			var errors = new StringWriter();
			try (var manager = compiler.getStandardFileManager(null, null, null)) {
				if (!compiler.getTask(errors, manager, null, options, null, manager.getJavaFileObjectsFromStrings(java)).call()) {
					System.err.println(errors);
					System.exit(2);
				}
			}
		}
		for (Path file : files) {
			if (!file.toString().endsWith(".java")) {
				Path copy = classes.resolve(sources.relativize(file).toString());
				Files.createDirectories(copy.getParent());
				Files.copy(file, copy);
			}
		}
		Files.writeString(stamp, state);
		return true;
	}

	private static Path stamp(Path classes) {
		return classes.resolveSibling(classes.getFileName() + ".stamp");
	}

	/** Whether a bundle on the path was compiled later, so that what uses it must be, too. */
	private static boolean isOlderThanOne(Path stamp, List<String> path) throws IOException {
		for (String classes : path) {
			Path other = stamp(Path.of(classes));
			if (Files.exists(other) && Files.getLastModifiedTime(other).compareTo(Files.getLastModifiedTime(stamp)) > 0) {
				return true;
			}
		}
		return false;
	}

	private static void delete(Path folder) throws IOException {
		if (Files.exists(folder)) {
			try (Stream<Path> walk = Files.walk(folder)) {
				for (Path p : walk.sorted(Comparator.reverseOrder()).toList()) {
					Files.delete(p);
				}
			}
		}
	}

	/** The class path of the target definition and the test libraries, fetched by Maven when one of the two has changed. */
	private String libraries() throws Exception {
		Path target = root.resolve("target-platform/fleetdesk.target");
		Path file = out.resolve("libraries");
		String key = Files.readString(target).hashCode() + " " + Files.readString(root.resolve(TEST_LIBRARIES)).hashCode();
		if (Files.exists(file) && Files.readAllLines(file).getFirst().equals(key)) {
			return Files.readAllLines(file).get(1);
		}
		var pom = new StringBuilder("<project xmlns=\"http://maven.apache.org/POM/4.0.0\"><modelVersion>4.0.0</modelVersion>"
				+ "<groupId>org.fleetdesk</groupId><artifactId>unit</artifactId><version>0</version><dependencyManagement><dependencies>"
				+ "<dependency><groupId>org.junit</groupId><artifactId>junit-bom</artifactId><version>" + JUNIT + "</version><type>pom</type><scope>import</scope></dependency>"
				+ "</dependencies></dependencyManagement><dependencies>\n");
		var matcher = GAV.matcher(Files.readString(target));
		while (matcher.find()) {
			if (!matcher.group(2).matches(NATIVE) && !matcher.group(1).startsWith("org.junit")) {
				pom.append(dependency(matcher.group(1), matcher.group(2), matcher.group(3), true));
			}
		}
		for (String line : Files.readAllLines(root.resolve(TEST_LIBRARIES))) {
			if (!line.isBlank() && !line.startsWith("#")) {
				String[] gav = line.split(":");
				pom.append(dependency(gav[0], gav[1], gav[2], false));
			}
		}
		Files.createDirectories(out);
		Path project = Files.createDirectories(out.resolve("project"));
		Files.createDirectories(project.resolve(".mvn"));
		Files.writeString(project.resolve("pom.xml"), pom.append("</dependencies></project>").toString());
		var maven = new ProcessBuilder(root.resolve("mvnw").toString(), "-B", "-q", "-f", project.resolve("pom.xml").toString(),
				"org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath", "-Dmdep.outputFile=" + out.resolve("classpath"))
				.directory(project.toFile()).inheritIO().start();
		if (maven.waitFor() != 0) {
			throw new IOException("Maven could not fetch the libraries; see above");
		}
		String path = Files.readString(out.resolve("classpath")).strip();
		Files.writeString(file, key + "\n" + path + "\n");
		return path;
	}

	private static String dependency(String group, String artifact, String version, boolean alone) {
		return "<dependency><groupId>" + group + "</groupId><artifactId>" + artifact + "</artifactId><version>" + version + "</version>"
				+ (alone ? "<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>" : "") + "</dependency>\n";
	}
}
