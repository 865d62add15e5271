package org.fleetdesk.opennebula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.fleetdesk.http.xmlrpc.XmlRpc;
import org.fleetdesk.opennebula.ScriptedServer.Answer;
import org.fleetdesk.opennebula.user.User;
import org.fleetdesk.opennebula.user.UserPool;
import org.fleetdesk.opennebula.vm.VirtualMachine;
import org.fleetdesk.opennebula.vm.VirtualMachinePool;
import org.fleetdesk.opennebula.wire.OneReplies;
import org.junit.jupiter.api.Test;

/**
 * The programs that OpenNebula documents for its own Java binding (docs.opennebula.io, "Java OpenNebula Cloud API", and its examples), call by call: with other imports they
 * compile and do the same.
 */
class OcaExampleTest {

	/** A virtual machine that is made, held, looked at, looked up in the pool, suspended in vain and terminated. */
	private static void virtualMachines(String secret, String endpoint, PrintStream out) {
		Client oneClient;
		try {
			oneClient = new Client(secret, endpoint);
			String vmTemplate = "NAME     = vm_from_java    CPU = 0.1    MEMORY = 64\n"
					+ "#DISK     = [ source = \"/nowhere.img\" ]\n"
					+ "FEATURES = [ acpi=\"no\" ]";
			OneResponse rc = VirtualMachine.allocate(oneClient, vmTemplate);
			if (rc.isError()) {
				throw new Exception(rc.getErrorMessage());
			}
			int newVMID = Integer.parseInt(rc.getMessage());
			VirtualMachine vm = new VirtualMachine(newVMID, oneClient);
			rc = vm.hold();
			if (rc.isError()) {
				throw new Exception(rc.getErrorMessage());
			}
			rc = vm.info();
			if (rc.isError()) {
				throw new Exception(rc.getErrorMessage());
			}
			out.println(rc.getMessage());
			out.println(vm.getName() + " has status: " + vm.status());
			out.println("path: " + vm.xpath("template/disk/source"));
			vm = null;
			VirtualMachinePool vmPool = new VirtualMachinePool(oneClient);
			rc = vmPool.info();
			if (rc.isError()) {
				throw new Exception(rc.getErrorMessage());
			}
			for (VirtualMachine vmachine : vmPool) {
				if (vmachine.getId().equals("" + newVMID)) {
					vm = vmachine;
				}
			}
			rc = vm.suspend();
			out.println(rc.isError() + " " + rc.getMessage() + " " + rc.getErrorMessage());
			rc = vm.terminate();
			out.println(rc.isError() + " " + rc.getMessage() + " " + rc.getErrorMessage());
			out.println("Number of VMs: " + vmPool.getLength());
		} catch (Exception e) {
			out.println(e.getMessage());
		}
	}

	/** A user that is made, looked at and deleted. */
	private static void users(Client oneClient, PrintStream out) {
		UserPool userpool = new UserPool(oneClient);
		OneResponse rc = userpool.info();
		if (rc.isError()) {
			out.println(rc.getErrorMessage());
			return;
		}
		rc = User.allocate(oneClient, "javaUser", "javaPassword");
		int userID = Integer.parseInt(rc.getMessage());
		User javaUser = new User(userID, oneClient);
		rc = javaUser.info();
		rc = User.info(oneClient, userID);
		out.println("Info for " + javaUser.xpath("name") + "...");
		for (User user : userpool) {
			out.println(user.getId() + " " + user.getName() + " " + user.xpath("enabled"));
		}
		rc = javaUser.delete();
		out.println(rc.getMessage());
	}

	@Test
	void theProgramForVirtualMachinesDoesWhatItSays() throws IOException {
		String vm = "<VM><ID>12</ID><NAME>vm_from_java</NAME><STATE>2</STATE><LCM_STATE>0</LCM_STATE><TEMPLATE><DISK><SOURCE>/nowhere.img</SOURCE></DISK></TEMPLATE></VM>";
		try (var server = new ScriptedServer(asked -> Answer.of(switch (asked.call().method()) {
		case "one.vm.allocate" -> OneReplies.success(12);
		case "one.vm.info" -> OneReplies.success(vm);
		case "one.vmpool.info" -> OneReplies.success("<VM_POOL><VM><ID>13</ID></VM>" + vm + "</VM_POOL>");
		case "one.vm.action" -> asked.call().params().get(1).equals("suspend")
				? OneReplies.failure(0x800, "[one.vm.action] Error performing action \"suspend\": This action is not available for state HOLD", 12) : OneReplies.success(12);
		default -> new XmlRpc.Fault(-506, "no");
		}))) {
			var printed = new ByteArrayOutputStream();

			virtualMachines("tester:tester", server.url("/RPC2").toString(), new PrintStream(printed));

			assertThat(printed.toString(StandardCharsets.UTF_8).lines()).containsExactly(vm, "vm_from_java has status: hold", "path: /nowhere.img",
					"true null [one.vm.action] Error performing action \"suspend\": This action is not available for state HOLD", "false 12 null", "Number of VMs: 2");
			assertThat(server.asked).extracting(asked -> asked.call().method()).containsExactly("one.vm.allocate", "one.vm.action", "one.vm.info", "one.vmpool.info",
					"one.vm.action", "one.vm.action");
		}
	}

	@Test
	void theProgramForUsersDoesWhatItSays() throws Exception {
		String user = "<USER><ID>5</ID><NAME>javaUser</NAME><ENABLED>1</ENABLED></USER>";
		try (var server = new ScriptedServer(asked -> Answer.of(switch (asked.call().method()) {
		case "one.userpool.info" -> OneReplies.success("<USER_POOL>" + user + "</USER_POOL>");
		case "one.user.info" -> OneReplies.success(user);
		default -> OneReplies.success(5);
		})); var client = new Client("oneadmin:x", server.url("/RPC2").toString())) {
			var printed = new ByteArrayOutputStream();

			users(client, new PrintStream(printed));

			assertThat(printed.toString(StandardCharsets.UTF_8).lines()).containsExactly("Info for javaUser...", "5 javaUser 1", "5");
			assertThat(server.asked).extracting(asked -> asked.call().method()).isEqualTo(List.of("one.userpool.info", "one.user.allocate", "one.user.info", "one.user.info",
					"one.user.delete"));
		}
	}
}
