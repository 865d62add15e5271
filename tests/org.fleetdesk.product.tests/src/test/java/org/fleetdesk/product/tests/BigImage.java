package org.fleetdesk.product.tests;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

import org.fleetdesk.faults.Direction;
import org.fleetdesk.faults.FaultProxy;
import org.fleetdesk.faults.Toxic;
import org.fleetdesk.so3.model.FitImage;
import org.fleetdesk.so3.model.ImageSpec;
import org.fleetdesk.so3.model.Payload;
import org.fleetdesk.so3.model.Samples;

/** A ticker with a ram disk that makes it large: its upload takes a while. */
final class BigImage {

	private BigImage() {
	}

	/** @param size of the ram disk in bytes */
	static Path write(Fleetdesk fleetdesk, int size) throws Exception {
		Path disk = fleetdesk.folder().resolve("disk.bin");
		try (var file = new RandomAccessFile(disk.toFile(), "rw")) {
			file.setLength(size);
		}
		Path code = fleetdesk.folder().resolve("code.bin");
		FitImage.read(fleetdesk.samples().resolve("ticker.itb")).kernel().orElseThrow().data().orElseThrow().copyTo(code);
		Path big = fleetdesk.folder().resolve("big.itb");
		Samples.image("big", "kernel", 0x77, "A large one", Files.readAllBytes(code))
				.image(new ImageSpec("ramfs", "padding", "ramdisk", "arm64", "linux", "none", OptionalLong.of(0x43500000L), OptionalLong.empty(), Payload.of(disk), List.of()))
				.write(big);
		return big;
	}

	/** A way to an engine on which an upload takes a while. */
	static FaultProxy slowly(URI engine) throws IOException {
		var proxy = new FaultProxy(engine);
		proxy.add(Direction.UPSTREAM, new Toxic.Bandwidth(1000));
		return proxy;
	}

	/** Waits until the upload is well under way, and all but stops it there, until {@link FaultProxy#heal}. */
	static void hold(FaultProxy proxy, Fleetdesk.Started upload) throws Exception {
		Fleetdesk.await("the upload is under way", () -> proxy.bytes(Direction.UPSTREAM) > 3 << 20, () -> Fleetdesk.read(upload.err()));
		proxy.add(Direction.UPSTREAM, new Toxic.Bandwidth(1));
	}

	/** What is on an engine of it, whole or in part. */
	static List<Path> partsIn(Path engineData) {
		try (Stream<Path> files = Files.walk(engineData)) {
			return files.filter(f -> Files.isRegularFile(f) && f.toFile().length() > 1 << 20).toList();
		} catch (IOException e) {
			throw new AssertionError(e);
		}
	}
}
