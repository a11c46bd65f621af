// The sources are shared by every Kubernetes version: build with -modfile=v<version>.mod.
module gitops-updates/lab/k3s

go 1.25.0
