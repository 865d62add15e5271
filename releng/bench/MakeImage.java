import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;

import org.fleetdesk.so3.model.Samples;

/** An image whose payload has a given size in MiB and a content that no image had before. Usage: MakeImage FILE MIB */
final class MakeImage {

	public static void main(String[] args) throws Exception {
		byte[] payload = new byte[Integer.parseInt(args[1]) << 20];
		new Random().nextBytes(payload);
		ByteBuffer.wrap(payload).putLong(System.nanoTime());
		Samples.image("bench", "kernel", 0x42, "Benchmark", payload).write(Path.of(args[0]));
	}
}
