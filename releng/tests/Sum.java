import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;

/** Sums up the XML reports of surefire below a folder: a line for each failure, then "N passed, N failed". Not zero on a failure or when there is no test. */
final class Sum {

	private int passed;
	private final List<String> failed = new ArrayList<>();
	private int skipped;

	public static void main(String[] args) throws Exception {
		var sum = new Sum();
		try (Stream<Path> files = Files.find(Path.of(args[0]), 6, (f, a) -> a.isRegularFile() && f.getFileName().toString().matches("TEST-.*\\.xml")
				&& f.getParent().getFileName().toString().endsWith("-reports"))) {
			for (Path file : files.sorted().toList()) {
				sum.add(file);
			}
		}
		sum.failed.forEach(System.out::println);
		System.out.println(sum.passed + " passed, " + sum.failed.size() + " failed" + (sum.skipped > 0 ? ", " + sum.skipped + " skipped" : ""));
		System.exit(sum.failed.isEmpty() && sum.passed > 0 ? 0 : 1);
	}

	private void add(Path file) throws IOException, XMLStreamException {
		var factory = XMLInputFactory.newFactory();
		factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
		try (InputStream in = Files.newInputStream(file)) {
			var xml = factory.createXMLStreamReader(in);
			String test = null;
			String result = null;
			while (xml.hasNext()) {
				int event = xml.next();
				if (event == XMLStreamConstants.START_ELEMENT) {
					switch (xml.getLocalName()) {
					case "testcase" -> {
						test = xml.getAttributeValue(null, "classname") + "." + xml.getAttributeValue(null, "name");
						result = "passed";
					}
					case "failure", "error" -> {
						if ("passed".equals(result)) {
							String message = xml.getAttributeValue(null, "message");
							result = "FAILED " + test + ": " + (message == null ? "see " + file : message.strip().lines().findFirst().orElse(""));
						}
					}
					case "skipped" -> result = "skipped";
					default -> {
						// the rest does not count
					}
					}
				} else if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("testcase")) {
					switch (result) {
					case "passed" -> passed++;
					case "skipped" -> skipped++;
					default -> failed.add(result);
					}
				}
			}
		}
	}
}
