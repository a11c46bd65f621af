// Tools of a lab's node. The standard library is all it takes.
module gitops-updates/lab/node/programs

go 1.25.0
