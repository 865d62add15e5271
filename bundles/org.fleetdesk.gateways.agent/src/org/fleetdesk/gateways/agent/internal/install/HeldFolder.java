package org.fleetdesk.gateways.agent.internal.install;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * A folder that was reached without following a link, and is held: what is done in it by {@link #resolve} happens there, whatever somebody who may write to a folder above makes of its
 * path meanwhile.
 */
final class HeldFolder implements AutoCloseable {

	/** A folder that is not there, or has a link in its path. */
	static final class NotHeldException extends FileSystemException {

		private static final long serialVersionUID = 1L;

		private NotHeldException(Path folder) {
			super(folder.toString(), null, "it is not there any more, or a link is in its path");
		}
	}

	private static final Linker LINKER = Linker.nativeLinker();
	private static final MethodHandle OPENAT = function("openat", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
			Linker.Option.firstVariadicArg(3));
	private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
	/** The two that Arm's Linux numbers in its own way. */
	private static final boolean ARM = System.getProperty("os.arch").matches("a(arch64|rm).*");
	private static final int O_DIRECTORY = ARM ? 0x4000 : 0x10000;
	private static final int O_NOFOLLOW = ARM ? 0x8000 : 0x20000;
	private static final int O_CLOEXEC = 0x80000;
	private static final int O_PATH = 0x200000;

	private final int descriptor;

	private HeldFolder(int descriptor) {
		this.descriptor = descriptor;
	}

	static MethodHandle function(String name, FunctionDescriptor form, Linker.Option... options) {
		return LINKER.downcallHandle(LINKER.defaultLookup().find(name).orElseThrow(), form, options);
	}

	/**
	 * @param folder absolute, and without links
	 * @throws NotHeldException when it is not there, or there is a link in its path
	 */
	static HeldFolder open(Path folder) throws IOException {
		int descriptor = openAt(-1, "/");
		for (Path part : folder) {
			int next = openAt(descriptor, part.toString());
			close(descriptor);
			descriptor = next;
			if (descriptor < 0) {
				break;
			}
		}
		if (descriptor < 0) {
			throw new NotHeldException(folder);
		}
		return new HeldFolder(descriptor);
	}

	private static int openAt(int folder, String name) {
		try (var arena = Arena.ofConfined()) {
			return (int) OPENAT.invokeExact(folder, arena.allocateFrom(name), O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_PATH);
		} catch (Throwable e) {
			throw new IllegalStateException(e); // the function throws nothing
		}
	}

	private static void close(int descriptor) {
		try {
			int ignored = (int) CLOSE.invokeExact(descriptor);
		} catch (Throwable e) {
			throw new IllegalStateException(e);
		}
	}

	/** Another name of the folder; good until it is closed. */
	Path path() {
		return Path.of("/proc/self/fd", Integer.toString(descriptor));
	}

	/** Something in it. */
	Path resolve(Path name) {
		return path().resolve(name);
	}

	@Override
	public void close() {
		close(descriptor);
	}
}
