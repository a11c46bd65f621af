import { parse } from "yaml";
import { parseConfig } from "../../../domain/config";
import { detectionObjects } from "../../../domain/detection-schedule";
import { config } from "../fixtures";

const IMAGE = `registry.example.org/gitops-updates@sha256:${"9f".repeat(32)}`;
const GIT = { url: "https://git.example.org/home.git", tokenFrom: "GIT_TOKEN" };

const objectsOf = (over: Record<string, unknown> = {}, inCluster: Record<string, unknown> = {}) => {
  const detection = { ...(over.detection as object), inCluster: { image: IMAGE, ...inCluster } };
  const objects = detectionObjects(config({ ...over, detection }));
  if (objects === null) throw new Error("no objects");
  return objects;
};

test("there are none unless they are asked for", () => {
  expect(detectionObjects(config())).toBeNull();
});

test("everything but the roles of other namespaces lies in its own", () => {
  const { serviceAccount, configMap, claim, cronJob, clusterRoleBinding } = objectsOf(
    {},
    { namespace: "ops" },
  );
  for (const { metadata } of [serviceAccount, configMap, claim, cronJob])
    expect(metadata.namespace).toBe("ops");
  expect(clusterRoleBinding.subjects).toMatchObject([{ kind: "ServiceAccount", namespace: "ops" }]);
});

describe("the CronJob", () => {
  const { spec } = objectsOf({}, { schedule: "30 5 * * mon-fri", timeZone: "Europe/Berlin" }).cronJob;
  const pod = spec.jobTemplate.spec.template.spec;

  test("looks at its times, one look at a time, and gives up a look that hangs", () => {
    expect(spec).toMatchObject({
      schedule: "30 5 * * mon-fri",
      timeZone: "Europe/Berlin",
      concurrencyPolicy: "Forbid",
      jobTemplate: { spec: { backoffLimit: 1, activeDeadlineSeconds: 1800 } },
    });
  });

  test("runs the image of that digest with the account, and nothing that it could change itself with", () => {
    expect(pod).toMatchObject({
      serviceAccountName: "gitops-updates-detect",
      securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
      containers: [
        {
          image: IMAGE,
          securityContext: {
            readOnlyRootFilesystem: true,
            allowPrivilegeEscalation: false,
            capabilities: { drop: ["ALL"] },
          },
        },
      ],
    });
    expect(pod.containers[0]).not.toHaveProperty("envFrom");
  });

  test("gets variables from the Secret that is named", () => {
    const { cronJob } = objectsOf({}, { environmentFrom: "tokens" });
    const [container] = cronJob.spec.jobTemplate.spec.template.spec.containers;
    expect(container?.envFrom).toEqual([{ secretRef: { name: "tokens" } }]);
  });
});

describe("the configuration in the pod", () => {
  const over = {
    cluster: {
      name: "home",
      kubeconfig: "~/.kube/config",
      nodes: [{ name: "server-1", host: "server-1.home.arpa" }],
      ssh: { configFile: "~/.ssh/config" },
      sources: { k3s: { channels: "https://mirror.example.org/channels" }, security: { osv: null } },
    },
    policy: { minimumReleaseAge: "7d", maxUnavailable: 2 },
    backup: { directory: "b", recipientsFile: "~/keys" },
    git: GIT,
    detection: {
      prereleases: ["k3s"],
      ignore: [{ component: "longhorn", reason: "next year" }],
      reports: ["reports/updates.html", "~/updates.json", "../../x.md"],
    },
  };
  const { data } = objectsOf(over).configMap;
  const { config: written } = parse(data["Pulumi.in-cluster.yaml"] ?? "") as {
    config: Record<string, unknown>;
  };
  const raw = Object.fromEntries(
    Object.entries(written).map(([key, value]) => [key.replace("gitops-updates:", ""), value]),
  );
  const [pod, own] = [parseConfig(raw), config(over)];

  test("is a valid one that looks at the same", () => {
    expect(pod.cluster.name).toBe("home");
    expect(pod.cluster.sources).toEqual(own.cluster.sources);
    expect(pod.policy.minimumReleaseAge).toBe(7 * 86_400_000);
    expect(pod.git).toEqual(own.git);
    expect(pod.detection).toMatchObject({ ignore: own.detection.ignore, prereleases: ["k3s"] });
  });

  test("names no host, no key and no file of the machine that wrote it", () => {
    expect(pod.cluster).toMatchObject({ nodes: [], state: "/state" });
    expect(pod.cluster.kubeconfig).toBeUndefined();
    expect(JSON.stringify(data)).not.toMatch(/home\.arpa|\.ssh|~|inCluster/);
  });

  test("stays as it is when the stack wants another version", () => {
    expect(objectsOf({ ...over, versions: { k3s: "v1.36.3+k3s1" } }).configMap.data).toEqual(data);
  });

  test("keeps reports on the volume", () => {
    expect(pod.detection.reports).toEqual([
      "/state/reports/reports/updates.html",
      "/state/reports/updates.json",
      "/state/reports/x.md",
    ]);
  });
});
