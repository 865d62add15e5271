package org.fleetdesk.gateways.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Checks an application package before it is shipped, and again before it is installed: the rules of the document ("Custom Gateway Application Assets") and
 * those that keep a gateway from harm. Nothing of the package is run or unpacked.
 */
public final class PackageInspector {

	/** Scripts and settings are texts of some lines; what is searched for secrets, too. */
	private static final int TEXT = 1 << 20;
	private static final Duration FUTURE = Duration.ofDays(1);
	private static final String SETUP = "setup.py";
	private static final Set<String> RESERVED = Set.of("gwe", "gmq", "supervisord");
	/** In lower case, as clouds write them; a longer run of digits is a digest of something. */
	private static final Pattern KEY = Pattern.compile("(?<![0-9a-fA-F])[0-9a-f]{40}(?![0-9a-fA-F])");
	private static final Pattern LEFTOVER = Pattern.compile("(^|/)(\\.git|\\.svn|\\.hg|__pycache__|\\.DS_Store)(/|$)|~$|\\.sw[a-p]$|\\.orig$|\\.rej$");

	private final PackageLimits limits;
	private final Predicate<Path> onTarget;
	private final Clock clock;

	/**
	 * @param onTarget whether a program with this absolute path is on the machine that installs; always true where that is not known
	 */
	public PackageInspector(PackageLimits limits, Predicate<Path> onTarget, Clock clock) {
		this.limits = limits;
		this.onTarget = onTarget;
		this.clock = clock;
	}

	/** For a package that goes to other machines. */
	public static PackageInspector ofShipments() {
		return new PackageInspector(PackageLimits.USUAL, path -> true, Clock.systemUTC());
	}

	/**
	 * Reads the file once.
	 *
	 * @throws IOException when the file cannot be read; whatever is wrong with its content is a finding
	 */
	public ApplicationPackage inspect(Path file) throws IOException {
		var findings = new Findings();
		var name = name(file.getFileName().toString(), findings);
		var members = new ArrayList<PackageMember>();
		var texts = new HashMap<String, byte[]>();
		String sha256 = new PackageReader(limits, findings).read(file, (member, data) -> {
			members.add(member);
			if (!member.directory()) {
				content(member, folder(members.getFirst()), data, texts, findings);
			}
		});
		warn(members, findings);
		String root = root(members);
		var script = script(root, members, texts, findings);
		Predicate<String> known = text -> script.filter(s -> s.contains(text)).isPresent() || members.stream().anyMatch(m -> m.name().equals(text));
		var program = Optional.ofNullable(texts.get(root + SupervisorConf.FILE)).map(t -> new String(t, StandardCharsets.UTF_8))
				.flatMap(text -> SupervisorConf.check(name.map(PackageName::name).orElse("NAME"), text, known, findings));
		return new ApplicationPackage(name, sha256, Files.size(file), List.copyOf(members), root, script, program, findings.sorted());
	}

	private static Optional<PackageName> name(String fileName, Findings findings) {
		try {
			var name = PackageName.of(fileName);
			if (RESERVED.contains(name.name())) {
				findings.warning("", "The application is called " + name.name() + ", as a part of Gateway Engine is; it would take that one's place.");
			}
			return Optional.of(name);
		} catch (IllegalArgumentException e) {
			findings.error("", e.getMessage());
			return Optional.empty();
		}
	}

	/**
	 * Keeps what is checked later, and looks for secrets in whatever is a text.
	 *
	 * @param folder the only one beside the top in which the install script can be: there may be one in each of thousands, to fill the memory
	 */
	private static void content(PackageMember member, String folder, InputStream data, Map<String, byte[]> texts, Findings findings) throws IOException {
		boolean needed = Set.of(InstallScript.FILE, SupervisorConf.FILE, SETUP).contains(member.name()) && Set.of(member.name(), folder + member.name()).contains(member.path());
		if (member.size() > TEXT) {
			if (needed) {
				findings.error(member.path(), "It has " + member.size() + " bytes; a script or configuration of more than 1 MiB is none.");
			}
			return;
		}
		var bytes = new ByteArrayOutputStream((int) member.size());
		data.transferTo(bytes);
		if (needed) {
			texts.put(member.path(), bytes.toByteArray());
		}
		String text = bytes.toString(StandardCharsets.ISO_8859_1);
		if (text.indexOf('\0') < 0 && (KEY.matcher(text).find() || text.contains("-----BEGIN ") && text.contains("PRIVATE KEY-----"))) {
			findings.warning(member.path(), "It seems to hold a key (a CIK or a private key), which everybody gets who gets the package.");
		}
	}

	private void warn(List<PackageMember> members, Findings findings) {
		var latest = clock.instant().plus(FUTURE);
		members.stream().filter(m -> !m.directory() && (m.mode() & 02) != 0).forEach(m -> findings.warning(m.path(), "Everybody may write to it."));
		summary(members, m -> m.owner() != 0, "are not root's", findings);
		summary(members, m -> m.modified().isAfter(latest), "were changed in the future, says the archive", findings);
		summary(members, m -> LEFTOVER.matcher(m.path()).find(), "are leftovers of editors or version control", findings);
	}

	private static void summary(List<PackageMember> members, Predicate<PackageMember> which, String what, Findings findings) {
		var found = members.stream().filter(which).toList();
		if (!found.isEmpty()) {
			findings.warning(found.size() == 1 ? found.getFirst().path() : "", "%d of %d members %s%s.".formatted(found.size(), members.size(), what,
					found.size() == 1 ? "" : ", the first is " + PackageReader.shown(found.getFirst().path())));
		}
	}

	/** The top, or the one folder that holds everything when only there is an install script. */
	private static String root(List<PackageMember> members) {
		if (members.isEmpty() || has(members, InstallScript.FILE) || has(members, SETUP)) {
			return "";
		}
		String folder = folder(members.getFirst());
		boolean one = members.stream().allMatch(m -> (m.path() + "/").startsWith(folder));
		return one && (has(members, folder + InstallScript.FILE) || has(members, folder + SETUP)) ? folder : "";
	}

	/** The outermost folder of the first member, with a slash: the one that holds everything, if there is one. */
	private static String folder(PackageMember first) {
		String path = first.path();
		return path.contains("/") ? path.substring(0, path.indexOf('/') + 1) : path + "/";
	}

	private static boolean has(List<PackageMember> members, String path) {
		return members.stream().anyMatch(m -> m.path().equals(path) && !m.directory());
	}

	private Optional<String> script(String root, List<PackageMember> members, Map<String, byte[]> texts, Findings findings) {
		byte[] content = texts.get(root + InstallScript.FILE);
		if (content == null) {
			if (!has(members, root + InstallScript.FILE) && !has(members, root + SETUP)) {
				findings.error("", "There is no install.sh at the top of the archive, nor in the one folder that holds everything (and no setup.py).");
			}
			return Optional.empty();
		}
		boolean executable = members.stream().anyMatch(m -> m.path().equals(root + InstallScript.FILE) && m.executable());
		InstallScript.check(content, executable, findings);
		String text = new String(content, StandardCharsets.UTF_8);
		String interpreter = InstallScript.interpreter(text);
		if (interpreter.startsWith("/") && interpreter.indexOf('\0') < 0 && !onTarget.test(Path.of(interpreter))) {
			findings.warning(InstallScript.FILE, "The program that is to run it, " + PackageReader.shown(interpreter) + ", is not on this machine.");
		}
		return Optional.of(text);
	}
}
