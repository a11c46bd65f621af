// Command ask-daemon is what systemctl and journalctl are on a node of the lab: it hands its arguments to the node's
// daemon and prints the answer. Scripts call it dozens of times a run, so it has to start in no time.
package main

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
)

type request struct {
	Tool string   `json:"tool"`
	Args []string `json:"args"`
}

type answer struct {
	Stdout string `json:"stdout"`
	Stderr string `json:"stderr"`
	Code   int    `json:"code"`
}

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: ask-daemon SOCKET TOOL [ARGUMENT ...]")
		os.Exit(2)
	}
	socket, tool, args := os.Args[1], os.Args[2], os.Args[3:]
	said, err := ask(socket, request{Tool: tool, Args: append([]string{}, args...)})
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: the node's daemon does not answer: %v\n", tool, err)
		os.Exit(1)
	}
	fmt.Fprint(os.Stdout, said.Stdout)
	fmt.Fprint(os.Stderr, said.Stderr)
	os.Exit(said.Code)
}

// ask sends one line and reads one answer; the daemon may take as long as a service takes to stop.
func ask(socket string, question request) (answer, error) {
	var said answer
	connection, err := net.Dial("unix", socket)
	if err != nil {
		return said, err
	}
	defer connection.Close()
	if err := json.NewEncoder(connection).Encode(question); err != nil {
		return said, err
	}
	return said, json.NewDecoder(connection).Decode(&said)
}
