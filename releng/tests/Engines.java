import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.fleetdesk.engine.Engine;
import org.fleetdesk.engine.EngineContext;
import org.fleetdesk.engine.EngineOption;
import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.fleetdesk.so3.engine.EmisoEngineFactory;

/**
 * Many EMISO Engines in one process, with simulated guests: {@code java -cp 'plugins/*' Engines.java COUNT FOLDER}. Each has its own port and its own data folder
 * {@code FOLDER/engine-N}; it prints a line {@code ready: URL} for each and ends with its standard input.
 */
final class Engines {

	public static void main(String[] args) throws Exception {
		int count = Integer.parseInt(args[0]);
		Path folder = Path.of(args[1]);
		var factory = new EmisoEngineFactory("0.0.0-test");
		Map<String, String> options = new HashMap<>();
		for (EngineOption option : factory.options()) {
			if (option.defaultValue() != null) {
				options.put(option.name(), option.defaultValue());
			}
		}
		options.put("--runtime", "simulated");
		List<Engine> engines = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			options.put("--name", "so-" + i);
			Path data = Files.createDirectories(folder.resolve("engine-" + i));
			engines.add(factory.start(new EngineContext(data, ListenAddress.parse("127.0.0.1:0", 0), Security.LOOPBACK_ONLY, options)));
			System.out.println("ready: " + engines.getLast().url());
		}
		while (System.in.read() >= 0) {
			// until it is closed
		}
		engines.forEach(Engine::close);
		System.exit(0);
	}
}
