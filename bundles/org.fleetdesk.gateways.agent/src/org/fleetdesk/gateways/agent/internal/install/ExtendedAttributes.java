package org.fleetdesk.gateways.agent.internal.install;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Extended attributes of files ({@code xattr(7)}), among them access control lists and capabilities, which Java alone cannot read. */
final class ExtendedAttributes {

	/** The most that Linux allows, for the list of names as for a value. */
	private static final long MOST = 1 << 16;
	private static final MethodHandle LIST = HeldFolder.function("llistxattr",
			FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
	private static final MethodHandle GET = HeldFolder.function("lgetxattr",
			FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
	private static final MethodHandle SET = HeldFolder.function("lsetxattr",
			FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));

	private static final MethodHandle REMOVE = HeldFolder.function("lremovexattr", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
	/** The one that a new file gets from its folder, and that then gives rights which the file of before did not give. */
	private static final String ACL = "system.posix_acl_access";

	private ExtendedAttributes() {
	}

	/** By name, in Base64; empty where the file system has none. */
	static Map<String, String> of(Path file) {
		var attributes = new TreeMap<String, String>();
		try (var arena = Arena.ofConfined()) {
			var path = arena.allocateFrom(file.toString());
			var names = arena.allocate(MOST);
			long length = (long) LIST.invokeExact(path, names, MOST);
			var value = arena.allocate(MOST);
			for (long at = 0; at < length;) {
				String name = names.getString(at, StandardCharsets.UTF_8);
				at += name.getBytes(StandardCharsets.UTF_8).length + 1;
				long size = (long) GET.invokeExact(path, arena.allocateFrom(name), value, MOST);
				if (size >= 0) {
					attributes.put(name, Base64.getEncoder().encodeToString(value.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE)));
				}
			}
		} catch (Throwable e) {
			throw new IllegalStateException(e); // the functions throw nothing
		}
		return attributes;
	}

	/**
	 * Gives a file those that it has not, and takes away an access control list that it should not have.
	 *
	 * @return the names of those with which this could not be done
	 */
	static Set<String> set(Path file, Map<String, String> wanted) {
		var failed = new TreeSet<String>();
		for (String name : differing(file, wanted)) {
			String value = wanted.get(name);
			if ((value == null ? remove(file, name) : set(file, name, Base64.getDecoder().decode(value))) != 0) {
				failed.add(name);
			}
		}
		return failed;
	}

	/** The names of the wanted ones that a file has not, and of an access control list that it should not have. */
	static Set<String> differing(Path file, Map<String, String> wanted) {
		var there = of(file);
		var differing = new TreeSet<String>();
		wanted.forEach((name, value) -> {
			if (!value.equals(there.get(name))) {
				differing.add(name);
			}
		});
		if (there.containsKey(ACL) && !wanted.containsKey(ACL)) {
			differing.add(ACL);
		}
		return differing;
	}

	private static int remove(Path file, String name) {
		try (var arena = Arena.ofConfined()) {
			return (int) REMOVE.invokeExact(arena.allocateFrom(file.toString()), arena.allocateFrom(name));
		} catch (Throwable e) {
			throw new IllegalStateException(e); // the function throws nothing
		}
	}

	private static int set(Path file, String name, byte[] value) {
		try (var arena = Arena.ofConfined()) {
			MemorySegment bytes = arena.allocate(Math.max(1, value.length));
			MemorySegment.copy(value, 0, bytes, ValueLayout.JAVA_BYTE, 0, value.length);
			return (int) SET.invokeExact(arena.allocateFrom(file.toString()), arena.allocateFrom(name), bytes, (long) value.length, 0);
		} catch (Throwable e) {
			throw new IllegalStateException(e);
		}
	}
}
