package org.fleetdesk.gateways.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Small applications to try gateways with: shell scripts of our own, and the two Python programs of Gateway Engine's document with their mistakes repaired
 * (docs/engines/gmq.md tells which). The same version of Fleetdesk always writes the same bytes.
 */
public final class SamplePackages {

	/** So that an unchanged sample keeps its digest. */
	private static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");

	private static final String INSTALL = """
			#!/bin/sh
			set -e
			mkdir -p /usr/local/bin
			cp tick_app.sh /usr/local/bin/tick_app.sh
			chmod 755 /usr/local/bin/tick_app.sh
			echo "tick_app %s is installed"
			""";
	private static final String SUPERVISOR = """
			[supervisord]
			command = /usr/local/bin/tick_app.sh
			""";

	private static final String TEST_INSTALL = """
			#!/bin/sh

			INSTALL_PATH="/usr/local/bin"

			echo "Installing test_app..."
			set -ex
			mkdir -p ${INSTALL_PATH}
			cp test_app.py ${INSTALL_PATH}/
			set +x
			echo "Installation complete."
			""";
	private static final String TEST_SUPERVISOR = """
			[supervisord]
			command = /usr/bin/python3 -u /usr/local/bin/test_app.py
			""";

	private static final Map<PackageName, Map<String, String>> ALL = Map.of(
			new PackageName("test_app", "1"), Map.of("install.sh", TEST_INSTALL, "supervisor.conf", TEST_SUPERVISOR, "test_app.py", """
					# test_app.py
					from exo.api import ExositeAPI
					from time import monotonic, sleep
					from math import *

					a = ExositeAPI()  # with the key of the gateway that it runs on

					while True:
					    # each loop iteration is another point on a sinusoid
					    data = int(100 * cos(radians(monotonic()) * 100))
					    print('test', data, a.http_write('test', data).status)  # send data to 'test' alias
					    sleep(5)
					"""),
			new PackageName("test_app", "2-dies"), Map.of("install.sh", TEST_INSTALL, "supervisor.conf", TEST_SUPERVISOR, "test_app.py", """
					# test_app.py
					# To try what happens when a new version does not live: it has overwritten the file of the old one, and ends with an error
					import sys
					from time import sleep

					print('test_app 2 cannot go on')
					sleep(2)  # as long as a supervisor takes to call it running
					sys.exit(1)
					"""),
			new PackageName("temp_app", "1"), Map.of("install.sh", """
					#!/bin/sh
					set -e
					INSTALL_PATH="/usr/local/bin/temp_app.v1"
					mkdir -p ${INSTALL_PATH}
					cp temp_app.py my_BLE_LIB.py ${INSTALL_PATH}/
					if [ ! -e ${INSTALL_PATH}/temp_app.cfg ]; then
						cp temp_app.cfg ${INSTALL_PATH}/
						chmod 600 ${INSTALL_PATH}/temp_app.cfg
					fi
					""", "supervisor.conf", """
					[supervisord]
					command = /usr/bin/python3 -u /usr/local/bin/temp_app.v1/temp_app.py
					""", "temp_app.cfg", """
					cik = ''
					vendor = local
					model = local
					uuid = AF:14:B9:00:50:2C
					""", "my_BLE_LIB.py", """
					\"\"\" Stands in for a sensor with Bluetooth: the temperature of the gateway's own processor, where it has a sensor. \"\"\"
					import glob

					def get_BLE_temp():
					    for name in sorted(glob.glob('/sys/class/thermal/thermal_zone*/temp')):
					        with open(name) as f:
					            return int(f.read()) / 1000.0
					    return 'no sensor'
					""", "temp_app.py", """
					# /usr/local/bin/temp_app.v1/temp_app.py
					\"\"\" An example of subclassing Device. \"\"\"
					from exo.device import Device
					from time import sleep
					from my_BLE_LIB import get_BLE_temp

					PATH_TO_DEVICE_CFG = '/usr/local/bin/temp_app.v1/temp_app.cfg'

					class TempSensor(Device):
					    def __init__(self):
					        Device.__init__(
					          self,
					          'temp_sensor_v1',
					          PATH_TO_DEVICE_CFG
					        )
					    def report_tmp(self):
					        self.http_write('device_temp', get_BLE_temp())

					if __name__ == '__main__':
					    d = TempSensor()
					    while not d.activated():
					        d.activate()
					    while True:
					        d.report_tmp()
					        sleep(300) # report temp to exosite every 5 minutes
					"""),
			new PackageName("tick_app", "1"), Map.of("install.sh", INSTALL.formatted("1"), "supervisor.conf", SUPERVISOR, "tick_app.sh", """
					#!/bin/sh
					# Counts, a line every five seconds
					n=0
					while true; do
						n=$((n + 1))
						echo "tick $n"
						sleep 5
					done
					"""),
			new PackageName("tick_app", "2-dies"), Map.of("install.sh", INSTALL.formatted("2-dies"), "supervisor.conf", SUPERVISOR, "tick_app.sh", """
					#!/bin/sh
					# To try what happens when a new version does not live
					echo "tick_app 2 cannot start"
					exit 1
					"""),
			new PackageName("say_system", "1"), Map.of("install.sh", """
					#!/bin/sh
					# Does something once: there is nothing for the supervisor to run
					uname -a
					df -P -k
					"""));

	private SamplePackages() {
	}

	/**
	 * Writes all samples, replacing older ones.
	 *
	 * @param folder made when it is not there
	 * @return the packages
	 */
	public static List<Path> writeTo(Path folder) throws IOException {
		Files.createDirectories(folder);
		var files = new ArrayList<Path>();
		for (var sample : ALL.entrySet().stream().sorted(Comparator.comparing(e -> e.getKey().fileName())).toList()) {
			files.add(write(sample.getKey(), sample.getValue(), folder));
		}
		return files;
	}

	private static Path write(PackageName name, Map<String, String> texts, Path folder) throws IOException {
		Path work = Files.createTempDirectory("fleetdesk-sample");
		try {
			for (var text : texts.entrySet()) {
				Path file = Files.writeString(work.resolve(text.getKey()), text.getValue());
				Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(text.getKey().endsWith(".sh") ? "rwxr-xr-x" : "rw-r--r--"));
				Files.setLastModifiedTime(file, FileTime.from(BUILT));
			}
			return PackageBuilder.build(name, PackageBuilder.filesIn(work), folder);
		} finally {
			for (String file : texts.keySet()) {
				Files.deleteIfExists(work.resolve(file));
			}
			Files.delete(work);
		}
	}
}
