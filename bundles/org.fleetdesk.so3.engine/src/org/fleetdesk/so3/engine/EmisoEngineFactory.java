package org.fleetdesk.so3.engine;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.fleetdesk.engine.Engine;
import org.fleetdesk.engine.EngineContext;
import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.EngineFactory;
import org.fleetdesk.engine.EngineOption;
import org.fleetdesk.engine.EnginePrompt;
import org.fleetdesk.engine.HostName;
import org.fleetdesk.so3.engine.internal.EmisoEngine;
import org.fleetdesk.so3.engine.internal.daemon.Runtimes;
import org.fleetdesk.so3.engine.internal.daemon.SlotRange;
import org.fleetdesk.so3.engine.internal.prompt.EmisoPrompt;
import org.fleetdesk.so3.engine.internal.runtime.QemuRuntime;
import org.fleetdesk.so3.engine.internal.runtime.SimulatedRuntime;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The EMISO Engine: SO3 containers of one Smart Object behind a subset of the Docker Engine API. */
@Component
public final class EmisoEngineFactory implements EngineFactory {

	private static final String IMAGES = "--images";
	private static final String LOG_DIR = "--log-dir";
	private static final String SLOTS = "--slots";
	private static final String RUNTIME = "--runtime";
	private static final String NAME = "--name";
	private static final String ON_STOP = "--guests-on-stop";
	private static final String SETTLE = "--settle";
	private static final int PORT = 2375;

	private final String version;

	@Activate
	public EmisoEngineFactory(BundleContext context) {
		this(context.getBundle().getVersion().toString());
	}

	/** @param version as the engine is to tell it to its clients */
	public EmisoEngineFactory(String version) {
		this.version = version;
	}

	@Override
	public String name() {
		return "emiso";
	}

	@Override
	public String kind() {
		return "so3";
	}

	@Override
	public String description() {
		return "EMISO Engine: SO3 containers of one Smart Object, behind a Docker API.";
	}

	@Override
	public int defaultPort() {
		return PORT;
	}

	@Override
	public List<EngineOption> options() {
		return List.of(new EngineOption(IMAGES, "DIR", "Folder of the .itb images; files may come and go in it at any time. Default: images in the data folder.", null),
				new EngineOption(LOG_DIR, "DIR", "Folder of the logs me_<slot>.log. Default: logs in the data folder.", null),
				new EngineOption(SLOTS, "LOW-HIGH", "Slots for containers.", "2-6"),
				new EngineOption(RUNTIME, "auto|qemu|simulated", "What runs the guests; auto simulates what QEMU cannot run.", "auto"),
				new EngineOption(NAME, "NAME", "Name of the Smart Object. Default: the host's name.", null),
				new EngineOption(ON_STOP, "keep|end", "Whether guests run on when the engine is stopped; the next engine adopts them.", "keep"),
				new EngineOption(SETTLE, "SECONDS", "How long an updated container must live on its new image, else it returns to the old one.", "5"));
	}

	/** Guests of the local fleet end with it: whoever closes it wants its processes gone. */
	@Override
	public Map<String, String> localOptions() {
		return Map.of(ON_STOP, "end");
	}

	@Override
	public Optional<EnginePrompt> prompt() {
		return Optional.of(new EmisoPrompt());
	}

	@Override
	public Engine start(EngineContext context) throws EngineException, InterruptedException {
		var data = context.data();
		String onStop = context.option(ON_STOP).orElse("keep");
		if (!List.of("keep", "end").contains(onStop)) {
			throw new IllegalArgumentException("\"" + onStop + "\" is no choice for " + ON_STOP + ": give keep or end");
		}
		var slots = SlotRange.parse(context.option(SLOTS).orElse("2-6"));
		var mode = Runtimes.Mode.of(context.option(RUNTIME).orElse("auto"));
		var settings = new EmisoEngine.Settings(version, data, folder(context, IMAGES, data.resolve("images")), folder(context, LOG_DIR, data.resolve("logs")), slots,
				context.option(NAME).orElseGet(HostName::read), bootId(), onStop.equals("end"),
				settle(context.option(SETTLE).orElse("5")));
		var runtimes = new Runtimes(mode, new QemuRuntime(QemuRuntime.Options.DEFAULT), new SimulatedRuntime());
		return EmisoEngine.start(settings, runtimes, context.serving());
	}

	private static Path folder(EngineContext context, String option, Path otherwise) {
		return context.option(option).map(Path::of).orElse(otherwise).toAbsolutePath().normalize();
	}

	private static Duration settle(String text) {
		if (!text.matches("\\d{1,4}(\\.\\d{1,3})?")) {
			throw new IllegalArgumentException("\"" + text + "\" is no time for " + SETTLE + ": give seconds, such as 5");
		}
		return Duration.ofMillis(new BigDecimal(text).movePointRight(3).longValueExact());
	}

	/** Where the system does not tell, each start counts as one of the same boot. */
	private static String bootId() {
		try {
			return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
		} catch (IOException e) {
			return new UUID(0, 0).toString();
		}
	}
}
