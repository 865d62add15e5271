package org.fleetdesk.serverless.engine.internal.cloud;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.fleetdesk.http.xmlrpc.XmlText;
import org.fleetdesk.opennebula.wire.OneTemplate;
import org.fleetdesk.opennebula.wire.Xml;
import org.fleetdesk.serverless.engine.internal.cloud.VmObject.History;

/** Objects as XML, element by element as OpenNebula 6.6 writes them. Used for one reply. */
final class Render {

	private static final Comparator<OneTemplate.Attribute> BY_NAME = Comparator.comparing(OneTemplate.Attribute::name);
	private static final List<String> BITS = List.of("OWNER_U", "OWNER_M", "OWNER_A", "GROUP_U", "GROUP_M", "GROUP_A", "OTHER_U", "OTHER_M", "OTHER_A");
	private static final Set<String> SHORT_TEMPLATE = Set.of("CPU", "MEMORY", "VCPU", "GRAPHICS", "NIC", "NIC_ALIAS", "DISK", "AUTOMATIC_REQUIREMENTS");
	private static final Set<String> SHORT_USER_TEMPLATE = Set.of("LABELS", "ERROR", "SCHED_MESSAGE", "SCHED_RANK", "SCHED_DS_RANK", "SCHED_REQUIREMENTS", "SCHED_DS_REQUIREMENTS",
			"USER_PRIORITY", "PUBLIC_CLOUD", "SCHED_ACTION");

	private final Users users;
	private final StringBuilder xml = new StringBuilder();
	private final Map<Integer, String> userNames = new HashMap<>();
	private final Map<Integer, String> groupNames = new HashMap<>();

	Render(Users users) {
		this.users = users;
	}

	/** What was written. */
	@Override
	public String toString() {
		return xml.toString();
	}

	Render open(String name) {
		xml.append('<').append(name).append('>');
		return this;
	}

	Render close(String name) {
		xml.append("</").append(name).append('>');
		return this;
	}

	Render number(String name, long value) {
		xml.append('<').append(name).append('>').append(value).append("</").append(name).append('>');
		return this;
	}

	Render text(String name, String value) {
		xml.append('<').append(name).append('>').append(XmlText.escape(value)).append("</").append(name).append('>');
		return this;
	}

	Render cdata(String name, String value) {
		xml.append('<').append(name).append('>').append(Xml.cdata(value)).append("</").append(name).append('>');
		return this;
	}

	/** A template, its attributes in the order of their names, as OpenNebula keeps them. */
	Render template(String name, OneTemplate template) {
		return template(name, template, null);
	}

	private Render template(String name, OneTemplate template, Set<String> only) {
		var sorted = new ArrayList<>(template.attributes());
		sorted.sort(BY_NAME);
		open(name);
		for (var attribute : sorted) {
			if (only != null && !only.contains(attribute.name())) {
				continue;
			}
			switch (attribute) {
			case OneTemplate.Single single -> cdata(single.name(), single.value());
			case OneTemplate.Vector vector -> {
				open(vector.name());
				new TreeMap<>(vector.values()).forEach(this::cdata);
				close(vector.name());
			}
			}
		}
		return close(name);
	}

	private Render owner(Meta meta) {
		number("ID", meta.id()).number("UID", meta.uid()).number("GID", meta.gid());
		text("UNAME", userNames.computeIfAbsent(meta.uid(), users::userName));
		return text("GNAME", groupNames.computeIfAbsent(meta.gid(), users::groupName)).text("NAME", meta.name());
	}

	private Render permissions(Meta meta) {
		open("PERMISSIONS");
		for (int i = 0; i < 9; i++) {
			number(BITS.get(i), meta.permissions() >> 8 - i & 1);
		}
		return close("PERMISSIONS");
	}

	private Render lock(Meta meta) {
		if (meta.lock() != 0) {
			open("LOCK").number("LOCKED", meta.lock()).number("OWNER", meta.lockOwner()).number("TIME", meta.lockTime()).number("REQ_ID", -1).close("LOCK");
		}
		return this;
	}

	Render document(DocumentObject document) {
		return open("DOCUMENT").owner(document.meta()).number("TYPE", document.type()).permissions(document.meta()).lock(document.meta())
				.template("TEMPLATE", document.template()).close("DOCUMENT");
	}

	Render vmTemplate(TemplateObject template) {
		return open("VMTEMPLATE").owner(template.meta()).permissions(template.meta()).lock(template.meta()).number("REGTIME", template.registered())
				.template("TEMPLATE", template.template()).close("VMTEMPLATE");
	}

	/** @param newest what was measured last; null in lists, which do not tell it */
	Render vm(VmObject vm, Sample newest) {
		var life = vm.life();
		open("VM").owner(vm.meta()).permissions(vm.meta()).number("LAST_POLL", newest == null ? 0 : newest.time()).number("STATE", life.state().number())
				.number("LCM_STATE", life.lcm().number()).number("PREV_STATE", life.prevState().number()).number("PREV_LCM_STATE", life.prevLcm().number())
				.number("RESCHED", life.resched() ? 1 : 0).number("STIME", life.stime()).number("ETIME", life.etime()).text("DEPLOY_ID", life.deploy()).lock(vm.meta());
		if (newest == null) {
			open("MONITORING").close("MONITORING");
		} else {
			monitoring(vm.id(), newest);
		}
		template("TEMPLATE", vm.template()).template("USER_TEMPLATE", vm.userTemplate()).open("HISTORY_RECORDS");
		vm.history().forEach(h -> history(vm.id(), h));
		xml.append("</HISTORY_RECORDS><BACKUPS><BACKUP_CONFIG/><BACKUP_IDS></BACKUP_IDS></BACKUPS>");
		return close("VM");
	}

	private void history(int vm, History h) {
		open("HISTORY").number("OID", vm).number("SEQ", h.seq()).text("HOSTNAME", h.hostname()).number("HID", h.hid()).number("CID", 0).number("STIME", h.stime())
				.number("ETIME", h.etime()).cdata("VM_MAD", Lifecycle.DRIVER).cdata("TM_MAD", Lifecycle.DRIVER).number("DS_ID", 0).number("PSTIME", h.pstime())
				.number("PETIME", h.petime()).number("RSTIME", h.rstime()).number("RETIME", h.retime()).number("ESTIME", h.estime()).number("EETIME", h.eetime())
				.number("ACTION", h.action()).number("UID", h.uid()).number("GID", h.gid()).number("REQUEST_ID", -1).close("HISTORY");
	}

	/** As {@code one.vmpool.info} has it. */
	Render shortVm(VmObject vm) {
		var life = vm.life();
		open("VM").owner(vm.meta()).number("LAST_POLL", 0).number("STATE", life.state().number()).number("LCM_STATE", life.lcm().number())
				.number("RESCHED", life.resched() ? 1 : 0).number("STIME", life.stime()).number("ETIME", life.etime()).text("DEPLOY_ID", life.deploy()).lock(vm.meta());
		template("TEMPLATE", vm.template(), SHORT_TEMPLATE).template("USER_TEMPLATE", vm.userTemplate(), SHORT_USER_TEMPLATE).open("HISTORY_RECORDS");
		vm.host().ifPresent(h -> open("HISTORY").number("OID", vm.id()).number("SEQ", h.seq()).text("HOSTNAME", h.hostname()).number("HID", h.hid()).number("CID", 0)
				.number("DS_ID", 0).cdata("VM_MAD", Lifecycle.DRIVER).cdata("TM_MAD", Lifecycle.DRIVER).number("ACTION", h.action()).close("HISTORY"));
		return close("HISTORY_RECORDS").close("VM");
	}

	Render monitoring(int vm, Sample sample) {
		return open("MONITORING").cdata("CPU", decimal(sample.cpu())).cdata("DISKRDBYTES", Long.toString(sample.diskReadBytes()))
				.cdata("DISKRDIOPS", Long.toString(sample.diskReadOperations())).cdata("DISKWRBYTES", Long.toString(sample.diskWrittenBytes()))
				.cdata("DISKWRIOPS", Long.toString(sample.diskWriteOperations())).cdata("ID", Integer.toString(vm)).cdata("MEMORY", Long.toString(sample.memory()))
				.cdata("NETRX", Long.toString(sample.netRx())).cdata("NETTX", Long.toString(sample.netTx())).cdata("TIMESTAMP", Long.toString(sample.time())).close("MONITORING");
	}

	private static String decimal(double value) {
		return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
	}

	/** @param newest what was measured last; null in lists, which do not tell it */
	Render host(HostObject host, Occupancy.Usage usage, HostSample newest) {
		open("HOST").number("ID", host.id()).text("NAME", host.name()).number("STATE", host.state()).number("PREV_STATE", host.prevState()).cdata("IM_MAD", Lifecycle.DRIVER)
				.cdata("VM_MAD", Lifecycle.DRIVER).number("CLUSTER_ID", 0).text("CLUSTER", "default").open("HOST_SHARE").number("MEM_USAGE", usage.memory())
				.number("CPU_USAGE", usage.cpu()).number("TOTAL_MEM", host.memory()).number("TOTAL_CPU", host.cpu()).number("MAX_MEM", host.memory()).number("MAX_CPU", host.cpu())
				.number("RUNNING_VMS", usage.vms().size()).number("VMS_THREAD", 1).open("DATASTORES").cdata("DISK_USAGE", "0").close("DATASTORES");
		xml.append("<PCI_DEVICES/><NUMA_NODES/></HOST_SHARE>");
		open("VMS");
		usage.vms().forEach(vm -> number("ID", vm));
		close("VMS").template("TEMPLATE", host.template());
		if (newest == null) {
			xml.append("<MONITORING/>");
		} else {
			hostMonitoring(host.id(), newest);
		}
		return close("HOST");
	}

	Render hostMonitoring(int host, HostSample sample) {
		return open("MONITORING").number("TIMESTAMP", sample.time()).number("ID", host).open("CAPACITY").cdata("FREE_CPU", Long.toString(sample.freeCpu()))
				.cdata("FREE_MEMORY", Long.toString(sample.freeMemory())).cdata("USED_CPU", Long.toString(sample.usedCpu())).cdata("USED_MEMORY", Long.toString(sample.usedMemory()))
				.close("CAPACITY").open("SYSTEM").cdata("NETRX", Long.toString(sample.netRx())).cdata("NETTX", Long.toString(sample.netTx())).close("SYSTEM").close("MONITORING");
	}

	/** Neither the password's hash nor a token is told: both are kept so that they can be checked only. */
	Render user(UserObject user) {
		open("USER").number("ID", user.id()).number("GID", user.gid()).open("GROUPS");
		user.groups().forEach(g -> number("ID", g));
		close("GROUPS").text("GNAME", users.groupName(user.gid())).text("NAME", user.name()).cdata("PASSWORD", "").cdata("AUTH_DRIVER", "core")
				.number("ENABLED", user.enabled() ? 1 : 0);
		user.tokens().forEach(t -> open("LOGIN_TOKEN").cdata("TOKEN", "").number("EXPIRATION_TIME", t.expires()).number("EGID", t.group()).close("LOGIN_TOKEN"));
		template("TEMPLATE", user.template()).quotas();
		return open("DEFAULT_USER_QUOTAS").quotas().close("DEFAULT_USER_QUOTAS").close("USER");
	}

	private Render quotas() {
		for (String quota : List.of("DATASTORE_QUOTA", "NETWORK_QUOTA", "VM_QUOTA", "IMAGE_QUOTA")) {
			open(quota).close(quota);
		}
		return this;
	}

	Render group(GroupObject group) {
		open("GROUP").number("ID", group.id()).text("NAME", group.name()).template("TEMPLATE", new OneTemplate()).open("USERS");
		users.members(group.id()).forEach(u -> number("ID", u));
		return close("USERS").open("ADMINS").close("ADMINS").close("GROUP");
	}
}
