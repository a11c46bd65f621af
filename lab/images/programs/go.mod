// What runs in the lab's containers and is ours. The standard library is all it takes.
module gitops-updates/lab/images/programs

go 1.25.0
