import { IMAGE_PROGRAMS, LAB_MODULE, ownProgram } from "./image-programs";
import type { Release, Tool } from "./types";

const GO_OS = { linux: "linux", darwin: "darwin" };
const GO_ARCH = { x64: "amd64", arm64: "arm64" };
const KINE = "v0.17.5";
const KWOK = "v0.8.0";
const PULUMI = "v3.245.0";
const CONTAINERD = "v2.4.2";
const ETCD = "v3.6.16";

/** Every outside program this project starts. Where a name occurs twice, the first is the default version. */
export const TOOLS: readonly Tool[] = [
  {
    name: "pulumi",
    version: PULUMI,
    executable: "pulumi",
    onPath: { range: ">=3.245.0 <4.0.0", args: ["version"], version: /^v?(\d+\.\d+\.\d+)/m },
    release: {
      url: "https://github.com/pulumi/pulumi/releases/download/v{version}/pulumi-v{version}-{os}-{arch}.tar.gz",
      checksums:
        "https://github.com/pulumi/pulumi/releases/download/v{version}/pulumi-{version}-checksums.txt",
      checksumFormat: "list",
      packaging: "tar.gz",
      os: GO_OS,
      arch: { x64: "x64", arm64: "arm64" },
    },
    module: {
      dir: "tools/golang/pulumi",
      package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
      variables: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": PULUMI },
      companions: "tools/golang/pulumi/beside",
      static: true,
    },
  },
  {
    name: "kine",
    version: KINE,
    executable: "kine",
    onPath: { range: ">=0.17.5 <0.18.0", args: ["--version"], version: /version v?(\d+\.\d+\.\d+)/ },
    release: githubRelease("k3s-io/kine", "kine-{arch}", { linux: "linux" }),
    // Not static: with a C compiler kine gets sqlite itself, without one a translation of it into Go.
    module: {
      dir: "tools/golang/kine",
      package: "github.com/k3s-io/kine",
      variables: { "github.com/k3s-io/kine/pkg/version.Version": KINE },
    },
  },
  {
    name: "kwok",
    version: KWOK,
    executable: "kwok",
    onPath: { range: ">=0.8.0 <0.9.0", args: ["--version"], version: /version v?(\d+\.\d+\.\d+)/ },
    release: githubRelease("kubernetes-sigs/kwok", "kwok-{os}-{arch}", GO_OS),
    module: { dir: LAB_MODULE, package: "sigs.k8s.io/kwok/cmd/kwok", variables: {}, static: true },
  },
  ownProgram("ask-daemon", "lab/node/programs"),
  containerd("containerd"),
  containerd("containerd-shim-runc-v2"),
  containerd("ctr"),
  etcdProgram("etcd", "go.etcd.io/etcd/server/v3"),
  etcdProgram("etcdutl", "go.etcd.io/etcd/etcdutl/v3"),
  k3sLab("v1.36.3"),
  k3sLab("v1.35.4"),
  k3sLab("v1.37.2"),
  ...IMAGE_PROGRAMS,
];

/** Finds a tool by name, and by version where there are several; a missing one is a mistake in the program. */
export function findTool(name: string, version?: string): Tool {
  const named = TOOLS.filter((tool) => tool.name === name);
  const found = named.find((tool) => version === undefined || tool.version === version);
  if (found !== undefined) return found;
  const known = (named.length > 0 ? named : TOOLS).map((tool) => `${tool.name} ${tool.version}`);
  throw new Error(`There is no tool ${name}${version ? ` ${version}` : ""}; there are ${known.join(", ")}.`);
}

/** A program of containerd; built, because its releases hold all of them in one archive. */
function containerd(name: string): Tool {
  const module = "github.com/containerd/containerd/v2";
  return {
    name,
    version: CONTAINERD,
    executable: name,
    module: {
      dir: "tools/golang/containerd",
      package: `${module}/cmd/${name}`,
      variables: { [`${module}/version.Version`]: CONTAINERD },
      static: true,
    },
  };
}

/** A program of etcd, out of the same module. */
function etcdProgram(name: string, source: string): Tool {
  return {
    name,
    version: ETCD,
    executable: name,
    module: { dir: "tools/golang/etcd", package: source, variables: {}, static: true },
  };
}

/** One plain file per platform, and the digests that GitHub publishes for it. */
function githubRelease(repository: string, file: string, os: Release["os"]): Release {
  return {
    url: `https://github.com/${repository}/releases/download/v{version}/${file}`,
    checksums: `https://api.github.com/repos/${repository}/releases/tags/v{version}`,
    checksumFormat: "github",
    packaging: "file",
    os,
    arch: GO_ARCH,
  };
}

/** The stand-in for k3s at one Kubernetes version. It is our own, so nobody else has it ready. */
function k3sLab(version: string): Tool {
  const [major = "", minor = ""] = version.slice(1).split(".");
  const variable = (name: string) => `k8s.io/component-base/version.${name}`;
  return {
    name: "k3s-lab",
    version,
    executable: "k3s-multicall",
    module: {
      dir: "lab/k3s",
      modfile: `${version}.mod`,
      package: ".",
      variables: {
        [variable("gitVersion")]: version,
        [variable("gitMajor")]: major,
        [variable("gitMinor")]: minor,
        [variable("gitTreeState")]: "clean",
      },
      static: true,
      ownSources: true,
    },
  };
}
