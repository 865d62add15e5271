import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Properties;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Constants;
import aQute.bnd.osgi.Jar;

/**
 * Puts what the fast loop compiled into the materialised product's jars. Usage: see {@code releng/dev/patch-product}.
 * The Declarative Services files come from bnd, as in the Maven build.
 */
final class PatchProduct {

	private static final Path ROOT = Path.of("").toAbsolutePath();

	/** @param args the folder {@code plugins} of the product, then {@code all} or nothing */
	public static void main(String[] args) throws Exception {
		Path plugins = Path.of(args[0]);
		try (Stream<Path> bundles = Files.list(ROOT.resolve("bundles"))) {
			for (Path bundle : bundles.filter(b -> Files.exists(b.resolve("META-INF/MANIFEST.MF"))).sorted().toList()) {
				Path jar = jar(plugins, bundle.getFileName().toString());
				if (jar == null && !isInFeature(bundle.getFileName().toString())) {
					continue; // a fixture of tests
				}
				if (jar == null) {
					System.err.println(bundle.getFileName() + " is not in the product: a new bundle needs ./fleetdesk to build it by Maven once");
				} else if (args.length > 1 || newest(bundle).compareTo(Files.getLastModifiedTime(jar)) > 0) {
					patch(bundle, jar);
					System.out.println("patched " + jar.getFileName());
				}
			}
		}
	}

	private static boolean isInFeature(String bundle) throws IOException {
		try (Stream<Path> features = Files.list(ROOT.resolve("features"))) {
			for (Path feature : features.map(f -> f.resolve("feature.xml")).filter(Files::exists).toList()) {
				if (Files.readString(feature).contains('"' + bundle + '"')) {
					return true;
				}
			}
		}
		return false;
	}

	private static Path jar(Path plugins, String name) throws IOException {
		try (Stream<Path> jars = Files.list(plugins)) {
			return jars.filter(j -> j.getFileName().toString().startsWith(name + "_")).findFirst().orElse(null);
		}
	}

	private static FileTime newest(Path bundle) throws IOException {
		FileTime newest = FileTime.fromMillis(0);
		try (Stream<Path> files = Files.walk(bundle)) {
			for (Path file : files.filter(f -> !f.startsWith(bundle.resolve("target")) && !f.startsWith(bundle.resolve("src_test"))
					&& !f.equals(bundle) && !f.getFileName().toString().startsWith(".")).toList()) {
				FileTime time = Files.getLastModifiedTime(file);
				newest = time.compareTo(newest) > 0 ? time : newest;
			}
		}
		return newest;
	}

	private static void patch(Path bundle, Path file) throws Exception {
		Path classes = ROOT.resolve("releng/unit/target").resolve(bundle.getFileName());
		var manifest = new Manifest();
		try (var in = Files.newInputStream(bundle.resolve("META-INF/MANIFEST.MF"))) {
			manifest.read(in);
		}
		try (var old = new JarFile(file.toFile())) {
			manifest.getMainAttributes().putValue("Bundle-Version", old.getManifest().getMainAttributes().getValue("Bundle-Version"));
		}
		manifest.getMainAttributes().remove(new java.util.jar.Attributes.Name("Bundle-RequiredExecutionEnvironment"));
		var content = new TreeMap<String, byte[]>();
		addTree(classes, classes, content);
		for (String include : includes(bundle)) {
			Path path = bundle.resolve(include);
			if (!include.equals(".") && !include.equals("META-INF/") && Files.exists(path)) {
				addTree(bundle, path, content);
			}
		}
		components(classes, manifest, content);
		Path part = file.resolveSibling(file.getFileName() + ".part");
		try (OutputStream out = Files.newOutputStream(part); var zip = new ZipOutputStream(out)) {
			zip.setLevel(1);
			zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
			manifest.write(zip);
			for (var entry : content.entrySet()) {
				zip.putNextEntry(new ZipEntry(entry.getKey()));
				zip.write(entry.getValue());
			}
		}
		Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
	}

	private static String[] includes(Path bundle) throws IOException {
		var properties = new Properties();
		try (var in = Files.newInputStream(bundle.resolve("build.properties"))) {
			properties.load(in);
		}
		return properties.getProperty("bin.includes", ".").split("\\s*,\\s*");
	}

	private static void addTree(Path base, Path from, TreeMap<String, byte[]> into) throws IOException {
		try (Stream<Path> files = Files.walk(from)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				into.put(base.relativize(file).toString(), Files.readAllBytes(file));
			}
		}
	}

	private static void components(Path classes, Manifest manifest, TreeMap<String, byte[]> content) throws Exception {
		try (var analyzer = new Builder()) {
			analyzer.setJar(new Jar(classes.toFile()));
			analyzer.setProperty(Constants.BUNDLE_SYMBOLICNAME, "patch");
			analyzer.setProperty(Constants.DSANNOTATIONS, "*");
			analyzer.setProperty(Constants.IMPORT_PACKAGE, "*;resolution:=optional");
			String names = analyzer.calcManifest().getMainAttributes().getValue(Constants.SERVICE_COMPONENT);
			if (names == null) {
				return;
			}
			manifest.getMainAttributes().putValue(Constants.SERVICE_COMPONENT, names);
			manifest.getMainAttributes().putValue("Require-Capability",
					"osgi.extender;filter:=\"(&(osgi.extender=osgi.component)(version>=1.5.0)(!(version>=2.0.0)))\"");
			for (var entry : analyzer.getJar().getResources().entrySet()) {
				if (entry.getKey().startsWith("OSGI-INF/")) {
					try (var in = entry.getValue().openInputStream()) {
						content.put(entry.getKey(), in.readAllBytes());
					}
				}
			}
		}
	}
}
