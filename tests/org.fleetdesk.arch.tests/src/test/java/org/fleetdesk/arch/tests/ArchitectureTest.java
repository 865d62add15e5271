package org.fleetdesk.arch.tests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/** The rules of the design, checked over what the bundles were compiled to. */
class ArchitectureTest {

	private static final int LINES_OF_A_CLASS = 500;
	private static final int LINES_OF_A_VIEW = 300;
	private static final String NETWORK = "java\\.net\\.http\\..*|java\\.net\\.(HttpURLConnection|URLConnection)|javax\\.net\\.ssl\\.HttpsURLConnection";
	private static final String MUTABLE = "java\\.util\\.concurrent\\.(atomic\\.|Concurrent|CopyOnWrite|\\w*Queue|\\w*Deque).*|java\\.util\\.(ArrayList|HashMap|HashSet"
			+ "|LinkedHash\\w+|LinkedList|Tree\\w+|ArrayDeque|WeakHashMap|IdentityHashMap)|java\\.lang\\.(ThreadLocal|InheritableThreadLocal|StringBuilder|StringBuffer)";

	/** A package and what is internal below it count as one: a factory of the API makes what is inside. So does all of a UI bundle, whose views know each other. */
	private static final SliceAssignment API_WITH_ITS_INSIDE = new SliceAssignment() {
		@Override
		public SliceIdentifier getIdentifierOf(JavaClass type) {
			return type.getPackageName().startsWith("org.fleetdesk.") ? SliceIdentifier.of((type.getPackageName() + ".").replaceAll("\\.internal\\..*$", ".").replaceAll("\\.ui\\..*$", ".ui."))
					: SliceIdentifier.ignore();
		}

		@Override
		public String getDescription() {
			return "packages with their internal ones";
		}
	};

	private static List<OurBundle> bundles;
	private static final Map<String, OurBundle> OWNERS = new HashMap<>();

	@BeforeAll
	static void readBundles() {
		bundles = OurBundle.all();
		bundles.forEach(b -> b.classes().forEach(c -> OWNERS.put(c.getName(), b)));
	}

	@Test
	void everyBundleWasCompiled() {
		assertThat(bundles).extracting(OurBundle::name).contains("core", "ui", "so3", "so3.engine", "so3.model", "engine", "cli", "launch");
		assertThat(OWNERS).hasSizeGreaterThan(50);
	}

	@Test
	void theLayersPointDownAndClientsAndEnginesNeverMeet() {
		assertThat(uses((from, to) -> !from.layer().mayUse(to.layer()))).isEmpty();
	}

	@Test
	void sharedBundlesKnowNoDomainAndDomainsNotEachOther() {
		assertThat(uses((from, to) -> to.domain().isPresent() && !from.domain().equals(to.domain()))).isEmpty();
	}

	@Test
	void onlyExportedPackagesAreUsedByOtherBundles() {
		var found = new TreeSet<String>();
		dependencies().filter(d -> !owner(d.getTargetClass()).exported().contains(d.getTargetClass().getPackageName())).forEach(d -> found.add(text(d)));
		assertThat(found).isEmpty();
	}

	@Test
	void aPackageIsEitherExportedOrInternal() {
		var wrong = new TreeSet<String>();
		for (OurBundle bundle : bundles) {
			for (JavaClass type : bundle.classes()) {
				boolean internal = (type.getPackageName() + ".").contains(".internal.");
				boolean exported = bundle.exported().contains(type.getPackageName());
				if (internal == exported && bundle.layer() != OurBundle.Layer.LAUNCHER) {
					wrong.add(bundle.name() + ": " + type.getPackageName() + (internal ? " is internal but exported" : " is neither exported nor internal"));
				}
			}
		}
		assertThat(wrong).isEmpty();
	}

	@Test
	void packagesFormNoCycle() {
		var all = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
				.importPaths(bundles.stream().map(b -> b.folder().resolve("target/classes")).toList());
		slices().assignedFrom(API_WITH_ITS_INSIDE).should().beFreeOfCycles().check(all);
	}

	@ParameterizedTest
	@MethodSource("bundleNames")
	void httpGoesThroughOurOneClient(String name) {
		noClasses().should().dependOnClassesThat().haveNameMatching(NETWORK)
				.because("HTTP goes through org.fleetdesk.http, which has deadlines and can be cancelled").allowEmptyShould(true).check(bundle(name).classes());
	}

	@ParameterizedTest
	@MethodSource("bundleNames")
	void onlyTheUiKnowsSwt(String name) {
		if (bundle(name).layer() != OurBundle.Layer.UI) {
			noClasses().should().dependOnClassesThat().resideInAnyPackage("org.eclipse.swt..", "org.eclipse.jface..", "org.eclipse.ui..", "org.eclipse.e4.ui..")
					.allowEmptyShould(true).check(bundle(name).classes());
		}
	}

	@Test
	void thereIsNoStaticMutableState() {
		var found = new TreeSet<String>();
		for (OurBundle bundle : bundles) {
			for (JavaClass type : bundle.classes()) {
				for (JavaField field : type.getFields()) {
					var modifiers = field.getModifiers();
					boolean messages = type.isAssignableTo("org.eclipse.osgi.util.NLS");
					if (modifiers.contains(JavaModifier.STATIC) && !modifiers.contains(JavaModifier.SYNTHETIC) && !messages
							&& (!modifiers.contains(JavaModifier.FINAL) || field.getRawType().getName().matches(MUTABLE))) {
						found.add(field.getFullName());
					}
				}
			}
		}
		assertThat(found).isEmpty();
	}

	@Test
	void thereIsNoSingletonToAsk() {
		var found = new TreeSet<String>();
		for (OurBundle bundle : bundles) {
			for (JavaClass type : bundle.classes()) {
				type.getMethods().stream().filter(m -> m.getModifiers().contains(JavaModifier.STATIC) && m.getRawParameterTypes().isEmpty()
						&& m.getName().matches("getDefault|getInstance|instance") && m.getRawReturnType().equals(type)).forEach(m -> found.add(m.getFullName()));
			}
		}
		assertThat(found).isEmpty();
	}

	@Test
	void classesAndViewsStaySmall() throws IOException {
		var tooLong = new TreeSet<String>();
		for (OurBundle bundle : bundles) {
			for (var source : bundle.sources()) {
				String name = source.getFileName().toString();
				int most = bundle.layer() == OurBundle.Layer.UI && name.endsWith("View.java") ? LINES_OF_A_VIEW : LINES_OF_A_CLASS;
				int lines = Files.readAllLines(source).size();
				if (lines > most) {
					tooLong.add(name + " has " + lines + " lines, " + most + " are enough");
				}
			}
		}
		assertThat(tooLong).isEmpty();
	}

	@Test
	void noStackTraceReachesAUser() {
		var found = new TreeSet<String>();
		bundles.forEach(b -> b.classes().forEach(type -> type.getMethodCallsFromSelf().stream()
				.filter(c -> c.getTarget().getName().equals("printStackTrace") && c.getTarget().getRawParameterTypes().isEmpty()).forEach(c -> found.add(c.getDescription()))));
		assertThat(found).isEmpty();
	}

	private static Stream<String> bundleNames() {
		return OurBundle.all().stream().map(OurBundle::name);
	}

	private static OurBundle bundle(String name) {
		return bundles.stream().filter(b -> b.name().equals(name)).findFirst().orElseThrow();
	}

	private static TreeSet<String> uses(BiPredicate<OurBundle, OurBundle> forbidden) {
		var found = new TreeSet<String>();
		dependencies().filter(d -> forbidden.test(owner(d.getOriginClass()), owner(d.getTargetClass()))).forEach(d -> found.add(text(d)));
		return found;
	}

	/** From a class of one bundle of ours to a class of another. */
	private static Stream<Dependency> dependencies() {
		return bundles.stream().flatMap(b -> b.classes().stream()).flatMap(c -> c.getDirectDependenciesFromSelf().stream())
				.filter(d -> owner(d.getTargetClass()) != null && owner(d.getOriginClass()) != null && owner(d.getTargetClass()) != owner(d.getOriginClass()));
	}

	private static OurBundle owner(JavaClass type) {
		return OWNERS.get(type.getBaseComponentType().getName());
	}

	private static String text(Dependency dependency) {
		return dependency.getOriginClass().getName() + " uses " + dependency.getTargetClass().getName();
	}
}
