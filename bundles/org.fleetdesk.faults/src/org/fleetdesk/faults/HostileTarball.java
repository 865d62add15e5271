package org.fleetdesk.faults;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A package that would do harm, and has to be refused by whoever gets it. Some are too large for small limits only: 4 MiB packed, 8 MiB unpacked, 2 MiB a file, 50 members,
 * 8 folders deep, paths of 200 bytes, 100 times larger beyond 1 MiB.
 *
 * @param what     is wrong with it
 * @param where    the member that is refused; empty for the whole
 * @param messages one of which is a part of the reason
 */
public record HostileTarball(String what, byte[] bytes, String where, List<String> messages) {

	private static final String SCRIPT = "#!/bin/sh\necho hello\n";
	private static final String CONF = "[supervisord]\ncommand = /bin/sleep 1000\n";

	@Override
	public String toString() {
		return what;
	}

	public static List<HostileTarball> all() {
		byte[] good = Tarball.testApp().packed();
		byte[] tar = Tarball.testApp().tar();
		return List.of(
				hostile("a path upwards", Tarball.testApp().file("../evil", 0644, "x"), "../evil", "leads out of the package"),
				hostile("a path upwards in the middle", Tarball.testApp().file("a/../../evil", 0644, "x"), "a/../../evil", "leads out of the package"),
				hostile("an absolute path", Tarball.testApp().file("/tmp/evil", 0644, "x"), "/tmp/evil", "begins with /"),
				hostile("a path upwards by pax", Tarball.testApp().pax("path", "../evil").file("harmless", 0644, "x"), "../evil", "leads out of the package"),
				hostile("a long path upwards", Tarball.testApp().member("././@LongLink", 'L', 0644, "", "../evil\0".getBytes(StandardCharsets.UTF_8)).file("harmless", 0644, "x"),
						"../evil", "leads out of the package"),
				hostile("a control character", Tarball.testApp().file("a\u001b[2Jb", 0644, "x"), "a?[2Jb", "control characters"),
				hostile("a NUL by pax", Tarball.testApp().pax("path", "a\0b").file("harmless", 0644, "x"), "a?b", "control characters"),
				hostile("a backslash", Tarball.testApp().file("..\\evil", 0644, "x"), "..\\evil", "backslashes"),
				hostile("a name that is not UTF-8", Tarball.testApp().raw(Tarball.headerBlock(new byte[] { 'a', (byte) 0xff }, '0', 0644, "", 0)), "a?", "not UTF-8"),
				hostile("a symbolic link", Tarball.testApp().member("link", '2', 0777, "/etc", new byte[0]), "link", "symbolic link"),
				hostile("a file through a link", Tarball.testApp().member("link", '2', 0777, "/tmp", new byte[0]).file("link/evil", 0644, "x"), "link/evil", "lies in \"link\""),
				hostile("a hard link", Tarball.testApp().member("link", '1', 0644, "/etc/hostname", new byte[0]), "link", "hard link"),
				hostile("a character device", Tarball.testApp().member("null", '3', 0666, "", new byte[0]), "null", "device"),
				hostile("a block device", Tarball.testApp().member("sda", '4', 0666, "", new byte[0]), "sda", "device"),
				hostile("a named pipe", Tarball.testApp().member("pipe", '6', 0666, "", new byte[0]), "pipe", "named pipe"),
				hostile("a sparse file", Tarball.testApp().member("sparse", 'S', 0644, "", new byte[0]), "sparse", "sparse"),
				hostile("an unknown type", Tarball.testApp().member("strange", 'Z', 0644, "", new byte[0]), "strange", "neither a file nor a folder"),
				hostile("setuid", Tarball.testApp().file("su", 04755, "x"), "su", "setuid"),
				hostile("setgid", Tarball.testApp().file("sg", 02755, "x"), "sg", "setuid"),
				hostile("sticky", Tarball.testApp().file("st", 01755, "x"), "st", "sticky"),
				hostile("a file twice", Tarball.testApp().file("install.sh", 0755, "#!/bin/sh\nevil\n"), "install.sh", "twice"),
				hostile("a file twice by ./", Tarball.testApp().file("./install.sh", 0755, "#!/bin/sh\nevil\n"), "./install.sh", "twice"),
				hostile("names that differ in case", Tarball.testApp().file("INSTALL.sh", 0755, "#!/bin/sh\n"), "INSTALL.sh", "case or accents"),
				hostile("names that differ in the form of accents", Tarball.testApp().file("caf\u00e9", 0644, "x").file("cafe\u0301", 0644, "x"), "cafe\u0301", "case or accents"),
				hostile("a file in a file", Tarball.testApp().file("test_app.py/evil", 0644, "x"), "test_app.py/evil", "which is a file"),
				hostile("a file where a folder is", Tarball.testApp().file("d/x", 0644, "x").file("d", 0644, "x"), "d", "folder of this name"),
				hostile("a deep path", Tarball.testApp().file("1/2/3/4/5/6/7/8/9", 0644, "x"), "1/2/3/4/5/6/7/8/9", "deeper than 8"),
				hostile("a long path", Tarball.testApp().pax("path", "x/".repeat(3) + "y".repeat(220)).file("z", 0644, "x"), "", "longer than 200 bytes"),
				hostile("a long name", Tarball.testApp().pax("path", "y".repeat(300)).file("z", 0644, "x"), "", "255 bytes"),
				hostile("a folder with content", Tarball.testApp().member("d/", '5', 0755, "", new byte[3]), "d/", "folder and has content"),
				hostile("too many members", members(51), "", "more than 50 files"),
				hostile("a large file", Tarball.testApp().member("large", '0', 0644, "", noise(3 << 20)), "large", "2097152 are allowed"),
				hostile("a large package", Tarball.testApp().member("large", '0', 0644, "", noise(5 << 20)), "", "4194304 are allowed"),
				hostile("large when unpacked", large(), "", "8388608 bytes, which are allowed"),
				hostile("zeros that fill the storage", Tarball.testApp().member("zeros", '0', 0644, "", new byte[2 << 20]), "", "100 times larger"),
				hostile("a header without end", Tarball.testApp().member("PaxHeader", 'x', 0644, "", new byte[(1 << 20) + 1024]), "", "1 MiB", "damaged", "100 times"),
				hostile("not gzip", "hello".getBytes(StandardCharsets.UTF_8), "damaged"),
				hostile("an empty file", new byte[0], "cut off", "damaged"),
				hostile("gzip of no tar", Tarball.gzip(noise(4096)), "damaged"),
				hostile("cut off gzip", Arrays.copyOf(good, good.length / 2), "cut off", "damaged"),
				hostile("cut off tar", Tarball.gzip(Arrays.copyOf(tar, 700)), "cut off", "damaged"),
				hostile("without an end mark", Tarball.gzip(Tarball.testApp().withoutEnd()), "end mark is missing"),
				hostile("a wrong CRC", changed(good, good.length - 6), "damaged"),
				hostile("garbage after gzip", joined(good, "garbage".getBytes(StandardCharsets.UTF_8)), "damaged"),
				hostile("garbage after the archive", Tarball.gzip(joined(tar, new byte[10_240], "garbage".getBytes(StandardCharsets.UTF_8))), "follows the end"),
				hostile("garbage close after the archive", Tarball.gzip(joined(tar, "garbage".getBytes(StandardCharsets.UTF_8))), "follows the end"),
				hostile("a second archive", joined(good, good), "follows the end"),
				hostile("a wrong header checksum", Tarball.gzip(changed(tar, 148)), "checksum", "damaged"));
	}

	/** Those that do no harm and cannot be installed, each for one reason; all of them can be unpacked. */
	public static List<HostileTarball> useless() {
		return List.of(
				hostile("no script", new Tarball().file("app", 0644, "x"), "", "There is no install.sh"),
				hostile("a script in one of two folders", new Tarball().file("a/install.sh", 0755, SCRIPT).file("b/x", 0644, "x"), "", "There is no install.sh"),
				hostile("a folder called so", new Tarball().folder("install.sh"), "", "There is no install.sh"),
				hostile("not executable", new Tarball().file("install.sh", 0644, SCRIPT), "install.sh", "chmod +x"),
				hostile("empty", new Tarball().file("install.sh", 0755, " \n"), "install.sh", "empty"),
				hostile("without #!", new Tarball().file("install.sh", 0755, "echo\n"), "install.sh", "#!/bin/sh"),
				hostile("nothing after #!", new Tarball().file("install.sh", 0755, "#! \necho\n"), "install.sh", "does not name"),
				hostile("byte order mark", new Tarball().file("install.sh", 0755, "\ufeff" + SCRIPT), "install.sh", "byte order mark"),
				hostile("CR LF", new Tarball().file("install.sh", 0755, "#!/bin/sh\r\necho\r\n"), "install.sh", "CR LF"),
				hostile("a huge script", new Tarball().file("install.sh", 0755, SCRIPT + "#".repeat(1 << 20)), "install.sh", "1 MiB"),
				hostile("no section", conf("command = x\n"), "supervisor.conf", "line 1"),
				hostile("another section", conf("[program:x]\ncommand = x\n"), "supervisor.conf", "no section [supervisord]"),
				hostile("two sections", conf(CONF + "[program:y]\ncommand = x\n"), "supervisor.conf", "only one"),
				hostile("the section twice", conf(CONF + CONF), "supervisor.conf", "only one"),
				hostile("no command", conf("[supervisord]\nautostart = true\n"), "supervisor.conf", "command = ..."),
				hostile("the placeholder", conf("[supervisord]\ncommand = command\n"), "supervisor.conf", "command = ..."),
				hostile("no option", conf("[supervisord]\nwhat is this\n"), "supervisor.conf", "line 2"));
	}

	private static Tarball conf(String conf) {
		return new Tarball().file("install.sh", 0755, SCRIPT).file("supervisor.conf", 0644, conf);
	}

	private static HostileTarball hostile(String what, Tarball tarball, String where, String... messages) {
		return new HostileTarball(what, tarball.packed(), where, List.of(messages));
	}

	private static HostileTarball hostile(String what, byte[] file, String... messages) {
		return new HostileTarball(what, file, "", List.of(messages));
	}

	private static Tarball members(int count) {
		var tarball = Tarball.testApp();
		for (int i = 0; i < count; i++) {
			tarball.file("f" + i, 0644, "");
		}
		return tarball;
	}

	/** Compresses well, but by less than 100 times. */
	private static Tarball large() {
		var tarball = Tarball.testApp();
		var content = new byte[2_000_000];
		System.arraycopy(noise(100_000), 0, content, 0, 100_000);
		for (int i = 0; i < 6; i++) {
			tarball.member("f" + i, '0', 0644, "", content);
		}
		return tarball;
	}

	private static byte[] noise(int size) {
		var bytes = new byte[size];
		new Random(1).nextBytes(bytes);
		return bytes;
	}

	private static byte[] changed(byte[] bytes, int offset) {
		var changed = bytes.clone();
		changed[offset] ^= 1;
		return changed;
	}

	private static byte[] joined(byte[]... parts) {
		var whole = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			whole.writeBytes(part);
		}
		return whole.toByteArray();
	}
}
